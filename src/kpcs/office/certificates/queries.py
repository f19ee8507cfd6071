"""Reading certificates: the row, the frozen record, what is wrong today, what others told."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet

from kpcs.office.accounts.models import Office
from kpcs.office.certificates import errors
from kpcs.office.certificates.models import AuthenticityQuery, Certificate, KnownStatus, Restoration, Series, Sheet
from kpcs.office.certificates.terms import Authenticity, local_day
from kpcs.proof import code
from kpcs.proof.status import NumberedFact, Origin, Status, StatusFact
from kpcs.scheme import certificate as annex
from kpcs.scheme import numbering
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import CertificateState, SheetState, expired
from kpcs.scheme.problems import Problem, Refusal

ENDED = (
    CertificateState.SUPERSEDED,
    CertificateState.VOID,
    CertificateState.CANCELLED,
    CertificateState.REVOKED,
    CertificateState.LOST,
    CertificateState.STOLEN,
)
"""States of which others must know."""

ROOM_NEEDED = 64 * 1024 * 1024
"""Bytes that must be free before a record is frozen or printed. Not defined by a source."""


def held(number: str) -> Certificate:
    """The certificate, its row locked for the rest of the transaction. Raises ``certificate.unknown``."""
    row = Certificate.objects.select_for_update(of=("self",)).select_related("office").filter(number=number).first()
    if row is None:
        raise errors.unknown(number)
    return row


def find(text: str) -> Certificate | None:
    """The certificate with the number that ``text`` writes in any form (``BW 0004-2187``), or None."""
    try:
        number = numbering.parse(text)
    except Refusal:
        return None
    return Certificate.objects.select_related("office", "sheet", "signatory").filter(number=number.normal).first()


def certificates(offices: Iterable[Office] = ()) -> QuerySet[Certificate]:
    """All certificates of ``offices`` (of every office when none is named), newest first."""
    rows = Certificate.objects.select_related("office", "sheet").order_by("-reserved_at", "-number")
    chosen = list(offices)
    return rows.filter(office__in=chosen) if chosen else rows


def counts_by_state(rows: QuerySet[Certificate]) -> dict[str, int]:
    """How many of ``rows`` are in each state that occurs."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def of_application(reference: str) -> list[Certificate]:
    """Every number that served an application, oldest first; the last one is in force."""
    rows = Certificate.objects.select_related("office", "sheet", "signatory").filter(application=reference)
    return list(rows.order_by("reserved_at", "number"))


def record(row: Certificate) -> annex.Certificate:
    """What was signed, with its packing list. Raises ``certificate.unknown`` before freezing."""
    if not row.code:
        raise errors.unknown(row.number)
    read = code.decode(row.code).certificate
    return code.attach(read, bytes(row.packing)) if row.packing else read


def is_expired(row: Certificate, day: date) -> bool:
    """Whether the certificate has expired by ``day``; never true before freezing."""
    return row.expires_on is not None and expired(row.expires_on, day)


def restore_pending() -> bool:
    """Whether a restore waits until a supervisor confirms the last number used."""
    return Restoration.objects.filter(confirmed_at__isnull=True).exists()


def restore_guard() -> Problem | None:
    """Why nothing may be issued after a restore, or None."""
    return errors.restore_unconfirmed() if restore_pending() else None


def numbers_left() -> dict[str, int]:
    """How many numbers the series of each office still hold, by the office's code."""
    left: dict[str, int] = {}
    for series in Series.objects.select_related("office").order_by("office__code"):
        left[series.office.code] = left.get(series.office.code, 0) + series.last - series.next + 1
    return left


def sheets_left(office: Office, day: date) -> int | None:
    """Free sheets in the drawer of ``office``; None where it keeps no stock."""
    stock = Sheet.objects.filter(office=office)
    if not stock.exists():
        return None
    numbered = pack(settings.NODE.participant, day).numbering.value == "printed_stock"
    free = stock.filter(state=SheetState.ALLOTTED, certificate_number__isnull=not numbered, certificate__isnull=True)
    return free.count()


def known_statuses(number: str) -> list[KnownStatus]:
    """What issuers told about ``number``, oldest first. Leading zeros do not matter: United States practice pads."""
    wanted = numbering.parse(number)
    rows = KnownStatus.objects.filter(issuer=wanted.issuer, number__endswith=wanted.serial.lstrip("0"))
    return [row for row in rows if numbering.parse(row.number).key == wanted.key]


def own_ended() -> QuerySet[Certificate]:
    """Our certificates that others must not rely on, by number."""
    return Certificate.objects.filter(state__in=ENDED).order_by("number")


def open_queries() -> QuerySet[AuthenticityQuery]:
    """Authenticity queries that wait for an answer, oldest first."""
    return AuthenticityQuery.objects.filter(answered_at__isnull=True)


class Compared(NamedTuple):
    """One thing that a paper says beside what we signed."""

    element: str
    stated: str
    signed: str


class Proposal(NamedTuple):
    """What our own record says about a paper that another authority asks about. The officer decides.

    ``compared`` holds what the asker read from the paper and what was signed, for the elements that can be set side
    by side; ``differing`` names those that do not agree.
    """

    result: Authenticity
    certificate: Certificate | None
    compared: tuple[Compared, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """Elements that the paper states otherwise than the record."""
        return tuple(c.element for c in self.compared if _plain(c.stated) != _plain(c.signed))


def proposal(query: AuthenticityQuery) -> Proposal:
    """The answer that the facts suggest.

    The commitment decides between genuine and altered where the asker could read the code: a code of ours whose
    contents have another commitment was not signed here. Without one, what the paper says is compared element by
    element with the record.
    """
    row = Certificate.objects.filter(number=query.number).first()
    if row is None or not row.commitment:
        # never signed: a number beyond our series was invented, one of ours that is void or waiting was never issued
        return Proposal(Authenticity.FAKE if row is not None else Authenticity.UNKNOWN, row, ())
    signed = stated_elements(record(row), row.check_value)
    compared = tuple(Compared(name, said, signed[name]) for name, said in query.facts if name in signed)
    found = Proposal(Authenticity.GENUINE, row, compared)
    other_contents = bool(query.commitment) and query.commitment != row.commitment
    if other_contents or found.differing:
        return found._replace(result=Authenticity.ALTERED)
    if row.state in (
        CertificateState.VOID,
        CertificateState.SUPERSEDED,
        CertificateState.CANCELLED,
        CertificateState.REVOKED,
    ):
        return found._replace(result=Authenticity.GENUINE_VOID)
    return found


def stated_elements(c: annex.Certificate, check_value: str) -> dict[str, str]:
    """The elements of ``c`` as text, by the names that captures of paper use."""
    return {
        "number": c.number,
        "issued_on": c.issued_on.isoformat(),
        "expires_on": c.expires_on.isoformat(),
        "authority": c.authority,
        "exporter": c.exporter.name,
        "importer": c.importer.name,
        "destination": c.destination,
        "origin": ", ".join(c.origins.countries),
        "carats": str(c.carats),
        "value": str(c.value),
        "parcels": str(c.parcel_count),
        "seals": ", ".join(c.seals),
        "sheet": c.sheet,
        "check_value": check_value,
    }


def _plain(text: str) -> str:
    """Amounts without trailing zeros and separators, words without case and spacing."""
    kept = "".join(text.casefold().split()).replace(",", "")
    whole, point, rest = kept.partition(".")
    if point and whole.isdigit() and rest.isdigit():
        return f"{whole}.{rest.rstrip('0')}".rstrip(".")
    return kept


_STATUS = {
    CertificateState.VOID: Status.VOID,
    CertificateState.SUPERSEDED: Status.SUPERSEDED,
    CertificateState.CANCELLED: Status.CANCELLED,
    CertificateState.REVOKED: Status.REVOKED,
    CertificateState.LOST: Status.LOST,
    CertificateState.STOLEN: Status.STOLEN,
}


def status_facts() -> Iterator[NumberedFact]:
    """What the trust folder's status file says of certificates: ends of our own, and notices of others about theirs."""
    own = settings.NODE.identity
    for row in own_ended().select_related("office").iterator():
        if row.ended_at is not None:
            fact = StatusFact(
                _STATUS[CertificateState(row.state)],
                own,
                local_day(row.office, row.ended_at),
                commitment=bytes.fromhex(row.commitment)[:16],
                origin=Origin.OWN,
            )
            yield NumberedFact(row.number, row.check_value, fact)
    for told in KnownStatus.objects.iterator():
        commitment = bytes.fromhex(told.commitment)
        fact = StatusFact(
            _STATUS[CertificateState(told.status)],
            told.told_by[:8],
            told.day,
            commitment=commitment[:16],
            origin=Origin.NOTICE,
        )
        yield NumberedFact(told.number, code.check_value(commitment) if commitment else "", fact)
