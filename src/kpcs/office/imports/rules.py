"""Who may do what at the import desk."""

from typing import Any

import rules

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Acting, Role


@rules.predicate(name="an office that imports")
def imports_here(by: Acting, _thing: Any = None) -> bool:
    """The person acts in an office with powers over imports."""
    return by.office is not None and by.office.may_import


@rules.predicate(name="the office of the case")
def same_office(by: Acting, case: Any) -> bool:
    """The case belongs to the office where the person acts."""
    return by.office is not None and case is not None and case.office_id == by.office.pk


@rules.predicate(name="another person than the one who opened the case")
def not_opener(by: Acting, case: Any) -> bool:
    """Somebody else opened the case."""
    return by.person is not None and case is not None and case.opened_by_id != by.person.pk


_DESK = (Role.INSPECTOR, Role.INTAKE, Role.SUPERVISOR)

may_see = holds(*_DESK, Role.WEIGHER, Role.CUSTOMS, Role.AUDITOR, Role.FOCAL_POINT)
may_capture = holds(*_DESK, Role.CUSTOMS) & imports_here
may_record_sighting = holds(*_DESK, Role.CUSTOMS) & imports_here
may_open_case = holds(Role.INSPECTOR, Role.SUPERVISOR) & imports_here
may_add_evidence = holds(*_DESK, Role.CUSTOMS, Role.WEIGHER, Role.FOCAL_POINT)
may_look = holds(Role.INSPECTOR, Role.SUPERVISOR) & same_office
may_weigh = holds(Role.INSPECTOR, Role.WEIGHER, Role.SUPERVISOR) & same_office
may_ask = holds(Role.INSPECTOR, Role.SUPERVISOR, Role.FOCAL_POINT)
may_hold = holds(Role.INSPECTOR, Role.SUPERVISOR) & same_office
may_end_hold = holds(Role.INSPECTOR, Role.SUPERVISOR) & same_office
may_settle_claims = holds(Role.SUPERVISOR) & not_opener
may_decide = holds(Role.INSPECTOR, Role.SUPERVISOR) & same_office
may_confirm = holds(Role.INSPECTOR, Role.SUPERVISOR, Role.FOCAL_POINT) & same_office
may_record_dispatch = holds(Role.INSPECTOR, Role.SUPERVISOR, Role.FOCAL_POINT)
may_file = holds(*_DESK) & same_office
may_close_movement = holds(Role.SUPERVISOR) & imports_here
is_inbox = is_node
