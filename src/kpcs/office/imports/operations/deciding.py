"""Decisions on a case: each leads to a state of the movement."""

from datetime import datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import comparing, errors, rules
from kpcs.office.imports.apart import require_apart
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import Arrival, Decision, Hold, InspectionCase
from kpcs.office.imports.operations.checking import record_check
from kpcs.office.imports.operations.holding import move
from kpcs.office.imports.terms import DECISIONS, HoldReason
from kpcs.scheme.lifecycles import (
    HOLD,
    INSPECTION_CASE,
    MOVEMENT,
    CaseAct,
    CaseState,
    ForeignDocumentState,
    HoldAct,
    HoldState,
    MovementAct,
)
from kpcs.scheme.problems import Problem, Refusal

_ACCEPTING = (MovementAct.ACCEPT, MovementAct.ACCEPT_WITH_DIFFERENCE)
_KEEPING = (*_ACCEPTING, MovementAct.REFUSE_IN_PART)
"""Decisions after which goods go to the importer."""
_DENIED = (
    ForeignDocumentState.FAKE,
    ForeignDocumentState.ALTERED,
    ForeignDocumentState.GENUINE_VOID,
    ForeignDocumentState.UNKNOWN,
)


@transaction.atomic
def decide(
    *,
    by: Acting,
    at: datetime,
    case: InspectionCase,
    act: MovementAct,
    remarks: str = "",
    legal_basis: str = "",
) -> Decision:
    """Decide what becomes of the goods.

    Everything is checked once more first. Goods go to the importer (accept, accept with difference, refuse in part)
    only when everything was weighed, no hold is open, the document is authentic or confirmed genuine by its issuer,
    and it is not barred; paper without a code is undetermined and the officer's own judgement. Plain acceptance needs
    that nothing differs; every other decision needs ``remarks``, return and seizure a ``legal_basis``.

    Raises Refusal with every reason:
    ``imports.decision.*``, ``imports.legal_basis_missing``, ``imports.apart``, ``inspection_case.wrong_state``,
    ``movement.wrong_state``.
    """
    case = InspectionCase.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=case.arrival_id)
    holds = list(Hold.objects.select_for_update(of=("self",)).filter(case=case, ended_at__isnull=True).order_by("pk"))
    require(rules.may_decide, by, case, errors.ONLY_CASE_OFFICE)
    assert by.person is not None
    if act not in DECISIONS:
        raise errors.not_a_decision(str(act))
    state = INSPECTION_CASE.after(case.state, CaseAct.DECIDE)
    result = MOVEMENT.after(arrival.state, act)
    require_apart(case, "decide", by, at)
    record_check(document=case.document, by=by, at=at)
    problems = against(case, act, at, holds)
    if act is not MovementAct.ACCEPT and not remarks.strip():
        problems.append(errors.remarks_missing())
    if act in (MovementAct.RETURN, MovementAct.SEIZE) and not legal_basis.strip():
        problems.append(errors.legal_basis_missing())
    if problems:
        raise Refusal(problems)

    case.state = state
    case.save(update_fields=["state"])
    arrival.state = result
    arrival.save(update_fields=["state"])
    decision = Decision.objects.create(
        case=case,
        act=act,
        result=result,
        at=at,
        by=by.person,
        remarks=remarks.strip(),
        legal_basis=legal_basis.strip(),
    )
    _move_holds(case, holds, act, by=by, at=at, legal_basis=legal_basis, remarks=remarks)
    audit.record(
        act=ImportAct.DECIDED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={
            "act": act,
            "result": result,
            "legal_basis": decision.legal_basis,
            "found": comparing.sums(case.lines.all()).found,
        },
        personal={"remarks": decision.remarks, "name": by.name},
    )
    return decision


def against(case: InspectionCase, act: MovementAct, at: datetime, holds: list[Hold]) -> list[Problem]:
    """What speaks against ``act`` as things stand, beside the words that the officer still owes."""
    if act not in _KEEPING:
        return []
    problems = []
    missing = sum(line.found is None for line in case.lines.all())
    if case.state != CaseState.WEIGHED:
        problems.append(errors.not_weighed(missing))
    if holds:
        problems.append(errors.held())
    problems += _document(case)
    if act in _ACCEPTING and case.state == CaseState.WEIGHED:
        tolerance = pack_of(case.office, local_day(case.office, at)).tolerance.value
        differs = bool(comparing.differences(case, tolerance))
        if differs and act is MovementAct.ACCEPT:
            problems.append(errors.differs())
        if not differs and act is MovementAct.ACCEPT_WITH_DIFFERENCE:
            problems.append(errors.no_difference())
    return problems


def _document(case: InspectionCase) -> list[Problem]:
    document = case.document
    if document.state in _DENIED:
        return [errors.issuer_denies(ForeignDocumentState(document.state).label)]
    verification = document.verifications.latest()
    if verification.verdict == "not_authentic" and document.state != ForeignDocumentState.GENUINE:
        return [errors.not_authentic()]
    remedied = case.holds.filter(state=HoldState.REMEDIED).exclude(reason=HoldReason.TWO_CLAIMS).exists()
    if verification.verdict != "not_authentic" and verification.standing == "barred" and not remedied:
        return [errors.barred()]
    return []


def _move_holds(
    case: InspectionCase,
    holds: list[Hold],
    act: MovementAct,
    *,
    by: Acting,
    at: datetime,
    legal_basis: str,
    remarks: str,
) -> None:
    if act is MovementAct.SEIZE:
        if not holds:
            holds = [
                Hold.objects.create(
                    case=case,
                    state=HOLD.start,
                    reason=HoldReason.OTHER,
                    legal_basis=legal_basis.strip(),
                    explanation=remarks.strip(),
                    since=at,
                    by=by.person,
                )
            ]
        moved = HoldAct.SEIZE
    elif act is MovementAct.RETURN:
        moved = HoldAct.RETURN
    else:
        return
    for hold in holds:
        if HOLD.allows(hold.state, moved):
            move(hold, HOLD.after(hold.state, moved), by=by, at=at, order=legal_basis)


@transaction.atomic
def dispose(
    *, by: Acting, at: datetime, case: InspectionCase, act: MovementAct, remarks: str, legal_basis: str
) -> Arrival:
    """What becomes of goods that were refused, wholly or in part: return or seizure. Raises Refusal
    ``imports.disposal.unknown``, ``movement.wrong_state``, ``imports.decision.remarks_missing``,
    ``imports.legal_basis_missing``."""
    case = InspectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=case.arrival_id)
    holds = list(Hold.objects.select_for_update(of=("self",)).filter(case=case, ended_at__isnull=True).order_by("pk"))
    require(rules.may_decide, by, case, errors.ONLY_CASE_OFFICE)
    if act not in (MovementAct.RETURN, MovementAct.SEIZE) or not hasattr(case, "decision"):
        raise errors.not_disposable()
    state = MOVEMENT.after(arrival.state, act)
    problems = []
    if not remarks.strip():
        problems.append(errors.remarks_missing())
    if not legal_basis.strip():
        problems.append(errors.legal_basis_missing())
    if problems:
        raise Refusal(problems)
    arrival.state = state
    arrival.save(update_fields=["state"])
    _move_holds(case, holds, act, by=by, at=at, legal_basis=legal_basis, remarks=remarks)
    audit.record(
        act=ImportAct.DISPOSED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={"act": act, "state": state, "legal_basis": legal_basis.strip()},
        personal={"remarks": remarks.strip(), "name": by.name},
    )
    return arrival
