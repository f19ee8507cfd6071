"""The export desk in a browser without scripts: every step of a plain day by its page, and what the pages refuse."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kpcs.office.accounts.terms import Acting
from kpcs.office.exports.models import Application
from tests.office.exports.desk import AT, DRAFT, PARCELS, Desk, draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def as_(by: Acting) -> Client:
    client = Client()
    client.force_login(by.person)
    return client


def url(name: str, **parts: Any) -> str:
    return reverse(f"portal:exports-{name}", kwargs=parts)


def say(by: Acting, reference: str, act: str, data: Mapping[str, Any] | None = None) -> str:
    """Look at the page of an act, then post it; answers what the next page says."""
    client = as_(by)
    page = client.get(url("act", reference=reference, act=act))
    assert page.status_code == 200, act
    response = client.post(url("act", reference=reference, act=act), dict(data or {}), follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def day(text: str, name: str) -> dict[str, str]:
    year, month, number = text.split("-")
    return {f"{name}_0": number, f"{name}_1": month, f"{name}_2": year}


def lines(rows: list[dict[str, str]], **totals: str) -> dict[str, str]:
    data = {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0", "carats": "", "value": "", **totals}
    for i, row in enumerate(rows):
        data |= {f"lines-{i}-{name}": text for name, text in row.items()}
    return data


def test_the_whole_day_by_its_pages(desk: Desk) -> None:
    dan = as_(desk.dan)
    assert "Nothing waits here" in dan.get(url("desk")).content.decode()
    response = dan.post(url("new"), {"trader": desk.trader.pk})
    row = Application.objects.get()
    reference = row.reference
    assert response.headers["Location"] == url("section", reference=reference, section="parties")

    parties = {
        "destination": "EU",
        "importer": "Scheldt Sample Traders",
        "importer_address": "12 Specimen Quay\nSample Port",
        "importer_country": "BE",
    }
    response = dan.post(url("section", reference=reference, section="parties"), parties)
    assert response.headers["Location"] == url("section", reference=reference, section="route")
    route = {
        "kind": "ordinary",
        "carrier": "Sample Secure Air",
        "waybill": "AWB 000-4417 2096",
        **day("2026-11-20", "departs_on"),
        **day("2026-11-23", "expected_on"),
    }
    response = dan.post(url("section", reference=reference, section="route"), route)
    assert response.headers["Location"] == url("section", reference=reference, section="lines")
    sent = lines(DRAFT["lines"], carats="9,074.71", value="1,240,534.89")
    response = dan.post(url("section", reference=reference, section="lines"), sent)
    assert response.headers["Location"] == url("section", reference=reference, section="papers")
    papers = {"invoice": "ME-2026-118", **day("2026-11-16", "invoice_date"), "warranty": "on", "declaration": "on"}
    response = dan.post(url("section", reference=reference, section="papers"), papers, follow=True)
    assert "Go on to submit" in response.content.decode()
    row.refresh_from_db()
    assert {**row.draft, "consignee": {}} == draft()

    assert "The application is submitted." in say(desk.dan, reference, "submit")
    assert "The examination has begun." in say(desk.mpho, reference, "examine")
    weights = {f"weight_{i}": carats for i, carats in enumerate(PARCELS.values())}
    html = say(desk.tom, reference, "weigh-intake", {**weights, "witnesses": "Dan Example"})
    assert "The weights are recorded." in html
    assert "The application is approved." in say(desk.pula, reference, "approve")
    html = say(desk.neo, reference, "reserve", {"container_0": "S118204", "container_1": "S118205"})
    assert "Number and seals are reserved." in html
    html = say(desk.tom, reference, "weigh", {**weights, "witnesses": "Dan Example"})
    assert "The weights are recorded." in html
    html = say(desk.neo, reference, "seal", {"witnesses": "Dan Example\nPula Testa"})
    assert "The sealing is recorded." in html
    html = say(desk.neo, reference, "freeze", {"signatory": desk.kago.person.pk})
    assert "The record is frozen and signed." in html
    assert "The certificate is printed" in say(desk.neo, reference, "print", {"mode": "whole"})
    assert "The certificate is validated" in say(desk.kago, reference, "validate")
    html = say(desk.neo, reference, "hand-over", {"receiver": "Lea Placeholder"})
    assert "The certificate is handed over." in html
    html = say(desk.cus, reference, "exit", day("2026-11-19", "exported_on"))
    assert "The exit is recorded." in html
    assert "12 of 13 steps done." in html

    page = as_(desk.neo).get(reverse("portal:certificates-page", kwargs={"number": "BW00042187"}))
    html = page.content.decode()
    assert page.status_code == 200
    assert "How it was packed" in html
    assert "Acts on both sides" in html
    pdf = as_(desk.neo).get(reverse("portal:certificates-paper", kwargs={"number": "BW00042187"}))
    assert pdf.content.startswith(b"%PDF")
    labels = as_(desk.neo).get(reverse("portal:certificates-labels", kwargs={"number": "BW00042187"}))
    assert labels.content.startswith(b"%PDF")


# ---------------------------------------------------------------- writing


@pytest.fixture
def started(desk: Desk) -> str:
    from kpcs.office.exports import operations

    return operations.start(by=desk.dan, at=AT, trader=desk.trader).reference


def test_what_is_wrong_is_said_at_the_head_and_at_the_field_and_nothing_typed_is_lost(desk: Desk, started: str) -> None:
    dan = as_(desk.dan)
    page = url("section", reference=started, section="parties")
    html = dan.post(page, {"destination": "EU", "importer": "", "importer_address": "1\n2\n3\n4\n5"}).content.decode()
    assert '<a href="#id_importer">Enter “Importer”.</a>' in html
    assert html.count("Give the address in 4 lines at most.") == 2
    assert "<title>Error:" in html
    assert "1\n2\n3\n4\n5" in html
    row = Application.objects.get()
    assert row.draft["importer"]["address"] == "1\r\n2\r\n3\r\n4\r\n5".replace("\r", "")


def test_a_draft_can_be_left_and_taken_up_again(desk: Desk, started: str) -> None:
    dan = as_(desk.dan)
    page = url("section", reference=started, section="route")
    response = dan.post(page, {"carrier": "Sample Secure Air", "later": "1", "departs_on_0": "99"}, follow=True)
    assert "The draft is kept." in response.content.decode()
    assert 'value="Sample Secure Air"' in dan.get(page).content.decode()
    html = dan.get(url("draft", reference=started)).content.decode()
    assert "to complete" in html
    assert "Go on to submit" not in html


def test_rows_are_added_removed_and_pasted_by_buttons(desk: Desk, started: str) -> None:
    dan = as_(desk.dan)
    page = url("section", reference=started, section="lines")
    assert dan.get(page).content.decode().count('name="remove"') == 3
    rows = DRAFT["lines"][:2]
    assert dan.post(page, {**lines(rows), "add": "1"}).content.decode().count('name="remove"') == 3
    assert Application.objects.get().draft["lines"][2]["container"] == "1"
    html = dan.post(page, {**lines(rows), "remove": "0"}).content.decode()
    assert 'value="P1"' not in html
    assert 'value="P2"' in html
    table = "1\tP1\t7102.31\t4,812.36\t632,344.10\tBW\n2;P3;7102.10;1310.75;101189.90;BW 810.75, NA 500"
    dan.post(page, {**lines([]), "paste": "1", "pasted": table})
    assert Application.objects.get().draft["lines"] == [
        {"container": "1", "parcel": "P1", "hs": "7102.31", "carats": "4812.36", "value": "632344.10", "origins": "BW"},
        {
            "container": "2",
            "parcel": "P3",
            "hs": "7102.10",
            "carats": "1310.75",
            "value": "101189.90",
            "origins": "BW 810.75, NA 500",
        },
    ]


def test_a_long_parcel_list_goes_through(desk: Desk, started: str) -> None:
    rows = [{**DRAFT["lines"][0], "parcel": f"P{n}"} for n in range(400)]
    sent = lines(rows, carats="1924944.00", value="252937640.00")
    response = as_(desk.dan).post(url("section", reference=started, section="lines"), sent)
    assert response.status_code == 302
    assert len(Application.objects.get().draft["lines"]) == 400


def test_a_wrong_row_is_named_in_the_list_and_leads_to_its_box(desk: Desk, started: str) -> None:
    sent = lines([{**DRAFT["lines"][0], "carats": "0"}, DRAFT["lines"][1]], carats="2046.18", value="1")
    html = as_(desk.dan).post(url("section", reference=started, section="lines"), sent).content.decode()
    assert html.count('href="#id_lines-0-carats"') == 2
    assert "The weight must be more than zero" in html
    assert "The lines add up to" in html
    assert 'value="0"' in html


def test_a_draft_that_was_never_started_right_is_not_submitted_by_its_page(desk: Desk, started: str) -> None:
    html = say(desk.dan, started, "submit")
    assert "Choose the country of destination." in html
    assert Application.objects.get().state == "draft"


# ---------------------------------------------------------------- who sees what


def test_the_desk_is_closed_to_strangers_and_to_other_duties(client: Client, desk: Desk) -> None:
    from kpcs.office.accounts.terms import Role

    response = client.get(url("desk"))
    assert response.status_code == 302
    assert reverse("account_login") in response.headers["Location"]
    inspector = desk.person("ina.sample", "Ina Sample", Role.INSPECTOR)
    assert as_(inspector).get(url("desk")).status_code == 403
    assert reverse("portal:exports-desk") not in as_(inspector).get("/participants/").content.decode()


def test_an_agent_sees_his_traders_only(desk: Desk) -> None:
    from kpcs.office.exports import operations

    other = desk.firm("Marula Example Stones", "PSD-T-0115")
    theirs = operations.start(by=desk.mpho, at=AT, trader=other)
    desk.frozen()
    dan, mpho = as_(desk.dan), as_(desk.mpho)
    assert "Marula" in mpho.get(url("desk")).content.decode()
    assert "Marula" not in dan.get(url("desk")).content.decode()
    assert dan.get(url("case", reference=theirs.reference)).status_code == 404
    number = {"number": "BW00042187"}
    assert dan.get(reverse("portal:certificates-page", kwargs=number)).status_code == 200
    Application.objects.exclude(pk=theirs.pk).update(trader=other)
    assert dan.get(reverse("portal:certificates-page", kwargs=number)).status_code == 404
    assert "BW00042187" not in dan.get(reverse("portal:certificates")).content.decode()
    assert mpho.get(reverse("portal:certificates-page", kwargs=number)).status_code == 200


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [
        ("dan", "approve", 403),
        ("pula", "reserve", 403),
        ("neo", "validate", 403),
        ("far", "examine", 404),
        ("neo", "dance", 404),
    ],
)
def test_acts_that_are_not_for_this_person(desk: Desk, who: str, act: str, status: int) -> None:
    row = desk.submitted()
    assert as_(getattr(desk, who)).get(url("act", reference=row.reference, act=act)).status_code == status


def test_a_submitted_application_is_not_written_any_more(desk: Desk) -> None:
    row = desk.submitted()
    assert as_(desk.dan).get(url("draft", reference=row.reference)).status_code == 403
    assert as_(desk.dan).get(url("section", reference=row.reference, section="route")).status_code == 403


# ---------------------------------------------------------------- the case


def test_the_case_says_what_comes_next_and_for_whom(desk: Desk) -> None:
    row = desk.examined()
    page = url("case", reference=row.reference)
    html = as_(desk.pula).get(page).content.decode()
    assert "Next, for you" in html
    assert url("act", reference=row.reference, act="approve") in html
    assert url("act", reference=row.reference, act="refuse") in html
    html = as_(desk.neo).get(page).content.decode()
    assert "Next: approver" in html
    assert url("act", reference=row.reference, act="approve") not in html


def test_every_refusal_stands_on_the_page_of_the_act(desk: Desk) -> None:
    row = desk.reserved(seals=[["S1"], ["S2"]])
    html = say(desk.neo, row.reference, "seal", {"witnesses": "Dan Example"})
    assert html.count("Name the witnesses, 2 at least") == 2
    assert "Parcel P1 has not been reweighed for packing." in html
    assert "Dan Example" in html
    html = say(desk.neo, row.reference, "reserve", {"container_0": "S1 S1", "container_1": "S3 S4"})
    assert '<a href="#id_container_0">Seal S1 is given twice.</a>' in html
    html = say(desk.neo, row.reference, "reserve", {"container_0": "S1", "container_1": " "})
    assert '<a href="#id_container_1">Enter “Seals of container 2”.</a>' in html


def test_questions_and_refusals_to_the_applicant(desk: Desk) -> None:
    row = desk.examined()
    html = say(desk.mpho, row.reference, "request-information", {"reason": "documents", "note": "Not legible."})
    assert "The applicant is asked." in html
    html = as_(desk.dan).get(url("case", reference=row.reference)).content.decode()
    assert "Not legible." in html
    assert "Continue the application" in html
    assert "The information is given." in say(desk.dan, row.reference, "answer", {"note": ""})
    assert "The application is refused." in say(desk.pula, row.reference, "refuse", {"reason": "origin", "note": "x"})
    html = as_(desk.dan).get(f"{url('desk')}?show=closed").content.decode()
    assert row.reference in html


def test_a_spoiled_number_a_correction_and_a_replacement(desk: Desk) -> None:
    row = desk.printed()
    html = say(desk.neo, row.reference, "spoil", {"reason": "paper_jam", "note": ""})
    assert "The number is void, and the next one is reserved." in html
    assert "Earlier numbers:" in html
    changed = {
        "destination": "EU",
        "importer": "Scheldt Sample Traders",
        "importer_address": "14 Specimen Quay",
        "importer_country": "BE",
    }
    html = say(desk.pula, row.reference, "correct", {**changed, "note": ""})
    assert "Enter “Why it is corrected”." in html
    assert "The correction is approved." in say(desk.pula, row.reference, "correct", {**changed, "note": "moved"})
    desk.freeze(row)
    desk.print(row)
    html = say(desk.neo, row.reference, "replace", {"note": ""})
    assert "The original must be surrendered" in html
    assert "is superseded" in say(desk.neo, row.reference, "replace", {"note": "x", "surrendered": "on"})


def test_a_letter_where_there_is_no_node(desk: Desk) -> None:
    row = desk.approved(destination="US", importer__country="US")
    desk.reserved(row)
    desk.weigh(row)
    desk.seal(row)
    desk.freeze(row)
    desk.print(row)
    say(desk.kago, row.reference, "validate")
    pdf = as_(desk.neo).get(url("pre-advice", reference=row.reference))
    assert pdf.content.startswith(b"%PDF")
    assert (
        "Record that the pre-advice was sent"
        in as_(desk.neo).get(url("case", reference=row.reference)).content.decode()
    )
    assert "The sending is recorded." in say(desk.neo, row.reference, "letter", {"carriage": "courier"})
    html = as_(desk.neo).post(url("act", reference=row.reference, act="letter"), {"carriage": "post"}).content.decode()
    assert "No letter of this shipment waits to be sent." in html


def test_the_list_as_a_table_for_other_programs(desk: Desk) -> None:
    desk.frozen()
    response = as_(desk.neo).get(url("download"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, line = response.content.decode("utf-8-sig").splitlines()
    assert head == (
        "case,state,exporter,importer,destination,certificate,certificate_state,parcels,carats,value_usd,"
        "departs_on,due_on"
    )
    assert line == (
        "EX-2026-00001,approved,Mopane Example Diamonds,Scheldt Sample Traders,EU,BW00042187,frozen,3,9074.710,"
        "1240534.89,2026-11-20,"
    )


# ---------------------------------------------------------------- the confirmation


def test_a_confirmation_from_paper_a_difference_and_its_explanation(desk: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = desk.exported()
    with at(AT.replace(day=23)):
        said = {
            "arrived": "slip",
            "result": "accepted_with_difference",
            **day("2026-11-23", "received_on"),
            "parcels": "3",
            "found_0": "1309.37",
            "found_2": "7,763.96",
        }
        html = say(desk.foc, row.reference, "confirmation", said)
        assert '<a href="#id_scan">Add the scan of the slip or e-mail.</a>' in html
        scan = SimpleUploadedFile("slip.png", b"a scanned slip")
        html = say(desk.foc, row.reference, "confirmation", {**said, "scan": scan})
        assert "The confirmation is recorded." in html
        html = as_(desk.foc).get(url("desk")).content.decode()
        assert "To reconcile" in html
        page = as_(desk.foc).get(reverse("portal:certificates-page", kwargs={"number": "BW00042187"})).content.decode()
        assert "−1.380" in page
        assert "Opened and weighed" in page
        html = say(desk.foc, row.reference, "reconcile", {"note": ""})
        assert "State the reason in writing" in html
        html = say(desk.foc, row.reference, "reconcile", {"note": "Moisture."})
        assert "The shipment is reconciled." in html
        assert "13 of 13 steps done." in html


def test_an_overdue_confirmation_comes_first(desk: Desk) -> None:
    row = desk.exported()
    with at(AT.replace(month=12, day=12)):
        html = as_(desk.neo).get(url("desk")).content.decode()
        assert "Confirmation overdue" in html
        assert "4 days late" in html
        assert row.reference in as_(desk.neo).get(f"{url('desk')}?show=overdue").content.decode()
        assert row.reference not in as_(desk.neo).get(f"{url('desk')}?show=issue").content.decode()
