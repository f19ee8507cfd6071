"""Half-open intervals of days: from the first up to, not including, the day after the last."""

from datetime import date, timedelta
from typing import NamedTuple

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


class Interval(NamedTuple):
    """The days from ``since`` up to, not including, ``until``; without ``until`` it has no end."""

    since: date
    until: date | None = None

    @classmethod
    def of(cls, since: date, until: date | None = None, where: str = "") -> "Interval":
        """An interval of one day or more; anything else is refused with ``period.empty``."""
        if until is not None and until <= since:
            raise refuse(
                "period.empty",
                _("The period must end after it begins: %(since)s to %(until)s holds no day."),
                where,
                since=since.isoformat(),
                until=until.isoformat(),
            )
        return cls(since, until)

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the interval."""
        return self.since <= day and (self.until is None or day < self.until)

    def meet(self, other: "Interval") -> "Interval | None":
        """The days that both hold, or None."""
        since = max(self.since, other.since)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends) if ends else None
        return None if until is not None and until <= since else Interval(since, until)

    def overlaps(self, other: "Interval") -> bool:
        """Whether both hold a day in common."""
        return self.meet(other) is not None

    @property
    def last(self) -> date | None:
        """The last day that the interval holds, or None without end."""
        return None if self.until is None else self.until - timedelta(days=1)


def between(since: str, until: str) -> Interval:
    """The interval as compiled data write it: ISO days, ``""`` for no end."""
    return Interval(date.fromisoformat(since), date.fromisoformat(until) if until else None)
