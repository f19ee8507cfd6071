"""Reading the import desk: the list by urgency, what is known of a number, the history of a case."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q, QuerySet

from kpcs.office.accounts.models import Office
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import queries as certificates
from kpcs.office.certificates.models import KnownStatus
from kpcs.office.imports import comparing
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import Arrival, Confirmation, ForeignDocument, Hold, InspectionCase, LineFound, Sighting
from kpcs.office.imports.terms import COMING, HoldReason
from kpcs.scheme import numbering
from kpcs.scheme.lifecycles import CaseState, Due, MovementState, TransmissionState, due
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats

_UNSENT = (TransmissionState.QUEUED, TransmissionState.FAILED)


class Group(StrEnum):
    """Where a shipment stands on the desk; every open one is in exactly one group."""

    COUNTER = "counter"
    OVERDUE = "overdue"
    TODAY = "today"
    EXPECTED = "expected"


class Step(StrEnum):
    """What is to be done next with a shipment, or who is waited for."""

    NOT_ARRIVED = "not_arrived"
    COMING = "coming"
    TO_CHECK = "to_check"
    TO_WEIGH = "to_weigh"
    BEING_WEIGHED = "being_weighed"
    DIFFERENCE = "difference"
    TO_DECIDE = "to_decide"
    TO_CONFIRM = "to_confirm"
    LETTER_TO_SEND = "letter_to_send"
    COPY_TO_GIVE = "copy_to_give"
    HELD = "held"
    HELD_TWO_CLAIMS = "held_two_claims"


class DeskRow(NamedTuple):
    """A shipment on the desk. ``due_on`` is the next duty's last day, ``days`` its distance from today (negative when
    late), ``difference`` what was found less what is certified."""

    arrival: Arrival
    case: InspectionCase | None
    group: Group
    step: Step
    due_on: date | None
    days: int | None
    difference: Carats
    held: bool


class DeskView(NamedTuple):
    """The desk on a day: rows in the order of the list."""

    day: date
    rows: tuple[DeskRow, ...]

    def of(self, group: Group) -> list[DeskRow]:
        """The rows of one group."""
        return [row for row in self.rows if row.group is group]

    @property
    def held(self) -> list[DeskRow]:
        """Rows with a hold that has not ended; they stand in other groups too."""
        return [row for row in self.rows if row.held]


def desk(office: Office, at: datetime) -> DeskView:
    """Everything open at ``office``: shipments on their way to it or to no named office of the authority, and its own
    cases until the last duty is done. Earliest duty first, expected shipments by their day."""
    day = local_day(office, at)
    tolerance = pack_of(office, day).tolerance.value
    rows = [_coming(arrival, day) for arrival in _without_case(office)]
    rows += [_in_hand(case, day, tolerance) for case in _open_cases(office)]
    far = date.max
    order = (Group.COUNTER, Group.OVERDUE, Group.TODAY, Group.EXPECTED)
    rows.sort(
        key=lambda row: (
            order.index(row.group),
            (row.arrival.expected_on if row.group is Group.EXPECTED else row.due_on) or far,
            row.arrival.pk,
        )
    )
    return DeskView(day, tuple(rows))


def _without_case(office: Office) -> QuerySet[Arrival]:
    ours = Arrival.objects.filter(Q(office=office) | Q(office__isnull=True), case__isnull=True)
    return ours.filter(state__in=(*COMING, MovementState.ARRIVED))


def _open_cases(office: Office) -> QuerySet[InspectionCase]:
    letter = Q(confirmation__sent__state__in=_UNSENT, confirmation__sent__sequence__isnull=True)
    copy = Q(confirmation__copy_given_on__isnull=True, importer_due__isnull=False, decision__result__in=_GOODS_GO)
    return (
        InspectionCase.objects.filter(office=office)
        .filter(~Q(state=CaseState.CONFIRMED) | letter | copy)
        .select_related("arrival", "document", "decision", "confirmation__sent")
        .prefetch_related("lines", "holds", "seals", "containers")
    )


_GOODS_GO = (MovementState.ACCEPTED, MovementState.ACCEPTED_WITH_DIFFERENCE, MovementState.PARTLY_REFUSED)


def _coming(arrival: Arrival, day: date) -> DeskRow:
    if arrival.state == MovementState.ARRIVED:
        return DeskRow(arrival, None, Group.COUNTER, Step.TO_CHECK, None, None, Carats(0), held=False)
    late = arrival.expected_on is not None and arrival.expected_on < day
    step = Step.NOT_ARRIVED if late else Step.COMING
    return DeskRow(arrival, None, Group.EXPECTED, step, None, None, Carats(0), held=False)


def _in_hand(case: InspectionCase, day: date, tolerance: Carats) -> DeskRow:
    lines = list(case.lines.all())
    total = comparing.sums(lines)
    differing = any(comparing.compare(line, tolerance) is comparing.LineResult.DIFFERENCE for line in lines)
    holds = [hold for hold in case.holds.all() if hold.ended_at is None]
    duties = duties_of(case)
    due_on = min(duties, default=None)
    group = {Due.OVERDUE: Group.OVERDUE, Due.DUE: Group.TODAY, Due.NOT_DUE: Group.COUNTER}[Due(due(due_on, day))]
    return DeskRow(
        case.arrival,
        case,
        group,
        _step(case, lines, holds, differing),
        due_on,
        (due_on - day).days if due_on else None,
        total.difference if differing else Carats(0),
        bool(holds),
    )


def duties_of(case: InspectionCase) -> list[date]:
    """The last days of what is still owed: the confirmation to the exporting authority, the importer's copy."""
    confirmation = getattr(case, "confirmation", None)
    days = []
    if confirmation is None or (confirmation.sent.state in _UNSENT and confirmation.sent.sequence is None):
        days.append(case.exporter_due)
    decision = getattr(case, "decision", None)
    goes = decision is None or decision.result in _GOODS_GO
    if goes and (confirmation is None or confirmation.copy_given_on is None):
        days.append(case.importer_due)
    return [day for day in days if day is not None]


def _letter_waits(confirmation: Confirmation) -> bool:
    """A confirmation on paper counts when the letter went; one by message is delivered by the node itself."""
    return confirmation.sent.sequence is None and confirmation.sent.state in _UNSENT


def _step(case: InspectionCase, lines: list[LineFound], holds: list[Hold], differing: bool) -> Step:
    if holds:
        two = any(hold.reason == HoldReason.TWO_CLAIMS for hold in holds)
        return Step.HELD_TWO_CLAIMS if two else Step.HELD
    if case.state == CaseState.CONFIRMED:
        return Step.LETTER_TO_SEND if _letter_waits(case.confirmation) else Step.COPY_TO_GIVE
    if case.state == CaseState.DECIDED:
        return Step.TO_CONFIRM
    if case.state == CaseState.WEIGHED:
        return Step.DIFFERENCE if differing else Step.TO_DECIDE
    return Step.BEING_WEIGHED if any(line.found is not None for line in lines) else Step.TO_WEIGH


def open_count(office: Office) -> int:
    """How many shipments are open at ``office``."""
    return _without_case(office).count() + _open_cases(office).count()


class Known(NamedTuple):
    """What this authority has under a number. ``number`` is its normal form, ``issuer`` its two letters."""

    number: str
    issuer: str
    arrivals: list[Arrival]
    documents: list[ForeignDocument]
    sightings: list[Sighting]
    statuses: list[KnownStatus]


def about(text: str) -> Known:
    """What is known of the number that ``text`` writes. Raises Refusal as :func:`kpcs.scheme.numbering.parse`."""
    number = numbering.parse(text, "text")
    documents = ForeignDocument.objects.filter(number_key=number.key).select_related("office", "case", "case__office")
    return Known(
        number.normal,
        number.issuer,
        list(Arrival.objects.filter(number_key=number.key, case__isnull=True).order_by("pk")),
        list(documents.order_by("pk")),
        list(Sighting.objects.filter(number_key=number.key).select_related("office").order_by("-at")),
        certificates.known_statuses(number.normal),
    )


def case_by_reference(text: str) -> InspectionCase | None:
    """The case with the reference that ``text`` writes, whatever its case and spaces; None where there is none."""
    plain = " ".join(text.upper().split())
    return InspectionCase.objects.filter(reference__iexact=plain).first()


def by_label(number: str, commitment: bytes) -> Known | None:
    """What is known of the certificate that a container's label names; None for a number that cannot be read."""
    try:
        known = about(number)
    except Refusal:
        return None
    same = commitment.hex()
    return known._replace(
        arrivals=[arrival for arrival in known.arrivals if arrival.commitment in ("", same)],
        documents=[document for document in known.documents if document.commitment in ("", same)],
    )


def rivals(case: InspectionCase) -> list[InspectionCase]:
    """The other cases of this authority that claim the number of ``case``, oldest first."""
    if not case.number_key:
        return []
    others = InspectionCase.objects.filter(number_key=case.number_key).exclude(pk=case.pk)
    return list(others.select_related("office", "document", "opened_by").order_by("pk"))


def history(case: InspectionCase) -> list[audit.Told]:
    """Every act about a case, its document, its arrival and its certificate's number, oldest first."""
    subjects = [f"case/{case.reference}", f"document/{case.document_id}", f"arrival/{case.arrival_id}"]
    if case.document.number:
        subjects.append(f"certificate/{case.document.number}")
    return audit.history(*subjects)
