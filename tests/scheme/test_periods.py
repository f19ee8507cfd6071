"""Quarters, half-years, due dates, durations, working days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.scheme.periods import (
    Calendar,
    DayEnd,
    Duration,
    HalfYear,
    Quarter,
    Unit,
    add_months,
    annual_report_due,
    end_of,
)
from kpcs.scheme.problems import Refusal

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(st.integers(1, 7), max_size=6), st.frozensets(DAYS, max_size=20))


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        (Quarter(2026, 1), date(2026, 5, 31)),
        (Quarter(2026, 2), date(2026, 8, 31)),
        (Quarter(2026, 3), date(2026, 11, 30)),
        (Quarter(2026, 4), date(2027, 2, 28)),
        (Quarter(2027, 4), date(2028, 2, 29)),
        (Quarter(2099, 4), date(2100, 2, 28)),
    ],
)
def test_trade_figures_are_due_two_months_after_the_quarter(quarter: Quarter, due: date) -> None:
    assert quarter.trade_due == due


@pytest.mark.parametrize(
    ("half", "due"),
    [
        (HalfYear(2026, 1), date(2026, 8, 31)),
        (HalfYear(2026, 2), date(2027, 2, 28)),
        (HalfYear(2027, 2), date(2028, 2, 29)),
    ],
)
def test_production_figures_are_due_two_months_after_the_half_year(half: HalfYear, due: date) -> None:
    assert half.production_due == due


def test_the_annual_report_is_due_on_31_march() -> None:
    assert annual_report_due(2025) == date(2026, 3, 31)


@given(DAYS)
def test_every_day_lies_in_one_quarter_and_one_half_year(day: date) -> None:
    quarter, half = Quarter.of(day), HalfYear.of(day)
    assert quarter.interval.holds(day)
    assert not quarter.next.interval.holds(day)
    assert half.interval.holds(day)
    assert quarter.interval.meet(half.interval) == quarter.interval
    assert quarter.interval.until == quarter.next.first


@given(DAYS, DAYS)
def test_due_dates_never_run_backwards(a: date, b: date) -> None:
    earlier, later = sorted((a, b))
    assert Quarter.of(earlier).trade_due <= Quarter.of(later).trade_due
    assert HalfYear.of(earlier).production_due <= HalfYear.of(later).production_due
    assert Quarter.of(earlier).trade_due > earlier


def test_periods_are_written_as_people_say_them() -> None:
    assert str(Quarter(2024, 1)) == "2024-Q1"
    assert str(HalfYear(2024, 2)) == "2024-H2"


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2027, 3, 8), 2, date(2027, 5, 8)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 7, 31), 2, date(2026, 9, 30)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_date_or_on_the_last_day(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


@given(DAYS, st.integers(-60, 60))
def test_adding_months_lands_in_the_right_month_and_never_past_the_date(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day <= day.day
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(0, 24))
def test_a_later_start_never_ends_earlier(a: date, b: date, months: int) -> None:
    earlier, later = sorted((a, b))
    assert add_months(earlier, months) <= add_months(later, months)


def test_working_days_skip_weekends_and_holidays() -> None:
    calendar = Calendar.of((6, 7), (date(2026, 12, 25), date(2027, 1, 1)))
    # Thursday 24 December 2026: Friday is a holiday
    assert calendar.add(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert calendar.add(date(2026, 12, 24), 10) == date(2027, 1, 11)
    assert calendar.add(date(2026, 12, 24), 0) == date(2026, 12, 24)
    assert calendar.between(date(2026, 12, 24), date(2027, 1, 11)) == 10
    assert calendar.between(date(2026, 12, 24), date(2026, 12, 20)) == 0


def test_a_weekend_may_be_friday_and_saturday() -> None:
    calendar = Calendar.of((5, 6))
    assert calendar.add(date(2026, 11, 19), 1) == date(2026, 11, 22)


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_the_nth_working_day_is_one_and_counts_back(day: date, n: int, calendar: Calendar) -> None:
    end = calendar.add(day, n)
    assert end > day
    assert calendar.works_on(end)
    assert calendar.between(day, end) == n


@given(DAYS, st.integers(1, 30), st.integers(1, 30), CALENDARS)
def test_working_days_add_up(day: date, a: int, b: int, calendar: Calendar) -> None:
    assert calendar.add(calendar.add(day, a), b) == calendar.add(day, a + b)


@pytest.mark.parametrize(
    ("weekend", "code"), [((1, 2, 3, 4, 5, 6, 7), "calendar.no_working_day"), ((0, 6), "calendar.weekday")]
)
def test_a_calendar_that_cannot_be_is_refused(weekend: tuple[int, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Calendar.of(weekend)
    assert refused.value.codes == (code,)


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        (Duration(60, Unit.DAYS), date(2027, 1, 18)),
        (Duration(2, Unit.MONTHS), date(2027, 1, 19)),
        (Duration(3, Unit.YEARS), date(2029, 11, 19)),
        (Duration(10, Unit.WORKING_DAYS), date(2026, 12, 3)),
    ],
)
def test_a_duration_counts_from_the_day_after_the_event(duration: Duration, end: date) -> None:
    assert duration.after(date(2026, 11, 19), Calendar()) == end


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(ValueError, match="calendar"):
        Duration(10, Unit.WORKING_DAYS).after(date(2026, 11, 19))


def test_a_day_ends_at_midnight_of_the_office_or_at_24_00_gmt() -> None:
    vancouver, gaborone = ZoneInfo("America/Vancouver"), ZoneInfo("Africa/Gaborone")
    last = date(2027, 1, 18)
    assert end_of(last, DayEnd.OFFICE, gaborone) == datetime(2027, 1, 18, 22, tzinfo=UTC)
    assert end_of(last, DayEnd.OFFICE, vancouver) == datetime(2027, 1, 19, 8, tzinfo=UTC)
    # Canada, SOR/2003-15 s. 6: 24:00 GMT, wherever the office is
    assert end_of(last, DayEnd.GMT, vancouver) == datetime(2027, 1, 19, tzinfo=UTC)
