"""The list by urgency, and what the worker writes for verifiers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from kpcs.office.accounts.models import Holiday
from kpcs.office.imports import operations, queries, tasks
from kpcs.office.imports.queries import Group, Step
from kpcs.proof.snapshot import open_trust
from kpcs.proof.status import Status
from kpcs.scheme.lifecycles import MovementAct
from kpcs.scheme.problems import Refusal
from tests.office.imports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def steps(desk: Desk, at: datetime = AT) -> list[tuple[str, str, str]]:
    return [(row.arrival.number, row.group, row.step) for row in queries.desk(desk.scheldt, at).rows]


def test_groups_follow_the_day(desk: Desk) -> None:
    desk.receive(desk.pre_advice(desk.code(number="BW00042190"), expected_on=date(2026, 12, 9)))
    case = desk.opened()
    assert case.importer_due == date(2026, 12, 7)
    for day, group, late in (
        (date(2026, 12, 4), Group.COUNTER, 3),
        (date(2026, 12, 7), Group.TODAY, 0),
        (date(2026, 12, 9), Group.OVERDUE, -2),
    ):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        view = queries.desk(desk.scheldt, at)
        row = next(row for row in view.rows if row.case)
        assert (row.group, row.days) == (group, late)
    assert steps(desk)[1] == ("BW00042190", "expected", "coming")
    assert steps(desk, datetime(2026, 12, 10, 9, tzinfo=UTC))[1] == ("BW00042190", "expected", "not_arrived")


def test_the_day_is_that_of_the_office(desk: Desk) -> None:
    desk.opened()
    late_evening = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)  # the 8th in Brussels
    assert queries.desk(desk.scheldt, late_evening).rows[0].group is Group.OVERDUE


def test_holidays_of_the_office_put_the_day_off(desk: Desk) -> None:
    Holiday.objects.create(office=desk.scheldt, day=date(2026, 11, 30), name="Sample day")
    assert desk.opened().importer_due == date(2026, 12, 8)


def test_steps_of_a_case(desk: Desk) -> None:
    case = desk.opened()
    assert steps(desk)[0][2] == Step.TO_WEIGH
    whole = desk.found(case)
    first = dict(list(whole.lines.items())[:1])
    operations.save_inspection(by=desk.ina, at=AT, case=case, findings=whole._replace(lines=first))
    assert steps(desk)[0][2] == Step.BEING_WEIGHED
    operations.save_inspection(by=desk.ina, at=AT, case=case, findings=desk.found(case, l_2_3_1="904.040"))
    row = queries.desk(desk.scheldt, AT).rows[0]
    assert (row.step, str(row.difference)) == (Step.DIFFERENCE, "-1.380")
    operations.save_inspection(by=desk.ina, at=AT, case=case, findings=whole)
    assert steps(desk)[0][2] == Step.TO_DECIDE
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    assert steps(desk)[0][2] == Step.TO_CONFIRM
    operations.confirm(by=desk.ina, at=AT, case=case)
    assert steps(desk)[0][2] == Step.COPY_TO_GIVE
    assert queries.open_count(desk.scheldt) == 1
    operations.record_copy(by=desk.ina, at=AT, case=case, given_on=AT.date(), given_to="Lea Placeholder")
    assert steps(desk) == []
    assert queries.open_count(desk.scheldt) == 0


def test_no_copy_is_owed_for_goods_that_were_refused(desk: Desk) -> None:
    case = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.REFUSE, remarks="x")
    operations.confirm(by=desk.ina, at=AT, case=case)
    assert steps(desk) == []


def test_held_cases_are_counted_beside_their_group(desk: Desk) -> None:
    desk.opened()
    operations.open_case(by=desk.lea, at=AT, document=desk.captured(by=desk.lea))
    view = queries.desk(desk.scheldt, AT)
    assert [row.step for row in view.held] == [Step.HELD_TWO_CLAIMS]
    assert len(view.of(Group.COUNTER)) == len(view.rows) == 1


def test_an_office_sees_its_own_cases_and_what_no_office_has_yet(desk: Desk) -> None:
    desk.receive(desk.pre_advice(desk.code(number="BW00042190")))
    desk.opened()
    assert [row[0] for row in steps(desk)] == ["BW00042187", "BW00042190"]
    assert [row.arrival.number for row in queries.desk(desk.harbour, AT).rows] == ["BW00042190"]


def test_what_is_known_of_a_number(desk: Desk) -> None:
    desk.opened(desk.code(number="BW00042190"))
    operations.record_sighting(by=desk.cus, at=AT, number="BW 42190", place="Sample Airport")
    known = queries.about("bw 42190")
    assert (known.number, known.issuer, len(known.documents), len(known.sightings)) == ("BW42190", "BW", 1, 1)
    with pytest.raises(Refusal) as caught:
        queries.about("42190")
    assert caught.value.codes == ("number.prefix_missing",)
    assert queries.case_by_reference(" eu-s  2026 00001 ") is not None
    assert queries.case_by_reference("EU-S 2026 00002") is None


def test_the_worker_writes_claims_for_verifiers(desk: Desk) -> None:
    case = desk.weighed()
    assert tasks.keep_status(at=AT)
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    assert tasks.keep_status(at=AT + timedelta(seconds=1))
    assert not tasks.keep_status(at=AT + timedelta(seconds=2))
    trust = open_trust(settings.NODE.trust)
    assert trust.statuses is not None
    assert {fact.status for fact in trust.statuses.facts("BW00042187")} == {Status.CLAIMED, Status.CONFIRMED}
    trust.statuses.close()
    operations.check_again(by=desk.ina, at=AT, document=case.document)
    statement = case.document.verifications.latest().statement
    claimed = next(f for f in statement["findings"] if f["check"] == "report.claimed")
    assert claimed["outcome"] == "established"  # its own claim, also from the file, counts nothing against it
