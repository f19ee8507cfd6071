"""A sheet of security paper."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
