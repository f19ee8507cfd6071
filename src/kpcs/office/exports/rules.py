"""Who may do what with an application and its shipment: the context's permissions in one place."""

from typing import Any

from rules.predicates import predicate

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Acting, Role


@predicate(name="of his own office")
def of_own_office(by: Acting, application: Any = None) -> bool:
    """The application lies with the office in which the person acts."""
    return application is None or (by.office is not None and by.office.pk == application.office_id)


@predicate(name="agent of the trader, or intake officer")
def is_agent_or_intake(by: Acting, application: Any = None) -> bool:
    """An agent writes for the traders that appointed him (checked on the day by the operation), an intake officer for
    any trader at the counter."""
    return holds(Role.AGENT, Role.INTAKE).test(by, application)


may_apply = is_agent_or_intake & of_own_office
may_examine = holds(Role.INTAKE, Role.APPROVER) & of_own_office
may_decide = holds(Role.APPROVER) & of_own_office
may_weigh = holds(Role.WEIGHER, Role.VALUER) & of_own_office
may_pack = holds(Role.ISSUER) & of_own_office
"""Reserve a number, allot seals, seal, freeze, take the next number, replace."""
may_validate = holds(Role.VALIDATOR) & of_own_office
may_record_exit = holds(Role.CUSTOMS, Role.ISSUER) & of_own_office
may_record_confirmation = holds(Role.ISSUER, Role.FOCAL_POINT, Role.SUPERVISOR) & of_own_office
may_take_in_messages = is_node
may_see_desk = holds(
    Role.AGENT,
    Role.INTAKE,
    Role.WEIGHER,
    Role.VALUER,
    Role.APPROVER,
    Role.ISSUER,
    Role.VALIDATOR,
    Role.CUSTOMS,
    Role.SUPERVISOR,
    Role.FOCAL_POINT,
    Role.AUDITOR,
)
