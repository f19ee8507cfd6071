"""The certificate of an application: frozen, validated and announced, handed to customs; a spoiled number and a
replacement. Printing and handing over concern the certificate alone (``certificates.operations``)."""

from datetime import date, datetime

from django.db import transaction

from kpcs.office.accounts.models import Person
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import room
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import Contents, EndReason, local_day
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.terms import Kind, MovementKind
from kpcs.office.exports import errors, queries, rules
from kpcs.office.exports.drafts import Shipment
from kpcs.office.exports.events import ExportEvent
from kpcs.office.exports.models import Application, Confirmation, Movement, Seal
from kpcs.office.exports.operations.packing import held_certificate, refuse_unless_approved, travels_inside
from kpcs.office.traders import queries as traders
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import (
    CERTIFICATE,
    MOVEMENT,
    CertificateAct,
    CertificateState,
    MovementAct,
)
from kpcs.scheme.periods import Calendar
from kpcs.scheme.problems import Problem, Refusal

_OPENED_AGAIN = (EndReason.WEIGHT_DIFFERS, EndReason.SEAL_DIFFERS)


@room.refused_when_full
@transaction.atomic
def freeze(*, by: Acting, at: datetime, reference: str, signatory: Person) -> Certificate:
    """Complete and sign the record of the reserved number from the application, its weighings and its seals.

    Raises, all at once, ``export.no_licence``, ``export.not_weighed``, ``export.weight_differs``,
    ``seal.not_allotted``, ``export.not_sealed``, and everything that ``certificates.operations.freeze`` refuses.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    refuse_unless_approved(row)
    certificate = held_certificate(row)
    CERTIFICATE.after(certificate.state, CertificateAct.FREEZE)
    goods = queries.shipment(row)
    problems = _not_ready(row, certificate, goods, local_day(row.office, at))
    contents = Contents(
        exporter=traders.party(row.trader),
        importer=goods.importer,
        consignee=goods.consignee,
        destination=goods.destination,
        containers=queries.packed(goods, certificate),
    )
    try:
        frozen = certificates.freeze(by=by, at=at, number=certificate.number, contents=contents, signatory=signatory)
    except Refusal as refusal:
        raise Refusal([*problems, *refusal.problems]) from refusal
    if problems:
        raise Refusal(problems)  # what was signed a moment ago is rolled back with the rest
    return frozen


def _not_ready(row: Application, certificate: Certificate, goods: Shipment, day: date) -> list[Problem]:
    problems: list[Problem] = []
    if traders.licence_on(row.trader, day) is None:
        problems.append(errors.no_licence(row.trader.name, day.isoformat()))
    problems += queries.weight_problems(row, goods, day)
    seals = queries.seals_of(certificate)
    if len(seals) != len(goods.containers) or not all(seals):
        problems.append(errors.seals_not_allotted())
    elif not travels_inside(day) and not _closed(seals):
        problems.append(errors.not_sealed())
    return problems


def _closed(seals: list[list[Seal]]) -> bool:
    return all(seal.sealed_at is not None for container in seals for seal in container)


@room.refused_when_full
@transaction.atomic
def validate(*, by: Acting, at: datetime, reference: str) -> Movement:
    """The signatory validates; in the same act the movement begins, the confirmation is awaited, and the pre-advice to
    the importing authority is queued (CORE Annex II.19).

    Raises as ``certificates.operations.validate`` and ``exchange.operations.queue``.
    """
    row = queries.held(reference)
    require(rules.may_validate, by, row, errors.ONLY_VALIDATOR)
    certificate = held_certificate(row)
    CERTIFICATE.after(certificate.state, CertificateAct.VALIDATE)
    goods = queries.shipment(row)
    day = local_day(row.office, at)
    movement = Movement.objects.create(
        certificate=certificate,
        application=row,
        kind=goods.kind,
        destination=goods.destination,
        carrier=goods.carrier,
        waybill=goods.waybill,
        validated_on=day,
        expected_on=goods.expected_on,
        parcels=len(goods.parcels),
        carats=goods.carats,
        value=goods.value,
    )
    Confirmation.objects.create(movement=movement)
    # the message takes its number first: the head of the audit record is locked last
    sent = exchange.queue(
        by=by,
        at=at,
        recipient=movement.destination,
        kind=Kind.PRE_ADVICE,
        subject=certificate.number,
        body=_pre_advice(certificate, movement),
    )
    movement.announced_by = bytes(sent.message_id).hex() if sent.message_id else ""
    movement.save(update_fields=["announced_by"])
    certificates.validate(by=by, at=at, number=certificate.number)
    audit.record(
        act=ExportEvent.ANNOUNCED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"number": certificate.number, "to": movement.destination, "message": movement.announced_by},
    )
    return movement


def _pre_advice(certificate: Certificate, movement: Movement) -> bodies.PreAdvice:
    return bodies.PreAdvice(
        code=certificate.code,
        movement=MovementKind(movement.kind),
        validated_on=movement.validated_on,
        packing=bytes(certificate.packing),
        carrier=movement.carrier,
        waybill=movement.waybill,
        expected_on=movement.expected_on,
    )


@transaction.atomic
def record_exit(*, by: Acting, at: datetime, reference: str, exported_on: date) -> Movement:
    """Customs saw the shipment leave on ``exported_on``; from now on the confirmation has a due day.

    The day is that of the importing authority's rules, counted from the expected arrival (from the exit where none is
    known). Raises ``export.not_sealed`` together with what ``certificates.operations.export`` refuses.
    """
    row = queries.held(reference)
    require(rules.may_record_exit, by, row, errors.ONLY_CUSTOMS)
    certificate = held_certificate(row)
    CERTIFICATE.after(certificate.state, CertificateAct.EXPORT)
    problems = [] if _closed(queries.seals_of(certificate)) else [errors.not_sealed()]
    try:
        certificates.export(by=by, at=at, number=certificate.number, exported_on=exported_on)
    except Refusal as refusal:
        raise Refusal([*problems, *refusal.problems]) from refusal
    if problems:
        raise Refusal(problems)
    movement = Movement.objects.select_for_update().get(certificate=certificate)
    # the importing side may have told of the arrival before customs told of the exit
    if MOVEMENT.allows(movement.state, MovementAct.DISPATCH):
        movement.state = MOVEMENT.after(movement.state, MovementAct.DISPATCH)
    movement.exported_on = exported_on
    movement.save(update_fields=["state", "exported_on"])
    begins = max(movement.expected_on or exported_on, exported_on)
    rulebook = pack(movement.destination, begins)
    due_on = rulebook.confirmation_due(begins, Calendar(rulebook.weekend.value))
    Confirmation.objects.filter(movement=movement).update(due_on=due_on)
    audit.record(
        act=ExportEvent.DISPATCHED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"number": certificate.number, "exported_on": exported_on, "confirmation_due_on": due_on},
    )
    return movement


@room.refused_when_full
@transaction.atomic
def spoil_and_take_next(*, by: Acting, at: datetime, reference: str, reason: EndReason, note: str = "") -> Certificate:
    """A paper jam, or a weight or seal that differs after freezing: sheet and number are spoiled and the next taken,
    in one act. Answers the new certificate.

    After a jam or an error in the record the box stays closed and its seals pass to the new number; after a difference
    of weight or seal the goods are opened, and weighed and sealed again with new seals. Raises as
    ``certificates.operations.spoil_and_take_next``.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    spoiled = held_certificate(row)
    seals = _seals_locked(spoiled)
    _close_announced(spoiled)
    _spoiled, following = certificates.spoil_and_take_next(
        by=by, at=at, number=spoiled.number, reason=reason, note=note
    )
    _pass_on(row, seals, following, opened=reason in _OPENED_AGAIN, by=by, at=at)
    return following


@room.refused_when_full
@transaction.atomic
def replace(*, by: Acting, at: datetime, reference: str, note: str, surrendered: bool) -> Certificate:
    """Replace a printed or validated certificate before export: the original is surrendered, the next number taken,
    both linked, and the destination told when it was announced. Answers the replacement, whose record may be corrected
    (``correct``) before it is frozen.

    Raises as ``certificates.operations.supersede``.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    original = held_certificate(row)
    seals = _seals_locked(original)
    _close_announced(original)
    _original, following = certificates.supersede(
        by=by,
        at=at,
        number=original.number,
        reason=EndReason.CORRECTION,
        note=note,
        surrendered=surrendered,
    )
    _pass_on(row, seals, following, opened=False, by=by, at=at)
    return following


def _seals_locked(certificate: Certificate) -> list[Seal]:
    return list(Seal.objects.select_for_update().filter(certificate=certificate, spoiled_at__isnull=True))


def _close_announced(certificate: Certificate) -> None:
    """A movement that was announced under the number does not take place under it."""
    if certificate.state != CertificateState.VALIDATED:
        return
    movement = Movement.objects.select_for_update().get(certificate=certificate)
    movement.state = MOVEMENT.after(movement.state, MovementAct.CLOSE_MANUALLY)
    movement.save(update_fields=["state"])


def _pass_on(
    row: Application, seals: list[Seal], following: Certificate, *, opened: bool, by: Acting, at: datetime
) -> None:
    """The seals pass to the new number, or are spoiled because the box was opened."""
    if not opened:
        for seal in seals:
            seal.certificate = following
            seal.save(update_fields=["certificate"])
        return
    for seal in seals:
        seal.spoiled_at = at
        seal.save(update_fields=["spoiled_at"])
    row.opened_at = at
    row.save(update_fields=["opened_at"])
    audit.record(
        act=ExportEvent.SEALS_SPOILED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"seals": [seal.number for seal in seals]},
    )
