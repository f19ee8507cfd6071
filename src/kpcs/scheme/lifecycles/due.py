"""What follows from the date alone and is therefore never stored."""

from datetime import date

from kpcs.scheme.lifecycles.table import State
from kpcs.scheme.problems import gettext_noop as _


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
