"""Numbers and paper: opened, received, allotted, and given out one by one under a lock."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import errors, queries, room, rules
from kpcs.office.certificates.events import CertificateEvent
from kpcs.office.certificates.models import Certificate, Series, Sheet
from kpcs.office.certificates.terms import local_day
from kpcs.scheme import numbering
from kpcs.scheme.jurisdictions import Numbering, pack
from kpcs.scheme.lifecycles import SHEET, SheetAct, SheetState
from kpcs.scheme.numbering import CertificateNumber
from kpcs.scheme.problems import Problem, Refusal


@transaction.atomic
def open_series(*, by: Acting, at: datetime, office: Office, first: int, last: int) -> Series:
    """Give ``office`` the serials ``first`` to ``last`` inclusive; digits and block come from the rule pack.

    Raises, all at once, ``series.order``, ``series.digits``, ``series.overlaps``.
    """
    require(rules.may_keep_stock, by, None, errors.ONLY_STOCK)
    prefix = settings.NODE.participant
    rulebook = pack(prefix, local_day(office, at))
    digits = rulebook.number_digits.value.most
    # all series locked: two new ones that overlap would otherwise not see each other
    others = list(Series.objects.select_for_update().filter(prefix=prefix))
    found: list[Problem] = []
    if last < first or first < 0:
        found.append(errors.series_order())
    if len(str(last)) > digits:
        found.append(errors.series_digits(digits))
    for other in others:
        if first <= other.last and other.first <= last:
            found.append(errors.series_overlaps(str(other.first), str(other.last)))
    if found:
        raise Refusal(found)
    series = Series.objects.create(
        office=office,
        prefix=prefix,
        digits=digits,
        first=first,
        last=last,
        next=first,
        block=rulebook.number_block.value,
    )
    audit.record(
        act=CertificateEvent.SERIES_OPENED,
        subject=f"series/{series.pk}",
        by=by.actor,
        at=at,
        facts={"office": office.code, "first": first, "last": last},
    )
    return series


@transaction.atomic
def receive_sheets(
    *, by: Acting, at: datetime, sheets: Sequence[tuple[str, str]], received_on: date, office: Office | None = None
) -> list[Sheet]:
    """Take in printed stock: pairs of the printer's sheet number and the certificate number on it, or empty.

    With ``office`` the sheets are allotted to it in the same act. Raises, all at once, ``sheet.number_missing``,
    ``sheet.exists``, ``sheet.number_malformed``, ``sheet.number_taken``.
    """
    require(rules.may_keep_stock, by, None, errors.ONLY_STOCK)
    found: list[Problem] = []
    if not sheets or not all(number.strip() for number, _certificate in sheets):
        found.append(errors.sheets_missing_numbers())
    numbers = [number.strip() for number, _certificate in sheets]
    taken = set(Sheet.objects.filter(number__in=numbers).values_list("number", flat=True))
    taken.update(number for number in numbers if numbers.count(number) > 1 and number)
    found.extend(errors.sheet_exists(number) for number in sorted(taken))
    given = []
    for _number, text in sheets:
        given.append(_certificate_number(text, found))
    printed = [number for number in given if number]
    used = {row.number for row in Certificate.objects.filter(number__in=printed)}
    used |= {row.certificate_number or "" for row in Sheet.objects.filter(certificate_number__in=printed)}
    used |= {number for number in printed if printed.count(number) > 1}
    found.extend(errors.sheet_number_taken(number) for number in sorted(used))
    if found:
        raise Refusal(found)
    state = SHEET.after(SHEET.start, SheetAct.ALLOT) if office else SHEET.start
    rows = Sheet.objects.bulk_create(
        Sheet(number=number, certificate_number=certificate, office=office, state=state, received_on=received_on)
        for number, certificate in zip(numbers, given, strict=True)
    )
    audit.record(
        act=CertificateEvent.SHEETS_RECEIVED,
        subject="stock",
        by=by.actor,
        at=at,
        facts={"sheets": numbers, "office": office.code if office else ""},
    )
    return rows


def _certificate_number(text: str, found: list[Problem]) -> str | None:
    if not text.strip():
        return None
    try:
        number = numbering.parse(text)
    except Refusal:
        found.append(errors.sheet_number_malformed(text))
        return None
    if number.issuer != settings.NODE.participant:
        found.append(errors.sheet_number_malformed(text))
    return number.normal


@transaction.atomic
def allot_sheets(*, by: Acting, at: datetime, numbers: Sequence[str], office: Office) -> list[Sheet]:
    """Hand received sheets to ``office``. Raises ``sheet.unknown`` or ``sheet.wrong_state``."""
    require(rules.may_keep_stock, by, None, errors.ONLY_STOCK)
    rows = [_sheet(number) for number in sorted(numbers)]
    for row in rows:
        row.state = SHEET.after(row.state, SheetAct.ALLOT)
        row.office = office
        row.save(update_fields=["state", "office"])
    audit.record(
        act=CertificateEvent.SHEETS_ALLOTTED,
        subject="stock",
        by=by.actor,
        at=at,
        facts={"sheets": [row.number for row in rows], "office": office.code},
    )
    return rows


@transaction.atomic
def spoil_sheet(*, by: Acting, at: datetime, number: str) -> Sheet:
    """Strike off a sheet that serves no certificate, damaged in the drawer. Raises as :func:`allot_sheets`, and
    ``sheet.in_use`` while a certificate counts on it."""
    return _strike_off(by, at, number, SheetAct.SPOIL, CertificateEvent.SHEET_SPOILED)


@transaction.atomic
def report_sheet_missing(*, by: Acting, at: datetime, number: str) -> Sheet:
    """Record that a sheet that serves no certificate cannot be found. Raises as :func:`spoil_sheet`."""
    return _strike_off(by, at, number, SheetAct.REPORT_MISSING, CertificateEvent.SHEET_MISSING)


def _strike_off(by: Acting, at: datetime, number: str, act: SheetAct, event: CertificateEvent) -> Sheet:
    require(rules.may_keep_stock, by, None, errors.ONLY_STOCK)
    row = _sheet(number)
    if Certificate.objects.filter(sheet=row).exists():
        raise errors.sheet_in_use(number)
    row.state = SHEET.after(row.state, act)
    row.save(update_fields=["state"])
    audit.record(act=event, subject=f"sheet/{row.number}", by=by.actor, at=at)
    return row


def _sheet(number: str) -> Sheet:
    row = Sheet.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise errors.sheet_unknown(number)
    return row


@room.refused_when_full
@transaction.atomic
def reserve(
    *, by: Acting, at: datetime, application: str, submitted_by: Person | None, approved_by: Person | None
) -> Certificate:
    """Give the next number of the acting officer's office to ``application``.

    The number comes from the office's series, or from its next physical sheet where the rule pack says that the
    printer numbers the sheets. An office that keeps stock gets its next sheet either way; ``submitted_by`` and
    ``approved_by`` are remembered for the separation of duties.

    Raises ``certificate.restore_unconfirmed``, ``series.none``, ``sheet.none``.
    """
    require(rules.may_issue, by, None, errors.ONLY_ISSUER)
    if by.office is None:
        raise errors.series_none("")
    guard = queries.restore_guard()
    if guard:
        raise Refusal([guard])
    row = take_next(office=by.office, at=at)
    row.application, row.submitted_by, row.approved_by = application, submitted_by, approved_by
    row.save()
    record_reserved(row, by, at)
    return row


def record_reserved(row: Certificate, by: Acting, at: datetime) -> None:
    """The act of reserving, in the audit record."""
    audit.record(
        act=CertificateEvent.RESERVED,
        subject=f"certificate/{row.number}",
        by=by.actor,
        at=at,
        facts={"application": row.application, "sheet": row.sheet.number if row.sheet else ""},
    )


def take_next(*, office: Office, at: datetime) -> Certificate:
    """The next number and sheet of ``office``, not saved yet, in the caller's transaction.

    The row of the series, or of the sheet, stays locked until the caller's act is done, so two officers who issue at
    once stand in line and never share a number.
    """
    rulebook = pack(settings.NODE.participant, local_day(office, at))
    if rulebook.numbering.value is Numbering.PRINTED_STOCK:
        sheet = _next_sheet(office, numbered=True)
        return Certificate(number=sheet.certificate_number or "", office=office, sheet=sheet, reserved_at=at)
    series = next(
        (row for row in Series.objects.select_for_update().filter(office=office) if row.next <= row.last), None
    )
    if series is None:
        raise errors.series_none(office.code)
    number = CertificateNumber.of(series.prefix, series.next, series.digits)
    series.next += 1
    series.save(update_fields=["next"])
    keeps_stock = Sheet.objects.filter(office=office, certificate_number__isnull=True).exists()
    sheet_or_none = _next_sheet(office, numbered=False) if keeps_stock else None
    return Certificate(number=number.normal, office=office, sheet=sheet_or_none, reserved_at=at)


def _next_sheet(office: Office, *, numbered: bool) -> Sheet:
    """The next sheet in the drawer that no certificate counts on, locked."""
    while True:
        candidate = Sheet.objects.filter(
            office=office,
            state=SheetState.ALLOTTED,
            certificate_number__isnull=not numbered,
            certificate__isnull=True,
        ).first()
        if candidate is None:
            raise errors.sheets_none(office.code)
        sheet = Sheet.objects.select_for_update().get(pk=candidate.pk)
        # another officer may have taken it while this one stood in line
        if sheet.state == SheetState.ALLOTTED and not Certificate.objects.filter(sheet=sheet).exists():
            return sheet
