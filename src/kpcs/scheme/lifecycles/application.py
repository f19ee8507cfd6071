"""An application for a certificate, from the draft to the decision."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
