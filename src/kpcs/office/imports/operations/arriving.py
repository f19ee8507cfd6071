"""The expected list: what authorities and importers announce, what is closed by hand."""

from datetime import date, datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange.bodies import PreAdvice
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import MovementKind
from kpcs.office.imports import errors, rules, sheets
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import Arrival, InspectionCase
from kpcs.office.imports.statements import own_participant, trust_folder
from kpcs.office.imports.terms import COMING, Announced
from kpcs.proof import code as codes
from kpcs.proof.verification import Outcome, Verdict, verify
from kpcs.scheme.certificate import Certificate, plain
from kpcs.scheme.lifecycles import MOVEMENT, MovementAct, MovementState
from kpcs.scheme.numbering import parse
from kpcs.scheme.quantities import Carats, USDollars


def apply_pre_advice(*, at: datetime, message: Received, body: PreAdvice) -> Arrival:
    """Put an announced shipment on the expected list, in the transaction that marks the message applied.

    The code is read and verified: an altered one, one that the sender did not issue, or one bound for somebody else
    is refused and the message set aside (``imports.pre_advice.*``, or as :func:`kpcs.proof.code.decode` and
    ``attach``). A second message about the same contents adds what it knows (a day of export, a waybill) and makes no
    second row.
    """
    certificate, commitment = _believed(message, body, at)
    arrival = _known(certificate, commitment)
    new = arrival is None
    if arrival is None:
        arrival = Arrival(state=MOVEMENT.start, announced_at=message.received_at)
    if arrival.announced != Announced.PRE_ADVICE:
        # an importer announced it before, or the goods were here before their advice
        arrival.announced = Announced.PRE_ADVICE
        arrival.number, arrival.number_key = certificate.number, parse(certificate.number).key
        arrival.issuer, arrival.commitment = certificate.issuer, commitment
        arrival.code, arrival.packing = body.code, body.packing
        arrival.record = plain(certificate)
        arrival.pre_advice_id = message.row
        for column, value in sheets.summary_of(certificate).items():
            setattr(arrival, column, value)
    arrival.kind = body.movement
    arrival.carrier = body.carrier[:160] or arrival.carrier
    arrival.waybill = body.waybill[:160] or arrival.waybill
    arrival.expected_on = body.expected_on or arrival.expected_on
    arrival.validated_on = body.validated_on
    arrival.exported_on = body.exported_on or arrival.exported_on
    dispatched = body.exported_on is not None and arrival.state == MovementState.ANNOUNCED
    if dispatched:
        arrival.state = MOVEMENT.after(arrival.state, MovementAct.DISPATCH)
    arrival.save()
    audit.record(
        act=ImportAct.ANNOUNCED if new else ImportAct.DISPATCHED,
        subject=f"arrival/{arrival.pk}",
        by=NODE.actor,
        at=at,
        facts={
            "number": arrival.number,
            "commitment": commitment,
            "sender": message.sender,
            "exported_on": arrival.exported_on,
        },
    )
    return arrival


def _known(certificate: Certificate, commitment: str) -> Arrival | None:
    """The row that these contents have already: announced by message, here before their advice, or announced by the
    importer under the same number."""
    rows = Arrival.objects.select_for_update(of=("self",))
    same = rows.filter(commitment=commitment).order_by("pk")
    found = same.filter(announced=Announced.PRE_ADVICE).first() or same.first()
    if found is not None:
        return found
    waiting = rows.filter(announced=Announced.IMPORTER, commitment="", case__isnull=True, state__in=COMING)
    return waiting.filter(number_key=parse(certificate.number).key).order_by("pk").first()


def _believed(message: Received, body: PreAdvice, at: datetime) -> tuple[Certificate, str]:
    """The certificate of a pre-advice and its commitment (hex), once it is believed."""
    code = codes.decode(body.code)
    certificate = codes.attach(code.certificate, body.packing) if body.packing else code.certificate
    if certificate.issuer != message.sender:
        raise errors.pre_advice_sender(message.sender, certificate.issuer)
    if certificate.destination != own_participant():
        raise errors.destination_other(certificate.destination)
    with trust_folder() as trust:
        statement = verify(body.code, on=at.date(), trust=trust, packing=body.packing)
    if statement.verdict is not Verdict.AUTHENTIC:
        wrong = [finding for finding in statement.findings if finding.outcome is Outcome.REFUTED]
        open_ones = [finding for finding in statement.reasons if finding.outcome is Outcome.NOT_CHECKED]
        raise errors.pre_advice_not_authentic((wrong or open_ones)[0].text)
    return certificate, code.commitment.hex()


@transaction.atomic
def announce(
    *,
    by: Acting,
    at: datetime,
    number: str,
    exporter: str,
    importer: str,
    expected_on: date | None = None,
    carrier: str = "",
    waybill: str = "",
    parcels: int | None = None,
    carats: Carats | None = None,
    value: USDollars | None = None,
    kind: MovementKind = MovementKind.ORDINARY,
) -> Arrival:
    """Put a shipment on the expected list that its importer has announced. Raises Refusal ``imports.arrival.known``
    when the number is on the list, or as :func:`kpcs.scheme.numbering.parse`: only a number that can be read can be
    looked for later."""
    require(rules.may_capture, by, None, errors.ONLY_DESK)
    assert by.office is not None
    parsed = parse(number, "number")
    if Arrival.objects.filter(number_key=parsed.key, case__isnull=True, state__in=COMING).exists():
        raise errors.arrival_known(parsed.normal)
    arrival = Arrival.objects.create(
        number=parsed.normal,
        number_key=parsed.key,
        issuer=parsed.issuer,
        state=MOVEMENT.start,
        announced=Announced.IMPORTER,
        announced_at=at,
        kind=kind,
        exporter=exporter.strip()[:160],
        importer=importer.strip()[:160],
        expected_on=expected_on,
        carrier=carrier.strip()[:160],
        waybill=waybill.strip()[:160],
        parcels=parcels,
        carats=carats,
        value=value,
        office=by.office,
    )
    audit.record(
        act=ImportAct.ANNOUNCED,
        subject=f"arrival/{arrival.pk}",
        by=by.actor,
        at=at,
        facts={"number": arrival.number, "announced": arrival.announced},
        personal={"exporter": arrival.exporter, "importer": arrival.importer, "name": by.name},
    )
    return arrival


@transaction.atomic
def record_arrived(*, by: Acting, at: datetime, arrival: Arrival) -> Arrival:
    """The box is at the counter; its certificate has not been taken in yet. Raises ``movement.wrong_state``."""
    require(rules.may_capture, by, None, errors.ONLY_DESK)
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    arrival.state = MOVEMENT.after(arrival.state, MovementAct.ARRIVE)
    arrival.arrived_at, arrival.office = at, by.office
    arrival.save(update_fields=["state", "arrived_at", "office"])
    audit.record(
        act=ImportAct.ARRIVED,
        subject=f"arrival/{arrival.pk}",
        by=by.actor,
        at=at,
        facts={"number": arrival.number},
        personal={"name": by.name},
    )
    return arrival


@transaction.atomic
def close_movement(*, by: Acting, at: datetime, arrival: Arrival, act: MovementAct, reason: str) -> Arrival:
    """Divert a movement that went elsewhere, or close one by hand that will never arrive.

    Raises Refusal ``imports.movement.case_open``, ``imports.text_missing``, ``movement.wrong_state``.
    """
    require(rules.may_close_movement, by, None, errors.ONLY_SUPERVISOR)
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    if act not in (MovementAct.DIVERT, MovementAct.CLOSE_MANUALLY):
        raise errors.nothing_to_close()
    if InspectionCase.objects.filter(arrival=arrival).exists():
        raise errors.nothing_to_close()
    state = MOVEMENT.after(arrival.state, act)
    if not reason.strip():
        raise errors.text_missing("reason")
    arrival.state = state
    arrival.save(update_fields=["state"])
    audit.record(
        act=ImportAct.CLOSED,
        subject=f"arrival/{arrival.pk}",
        by=by.actor,
        at=at,
        facts={"number": arrival.number, "state": state},
        personal={"reason": reason.strip(), "name": by.name},
    )
    return arrival
