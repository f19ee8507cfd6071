"""Goods on their way under a certificate: what becomes of a shipment, on both sides."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
