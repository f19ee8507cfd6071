"""Who may register traders, license them and appoint their agents."""

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Role

may_keep_register = holds(Role.INTAKE, Role.SUPERVISOR) | is_node
