"""The law of states: which act is possible in which state, for every object of an authority's work.

Each table reads ``{(state, act): Transition}``. What is not in a table is refused. States that follow from the date
alone (expired, overdue, due, not due) stand in no table: they are functions of the record and the day, at the end of
this file. A document is never "accepted"; only goods are.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _


class State(StrEnum):
    """Base of all state enumerations: the value is stored, the label shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Act(StrEnum):
    """Base of all act enumerations."""


class Transition(NamedTuple):
    """Where an act leads, and the source of the rule ("" where it is kpcs's own order of work)."""

    to: State
    source: str = ""


class Lifecycle(NamedTuple):
    """One object's states, its first state, and its table."""

    thing: str
    start: State
    states: type[State]
    acts: type[Act]
    table: Mapping[tuple[State, Act], Transition]

    def after(self, state: str, act: Act) -> State:
        """The state after ``act``. Raises Refusal ``<thing>.wrong_state`` naming what is and what was wanted."""
        current = self.states(state)
        found = self.table.get((current, act))
        if found is None:
            raise Refusal(
                [
                    Problem(
                        f"{self.thing}.wrong_state",
                        _("This cannot be done now: the state is “%(state)s”."),
                        "",
                        {"state": current.label, "act": act.value},
                    )
                ]
            )
        return found.to

    def allows(self, state: str, act: Act) -> bool:
        """Whether ``act`` is possible in ``state``."""
        return (self.states(state), act) in self.table

    @property
    def ends(self) -> frozenset[State]:
        """States that no act leaves."""
        return frozenset(self.states) - {state for state, _act in self.table}


# ---------------------------------------------------------------- application


class ApplicationState(State):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    INFORMATION_REQUESTED = "information_requested", _("Information requested")
    UNDER_EXAMINATION = "under_examination", _("Under examination")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApplicationAct(Act):
    SUBMIT = "submit"
    EXAMINE = "examine"
    REQUEST_INFORMATION = "request_information"
    ANSWER = "answer"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_AS, _AA = ApplicationState, ApplicationAct
APPLICATION = Lifecycle(
    "application",
    _AS.DRAFT,
    _AS,
    _AA,
    {
        (_AS.DRAFT, _AA.SUBMIT): Transition(_AS.SUBMITTED, "CORE Annex II.17"),
        (_AS.DRAFT, _AA.WITHDRAW): Transition(_AS.WITHDRAWN),
        (_AS.SUBMITTED, _AA.EXAMINE): Transition(_AS.UNDER_EXAMINATION),
        (_AS.SUBMITTED, _AA.WITHDRAW): Transition(_AS.WITHDRAWN),
        (_AS.UNDER_EXAMINATION, _AA.REQUEST_INFORMATION): Transition(_AS.INFORMATION_REQUESTED, "CA-ACT 9-10"),
        (_AS.UNDER_EXAMINATION, _AA.APPROVE): Transition(_AS.APPROVED, "CA-ACT 9"),
        (_AS.UNDER_EXAMINATION, _AA.REFUSE): Transition(_AS.REFUSED, "CA-ACT 9"),
        (_AS.UNDER_EXAMINATION, _AA.WITHDRAW): Transition(_AS.WITHDRAWN),
        (_AS.INFORMATION_REQUESTED, _AA.ANSWER): Transition(_AS.UNDER_EXAMINATION, "CA-ACT 10"),
        (_AS.INFORMATION_REQUESTED, _AA.REFUSE): Transition(_AS.REFUSED, "CA-ACT 10"),
        (_AS.INFORMATION_REQUESTED, _AA.WITHDRAW): Transition(_AS.WITHDRAWN),
        (_AS.APPROVED, _AA.WITHDRAW): Transition(_AS.WITHDRAWN),
    },
)


# ---------------------------------------------------------------- certificate


class CertificateState(State):
    RESERVED = "reserved", _("Reserved")
    FROZEN = "frozen", _("Frozen")
    PRINTED = "printed", _("Printed")
    VALIDATED = "validated", _("Validated")
    EXPORTED = "exported", _("Exported")
    SUPERSEDED = "superseded", _("Superseded")
    VOID = "void", _("Void")
    CANCELLED = "cancelled", _("Cancelled")
    REVOKED = "revoked", _("Revoked")
    LOST = "lost", _("Reported lost")
    STOLEN = "stolen", _("Reported stolen")


class CertificateAct(Act):
    FREEZE = "freeze"
    PRINT = "print"
    VALIDATE = "validate"
    EXPORT = "export"
    SUPERSEDE = "supersede"
    VOID = "void"
    CANCEL = "cancel"
    REVOKE = "revoke"
    REPORT_LOST = "report_lost"
    REPORT_STOLEN = "report_stolen"


_CS, _CA = CertificateState, CertificateAct
CERTIFICATE = Lifecycle(
    "certificate",
    _CS.RESERVED,
    _CS,
    _CA,
    {
        (_CS.RESERVED, _CA.FREEZE): Transition(_CS.FROZEN, "EU 12(2)-(3)"),
        (_CS.FROZEN, _CA.PRINT): Transition(_CS.PRINTED),
        (_CS.PRINTED, _CA.VALIDATE): Transition(_CS.VALIDATED, "CORE Annex I.A; Annex II.18"),
        (_CS.VALIDATED, _CA.EXPORT): Transition(_CS.EXPORTED, "CORE III(a)"),
        # a paper jam, or a seal or weight that differs after freezing, spoils sheet and number
        (_CS.RESERVED, _CA.VOID): Transition(_CS.VOID),
        (_CS.FROZEN, _CA.VOID): Transition(_CS.VOID),
        (_CS.PRINTED, _CA.VOID): Transition(_CS.VOID),
        (_CS.VALIDATED, _CA.VOID): Transition(_CS.VOID),
        # replacement: before export only, the original surrendered
        (_CS.PRINTED, _CA.SUPERSEDE): Transition(_CS.SUPERSEDED, "CA-ACT 11; CA-REG 3"),
        (_CS.VALIDATED, _CA.SUPERSEDE): Transition(_CS.SUPERSEDED, "CA-ACT 11; CA-REG 3"),
        # unused and returned to the issuing authority
        (_CS.PRINTED, _CA.CANCEL): Transition(_CS.CANCELLED, "EU 12(5)"),
        (_CS.VALIDATED, _CA.CANCEL): Transition(_CS.CANCELLED, "EU 12(5)"),
        (_CS.FROZEN, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.PRINTED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.VALIDATED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.EXPORTED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.PRINTED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.VALIDATED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.EXPORTED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.PRINTED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
        (_CS.VALIDATED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
        (_CS.EXPORTED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
    },
)


# ---------------------------------------------------------------- a sheet of paper stock


class SheetState(State):
    RECEIVED = "received", _("Received")
    ALLOTTED = "allotted", _("Allotted")
    USED = "used", _("Used")
    SPOILED = "spoiled", _("Spoiled")
    MISSING = "missing", _("Missing")


class SheetAct(Act):
    ALLOT = "allot"
    USE = "use"
    SPOIL = "spoil"
    REPORT_MISSING = "report_missing"


_SS, _SA = SheetState, SheetAct
SHEET = Lifecycle(
    "sheet",
    _SS.RECEIVED,
    _SS,
    _SA,
    {
        (_SS.RECEIVED, _SA.ALLOT): Transition(_SS.ALLOTTED),
        (_SS.RECEIVED, _SA.SPOIL): Transition(_SS.SPOILED),
        (_SS.RECEIVED, _SA.REPORT_MISSING): Transition(_SS.MISSING),
        (_SS.ALLOTTED, _SA.USE): Transition(_SS.USED),
        (_SS.ALLOTTED, _SA.SPOIL): Transition(_SS.SPOILED),
        (_SS.ALLOTTED, _SA.REPORT_MISSING): Transition(_SS.MISSING),
        (_SS.USED, _SA.SPOIL): Transition(_SS.SPOILED),
    },
)


# ---------------------------------------------------------------- movement


class MovementState(State):
    ANNOUNCED = "announced", _("Announced")
    DISPATCHED = "dispatched", _("Dispatched")
    ARRIVED = "arrived", _("Arrived")
    ACCEPTED = "accepted", _("Goods accepted")
    ACCEPTED_WITH_DIFFERENCE = "accepted_with_difference", _("Goods accepted with difference")
    PARTLY_REFUSED = "partly_refused", _("Goods partly refused")
    REFUSED = "refused", _("Goods refused")
    DIVERTED = "diverted", _("Diverted")
    SEIZED = "seized", _("Seized")
    RETURNED = "returned", _("Returned")
    MANUALLY_CLOSED = "manually_closed", _("Manually closed")


class MovementAct(Act):
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    ACCEPT = "accept"
    ACCEPT_WITH_DIFFERENCE = "accept_with_difference"
    REFUSE_IN_PART = "refuse_in_part"
    REFUSE = "refuse"
    DIVERT = "divert"
    SEIZE = "seize"
    RETURN = "return"
    CLOSE_MANUALLY = "close_manually"


_MS, _MA = MovementState, MovementAct
MOVEMENT = Lifecycle(
    "movement",
    _MS.ANNOUNCED,
    _MS,
    _MA,
    {
        (_MS.ANNOUNCED, _MA.DISPATCH): Transition(_MS.DISPATCHED),
        (_MS.ANNOUNCED, _MA.ARRIVE): Transition(_MS.ARRIVED),
        (_MS.ANNOUNCED, _MA.DIVERT): Transition(_MS.DIVERTED),
        (_MS.ANNOUNCED, _MA.SEIZE): Transition(_MS.SEIZED),
        (_MS.ANNOUNCED, _MA.CLOSE_MANUALLY): Transition(_MS.MANUALLY_CLOSED),
        (_MS.DISPATCHED, _MA.ARRIVE): Transition(_MS.ARRIVED),
        (_MS.DISPATCHED, _MA.DIVERT): Transition(_MS.DIVERTED),
        (_MS.DISPATCHED, _MA.SEIZE): Transition(_MS.SEIZED),
        (_MS.DISPATCHED, _MA.RETURN): Transition(_MS.RETURNED),
        (_MS.DISPATCHED, _MA.CLOSE_MANUALLY): Transition(_MS.MANUALLY_CLOSED),
        (_MS.DIVERTED, _MA.ARRIVE): Transition(_MS.ARRIVED),
        (_MS.DIVERTED, _MA.SEIZE): Transition(_MS.SEIZED),
        (_MS.DIVERTED, _MA.RETURN): Transition(_MS.RETURNED),
        (_MS.DIVERTED, _MA.CLOSE_MANUALLY): Transition(_MS.MANUALLY_CLOSED),
        (_MS.ARRIVED, _MA.ACCEPT): Transition(_MS.ACCEPTED, "CORE III(b); EU 5(1)(a)"),
        (_MS.ARRIVED, _MA.ACCEPT_WITH_DIFFERENCE): Transition(_MS.ACCEPTED_WITH_DIFFERENCE, "EU 5(2)"),
        (_MS.ARRIVED, _MA.REFUSE_IN_PART): Transition(_MS.PARTLY_REFUSED),
        (_MS.ARRIVED, _MA.REFUSE): Transition(_MS.REFUSED, "EU 5(1)(b)"),
        (_MS.ARRIVED, _MA.SEIZE): Transition(_MS.SEIZED, "CA-ACT 25"),
        (_MS.ARRIVED, _MA.RETURN): Transition(_MS.RETURNED, "CA-ACT 15"),
        (_MS.PARTLY_REFUSED, _MA.RETURN): Transition(_MS.RETURNED),
        (_MS.REFUSED, _MA.RETURN): Transition(_MS.RETURNED, "CA-ACT 15"),
        (_MS.REFUSED, _MA.SEIZE): Transition(_MS.SEIZED),
    },
)


# ---------------------------------------------------------------- foreign document


class ForeignDocumentState(State):
    CAPTURED = "captured", _("Captured")
    ASKED = "asked", _("Issuer asked")
    GENUINE = "genuine", _("Confirmed genuine")
    FAKE = "fake", _("Fake")
    ALTERED = "altered", _("Genuine but altered")
    GENUINE_VOID = "genuine_void", _("Genuine but void")
    UNKNOWN = "unknown", _("Unknown to the issuer")
    UNANSWERED = "unanswered", _("Unanswered")


class ForeignDocumentAct(Act):
    ASK = "ask"
    ANSWER_GENUINE = "answer_genuine"
    ANSWER_FAKE = "answer_fake"
    ANSWER_ALTERED = "answer_altered"
    ANSWER_VOID = "answer_void"
    ANSWER_UNKNOWN = "answer_unknown"
    CLOSE_UNANSWERED = "close_unanswered"


_FS, _FA = ForeignDocumentState, ForeignDocumentAct
_ANSWERS = {
    _FA.ANSWER_GENUINE: _FS.GENUINE,
    _FA.ANSWER_FAKE: _FS.FAKE,
    _FA.ANSWER_ALTERED: _FS.ALTERED,
    _FA.ANSWER_VOID: _FS.GENUINE_VOID,
    _FA.ANSWER_UNKNOWN: _FS.UNKNOWN,
}
FOREIGN_DOCUMENT = Lifecycle(
    "foreign_document",
    _FS.CAPTURED,
    _FS,
    _FA,
    {
        (_FS.CAPTURED, _FA.ASK): Transition(_FS.ASKED, "CORE V(f)"),
        (_FS.ASKED, _FA.CLOSE_UNANSWERED): Transition(_FS.UNANSWERED),
        # a late answer still counts, and a case may be asked again
        (_FS.UNANSWERED, _FA.ASK): Transition(_FS.ASKED),
        **{(state, act): Transition(to) for state in (_FS.ASKED, _FS.UNANSWERED) for act, to in _ANSWERS.items()},
    },
)


# ---------------------------------------------------------------- inspection case


class CaseState(State):
    OPEN = "open", _("Open")
    VERIFIED = "verified", _("Verified")
    WEIGHED = "weighed", _("Opened and weighed")
    DECIDED = "decided", _("Decided")
    CONFIRMED = "confirmed", _("Confirmed")


class CaseAct(Act):
    VERIFY = "verify"
    WEIGH = "weigh"
    DECIDE = "decide"
    CONFIRM = "confirm"


_IS, _IA = CaseState, CaseAct
INSPECTION_CASE = Lifecycle(
    "inspection_case",
    _IS.OPEN,
    _IS,
    _IA,
    {
        (_IS.OPEN, _IA.VERIFY): Transition(_IS.VERIFIED, "CORE Annex II.22"),
        # checking again is ordinary: a status list arrives, the issuer answers
        (_IS.VERIFIED, _IA.VERIFY): Transition(_IS.VERIFIED),
        (_IS.VERIFIED, _IA.WEIGH): Transition(_IS.WEIGHED, "CORE Annex II.23"),
        (_IS.WEIGHED, _IA.WEIGH): Transition(_IS.WEIGHED),
        # a box that must not be opened can still be refused, returned or seized
        (_IS.VERIFIED, _IA.DECIDE): Transition(_IS.DECIDED),
        (_IS.WEIGHED, _IA.DECIDE): Transition(_IS.DECIDED, "EU 5(1)"),
        (_IS.DECIDED, _IA.CONFIRM): Transition(_IS.CONFIRMED, "CORE III(b); Annex II.24"),
    },
)


# ---------------------------------------------------------------- confirmation (as the exporting side waits for it)


class ConfirmationState(State):
    AWAITED = "awaited", _("Awaited")
    RECEIVED = "received", _("Received")
    DISPUTED = "disputed", _("Disputed")
    RECONCILED = "reconciled", _("Reconciled")


class ConfirmationAct(Act):
    RECEIVE = "receive"
    DISPUTE = "dispute"
    RECONCILE = "reconcile"


_KS, _KA = ConfirmationState, ConfirmationAct
CONFIRMATION = Lifecycle(
    "confirmation",
    _KS.AWAITED,
    _KS,
    _KA,
    {
        (_KS.AWAITED, _KA.RECEIVE): Transition(_KS.RECEIVED, "CORE III(b)"),
        (_KS.RECEIVED, _KA.DISPUTE): Transition(_KS.DISPUTED),
        (_KS.RECEIVED, _KA.RECONCILE): Transition(_KS.RECONCILED),
        (_KS.DISPUTED, _KA.RECONCILE): Transition(_KS.RECONCILED),
    },
)


# ---------------------------------------------------------------- hold


class HoldState(State):
    DETAINED = "detained", _("Detained")
    SEIZED = "seized", _("Seized")
    RELEASED = "released", _("Released")
    REMEDIED = "remedied", _("Remedied and released")
    RETURNED = "returned", _("Returned under order")
    TECHNICAL = "technical", _("Technical certificate issued")
    FORFEITED = "forfeited", _("Forfeited")


class HoldAct(Act):
    SEIZE = "seize"
    RELEASE = "release"
    REMEDY = "remedy"
    RETURN = "return"
    ISSUE_TECHNICAL = "issue_technical"
    FORFEIT = "forfeit"


_HS, _HA = HoldState, HoldAct
HOLD = Lifecycle(
    "hold",
    _HS.DETAINED,
    _HS,
    _HA,
    {
        (_HS.DETAINED, _HA.RELEASE): Transition(_HS.RELEASED, "EU 5(1)"),
        (_HS.DETAINED, _HA.REMEDY): Transition(_HS.REMEDIED, "EU 5(2)"),
        (_HS.DETAINED, _HA.RETURN): Transition(_HS.RETURNED, "CA-ACT 15; IN-C53"),
        (_HS.DETAINED, _HA.ISSUE_TECHNICAL): Transition(_HS.TECHNICAL, "IN-DGFT 34/2015-2020"),
        (_HS.DETAINED, _HA.SEIZE): Transition(_HS.SEIZED, "CA-ACT 25"),
        (_HS.SEIZED, _HA.RELEASE): Transition(_HS.RELEASED, "CA-ACT 27"),
        (_HS.SEIZED, _HA.RETURN): Transition(_HS.RETURNED),
        (_HS.SEIZED, _HA.FORFEIT): Transition(_HS.FORFEITED, "CA-ACT 30"),
    },
)


# ---------------------------------------------------------------- transmission of a message to one recipient


class TransmissionState(State):
    QUEUED = "queued", _("Queued")
    DELIVERED = "delivered", _("Delivered")
    DELIVERED_WITH_WARNINGS = "delivered_with_warnings", _("Delivered with warnings")
    UNREADABLE = "unreadable", _("Unreadable")
    FAILED = "failed", _("Failed")
    PRINTED = "printed", _("Printed")


class TransmissionAct(Act):
    DELIVER = "deliver"
    DELIVER_WITH_WARNINGS = "deliver_with_warnings"
    REPORT_UNREADABLE = "report_unreadable"
    FAIL = "fail"
    RETRY = "retry"
    PRINT = "print"


_TS, _TA = TransmissionState, TransmissionAct
TRANSMISSION = Lifecycle(
    "transmission",
    _TS.QUEUED,
    _TS,
    _TA,
    {
        (_TS.QUEUED, _TA.DELIVER): Transition(_TS.DELIVERED),
        (_TS.QUEUED, _TA.DELIVER_WITH_WARNINGS): Transition(_TS.DELIVERED_WITH_WARNINGS),
        (_TS.QUEUED, _TA.REPORT_UNREADABLE): Transition(_TS.UNREADABLE),
        (_TS.QUEUED, _TA.FAIL): Transition(_TS.FAILED),
        (_TS.QUEUED, _TA.PRINT): Transition(_TS.PRINTED),
        (_TS.FAILED, _TA.RETRY): Transition(_TS.QUEUED),
        (_TS.FAILED, _TA.PRINT): Transition(_TS.PRINTED),
        (_TS.UNREADABLE, _TA.RETRY): Transition(_TS.QUEUED),
    },
)

LIFECYCLES: tuple[Lifecycle, ...] = (
    APPLICATION,
    CERTIFICATE,
    SHEET,
    MOVEMENT,
    FOREIGN_DOCUMENT,
    INSPECTION_CASE,
    CONFIRMATION,
    HOLD,
    TRANSMISSION,
)
"""Every table, for the documentation and the tests."""


# ---------------------------------------------------------------- what follows from the date


def expired(expires_on: date, day: date) -> bool:
    """A certificate is expired on every day after its date of expiry (the day itself still counts)."""
    return day > expires_on


class Due(State):
    """How far a duty with a due day has come, on a given day."""

    NOT_DUE = "not_due", _("Not due")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")


def due(due_on: date | None, day: date) -> Due:
    """Not due before ``due_on`` (or while no day is set), due on it, overdue after it."""
    if due_on is None or day < due_on:
        return Due.NOT_DUE
    return Due.DUE if day == due_on else Due.OVERDUE
