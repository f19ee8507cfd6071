"""Where the other side's acts stand among ours, given that they tell days and we know times."""

from datetime import UTC, date, datetime

from django.utils import timezone

from kpcs.office.audit.queries import Told
from kpcs.web.portal.certificates.sides import _times
from kpcs.web.ui.pieces import SideAct

LEFT = datetime(2026, 11, 22, 22, 54, tzinfo=UTC)


def told(act: str, at: datetime) -> Told:
    return Told(1, at, act, "certificate/BW00042187", "abel", "BW-ST", "customs", {}, {})


def theirs(day: date) -> list[SideAct]:
    return [SideAct(day, what, "", False, 0) for what in ("Arrived", "Opened and weighed")]


def test_what_they_did_never_stands_before_the_goods_left_us() -> None:
    # 00:54 on the 23rd in Gaborone is still the 22nd in Brussels
    with timezone.override("Africa/Gaborone"):
        first, second = _times(theirs(date(2026, 11, 22)), [told("certificates.exported", LEFT)])
    assert LEFT < first < second


def test_a_later_day_of_theirs_stands_at_its_beginning() -> None:
    with timezone.override("Africa/Gaborone"):
        first, _second = _times(theirs(date(2026, 11, 25)), [told("certificates.exported", LEFT)])
    assert first.astimezone(UTC).date() == date(2026, 11, 24)  # midnight in Gaborone, in UTC the evening before
    assert first > LEFT


def test_without_an_exit_of_ours_their_days_count_by_themselves() -> None:
    with timezone.override("UTC"):
        first, _second = _times(theirs(date(2026, 11, 25)), [])
    assert first.astimezone(UTC).date() == date(2026, 11, 25)
