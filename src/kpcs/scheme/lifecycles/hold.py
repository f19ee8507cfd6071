"""Goods that are kept back."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
