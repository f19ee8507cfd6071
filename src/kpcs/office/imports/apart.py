"""Two persons where the pack says so: pairs of acts on one case that one person may not do both.

The names of the acts are ``open``, ``weigh``, ``decide`` and ``confirm``, beside the export desk's own in the same
rule of the pack.
"""

from datetime import datetime

from kpcs.office.accounts.models import Person
from kpcs.office.accounts.terms import Acting
from kpcs.office.imports import errors
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import Decision, InspectionCase


def require_apart(case: InspectionCase, act: str, by: Acting, at: datetime) -> None:
    """Refuse ``act`` with ``imports.apart`` where the acting person did the other act of a pair."""
    doers = _doers(case)
    for pair in pack_of(case.office, local_day(case.office, at)).apart.value:
        if act in pair:
            other = pair[1] if pair[0] == act else pair[0]
            if other != act and by.person is not None and doers.get(other) == by.person.pk:
                raise errors.apart(other, act)


def _doers(case: InspectionCase) -> dict[str, int | None]:
    decided: Person | None = None
    decision = Decision.objects.filter(case=case).select_related("by").first()
    if decision is not None:
        decided = decision.by
    return {
        "open": case.opened_by_id,
        "weigh": case.weighed_by_id,
        "decide": decided.pk if decided else None,
    }
