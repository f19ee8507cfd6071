"""How things are timed: in turns, in both orders, with medians; never a single figure by itself."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

ROUNDS = 7
RESTLESS = 3.0
"""When the limit's own slowest round takes this many times its fastest, nothing is reported."""


class Side(NamedTuple):
    """Seconds for one call: median, fastest and slowest round."""

    median: float
    fastest: float
    slowest: float


class Comparison(NamedTuple):
    """A workload beside its limit (or peer). ``ratio`` is the median over rounds of ours divided by theirs."""

    name: str
    ours: Side
    theirs: Side
    theirs_name: str
    ratio: float
    goal: float
    at_least: bool = False
    """Whether the goal is a floor (a rate) rather than a ceiling (a time)."""
    note: str = ""

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    @property
    def restless(self) -> bool:
        return self.theirs.slowest / self.theirs.fastest > RESTLESS


def timed(call: Callable[[], object], times: int) -> float:
    """Seconds for one call, from ``times`` calls in a row."""
    gc.collect()
    began = time.perf_counter()
    for _n in range(times):
        call()
    return (time.perf_counter() - began) / times


def compare(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    theirs_name: str,
    goal: float,
    times: tuple[int, int],
    rounds: int = ROUNDS,
    at_least: bool = False,
    note: str = "",
) -> Comparison:
    """Time ``ours`` and ``theirs`` in turns. ``times`` are the calls a round for each.

    With ``at_least`` the ratio is theirs over ours in time, that is ours over theirs in rate.
    """
    timed(ours, max(1, times[0] // 10))
    timed(theirs, max(1, times[1] // 10))
    mine: list[float] = []
    others: list[float] = []
    for n in range(rounds):
        order = [(mine, ours, times[0]), (others, theirs, times[1])]
        for seconds, call, count in order if n % 2 == 0 else reversed(order):
            seconds.append(timed(call, count))
    ratios = [b / a if at_least else a / b for a, b in zip(mine, others, strict=True)]
    return Comparison(name, _side(mine), _side(others), theirs_name, statistics.median(ratios), goal, at_least, note)


def _side(seconds: list[float]) -> Side:
    return Side(statistics.median(seconds), min(seconds), max(seconds))


def shown(seconds: float) -> str:
    """Seconds in the unit that reads best."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.2f} {unit}"
    return f"{seconds * 1e6:.1f} µs"
