"""The closing step: confirmation to the exporting authority, the importer's copy, the filed original."""

from datetime import date, datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.terms import Kind
from kpcs.office.imports import errors, rules
from kpcs.office.imports.apart import require_apart
from kpcs.office.imports.confirmations import body_of
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import Confirmation, Hold, InspectionCase
from kpcs.scheme.lifecycles import INSPECTION_CASE, CaseAct, MovementState


@transaction.atomic
def confirm(*, by: Acting, at: datetime, case: InspectionCase) -> Confirmation:
    """Tell the exporting authority what became of the goods (CORE III(b)); to a paper peer exchange prints a letter.

    Raises Refusal ``inspection_case.wrong_state``, ``imports.confirmation.held`` (a hold began after goods had been
    accepted), ``imports.apart``, or as :func:`kpcs.office.exchange.operations.queue`.
    """
    case = InspectionCase.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    require(rules.may_confirm, by, case, errors.ONLY_CASE_OFFICE)
    assert by.person is not None
    state = INSPECTION_CASE.after(case.state, CaseAct.CONFIRM)
    accepted = case.decision.result in (
        MovementState.ACCEPTED,
        MovementState.ACCEPTED_WITH_DIFFERENCE,
        MovementState.PARTLY_REFUSED,
    )
    if accepted and Hold.objects.filter(case=case, ended_at__isnull=True).exists():
        raise errors.held_before_confirming()
    require_apart(case, "confirm", by, at)
    body = body_of(case)
    sent = exchange.queue(
        by=by,
        at=at,
        recipient=case.document.issuer,
        kind=Kind.CONFIRMATION,
        subject=body.number,
        body=body,
        in_reply_to=bytes(case.arrival.pre_advice.message_id) if case.arrival.pre_advice else None,
    )
    confirmation = Confirmation.objects.create(case=case, at=at, by=by.person, sent=sent, body=bodies.shown(body))
    case.state = state
    case.save(update_fields=["state"])
    audit.record(
        act=ImportAct.CONFIRMED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={
            "number": body.number,
            "result": body.result,
            "addressee": case.document.issuer,
            "certified": body.certified,
            "found": body.found,
        },
        personal={"name": by.name},
    )
    return confirmation


@transaction.atomic
def record_copy(*, by: Acting, at: datetime, case: InspectionCase, given_on: date, given_to: str) -> Confirmation:
    """Note that the importer has his authenticated copy (EU 5(1)(a)). Raises ``imports.copy.receiver_missing``,
    ``imports.confirmation.missing``."""
    confirmation = _locked(case)
    require(rules.may_file, by, case, errors.ONLY_CASE_OFFICE)
    if not given_to.strip():
        raise errors.copy_receiver_missing()
    confirmation.copy_given_on, confirmation.copy_given_to = given_on, given_to.strip()[:160]
    confirmation.save(update_fields=["copy_given_on", "copy_given_to"])
    audit.record(
        act=ImportAct.COPY_GIVEN,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={"given_on": given_on},
        personal={"given_to": confirmation.copy_given_to, "name": by.name},
    )
    return confirmation


@transaction.atomic
def file_original(*, by: Acting, at: datetime, case: InspectionCase, place: str) -> Confirmation:
    """File the original; until when it is kept follows from the pack of that day (CORE III(b), EU 10). Raises
    ``imports.filing.place_missing``, ``imports.confirmation.missing``."""
    confirmation = _locked(case)
    require(rules.may_file, by, case, errors.ONLY_CASE_OFFICE)
    if not place.strip():
        raise errors.file_place_missing()
    day = local_day(case.office, at)
    confirmation.filed_place, confirmation.filed_on = place.strip()[:160], day
    confirmation.retain_until = pack_of(case.office, day).retained_until(day)
    confirmation.save(update_fields=["filed_place", "filed_on", "retain_until"])
    audit.record(
        act=ImportAct.FILED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={"place": confirmation.filed_place, "retain_until": confirmation.retain_until},
        personal={"name": by.name},
    )
    return confirmation


def _locked(case: InspectionCase) -> Confirmation:
    found = Confirmation.objects.select_for_update(of=("self",)).filter(case=case).first()
    if found is None:
        raise errors.not_confirmed()
    return found
