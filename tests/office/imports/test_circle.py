"""A plain day: announced, arrived, opened, weighed, decided, confirmed, filed."""

from datetime import date

import pytest

from kpcs.office.audit import queries as audit
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.models import SentMessage
from kpcs.office.imports import operations
from kpcs.office.imports.models import Arrival
from kpcs.scheme.lifecycles import CaseState, MovementAct, MovementState
from kpcs.scheme.quantities import Carats
from tests.office.imports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def test_a_clean_digital_arrival_from_pre_advice_to_the_filed_original(desk: Desk) -> None:
    arrival = desk.announced()
    assert (arrival.number, arrival.state, arrival.announced) == ("BW00042187", "announced", "pre_advice")
    assert (arrival.exporter, arrival.parcels) == ("Mopane Example Diamonds", 3)
    assert arrival.carats == Carats.parse("9074.71")

    document = desk.captured()
    assert document.verifications.latest().verdict == "authentic"
    assert document.verifications.latest().standing == "clear"

    case = operations.open_case(by=desk.ina, at=AT, document=document)
    assert case.reference == "EU-S 2026 00001"
    assert case.state == CaseState.VERIFIED
    assert case.arrival == arrival
    arrival.refresh_from_db()
    assert (arrival.state, arrival.office) == (MovementState.ARRIVED, desk.scheldt)
    # ten working days over the weekend for the importer (EU 5(1)(a)), fifteen days for the exporting authority
    assert (case.importer_due, case.exporter_due) == (date(2026, 12, 7), date(2026, 12, 8))

    case = desk.weighed(case)
    assert case.state == CaseState.WEIGHED
    decision = operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    assert decision.result == MovementState.ACCEPTED
    arrival.refresh_from_db()
    assert arrival.state == MovementState.ACCEPTED

    confirmation = operations.confirm(by=desk.ina, at=AT, case=case)
    case.refresh_from_db()
    assert case.state == CaseState.CONFIRMED
    sent = SentMessage.objects.get(kind="confirmation")
    assert confirmation.sent == sent
    assert bytes(sent.in_reply_to) == bytes(arrival.pre_advice.message_id)
    body = exchange.body_of(sent)
    assert (body.number, body.result, body.parcels) == ("BW00042187", "accepted", 3)
    assert body.certified == body.found == Carats.parse("9074.71")
    assert body.exporter.name == "Mopane Example Diamonds"
    assert body.importer.name == "Scheldt Sample Traders"
    assert body.commitment == document.commitment
    assert body.seals_intact is True
    assert body.differences == ()
    assert body.case_number == "EU-S 2026 00001"

    operations.record_copy(by=desk.ina, at=AT, case=case, given_on=AT.date(), given_to="Lea Placeholder")
    filed = operations.file_original(by=desk.ina, at=AT, case=case, place="Archive 3, box 118")
    assert filed.retain_until == date(2029, 11, 23)  # three years, EU 10
    assert audit.check() == []
    acts = [told.act for told in audit.history("case/EU-S 2026 00001")]
    assert acts == [
        "imports.case_opened",
        "imports.verified",
        "imports.weighed",
        "imports.decided",
        "imports.confirmed",
        "imports.copy_given",
        "imports.filed",
    ]


def test_a_certificate_that_nobody_announced(desk: Desk) -> None:
    case = desk.opened()
    arrival = Arrival.objects.get()
    assert (case.arrival, arrival.announced, arrival.state) == (arrival, "nobody", "arrived")
    assert arrival.value is not None
    assert arrival.importer == "Scheldt Sample Traders"


def test_coming_back_to_the_same_case_is_normal(desk: Desk) -> None:
    case = desk.opened()
    again = operations.open_case(by=desk.ina, at=AT, document=desk.captured())
    assert again == case
    assert audit.history(f"case/{case.reference}")[-1].act == "imports.come_back"
    assert case.holds.count() == 0


def test_running_numbers_belong_to_the_office_and_the_year(desk: Desk) -> None:
    first = desk.opened()
    second = desk.opened(desk.code(number="BW00042188"))
    other = operations.open_case(
        by=desk.lea, at=AT, document=desk.captured(desk.code(number="BW00042189"), by=desk.lea)
    )
    from datetime import UTC, datetime

    eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already the new year in Brussels
    next_year = operations.open_case(by=desk.ina, at=eve, document=desk.captured(desk.code(number="BW00042190")))
    references = [case.reference for case in (first, second, other, next_year)]
    assert references == ["EU-S 2026 00001", "EU-S 2026 00002", "EU-H 2026 00001", "EU-S 2027 00001"]


def test_names_and_free_text_stand_outside_the_chain(desk: Desk) -> None:
    case = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.REFUSE, remarks="Holder is Lea Placeholder.")
    from kpcs.office.audit.models import Event

    chained = " ".join(Event.objects.values_list("facts", flat=True))
    for name in ("Placeholder", "Scheldt Sample Traders", "Ina Sample", "Mopane"):
        assert name not in chained
