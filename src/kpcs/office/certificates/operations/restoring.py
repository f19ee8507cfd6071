"""After a restore: nothing is issued until a supervisor says which number was used last.

A backup does not know what was issued after it was made. The next number therefore lies beyond the last one used,
beyond every number on record here, beyond every number of ours in messages from others, and one block further. What
is skipped is recorded void, so that a paper with such a number is known to be none of ours.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import errors, rules
from kpcs.office.certificates.events import CertificateEvent
from kpcs.office.certificates.models import Certificate, Restoration, Series, Sheet
from kpcs.office.certificates.terms import EndReason
from kpcs.office.exchange import queries as exchange
from kpcs.scheme import numbering
from kpcs.scheme.lifecycles import SHEET, CertificateState, SheetAct, SheetState
from kpcs.scheme.numbering import CertificateNumber
from kpcs.scheme.problems import Refusal


@transaction.atomic
def mark_restored(*, at: datetime, backup_made_at: datetime, by: Acting = NODE) -> Restoration:
    """The node's data were just restored from a backup: from here on nothing is issued until the numbers are
    confirmed. Called by the restoring program itself."""
    restoration = Restoration.objects.create(restored_at=at, backup_made_at=backup_made_at)
    audit.record(
        act=CertificateEvent.NODE_RESTORED,
        subject="certificates",
        by=by.actor,
        at=at,
        facts={"backup_made_at": backup_made_at.isoformat()},
    )
    return restoration


@transaction.atomic
def confirm_restore(*, by: Acting, at: datetime, last_number_used: str) -> list[Series]:
    """Say which number was used last, by the papers in the office, and let issuing go on.

    ``last_number_used`` is a certificate number in any form people write. Every series of the authority goes past all
    numbers that are known to have been used in it and one block further; the skipped numbers become void. Answers the
    series as they are then.

    Where the printer numbers the sheets no block is skipped: a sheet that lies in the drawer has not been used. Sheets
    up to the last number used that no record names are reported missing.

    Raises ``restore.none``, a ``number`` code, or ``restore.outside_series``.
    """
    require(rules.may_confirm_restore, by, None, errors.ONLY_SUPERVISOR_RESTORE)
    waiting = list(Restoration.objects.select_for_update().filter(confirmed_at__isnull=True))
    if not waiting:
        raise errors.no_restore()
    stated = numbering.parse(last_number_used, "last_number_used")
    all_series = list(Series.objects.select_for_update().filter(prefix=settings.NODE.participant))
    holding = [s for s in all_series if stated.issuer == s.prefix and s.first <= int(stated.serial) <= s.last]
    printed = list(
        Sheet.objects.select_for_update(of=("self",))
        .filter(certificate_number__isnull=False, certificate__isnull=True, state=SheetState.ALLOTTED)
        .order_by("id")
    )
    if not holding and not Sheet.objects.filter(certificate_number=stated.normal).exists():
        raise errors.restore_outside(stated.normal)
    known = _known_serials() | {int(stated.serial)}
    skipped = {}
    for series in all_series:
        used = [serial for serial in known if series.first <= serial <= series.last]
        skipped[str(series.pk)] = _skip(series, max([series.next - 1, *used]), at)
    missing = [sheet for sheet in printed if int(str(sheet.certificate_number)[2:]) in range(max(known) + 1)]
    for sheet in missing:
        sheet.state = SHEET.after(sheet.state, SheetAct.REPORT_MISSING)
        sheet.save(update_fields=["state"])
    for restoration in waiting:
        restoration.confirmed_at, restoration.confirmed_by = at, by.person
        restoration.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        act=CertificateEvent.RESTORE_CONFIRMED,
        subject="certificates",
        by=by.actor,
        at=at,
        facts={
            "last_number_used": stated.normal,
            "void": skipped,
            "sheets_missing": [sheet.number for sheet in missing],
        },
    )
    return all_series


def _known_serials() -> set[int]:
    """Serials of ours on record here or named in any message from another authority."""
    own = settings.NODE.participant
    numbers = set(Certificate.objects.values_list("number", flat=True)) | exchange.numbers_named(own)
    serials = set()
    for text in numbers:
        try:
            number = numbering.parse(text)
        except Refusal:
            continue  # a message may name anything; what is no number of ours counts for nothing
        if number.issuer == own:
            serials.add(int(number.serial))
    return serials


def _skip(series: Series, last_used: int, at: datetime) -> list[str]:
    """Move ``series`` past ``last_used`` and one block; the block becomes void. Answers its first and last number.

    Numbers between the backup and ``last_used`` were used, but their records are lost: they are neither void nor
    known here, and an authenticity query about one is for an officer with the papers to answer.
    """
    end = min(last_used + series.block, series.last)
    gap = range(last_used + 1, end + 1)
    Certificate.objects.bulk_create(
        Certificate(
            number=CertificateNumber.of(series.prefix, serial, series.digits).normal,
            office=series.office,
            state=CertificateState.VOID,
            reserved_at=at,
            ended_at=at,
            end_reason=EndReason.RESTORE_GAP,
        )
        for serial in gap
    )
    series.next = end + 1
    series.save(update_fields=["next"])
    if not gap:
        return []
    return [CertificateNumber.of(series.prefix, serial, series.digits).normal for serial in (gap[0], gap[-1])]
