"""The expected list: believed pre-advices, announcements, and what is set aside with its reason."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.bodies import AuthenticityAnswer
from kpcs.office.exchange.models import ReceivedMessage
from kpcs.office.imports import operations, queries
from kpcs.office.imports.models import Arrival, Question
from kpcs.office.imports.sheets import layout
from kpcs.scheme.certificate import Container, Parcel, Party, combine_origins, heading_totals
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import ForeignDocumentState, MovementAct
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import Foreign
from tests.office.imports.desk import AT, Desk
from tests.samples import certificate, line

pytestmark = pytest.mark.django_db


def set_aside() -> list[str]:
    rows = ReceivedMessage.objects.filter(state="set_aside")
    return [problem["code"] for row in rows for problem in row.problems]


def test_a_pre_advice_puts_the_shipment_on_the_list(desk: Desk) -> None:
    arrival = desk.announced()
    assert arrival.waybill == "AWB 000-4417 2096"
    assert arrival.record["number"] == "BW00042187"
    assert arrival.validated_on == date(2026, 11, 19)
    assert bytes(arrival.pre_advice.message_id)


def test_a_second_message_about_the_same_contents_adds_what_it_knows(desk: Desk) -> None:
    desk.announced()
    desk.receive(desk.pre_advice(exported_on=date(2026, 11, 20), waybill=""))
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.exported_on, arrival.waybill) == (
        "dispatched",
        date(2026, 11, 20),
        "AWB 000-4417 2096",
    )
    desk.receive(desk.pre_advice(exported_on=date(2026, 11, 20)))
    assert Arrival.objects.count() == 1
    assert set_aside() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda desk: desk.pre_advice(desk.code()[:-9]), "code."),
        (lambda desk: desk.pre_advice("KP1:!!"), "code.base45."),
        (lambda desk: desk.pre_advice(desk.code(destination="AE")), "imports.pre_advice.destination"),
        (lambda desk: desk.pre_advice(desk.code_by_wrong_key()), "imports.pre_advice.not_authentic"),
        (
            lambda desk: desk.pre_advice(desk.code_of(certificate(), foreign=Foreign("BW"))),
            "imports.pre_advice.not_authentic",
        ),
    ],
)
def test_what_cannot_be_believed_is_set_aside_with_its_reason(desk: Desk, body: Any, code: str) -> None:
    assert desk.receive(body(desk)) == 0
    assert set_aside()[0].startswith(code)
    assert not Arrival.objects.exists()
    desk.receive(desk.pre_advice())  # and the loop goes on
    assert Arrival.objects.count() == 1


def test_another_authority_cannot_announce_what_it_did_not_issue(desk: Desk) -> None:
    namibia = Foreign("NA")
    introduced = namibia.introduction()
    exchange.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    desk.receive(desk.pre_advice(), foreign=namibia)
    assert set_aside() == ["imports.pre_advice.sender"]


def test_the_annexed_packing_list_comes_with_the_pre_advice(desk: Desk) -> None:
    def parcel(i: int, j: int) -> Parcel:
        goods = line(SubHeading.NON_INDUSTRIAL, f"{i * 7 + j}.{i}{j}", "1000.01")
        return Parcel(f"LOT-{sha256(bytes((i, j))).hexdigest()[:16]}", (goods,))

    many = tuple(
        Container(
            (f"SEAL-{i:04d}-XYZ",),
            tuple(parcel(i, j) for j in range(1, 9)),
        )
        for i in range(1, 9)
    )
    whole = certificate(
        containers=many,
        lines=heading_totals(many),
        origins=combine_origins(many),
        parcel_count=64,
        container_count=8,
    )
    text = desk.code_of(whole)
    assert desk.packing
    assert desk.receive(desk.pre_advice(text, packing=desk.packing)) == 1
    case = operations.open_case(by=desk.ina, at=AT, document=desk.captured(text))
    assert case.lines.count() == 64
    checks = {f["check"]: f["outcome"] for f in case.document.verifications.latest().statement["findings"]}
    assert checks["packing.list"] == "established"


def test_without_the_annexed_list_the_totals_are_weighed() -> None:
    seals, parcels, places = layout(certificate(containers=(), packing_digest="ab" * 32))
    assert (seals, parcels) == ({}, {1: 3})
    assert [place.hs for place in places] == ["7102.10", "7102.31"]


def test_a_document_that_differs_from_the_pre_advice_is_a_finding(desk: Desk) -> None:
    desk.announced()
    other = Party("Harbour Sample Imports", ("7 Specimen Dock",), "BE")
    document = desk.captured(desk.code(importer=other))
    finding = next(f for f in document.verifications.latest().statement["findings"] if f["check"] == "advice.equal")
    assert (finding["outcome"], finding["grade"]) == ("refuted", "high")
    assert "Harbour Sample Imports ≠ Scheldt Sample Traders" in finding["text"]


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [({"number": "BW 0004 2187"}, "refuted"), ({"number": "BW 17"}, "not_checked")],
)
def test_a_typed_paper_is_compared_with_the_pre_advice(desk: Desk, texts: dict[str, str], outcome: str) -> None:
    desk.announced()
    document = desk.typed(**texts)
    statement = document.verifications.latest().statement
    assert next(f for f in statement["findings"] if f["check"] == "advice.equal")["outcome"] == outcome


def test_an_advice_that_comes_after_the_goods_joins_them(desk: Desk) -> None:
    case = desk.opened()
    desk.receive(desk.pre_advice(exported_on=date(2026, 11, 20)))
    arrival = Arrival.objects.get()
    assert (arrival, arrival.announced, arrival.state) == (case.arrival, "pre_advice", "arrived")
    operations.check_again(by=desk.ina, at=AT, document=case.document)
    checks = {f["check"]: f["outcome"] for f in case.document.verifications.latest().statement["findings"]}
    assert checks["advice.equal"] == "established"


def test_an_advice_takes_the_place_of_the_importers_word(desk: Desk) -> None:
    announced = operations.announce(by=desk.ina, at=AT, number="BW 42187", exporter="x", importer="y")
    arrival = desk.announced()
    assert (arrival, arrival.announced, arrival.exporter) == (announced, "pre_advice", "Mopane Example Diamonds")
    with pytest.raises(Refusal) as caught:
        operations.announce(by=desk.ina, at=AT, number="BW 0004 2187", exporter="x", importer="y")
    assert caught.value.codes == ("imports.arrival.known",)


# ---------------------------------------------------------------- announced by the importer, closed by hand


def test_an_importer_announces(desk: Desk) -> None:
    arrival = operations.announce(
        by=desk.ina, at=AT, number="sl 004917", exporter="Kapok Specimen Gems", importer="Harbour Sample Imports"
    )
    case = operations.open_case(by=desk.ina, at=AT, document=desk.typed(number="SL 4917"))
    assert case.arrival == arrival
    with pytest.raises(Refusal) as caught:
        operations.announce(by=desk.ina, at=AT, number="4917", exporter="x", importer="y")
    assert caught.value.codes == ("number.prefix_missing",)


def test_a_box_at_the_counter_waits_for_its_paper(desk: Desk) -> None:
    arrival = operations.record_arrived(by=desk.ina, at=AT, arrival=desk.announced())
    assert (arrival.state, arrival.office) == ("arrived", desk.scheldt)
    with pytest.raises(Refusal) as caught:
        operations.record_arrived(by=desk.ina, at=AT, arrival=arrival)
    assert caught.value.codes == ("movement.wrong_state",)
    assert [row.step for row in queries.desk(desk.scheldt, AT).rows] == ["to_check"]
    assert desk.opened().arrival == arrival


@pytest.mark.parametrize(
    ("act", "state"), [(MovementAct.DIVERT, "diverted"), (MovementAct.CLOSE_MANUALLY, "manually_closed")]
)
def test_a_movement_is_closed_by_hand(desk: Desk, act: MovementAct, state: str) -> None:
    arrival = desk.announced()
    with pytest.raises(Refusal) as wordless:
        operations.close_movement(by=desk.rik, at=AT, arrival=arrival, act=act, reason=" ")
    assert wordless.value.codes == ("imports.text_missing",)
    with pytest.raises(Refusal) as not_his:
        operations.close_movement(by=desk.ina, at=AT, arrival=arrival, act=act, reason="x")
    assert not_his.value.codes == ("permission.denied",)
    assert operations.close_movement(by=desk.rik, at=AT, arrival=arrival, act=act, reason="x").state == state


def test_a_movement_with_a_case_is_not_closed_by_hand(desk: Desk) -> None:
    case = desk.opened()
    for act in (MovementAct.CLOSE_MANUALLY, MovementAct.ACCEPT):
        with pytest.raises(Refusal) as caught:
            operations.close_movement(by=desk.rik, at=AT, arrival=case.arrival, act=act, reason="x")
        assert caught.value.codes == ("imports.movement.case_open",)


def test_two_boxes_under_one_number_are_two_movements(desk: Desk) -> None:
    first = desk.opened()
    second = desk.opened(another_sheet=True)
    assert first.arrival != second.arrival


# ---------------------------------------------------------------- questions and answers


def asked(desk: Desk) -> Question:
    return operations.ask_issuer(by=desk.ina, at=AT, document=desk.captured(), question="Is it yours?")


def test_an_answer_by_message_finds_its_question(desk: Desk) -> None:
    question = asked(desk)
    body = AuthenticityAnswer("BW00042187", ForeignDocumentState.GENUINE, remarks="Issued on 19 November.")
    assert desk.receive(body, in_reply_to=bytes(question.sent.message_id)) == 1
    question.refresh_from_db()
    assert (question.answer, question.remarks) == ("genuine", "Issued on 19 November.")
    assert question.answer_message is not None
    question.document.refresh_from_db()
    assert question.document.state == "genuine"


def test_an_answer_without_reference_finds_it_by_number(desk: Desk) -> None:
    question = asked(desk)
    assert desk.receive(AuthenticityAnswer("BW00042187", ForeignDocumentState.FAKE)) == 1
    question.document.refresh_from_db()
    assert question.document.state == "fake"
    operations.check_again(by=desk.ina, at=AT, document=question.document)
    statement = question.document.verifications.latest().statement
    assert statement["standing"] == "officer_decides"
    assert any(f["check"] == "report.doubt" and f["outcome"] == "refuted" for f in statement["findings"])


def test_answers_to_nothing_and_second_answers_are_set_aside(desk: Desk) -> None:
    body = AuthenticityAnswer("BW00042187", ForeignDocumentState.FAKE)
    desk.receive(body)
    assert set_aside() == ["imports.answer.no_question"]
    question = asked(desk)
    reply = {"in_reply_to": bytes(question.sent.message_id)}
    desk.receive(body, **reply)
    desk.receive(body, **reply)
    assert set_aside() == ["imports.answer.no_question", "foreign_document.wrong_state"]


def test_an_answer_on_paper_is_recorded_with_its_scan(desk: Desk) -> None:
    question = asked(desk)
    answered = operations.record_answer(
        by=desk.ina, at=AT, document=question.document, answer="altered", remarks="Weight changed.", scan=b"%PDF-1.7 x"
    )
    assert len(answered.answer_scan) == 64
    with pytest.raises(Refusal) as caught:
        operations.record_answer(by=desk.ina, at=AT, document=question.document, answer="genuine")
    assert caught.value.codes == ("foreign_document.wrong_state",)


@pytest.mark.parametrize("answer", ["perhaps", "captured", "asked", ""])
def test_what_is_no_answer(desk: Desk, answer: str) -> None:
    question = asked(desk)
    with pytest.raises(Refusal) as caught:
        operations.record_answer(by=desk.ina, at=AT, document=question.document, answer=answer)
    assert caught.value.codes == ("imports.answer.unknown",)


def test_a_question_is_asked_once_at_a_time(desk: Desk) -> None:
    question = asked(desk)
    document = question.document
    with pytest.raises(Refusal) as twice:
        operations.ask_issuer(by=desk.ina, at=AT, document=document, question="Again?")
    assert twice.value.codes == ("foreign_document.wrong_state",)
    operations.close_unanswered(by=desk.ina, at=AT, document=document)
    operations.ask_issuer(by=desk.ina, at=AT, document=document, question="Again?")
    assert document.questions.count() == 2
    with pytest.raises(Refusal) as empty:
        operations.ask_issuer(by=desk.ina, at=AT, document=desk.captured(another_sheet=True), question=" ")
    assert empty.value.codes == ("imports.text_missing",)


def test_a_late_answer_still_counts(desk: Desk) -> None:
    question = asked(desk)
    operations.close_unanswered(by=desk.ina, at=AT, document=question.document)
    operations.record_answer(by=desk.ina, at=AT, document=question.document, answer="genuine")
    question.document.refresh_from_db()
    assert question.document.state == "genuine"


def test_a_question_to_nobody_is_refused(desk: Desk) -> None:
    document = desk.typed(number="XX 17")
    with pytest.raises(Refusal) as caught:
        operations.ask_issuer(by=desk.ina, at=AT, document=document, question="Is it yours?")
    assert caught.value.codes == ("exchange.recipient_unknown",)
    document.refresh_from_db()
    assert document.state == "captured"


def test_who_writes_to_issuers(desk: Desk) -> None:
    document = desk.captured()
    for by in (desk.tom, desk.ada, desk.cus):
        with pytest.raises(Refusal) as caught:
            operations.ask_issuer(by=by, at=AT, document=document, question="Is it yours?")
        assert caught.value.codes == ("permission.denied",)
