"""A document that another authority issued, as it was brought to us."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


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
