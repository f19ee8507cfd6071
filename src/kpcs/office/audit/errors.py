"""What the audit record refuses, and why."""

from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _


def clock_behind(at: str, last: str) -> Refusal:
    return refuse(
        "audit.clock_behind",
        _("This computer’s clock says %(at)s, but the last recorded act is of %(last)s. Set the clock first."),
        at=at,
        last=last,
    )


def two_persons() -> Refusal:
    return refuse("audit.two_persons", _("Erasing personal data takes two different persons."))


def nothing_personal(sequence: int) -> Refusal:
    return refuse("audit.nothing_personal", _("Act %(sequence)s holds no personal data."), sequence=str(sequence))
