"""Half-open intervals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.scheme.intervals import Interval, between
from kpcs.scheme.problems import Refusal

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    since = draw(DAYS)
    length = draw(st.none() | st.integers(1, 4000))
    return Interval.of(since, None if length is None else since + timedelta(days=length))


def test_the_first_day_belongs_to_it_and_the_last_bound_does_not() -> None:
    year = Interval.of(date(2024, 1, 1), date(2025, 1, 1))
    assert year.holds(date(2024, 1, 1))
    assert year.holds(date(2024, 12, 31))
    assert not year.holds(date(2025, 1, 1))
    assert not year.holds(date(2023, 12, 31))
    assert year.last == date(2024, 12, 31)
    assert Interval(date(2024, 1, 1)).last is None


@pytest.mark.parametrize("until", [date(2024, 1, 1), date(2023, 12, 31)])
def test_an_interval_without_a_day_is_refused(until: date) -> None:
    with pytest.raises(Refusal) as refused:
        Interval.of(date(2024, 1, 1), until, "valid")
    assert refused.value.codes == ("period.empty",)
    assert refused.value.problems[0].where == "valid"


@given(intervals(), intervals(), DAYS)
def test_the_meet_holds_exactly_what_both_hold(a: Interval, b: Interval, day: date) -> None:
    met = a.meet(b)
    assert (met is not None and met.holds(day)) == (a.holds(day) and b.holds(day))
    assert met == b.meet(a)
    assert a.overlaps(b) == (met is not None)


@given(intervals())
def test_meeting_itself_changes_nothing(a: Interval) -> None:
    assert a.meet(a) == a


@given(intervals())
def test_the_written_form_reads_back(a: Interval) -> None:
    assert between(a.since.isoformat(), a.until.isoformat() if a.until else "") == a
