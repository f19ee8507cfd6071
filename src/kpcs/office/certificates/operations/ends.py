"""How a certificate ends: void, replaced, cancelled, revoked, lost, stolen. The destination is told whenever a
pre-advice has gone out, that is, once the certificate was validated."""

from datetime import datetime

from django.db import transaction
from rules.predicates import Predicate

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import errors, queries, room, rules
from kpcs.office.certificates.events import CertificateEvent
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.operations.notices import tell_destination
from kpcs.office.certificates.operations.numbers import record_reserved, take_next
from kpcs.office.certificates.terms import NOTE_NEEDED, REASONS, EndReason, local_day
from kpcs.scheme.lifecycles import CERTIFICATE, SHEET, CertificateAct, CertificateState, SheetAct
from kpcs.scheme.problems import Problem, Refusal


@transaction.atomic
def void(*, by: Acting, at: datetime, number: str, reason: EndReason, note: str = "") -> Certificate:
    """Spoil number and sheet. A sheet that was never part of a signed record goes back into the drawer, unless the
    printer put the number on it.

    Raises ``certificate.reason``.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    return _end(row, CertificateAct.VOID, CertificateEvent.VOIDED, by, at, reason, note)


@room.refused_when_full
@transaction.atomic
def spoil_and_take_next(
    *, by: Acting, at: datetime, number: str, reason: EndReason, note: str = ""
) -> tuple[Certificate, Certificate]:
    """A paper jam, or a weight or seal that differs after freezing: spoil sheet and number and reserve the next one
    for the same application, in one act. Answers the void certificate and the new one.

    Raises ``certificate.reason``, ``certificate.restore_unconfirmed``, ``series.none``, ``sheet.none``.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    _refuse_after_restore()
    following = _next_for(row, at)
    _end(row, CertificateAct.VOID, CertificateEvent.VOIDED, by, at, reason, note, replacement=following.number)
    following.save()
    record_reserved(following, by, at)
    return row, following


@room.refused_when_full
@transaction.atomic
def supersede(
    *, by: Acting, at: datetime, number: str, reason: EndReason, note: str, surrendered: bool
) -> tuple[Certificate, Certificate]:
    """Replace a certificate before export (CA-ACT 11; CA-REG 3): the original has been surrendered, the next number
    is reserved, and both name each other. Answers the original and its replacement.

    Raises, all at once, ``certificate.not_surrendered``, ``certificate.reason``, ``certificate.note_missing``; or
    ``certificate.restore_unconfirmed``, ``series.none``, ``sheet.none``.
    """
    row = queries.held(number)
    require(rules.may_issue, by, row, errors.ONLY_ISSUER)
    CERTIFICATE.after(row.state, CertificateAct.SUPERSEDE)
    found = _reasoned(CertificateAct.SUPERSEDE, reason, note)
    if not surrendered:
        found.append(errors.not_surrendered())
    if found:
        raise Refusal(found)
    _refuse_after_restore()
    following = _next_for(row, at)
    following.supersedes = row
    _end(row, CertificateAct.SUPERSEDE, CertificateEvent.SUPERSEDED, by, at, reason, note, replacement=following.number)
    following.save()
    record_reserved(following, by, at)
    return row, following


@transaction.atomic
def cancel(*, by: Acting, at: datetime, number: str, reason: EndReason, note: str = "") -> Certificate:
    """The certificate was not used and has been returned (EU 12(5)). Raises ``certificate.reason``."""
    return _ended(CertificateAct.CANCEL, CertificateEvent.CANCELLED, rules.may_issue, by, at, number, reason, note)


@transaction.atomic
def revoke(*, by: Acting, at: datetime, number: str, reason: EndReason, note: str) -> Certificate:
    """Withdraw an issued certificate, with reasons (CA-ACT 12).

    Raises, both at once, ``certificate.reason``, ``certificate.note_missing``.
    """
    return _ended(CertificateAct.REVOKE, CertificateEvent.REVOKED, rules.may_revoke, by, at, number, reason, note)


@transaction.atomic
def report_lost(*, by: Acting, at: datetime, number: str, reason: EndReason, note: str) -> Certificate:
    """The original cannot be found. Raises as :func:`revoke`."""
    return _ended(
        CertificateAct.REPORT_LOST, CertificateEvent.REPORTED_LOST, rules.may_report_loss, by, at, number, reason, note
    )


@transaction.atomic
def report_stolen(*, by: Acting, at: datetime, number: str, reason: EndReason, note: str) -> Certificate:
    """The original was stolen. Raises as :func:`revoke`."""
    return _ended(
        CertificateAct.REPORT_STOLEN,
        CertificateEvent.REPORTED_STOLEN,
        rules.may_report_loss,
        by,
        at,
        number,
        reason,
        note,
    )


_SENTENCES = {
    CertificateAct.CANCEL: errors.ONLY_ISSUER,
    CertificateAct.REVOKE: errors.ONLY_SUPERVISOR,
    CertificateAct.REPORT_LOST: errors.ONLY_LOSS,
    CertificateAct.REPORT_STOLEN: errors.ONLY_LOSS,
}


def _ended(
    act: CertificateAct,
    event: CertificateEvent,
    rule: Predicate,
    by: Acting,
    at: datetime,
    number: str,
    reason: EndReason,
    note: str,
) -> Certificate:
    row = queries.held(number)
    require(rule, by, row, _SENTENCES[act])
    return _end(row, act, event, by, at, reason, note)


def _end(
    row: Certificate,
    act: CertificateAct,
    event: CertificateEvent,
    by: Acting,
    at: datetime,
    reason: EndReason,
    note: str,
    *,
    replacement: str = "",
) -> Certificate:
    """Write the end of ``row``, spoil its sheet, tell the destination, and record the act."""
    before = CertificateState(row.state)
    row.state = CERTIFICATE.after(row.state, act)
    found = _reasoned(act, reason, note)
    if found:
        raise Refusal(found)
    row.end_reason, row.end_note, row.ended_at = reason, note.strip(), at
    sheet = row.sheet.number if row.sheet else ""
    if act in (CertificateAct.VOID, CertificateAct.SUPERSEDE) and row.sheet:
        if before == CertificateState.RESERVED and row.sheet.certificate_number is None:
            row.sheet = None
        else:
            row.sheet.state = SHEET.after(row.sheet.state, SheetAct.SPOIL)
            row.sheet.save(update_fields=["state"])
    row.save(update_fields=["state", "sheet", "end_reason", "end_note", "ended_at"])
    if row.validated_at is not None:
        tell_destination(row, by=by, at=at, day=local_day(row.office, at), replacement=replacement)
    audit.record(
        act=event,
        subject=f"certificate/{row.number}",
        by=by.actor,
        at=at,
        facts={"reason": str(reason), "sheet": sheet, "replacement": replacement, "from": before},
        personal={"note": note.strip()} if note.strip() else None,
    )
    return row


def _reasoned(act: CertificateAct, reason: EndReason, note: str) -> list[Problem]:
    found = []
    if reason not in REASONS[act]:
        found.append(errors.reason_not_listed())
    if act in NOTE_NEEDED and not note.strip():
        found.append(errors.note_missing())
    return found


def _refuse_after_restore() -> None:
    guard = queries.restore_guard()
    if guard:
        raise Refusal([guard])


def _next_for(row: Certificate, at: datetime) -> Certificate:
    """The next number of the same office for the same application and persons."""
    following = take_next(office=row.office, at=at)
    following.application = row.application
    following.submitted_by, following.approved_by = row.submitted_by, row.approved_by
    return following
