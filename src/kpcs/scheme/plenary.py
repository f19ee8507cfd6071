"""Who sits at Plenary beside the Participants: the Chair of each year (CORE VI.1, 4) and the observers (CORE
VI.10), as the sources state them. The office-holder changes every year and is data, never a rule."""

from datetime import date
from functools import cache
from typing import NamedTuple

from kpcs.scheme.intervals import Interval, between


class Chair(NamedTuple):
    """Who chaired the scheme in a year. ``code`` is empty when nobody did; ``role`` is ``chair``,
    ``custodian`` or ``none``."""

    year: int
    code: str
    role: str
    sources: tuple[str, ...]
    note: str = ""


class Observer(NamedTuple):
    """A body invited to Plenary as observer (CORE VI.10)."""

    name: str
    period: Interval
    reason: str
    sources: tuple[str, ...]
    since_precision: str = "day"
    confidence: str = "high"
    note: str = ""


def chair(year: int) -> Chair | None:
    """The Chair of ``year``, or None when the sources do not reach so far."""
    for found in chairs():
        if found.year == year:
            return found
    return None


def observers_on(day: date) -> tuple[Observer, ...]:
    """The observers on ``day``."""
    return tuple(observer for observer in observers() if observer.period.holds(day))


@cache
def chairs() -> tuple[Chair, ...]:
    """Every Chair, by year."""
    from kpcs.scheme.compiled.plenary import CHAIRS  # here: the types alone need no data

    return tuple(Chair(*row) for row in CHAIRS)


@cache
def observers() -> tuple[Observer, ...]:
    """Every observer there has been."""
    from kpcs.scheme.compiled.plenary import OBSERVERS  # here: the types alone need no data

    return tuple(
        Observer(name, between(since, until), reason, sources, *rest)
        for name, since, until, reason, sources, *rest in OBSERVERS
    )
