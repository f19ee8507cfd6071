"""Opening a case: the number is claimed, two claims hold each other, the checks are recorded."""

from datetime import datetime

from django.db import transaction

from kpcs.office.accounts.models import Office
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import errors, rules, sheets
from kpcs.office.imports.days import calendar, local_day, pack_of
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import (
    Arrival,
    CaseCounter,
    ClaimedNumber,
    ForeignDocument,
    Hold,
    InspectionCase,
)
from kpcs.office.imports.operations.asking import ask_about_two_claims
from kpcs.office.imports.operations.checking import record_check, verify_in_case
from kpcs.office.imports.terms import COMING, Announced, HoldReason
from kpcs.scheme.lifecycles import HOLD, INSPECTION_CASE, MOVEMENT, MovementAct, MovementState

_OPEN = (*COMING, MovementState.ARRIVED)


@transaction.atomic
def open_case(*, by: Acting, at: datetime, document: ForeignDocument) -> InspectionCase:
    """Open an inspection case on ``document``: its number is now claimed by the acting person's office.

    A document that has a case in this office is simply come back to. A second case for the same number in this
    authority holds both and asks the issuer about both; nothing is refused. The checks of that moment are recorded
    with the case. Raises Refusal ``permission.denied`` or ``imports.case.other_office``.
    """
    require(rules.may_open_case, by, None, errors.ONLY_INSPECTOR)
    assert by.office is not None and by.person is not None
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    found = InspectionCase.objects.filter(document=document).select_related("office").first()
    if found is not None:
        if found.office != by.office:
            raise errors.other_office(found.office.name)
        audit.record(
            act=ImportAct.COME_BACK,
            subject=f"case/{found.reference}",
            by=by.actor,
            at=at,
            personal={"name": by.name},
        )
        return found

    others = _claim(document.number_key)
    arrival = _arrived(document, by.office, at)
    day = local_day(by.office, at)
    pack = pack_of(by.office, day)
    days = calendar(by.office)
    case = InspectionCase.objects.create(
        reference=_next_reference(by.office, day.year, pack.reference_digits.value),
        office=by.office,
        document=document,
        arrival=arrival,
        number_key=document.number_key,
        state=INSPECTION_CASE.start,
        opened_at=at,
        opened_by=by.person,
        submitted_on=day,
        exporter_due=pack.confirmation_due(day, days),
        importer_due=pack.importer_copy_due(day, days),
    )
    sheets.lay_out(case)
    audit.record(
        act=ImportAct.CASE_OPENED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={
            "number": document.number,
            "document": document.pk,
            "arrival": arrival.pk,
            "other_cases": [other.reference for other in others],
        },
        personal={"name": by.name},
    )
    if others:
        _hold_all([case, *others], at)
        for each in (case, *others):
            ask_about_two_claims(case=each, by=by, at=at)
        for other in others:
            record_check(document=other.document, by=by, at=at)  # what was said of it before is no longer so
    verify_in_case(case=case, by=by, at=at)
    return case


def _claim(number_key: str) -> list[InspectionCase]:
    """Take the place in the queue for this number, and answer with the cases that claim it already."""
    if not number_key:
        return []
    ClaimedNumber.objects.get_or_create(number_key=number_key)
    ClaimedNumber.objects.select_for_update(of=("self",)).get(number_key=number_key)
    return list(InspectionCase.objects.select_for_update(of=("self",)).filter(number_key=number_key).order_by("pk"))


def _arrived(document: ForeignDocument, office: Office, at: datetime) -> Arrival:
    """The movement that this document covers, now arrived: the announced one, or a new one that nobody announced."""
    arrival = _announced(document)
    if arrival is None:
        arrival = Arrival(
            number=document.number,
            number_key=document.number_key,
            issuer=document.issuer,
            announced=Announced.NOBODY,
            announced_at=at,
            commitment=document.commitment,
            **sheets.summary(document),
        )
    if arrival.state != MovementState.ARRIVED:  # the box may have been reported at the counter before its paper
        arrival.state = MOVEMENT.after(arrival.state, MovementAct.ARRIVE)
        arrival.arrived_at = at
    arrival.office = office
    arrival.save()
    if document.arrival_id != arrival.pk:
        document.arrival = arrival
        document.save(update_fields=["arrival"])
    return arrival


def _announced(document: ForeignDocument) -> Arrival | None:
    taken = InspectionCase.objects.values("arrival")
    waiting = Arrival.objects.select_for_update(of=("self",)).filter(state__in=_OPEN).exclude(pk__in=taken)
    if document.commitment:
        found = waiting.filter(commitment=document.commitment).first()
        if found is not None:
            return found
    if not document.number_key:
        return None
    return waiting.filter(number_key=document.number_key).order_by("pk").first()


def _next_reference(office: Office, year: int, digits: int) -> str:
    CaseCounter.objects.get_or_create(office=office, year=year)
    counter = CaseCounter.objects.select_for_update(of=("self",)).get(office=office, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{office.code} {year} {counter.last:0{digits}d}"


def _hold_all(cases: list[InspectionCase], at: datetime) -> None:
    """Hold every case that claims the number; one that is held for this already stays as it is."""
    for case in cases:
        other = next(each for each in cases if each != case)
        if case.holds.filter(reason=HoldReason.TWO_CLAIMS, ended_at__isnull=True).exists():
            continue
        pack = pack_of(case.office, local_day(case.office, at))
        limit = pack.hold_limit.value
        hold = Hold.objects.create(
            case=case,
            state=HOLD.start,
            reason=HoldReason.TWO_CLAIMS,
            other_case=other,
            since=at,
            limit_on=limit.after(local_day(case.office, at), calendar(case.office)) if limit else None,
        )
        audit.record(
            act=ImportAct.HELD,
            subject=f"case/{case.reference}",
            by=NODE.actor,
            at=at,
            facts={"hold": hold.pk, "reason": HoldReason.TWO_CLAIMS, "other_case": other.reference},
        )
