"""Holds: goods and document kept together until something is settled."""

from datetime import datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import errors, rules
from kpcs.office.imports.days import calendar, local_day, pack_of
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import Hold, InspectionCase
from kpcs.office.imports.terms import HoldReason
from kpcs.scheme.lifecycles import HOLD, HoldAct
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats


@transaction.atomic
def hold(
    *,
    by: Acting,
    at: datetime,
    case: InspectionCase,
    reason: HoldReason,
    legal_basis: str,
    explanation: str,
    place: str = "",
    seal: str = "",
    inventory: Carats | None = None,
) -> Hold:
    """Detain goods and document (EU 5(1)(b), CA-ACT 25). Nothing is decided by it.

    ``explanation`` is what the holder of the goods is told, ``inventory`` their weight when they were put under
    ``seal``. Raises Refusal ``imports.legal_basis_missing``, ``imports.text_missing`` (both at once).
    """
    case = InspectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require(rules.may_hold, by, case, errors.ONLY_CASE_OFFICE)
    problems = []
    if not legal_basis.strip():
        problems.append(errors.legal_basis_missing())
    if not explanation.strip():
        problems += errors.text_missing("explanation").problems
    if problems:
        raise Refusal(problems)
    day = local_day(case.office, at)
    limit = pack_of(case.office, day).hold_limit.value
    found = Hold.objects.create(
        case=case,
        state=HOLD.start,
        reason=reason,
        legal_basis=legal_basis.strip(),
        explanation=explanation.strip(),
        place=place.strip(),
        seal=seal.strip(),
        inventory=inventory,
        since=at,
        by=by.person,
        limit_on=limit.after(day, calendar(case.office)) if limit else None,
    )
    audit.record(
        act=ImportAct.HELD,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={"hold": found.pk, "reason": reason, "legal_basis": found.legal_basis, "inventory": inventory},
        personal={"explanation": found.explanation, "name": by.name},
    )
    return found


@transaction.atomic
def end_hold(*, by: Acting, at: datetime, hold: Hold, act: HoldAct, order: str) -> Hold:
    """Release, remedy, issue a technical certificate, or forfeit what was seized; ``order`` says on what ground.

    Return and seizure are decisions on the case, not ends of a hold (``imports.hold.by_decision``). A hold of two
    claims is ended by a supervisor who did not open the case. Raises Refusal also with ``hold.wrong_state`` and
    ``imports.text_missing``.
    """
    case = InspectionCase.objects.select_for_update(of=("self",)).get(pk=hold.case_id)
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    require(rules.may_end_hold, by, case, errors.ONLY_CASE_OFFICE)
    if hold.reason == HoldReason.TWO_CLAIMS:
        require(rules.may_settle_claims, by, case, errors.ONLY_SETTLING_SUPERVISOR)
    if act in (HoldAct.SEIZE, HoldAct.RETURN):
        raise errors.not_an_end_of_hold()
    state = HOLD.after(hold.state, act)
    if not order.strip():
        raise errors.text_missing("order")
    return move(hold, state, by=by, at=at, order=order)


def move(hold: Hold, state: str, *, by: Acting, at: datetime, order: str) -> Hold:
    """Write a hold's new state in the caller's transaction; it ends in every state but *seized*."""
    hold.state, hold.order = state, order.strip()[:200]
    ended = state in HOLD.ends
    if ended:
        hold.ended_at, hold.ended_by = at, by.person
    hold.save()
    audit.record(
        act=ImportAct.HOLD_ENDED if ended else ImportAct.HOLD_MOVED,
        subject=f"case/{hold.case.reference}",
        by=by.actor,
        at=at,
        facts={"hold": hold.pk, "state": state},
        personal={"order": hold.order, "name": by.name},
    )
    return hold
