"""A message on its way to one recipient."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
