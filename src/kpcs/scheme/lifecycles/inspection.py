"""An inspection case, which claims a certificate number."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
