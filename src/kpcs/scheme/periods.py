"""Days: half-open intervals, quarters and half-years, durations, working days, and the scheme's own due
dates.

Nothing here reads a clock; the day is always an argument. A period counts from the day after the event, so a
duration of no days ends on the day of the event itself.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from kpcs.scheme.intervals import Interval
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


class Quarter(NamedTuple):
    """A calendar quarter, the period of the trade figures (CORE Annex III(a)). ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that holds ``day``."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def interval(self) -> Interval:
        """Its days."""
        return Interval(date(self.year, 3 * self.number - 2, 1), self.next.first)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def trade_due(self) -> date:
        """Last day for its trade figures: two months after its end (CORE Annex III(a))."""
        return _last_of_month(add_months(self.next.first, 1))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


class HalfYear(NamedTuple):
    """A half of a calendar year, the period of the production figures (CORE Annex III(c)). ``number`` is 1 or
    2."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """The half-year that holds ``day``."""
        return cls(day.year, (day.month + 5) // 6)

    @property
    def interval(self) -> Interval:
        """Its days."""
        return Interval(self.first, self.next.first)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 6 * self.number - 5, 1)

    @property
    def next(self) -> "HalfYear":
        """The half-year after it."""
        return HalfYear(self.year + self.number // 2, self.number % 2 + 1)

    @property
    def production_due(self) -> date:
        """Last day for its production figures: two months after its end (CORE Annex III(c))."""
        return _last_of_month(add_months(self.next.first, 1))

    def __str__(self) -> str:
        return f"{self.year}-H{self.number}"


def annual_report_due(year: int) -> date:
    """Last day for a Participant's report on ``year``: 31 March after it (Administrative Decision on the
    implementation of peer review, 2003 as amended)."""
    return date(year + 1, 3, 31)


def add_months(day: date, months: int) -> date:
    """The same date ``months`` later (or earlier, when negative); where that month is too short, its last
    day.

    This is how European Union law counts months (Regulation (EEC, Euratom) No 1182/71 Art 3). For an
    authority under other law the rule for the end of a month is not defined by a source read for kpcs.
    """
    months += day.year * 12 + day.month - 1
    month = date(months // 12, months % 12 + 1, 1)
    return month.replace(day=min(day.day, _last_of_month(month).day))


def _last_of_month(day: date) -> date:
    # day 28 exists in every month, and four days later the next one has begun; the module calendar would do
    # it too, but brings locale and re into every cold start
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


class Calendar(NamedTuple):
    """An office's days off: ISO weekdays (1 Monday to 7 Sunday) and single dates."""

    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, weekend: Collection[int], holidays: Collection[date] = (), where: str = "") -> "Calendar":
        """A calendar with at least one working weekday; else refused with ``calendar.no_working_day`` or
        ``calendar.weekday`` (a day of the week outside 1 to 7)."""
        if any(weekday not in range(1, 8) for weekday in weekend):
            raise refuse("calendar.weekday", _("A day of the week is a number from 1 (Monday) to 7 (Sunday)."), where)
        if len(set(weekend)) == 7:
            raise refuse("calendar.no_working_day", _("Leave at least one day of the week for work."), where)
        return cls(frozenset(weekend), frozenset(holidays))

    def works_on(self, day: date) -> bool:
        """Whether the office works on ``day``."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def add(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day``, which itself is not counted; ``day`` for
        none."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.works_on(day)
        return day

    def between(self, day: date, later: date) -> int:
        """Working days after ``day`` up to and including ``later``; 0 when ``later`` is not later."""
        span = range(1, (later - day).days + 1)
        return sum(self.works_on(day + timedelta(days=n)) for n in span)


class Unit(StrEnum):
    """What a duration counts."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Duration(NamedTuple):
    """A length of time as a law states it: ``Duration(10, Unit.WORKING_DAYS)``."""

    amount: int
    unit: Unit

    def after(self, day: date, calendar: Calendar | None = None) -> date:
        """The last day of the duration that begins with an event on ``day``.

        Working days need the office's ``calendar`` (ValueError without one).
        """
        if self.unit is Unit.DAYS:
            return day + timedelta(days=self.amount)
        if self.unit is Unit.MONTHS:
            return add_months(day, self.amount)
        if self.unit is Unit.YEARS:
            return add_months(day, 12 * self.amount)
        if calendar is None:
            raise ValueError("working days are counted over an office's calendar")
        return calendar.add(day, self.amount)


class DayEnd(StrEnum):
    """When the last day of a validity is over."""

    OFFICE = "office"
    """At midnight where the issuing office is."""
    GMT = "gmt"
    """At 24:00 Greenwich Mean Time (Canada, SOR/2003-15 s. 6)."""


def end_of(last: date, day_end: DayEnd, office: tzinfo) -> datetime:
    """The first instant, in UTC, at which something valid up to and including ``last`` is valid no more.

    ``office`` is the time zone of the issuing office; it does not matter under :attr:`DayEnd.GMT`.
    """
    zone: tzinfo = UTC if day_end is DayEnd.GMT else office
    after = last + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
