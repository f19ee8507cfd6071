"""Who may record what others have notified."""

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Role

may_record_notices = holds(Role.FOCAL_POINT, Role.SUPERVISOR) | is_node
