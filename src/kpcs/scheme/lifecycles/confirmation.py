"""The confirmation of receipt, as the exporting side waits for it."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
