"""The order of an issue (EU 12(2)-(3); CORE II, IV): freeze and sign, print, validate, hand over, exit."""

from datetime import date, datetime
from secrets import token_bytes

from django.conf import settings
from django.db import transaction

from kpcs.office import attachments, keyring
from kpcs.office.accounts import queries as accounts
from kpcs.office.accounts.models import Person
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.audit import operations as audit
from kpcs.office.audit import queries as audit_queries
from kpcs.office.audit.errors import clock_behind
from kpcs.office.certificates import documents, errors, queries, room, rules
from kpcs.office.certificates.events import CertificateEvent
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import Contents, PrintMode, local_day
from kpcs.proof import code
from kpcs.proof.keys import Role as KeyRole
from kpcs.proof.keys.private import Signer
from kpcs.scheme import certificate as annex
from kpcs.scheme import numbering, trade
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import CERTIFICATE, SHEET, CertificateAct, SheetAct, expired
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _


@room.refused_when_full
@transaction.atomic
def freeze(*, by: Acting, at: datetime, number: str, contents: Contents, signatory: Person) -> Certificate:
    """Complete the record of a reserved number with ``contents``, sign it, and never change it again.

    Number, dates, authority, office, layout, sheet and signatory come from the office; the dates are those that the
    rule pack gives for the day of ``at`` at the office's place.

    Raises, all at once: every code of ``scheme.certificate.problems``, ``trade.*`` for the day, ``number.*``,
    ``certificate.signatory.not_on_duty``, ``certificate.no_room``, ``certificate.restore_unconfirmed``,
    ``audit.clock_behind``, ``keys.locked`` or ``keys.none``. Nothing is written then.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    row.state = CERTIFICATE.after(row.state, CertificateAct.FREEZE)
    day = local_day(row.office, at)
    record, problems = _record(row, contents, signatory, day)
    problems += _permitted(record, day)
    problems += _ready(at)
    signer = _signer(day, problems)
    if problems or signer is None:
        raise Refusal(problems)
    payload = code.freeze(record, token_bytes(16))
    row.code = code.sign(payload.data, signer)
    row.payload, row.packing = payload.data, payload.packing
    row.commitment, row.check_value = payload.commitment.hex(), payload.check_value
    row.issued_on, row.expires_on, row.must_export_by = record.issued_on, record.expires_on, record.must_export_by
    row.destination, row.parcels = record.destination, record.parcel_count
    row.exporter, row.importer = record.exporter.name, record.importer.name
    row.carats, row.value = record.carats, record.value
    row.signatory, row.frozen_by, row.frozen_at = signatory, by.person, at
    row.save()
    audit.record(
        act=CertificateEvent.FROZEN,
        subject=f"certificate/{number}",
        by=by.actor,
        at=at,
        facts={
            "commitment": row.commitment,
            "issued_on": record.issued_on,
            "expires_on": record.expires_on,
            "destination": record.destination,
            "sheet": record.sheet,
            "key": signer.key.fingerprint,
        },
    )
    return row


def _record(
    row: Certificate, contents: Contents, signatory: Person, day: date
) -> tuple[annex.Certificate, list[Problem]]:
    """The record as it would be signed, and what is wrong with it in itself."""
    issuer = settings.NODE.participant
    rulebook = pack(issuer, day)
    dates = rulebook.dates(day)
    duty = next((d for d in accounts.holders(row.office, Role.VALIDATOR, day) if d.person == signatory), None)
    record = annex.Certificate(
        number=row.number,
        issuer=issuer,
        authority=row.office.authority,
        office=row.office.code,
        issued_on=day,
        expires_on=dates.expires_on,
        must_export_by=dates.must_export_by,
        exporter=contents.exporter,
        importer=contents.importer,
        consignee=contents.consignee,
        destination=contents.destination,
        provenance=issuer,
        origins=annex.combine_origins(contents.containers),
        lines=annex.heading_totals(contents.containers),
        parcel_count=sum(len(container.parcels) for container in contents.containers),
        container_count=len(contents.containers),
        containers=contents.containers,
        layout=rulebook.layout.value,
        sheet=row.sheet.number if row.sheet else "",
        signatory=annex.Signatory(signatory.name, duty.title if duty else ""),
    )
    found = annex.problems(record)
    if duty is None:
        found.append(errors.signatory_not_on_duty(signatory.name))
    written = numbering.parse(row.number)
    found += numbering.judge(written, day, Participants.published(), rulebook.number_rules)
    return record, found


def _permitted(record: annex.Certificate, day: date) -> list[Problem]:
    """What the scheme says of the shipment on ``day`` (CORE III(c)); conditions and watches do not refuse."""
    ruling = trade.ruling(
        Participants.published(), record.issuer, record.destination, day, origins=record.origins.countries
    )
    return list(ruling.problems)


def _ready(at: datetime) -> list[Problem]:
    """What stands against issuing anything at all now."""
    found = [problem for problem in (queries.restore_guard(), room.problem()) if problem]
    last = audit_queries.last_act_at()
    if last is not None and at < last - audit.CLOCK_TOLERANCE:
        found += clock_behind(at.isoformat(timespec="seconds"), last.isoformat(timespec="seconds")).problems
    return found


def _signer(day: date, found: list[Problem]) -> Signer | None:
    try:
        return keyring.signer(KeyRole.ISSUING, day)
    except Refusal as refusal:
        found.extend(refusal.problems)
        return None


@room.refused_when_full
@transaction.atomic
def print_certificate(*, by: Acting, at: datetime, number: str, mode: PrintMode = PrintMode.WHOLE) -> Certificate:
    """Make the paper of a frozen record and use up its sheet. The file is kept before the row names it; the same
    record gives the same bytes.

    Raises ``certificate.no_room``, ``certificate.restore_unconfirmed`` or a code of the papers.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    row.state = CERTIFICATE.after(row.state, CertificateAct.PRINT)
    found = [problem for problem in (queries.restore_guard(), room.problem()) if problem]
    if found:
        raise Refusal(found)
    row.paper = attachments.store(documents.certificate_paper(row, mode))
    row.print_mode, row.printed_at = mode, at
    if row.sheet:
        row.sheet.state = SHEET.after(row.sheet.state, SheetAct.USE)
        row.sheet.save(update_fields=["state"])
    row.save(update_fields=["state", "paper", "print_mode", "printed_at"])
    audit.record(
        act=CertificateEvent.PRINTED,
        subject=f"certificate/{number}",
        by=by.actor,
        at=at,
        facts={"paper": row.paper, "mode": str(mode), "sheet": row.sheet.number if row.sheet else ""},
    )
    return row


@room.refused_when_full
@transaction.atomic
def validate(*, by: Acting, at: datetime, number: str) -> Certificate:
    """The named signatory has signed and stamped the paper (CORE Annex I.A; Annex II.18).

    Raises, all at once: ``certificate.validate.other_signatory``, ``certificate.same_person`` (the pack's separation
    of duties), ``certificate.two_persons``, ``certificate.expired``, ``certificate.restore_unconfirmed``.
    """
    row = queries.held(number)
    require(rules.may_validate, by, row, errors.ONLY_VALIDATOR)
    row.state = CERTIFICATE.after(row.state, CertificateAct.VALIDATE)
    day = local_day(row.office, at)
    found = [problem for problem in (queries.restore_guard(),) if problem]
    if row.signatory is not None and row.signatory != by.person:
        found.append(errors.other_signatory(row.signatory.name))
    found += _apart(row, by.person, day)
    found += _in_time(row, day)
    if found:
        raise Refusal(found)
    row.validated_at = at
    row.save(update_fields=["state", "validated_at"])
    audit.record(
        act=CertificateEvent.VALIDATED,
        subject=f"certificate/{number}",
        by=by.actor,
        at=at,
        facts={"commitment": row.commitment},
        personal={"name": by.name},
    )
    return row


_DUTIES = {"submit": _("submit"), "approve": _("approve"), "validate": _("validate")}


def _apart(row: Certificate, validator: Person | None, day: date) -> list[Problem]:
    """Pairs of acts that the rule pack gives to two persons and that one person did; and two persons in any case."""
    persons = {"submit": row.submitted_by, "approve": row.approved_by, "validate": validator}
    found = []
    for first, second in pack(settings.NODE.participant, day).apart.value:
        pair = (persons.get(first), persons.get(second))
        if pair[0] is not None and pair[0] == pair[1]:
            found.append(errors.same_person(_DUTIES[first], _DUTIES[second]))
    if {person for person in (row.approved_by, row.frozen_by) if person} <= {validator}:
        found.append(errors.two_persons())
    return found


def _in_time(row: Certificate, day: date) -> list[Problem]:
    found = []
    if row.expires_on is not None and expired(row.expires_on, day):
        found.append(errors.expired(row.expires_on.isoformat()))
    if row.must_export_by is not None and day > row.must_export_by:
        found.append(errors.export_limit_passed(row.must_export_by.isoformat()))
    return found


@transaction.atomic
def hand_over(*, by: Acting, at: datetime, number: str, receiver: str) -> Certificate:
    """Give the validated original to the exporter or carrier; ``receiver`` names the person who took it.

    Raises ``certificate.receiver_missing``, ``certificate.handed_over_already``.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    CERTIFICATE.after(row.state, CertificateAct.EXPORT)  # only what may leave is handed over
    if row.handed_over_at is not None:
        raise errors.handed_over_already()
    if not receiver.strip():
        raise errors.receiver_missing()
    row.handed_over_at = at
    row.save(update_fields=["handed_over_at"])
    audit.record(
        act=CertificateEvent.HANDED_OVER,
        subject=f"certificate/{number}",
        by=by.actor,
        at=at,
        personal={"receiver": receiver.strip()},
    )
    return row


@transaction.atomic
def export(*, by: Acting, at: datetime, number: str, exported_on: date) -> Certificate:
    """Record the exit that customs attested. On that day both parties must be Participants (rule ``status_day``).

    Raises, all at once: ``certificate.not_handed_over``, ``certificate.exit_before_validation``,
    ``certificate.exit_in_future``, ``certificate.expired``, ``certificate.export_limit_passed``, ``trade.*``.
    """
    row = queries.held(number)
    require(rules.may_record_exit, by, row, errors.ONLY_CUSTOMS)
    row.state = CERTIFICATE.after(row.state, CertificateAct.EXPORT)
    found = _in_time(row, exported_on)
    if row.handed_over_at is None:
        found.append(errors.not_handed_over())
    validated = row.validated_at
    if validated is not None and exported_on < local_day(row.office, validated):
        found.append(errors.exit_before_validation(local_day(row.office, validated).isoformat()))
    if exported_on > local_day(row.office, at):
        found.append(errors.exit_in_future())
    found += _permitted(queries.record(row), exported_on)
    if found:
        raise Refusal(found)
    row.exported_at, row.exported_on = at, exported_on
    row.save(update_fields=["state", "exported_at", "exported_on"])
    audit.record(
        act=CertificateEvent.EXPORTED,
        subject=f"certificate/{number}",
        by=by.actor,
        at=at,
        facts={"exported_on": exported_on},
    )
    return row
