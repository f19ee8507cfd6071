"""Who may do what with a certificate: the context's permissions in one place."""

from typing import Any

from rules.predicates import predicate

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Acting, Role


@predicate(name="of his own office")
def of_own_office(by: Acting, certificate: Any = None) -> bool:
    """The certificate belongs to the office in which the person acts."""
    return certificate is None or (by.office is not None and by.office.pk == certificate.office_id)


may_keep_stock = holds(Role.STOCK, Role.SUPERVISOR)
may_issue = holds(Role.ISSUER) & of_own_office
"""Reserve, freeze, print, hand over, void, replace, cancel."""
may_validate = holds(Role.VALIDATOR) & of_own_office
may_record_exit = holds(Role.CUSTOMS, Role.ISSUER) & of_own_office
may_revoke = holds(Role.SUPERVISOR) & of_own_office
may_report_loss = holds(Role.ISSUER, Role.SUPERVISOR, Role.CUSTOMS) & of_own_office
may_answer_queries = holds(Role.FOCAL_POINT, Role.SUPERVISOR)
may_confirm_restore = holds(Role.SUPERVISOR)
may_take_in_notices = is_node | holds(Role.FOCAL_POINT, Role.SUPERVISOR)
