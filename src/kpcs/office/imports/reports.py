"""What this authority knows of a number, as facts for verification: its own cases, and what issuers have told."""

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from kpcs.office.certificates import queries as certificates
from kpcs.office.imports.models import InspectionCase
from kpcs.proof.code import check_value
from kpcs.proof.status import NumberedFact, Origin, Status, StatusFact, case_digest
from kpcs.scheme import numbering
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.problems import Refusal

_RESULTS = {
    MovementState.ACCEPTED: Status.CONFIRMED,
    MovementState.ACCEPTED_WITH_DIFFERENCE: Status.CONFIRMED,
    MovementState.PARTLY_REFUSED: Status.CONFIRMED,
    MovementState.REFUSED: Status.REFUSED,
    MovementState.RETURNED: Status.REFUSED,
    MovementState.SEIZED: Status.REFUSED,
}


def claims() -> Iterator[NumberedFact]:
    """The claims and results of every case of this authority that has a number, for ``trust/status.bin``."""
    yield from _facts(InspectionCase.objects.exclude(number_key="").order_by("pk"))


def about(number_key: str) -> list[StatusFact]:
    """Claims, results and notices about the number with this key; empty for a document without a number."""
    if not number_key:
        return []
    own = (entry.fact for entry in _facts(InspectionCase.objects.filter(number_key=number_key).order_by("pk")))
    return [*own, *_told(number_key)]


def _facts(cases: QuerySet[InspectionCase]) -> Iterable[NumberedFact]:
    for case in cases.select_related("office", "document", "decision").iterator():
        document = case.document
        commitment = bytes.fromhex(document.commitment)
        digest = case_digest(settings.NODE.identity, case.reference)
        zone = ZoneInfo(case.office.time_zone)
        shown = check_value(commitment) if commitment else ""

        def fact(status: Status, day: date, digest: bytes = digest, commitment: bytes = commitment) -> StatusFact:
            return StatusFact(status, settings.NODE.identity, day, digest, commitment[:16])

        number = document.number
        yield NumberedFact(number, shown, fact(Status.CLAIMED, case.opened_at.astimezone(zone).date()))
        decision = getattr(case, "decision", None)
        if decision is not None:
            result = _RESULTS[MovementState(decision.result)]
            yield NumberedFact(number, shown, fact(result, decision.at.astimezone(zone).date()))


def _told(number_key: str) -> Iterator[StatusFact]:
    try:
        numbering.parse(number_key)
    except Refusal:
        return  # what cannot be read as a number is nobody's certificate
    for row in certificates.known_statuses(number_key):
        yield StatusFact(
            Status[row.status.upper()],
            row.told_by[:8],
            row.day,
            b"",
            bytes.fromhex(row.commitment)[:16],
            Origin.NOTICE,
        )
