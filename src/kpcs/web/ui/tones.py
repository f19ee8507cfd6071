"""Which tone a state wears. A tone is a colour, a shape and nothing more: the word is the state's own label."""

from typing import Final

GOOD: Final = "good"
"""Established, in order, done."""
HAND: Final = "hand"
"""Our move, ordinary progress."""
CARE: Final = "care"
"""An officer decides, a difference, due today."""
WAITING: Final = "waiting"
"""Others move: held, asked, disputed."""
BAD: Final = "bad"
"""Not authentic, barred, overdue, refused: a wrong or a missed duty."""
REST: Final = "rest"
"""Nothing to do, not checked, blocked."""
ENDED: Final = "ended"
"""Outlined, no fill: the object ended without a wrong."""
NEXT: Final = "next"
"""Solid navy: the next step, for you."""

_STATES: Final = {
    GOOD: "approved accepted genuine received reconciled delivered released confirmed intact within_rounding"
    " done clear authentic established",
    HAND: "submitted under_examination reserved frozen printed validated exported open verified weighed decided"
    " to_check",
    CARE: "information_requested accepted_with_difference partly_refused not_arrived expired due remedied"
    " delivered_with_warnings difference officer_decides",
    WAITING: "detained held asked unanswered disputed diverted",
    BAD: "refused revoked lost stolen missing seized forfeited fake altered genuine_void unknown overdue unreadable"
    " failed barred not_authentic refuted",
    REST: "draft withdrawn announced dispatched arrived not_due captured queued allotted used returned technical"
    " undetermined blocked awaited not_checked",
    ENDED: "superseded void cancelled spoiled manually_closed",
}

_TONE_OF: Final = {state: tone for tone, states in _STATES.items() for state in states.split()}


def tone_of(state: str) -> str:
    """The tone of a state, verdict, standing or outcome. Raises KeyError for a word that the table does not know."""
    return _TONE_OF[str(state)]
