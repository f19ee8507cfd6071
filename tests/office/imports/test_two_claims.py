"""A second case for one number holds both and asks the issuer; nothing is refused."""

import pytest

from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.models import SentMessage
from kpcs.office.imports import operations, reports
from kpcs.office.imports.models import Hold, Question
from kpcs.proof.status import Status, case_digest
from kpcs.scheme.lifecycles import HoldAct, MovementAct
from kpcs.scheme.problems import Refusal
from tests.office.imports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def finding(case: object, check: str) -> dict[str, str]:
    statement = case.document.verifications.latest().statement  # type: ignore[attr-defined]
    return next(f for f in statement["findings"] if f["check"] == check)


def test_both_are_held_and_the_issuer_is_asked_about_both(desk: Desk) -> None:
    first = desk.opened()
    second = operations.open_case(by=desk.lea, at=AT, document=desk.captured(by=desk.lea))
    holds = Hold.objects.order_by("case_id")
    assert [(h.case, h.other_case, h.reason, h.state, h.by) for h in holds] == [
        (first, second, "two_claims", "detained", None),
        (second, first, "two_claims", "detained", None),
    ]
    questions = SentMessage.objects.filter(kind="authenticity_query").order_by("pk")
    asked = [exchange.body_of(message) for message in questions]
    assert {body.case_number for body in asked} == {first.reference, second.reference}
    assert all("Both are held" in body.question for body in asked)
    assert all(("seals", "S118204, S118205") in body.facts for body in asked)
    for case in (first, second):
        case.refresh_from_db()
        case.document.refresh_from_db()
        assert case.document.state == "asked"
        assert case.state == "verified"
    assert finding(second, "report.claimed")["outcome"] == "refuted"
    assert finding(second, "report.claimed")["grade"] == "high"
    assert second.document.verifications.latest().verdict == "authentic"
    assert second.document.verifications.latest().standing == "officer_decides"
    assert finding(first, "report.claimed")["outcome"] == "refuted"  # it was checked again at once


def test_the_own_claim_counts_nothing_against_itself(desk: Desk) -> None:
    case = desk.opened()
    operations.check_again(by=desk.ina, at=AT, document=case.document)
    assert finding(case, "report.claimed")["outcome"] == "established"
    assert case.document.verifications.latest().standing == "clear"


def test_another_sheet_with_the_same_code_in_the_same_office(desk: Desk) -> None:
    first = desk.opened()
    second = desk.opened(another_sheet=True)
    assert second != first
    assert Hold.objects.count() == 2


def test_leading_zeros_make_no_other_number(desk: Desk) -> None:
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number="SL 4917"))
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number="SL-004917"))
    assert Hold.objects.count() == 2


def test_a_third_case_is_held_too_and_nobody_twice(desk: Desk) -> None:
    desk.opened()
    desk.opened(another_sheet=True)
    desk.opened(another_sheet=True)
    assert Hold.objects.count() == 3
    assert Question.objects.count() == 3


def test_papers_without_a_number_hold_nobody(desk: Desk) -> None:
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number=""))
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number=""))
    assert not Hold.objects.exists()


def test_a_number_of_nobody_holds_both_and_asks_nobody(desk: Desk) -> None:
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number="XX 17"))
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(number="XX 17"))
    assert Hold.objects.count() == 2
    assert not Question.objects.exists()


def test_held_goods_are_not_accepted_until_two_persons_have_settled_it(desk: Desk) -> None:
    first = desk.opened()
    desk.opened(another_sheet=True)
    first = desk.weighed(first)
    with pytest.raises(Refusal) as caught:
        operations.decide(by=desk.ina, at=AT, case=first, act=MovementAct.ACCEPT)
    assert caught.value.codes == ("imports.decision.held",)
    hold = first.holds.get()
    with pytest.raises(Refusal) as alone:
        operations.end_hold(by=desk.ina, at=AT, hold=hold, act=HoldAct.RELEASE, order="The issuer names this shipment.")
    assert alone.value.codes == ("permission.denied",)
    operations.end_hold(by=desk.rik, at=AT, hold=hold, act=HoldAct.RELEASE, order="The issuer names this shipment.")
    assert operations.decide(by=desk.ina, at=AT, case=first, act=MovementAct.ACCEPT).result == "accepted"


def test_the_supervisor_who_opened_the_case_does_not_settle_it_alone(desk: Desk) -> None:
    first = operations.open_case(by=desk.rik, at=AT, document=desk.captured())
    desk.opened(another_sheet=True)
    with pytest.raises(Refusal) as caught:
        operations.end_hold(by=desk.rik, at=AT, hold=first.holds.get(), act=HoldAct.RELEASE, order="Seen.")
    assert caught.value.codes == ("permission.denied",)


def test_a_number_that_was_confirmed_comes_again(desk: Desk) -> None:
    first = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=first, act=MovementAct.ACCEPT)
    operations.confirm(by=desk.ina, at=AT, case=first)
    second = desk.opened(another_sheet=True)
    assert finding(second, "report.claimed")["outcome"] == "refuted"
    assert second.holds.count() == first.holds.count() == 1


def test_goods_decided_on_and_then_held_are_not_confirmed(desk: Desk) -> None:
    first = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=first, act=MovementAct.ACCEPT)
    desk.opened(another_sheet=True)
    with pytest.raises(Refusal) as caught:
        operations.confirm(by=desk.ina, at=AT, case=first)
    assert caught.value.codes == ("imports.confirmation.held",)


def test_a_sighting_claims_nothing(desk: Desk) -> None:
    sighting = operations.record_sighting(
        by=desk.cus, at=AT, number="bw 0004-2187", place="Sample Airport, hall 2", seals_intact=True
    )
    assert sighting.number == "BW00042187"
    case = desk.opened()
    assert not Hold.objects.exists()
    assert case.document.verifications.latest().standing == "clear"


@pytest.mark.parametrize(
    ("number", "place", "code"),
    [(" ", "Hall 2", "imports.sighting.number"), ("BW00042187", " ", "imports.text_missing")],
)
def test_a_sighting_needs_number_and_place(desk: Desk, number: str, place: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        operations.record_sighting(by=desk.cus, at=AT, number=number, place=place)
    assert caught.value.codes == (code,)


def test_claims_and_results_go_into_the_trust_folder(desk: Desk) -> None:
    case = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    facts = list(reports.claims())
    assert [entry.fact.status for entry in facts] == [Status.CLAIMED, Status.CONFIRMED]
    assert {entry.number for entry in facts} == {"BW00042187"}
    assert {entry.fact.asserter for entry in facts} == {"EU"}
    assert {entry.fact.case for entry in facts} == {case_digest("EU", case.reference)}
    assert facts[0].check_value
