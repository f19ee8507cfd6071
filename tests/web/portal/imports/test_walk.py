"""A clean digital arrival in a few steps, and every page on the way."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kpcs.office.imports import operations
from kpcs.office.imports.models import Arrival, ForeignDocument, InspectionCase
from kpcs.scheme.lifecycles import HoldAct, MovementAct
from tests.office.imports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def text(html: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"</?(time|bdi|span|strong|a)\b[^>]*>", "", html)).split())


def test_a_clean_arrival_is_scanned_opened_weighed_accepted_and_confirmed(desk: Desk, ina: Client) -> None:
    desk.announced()
    page = ina.get("/imports/")
    assert page.status_code == 200
    assert "Mopane Example Diamonds" in text(page.content.decode())

    scanned = ina.post("/imports/check/", {"text": desk.code()}, follow=True)
    document = ForeignDocument.objects.get()
    assert scanned.redirect_chain == [(f"/imports/documents/{document.pk}/", 302)]
    said = text(scanned.content.decode())
    assert "Authentic" in said and "Clear" in said
    assert "Issued by Botswana on 19 November 2026. Not altered." in said
    assert "it does not show where the stones were mined" in said

    opened = ina.post(f"/imports/documents/{document.pk}/open/", follow=True)
    case = InspectionCase.objects.get()
    assert opened.redirect_chain == [(f"/imports/cases/{case.pk}/", 302)]
    html = opened.content.decode()
    assert 'value="S118204"' in html

    entries = {
        "parcels_1": "2",
        "parcels_2": "1",
        "present": "Ina Sample, inspector\nLea Placeholder, for the importer",
    }
    for seal in case.seals.all():
        entries |= {
            f"seal_{seal.container}_{seal.position}": seal.certified,
            f"seal_{seal.container}_{seal.position}_is": "intact",
        }
    for line in case.lines.all():
        entries[f"line_{line.container}_{line.parcel}_{line.line}"] = f"{line.certified}"
    weighed = ina.post(f"/imports/cases/{case.pk}/", entries, follow=True)
    assert weighed.redirect_chain == [(f"/imports/cases/{case.pk}/decision/", 302)]
    assert "Nothing differs from the certificate." in text(weighed.content.decode())

    decided = ina.post(f"/imports/cases/{case.pk}/decision/", {"act": "accept"}, follow=True)
    assert decided.redirect_chain == [(f"/imports/cases/{case.pk}/confirmation/", 302)]
    assert "Send to Botswana" in text(decided.content.decode())
    sent = ina.post(f"/imports/cases/{case.pk}/confirmation/", {"step": "confirm"}, follow=True)
    assert "Confirmed to Botswana" in text(sent.content.decode())
    case.refresh_from_db()
    assert case.state == "confirmed"
    copy = {"step": "copy", "given_on_0": "23", "given_on_1": "11", "given_on_2": "2026", "given_to": "Lea Placeholder"}
    ina.post(f"/imports/cases/{case.pk}/confirmation/", copy)
    done = ina.post(f"/imports/cases/{case.pk}/confirmation/", {"step": "file", "place": "Archive 3"}, follow=True)
    assert "Kept until 23 November 2029" in text(done.content.decode())
    assert "Nothing is open here." in text(ina.get("/imports/").content.decode())


def test_every_get_page_of_the_desk_answers(desk: Desk, ina: Client) -> None:
    arrival = desk.announced()
    document = desk.captured(another_sheet=True)
    case = desk.opened(another_sheet=True)
    desk.opened(another_sheet=True)
    paper = desk.typed()
    hold = case.holds.get()
    arrived = Arrival.objects.exclude(pk=arrival.pk).first()
    addresses = [
        reverse("portal:imports"),
        reverse("portal:imports") + "?show=held",
        reverse("portal:imports-download"),
        reverse("portal:imports-upload"),
        reverse("portal:imports-camera"),
        reverse("portal:imports-sighting"),
        reverse("portal:imports-announce"),
        reverse("portal:imports-paper"),
        reverse("portal:imports-number", args=["BW00042187"]),
        reverse("portal:imports-document", args=[document.pk]),
        reverse("portal:imports-document", args=[case.document_id]),
        reverse("portal:imports-document", args=[paper.pk]),
        reverse("portal:imports-amend", args=[paper.pk]),
        reverse("portal:imports-look", args=[document.pk]),
        reverse("portal:imports-ask", args=[document.pk]),
        reverse("portal:imports-answer", args=[document.pk]),
        reverse("portal:imports-evidence", args=[document.pk]),
        reverse("portal:imports-case", args=[case.pk]),
        reverse("portal:imports-certificate", args=[case.pk]),
        reverse("portal:imports-decision", args=[case.pk]),
        reverse("portal:imports-hold", args=[case.pk]),
        reverse("portal:imports-end-hold", args=[hold.pk]),
    ]
    if arrived:
        addresses.append(reverse("portal:imports-arrival", args=[arrived.pk]))
    for address in addresses:
        answer = ina.get(address, follow=True)
        assert answer.status_code == 200, address
        assert b"style=" not in answer.content, address


def test_a_paper_peer_gets_letters_and_their_sending_is_recorded(desk: Desk, ina: Client) -> None:
    first = operations.open_case(by=desk.ina, at=AT, document=desk.typed())
    operations.open_case(by=desk.ina, at=AT, document=desk.typed(sheet="0 224 471"))
    question = first.document.questions.get()
    letter = ina.get(f"/imports/questions/{question.pk}/question.pdf")
    assert letter.content.startswith(b"%PDF-")
    page = ina.get(f"/imports/documents/{first.document_id}/").content.decode()
    assert "letter to print and send" in text(page)
    ina.post(f"/imports/questions/{question.pk}/sent/", {"carriage": "email"})
    question.sent.refresh_from_db()
    assert (question.sent.state, question.sent.carriage) == ("printed", "email")
    again = ina.post(f"/imports/questions/{question.pk}/sent/", {"carriage": "post"})
    assert again.status_code == 422

    operations.end_hold(by=desk.rik, at=AT, hold=first.holds.get(), act=HoldAct.RELEASE, order="The issuer says so.")
    case = desk.weighed(first, l_1_1_1="388.048")
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    operations.confirm(by=desk.ina, at=AT, case=case)
    assert "Letter to send" in text(ina.get("/imports/").content.decode())
    paper = ina.get(f"/imports/cases/{case.pk}/confirmation.pdf")
    assert paper.content.startswith(b"%PDF-")
    ina.post(f"/imports/cases/{case.pk}/confirmation/sent/", {"carriage": "courier"})
    said = text(ina.get("/imports/").content.decode())
    assert "Letter to send" not in said and "Importer’s copy to give" in said


def test_the_importing_side_sees_the_certificate_with_the_acts_of_both(desk: Desk, ina: Client) -> None:
    desk.announced()
    case = desk.weighed(l_2_3_1="904.040")
    said = text(ina.get(f"/imports/cases/{case.pk}/certificate/").content.decode())
    for words in ("Acts on both sides", "Pre-advice sent", "Inspection case opened", "−1.380", "How it was packed"):
        assert words in said
    paper = operations.open_case(by=desk.ina, at=AT, document=desk.typed())
    assert ina.get(f"/imports/cases/{paper.pk}/certificate/").status_code == 302


def test_what_is_wrong_with_an_inspection_stands_at_its_field(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    answer = ina.post(
        f"/imports/cases/{case.pk}/",
        {
            "line_1_1_1": "4812.3601",
            "line_1_2_1": "-1",
            "seal_1_1": "S118204",
            "seal_1_1_is": "broken",
            "seal_2_1": "",
            "seal_2_1_is": "intact",
            "parcels_1": "two",
            "observations": "Inner bag torn.",
        },
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "thousandths of a carat at most" in text(html)
    for typed in ("4812.3601", "two", "Inner bag torn."):
        assert typed in html
    answer = ina.post(f"/imports/cases/{case.pk}/", {"line_1_2_1": "-1", "seal_2_1": "", "seal_2_1_is": "intact"})
    said = text(answer.content.decode())
    assert "A weight found is zero or more." in said
    assert "Enter the number of the seal that you found." in said
    assert 'href="#id_line_1_2_1"' in answer.content.decode()


def test_half_an_inspection_is_saved_and_come_back_to(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    answer = ina.post(f"/imports/cases/{case.pk}/", {"line_1_1_1": "4,812.358", "later": "1"})
    assert answer.headers["Location"] == "/imports/"
    assert "Being weighed" in text(ina.get("/imports/").content.decode())
    html = ina.get(f"/imports/cases/{case.pk}/").content.decode()
    assert 'value="4812.358"' in html and "Weigh next" in html


def test_two_claims_are_settled_by_a_supervisor_on_the_page(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    desk.opened(another_sheet=True)
    hold = case.holds.get()
    form = {"act": "release", "order": "The issuer names this shipment."}
    refused = ina.post(f"/imports/holds/{hold.pk}/end/", form)
    assert refused.status_code == 422
    assert "settled by a supervisor who did not open the case" in text(refused.content.decode())
    rik = Client()
    rik.force_login(desk.rik.person)
    assert rik.post(f"/imports/holds/{hold.pk}/end/", form).status_code == 302
    hold.refresh_from_db()
    assert hold.state == "released"


def test_goods_are_held_with_law_and_reason(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    assert ina.post(f"/imports/cases/{case.pk}/hold/", {"reason": "seals"}).status_code == 422
    form = {"reason": "seals", "explanation": "Seal broken.", "legal_basis": "EU 5(1)(b)", "inventory": "12.5"}
    assert ina.post(f"/imports/cases/{case.pk}/hold/", form).status_code == 302
    said = text(ina.get("/imports/?show=held").content.decode())
    assert "1 certificate" in said


def test_the_issuer_is_asked_and_his_answer_recorded(desk: Desk, ina: Client) -> None:
    document = desk.captured()
    ina.post(f"/imports/documents/{document.pk}/ask/", {"question": "Is it yours?"})
    assert "Issuer asked" in text(ina.get(f"/imports/documents/{document.pk}/").content.decode())
    ina.post(f"/imports/documents/{document.pk}/answer/", {"answer": "fake", "remarks": "Not our paper."})
    said = text(ina.get(f"/imports/documents/{document.pk}/").content.decode())
    assert "Fake" in said and "Not our paper." in said
    ina.post(f"/imports/documents/{document.pk}/again/")
    assert "The issuer answered that the document is a fake." in text(
        ina.get(f"/imports/documents/{document.pk}/").content.decode()
    )


def test_what_the_officer_sees_is_part_of_the_statement(desk: Desk, ina: Client) -> None:
    document = desk.captured()
    wordless = ina.post(f"/imports/documents/{document.pk}/look/", {"paper_specimen": "no"})
    assert wordless.status_code == 422
    form = {"paper_specimen": "no", "paper_specimen_remark": "No watermark.", "paper_validation": "yes"}
    assert ina.post(f"/imports/documents/{document.pk}/look/", form).status_code == 302
    said = text(ina.get(f"/imports/documents/{document.pk}/").content.decode())
    assert "What may be done with it? Barred" in said
    assert "No watermark." in said


@pytest.mark.parametrize("language", ["fr", "ar", "ru", "zh-hans", "pt"])
def test_the_pages_stand_in_every_language(desk: Desk, ina: Client, language: str) -> None:
    desk.announced()
    case = desk.weighed(l_2_3_1="904.040")
    ina.cookies["django_language"] = language
    for address in (
        "/imports/",
        "/imports/paper/",
        f"/imports/documents/{case.document_id}/",
        f"/imports/cases/{case.pk}/",
        f"/imports/cases/{case.pk}/decision/",
    ):
        assert ina.get(address).status_code == 200


def test_what_became_of_refused_goods_is_recorded(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    assert ina.get(f"/imports/cases/{case.pk}/disposal/").status_code == 302
    refusal = {"act": "refuse", "remarks": "No original.", "legal_basis": "EU 5(1)(b)"}
    assert ina.post(f"/imports/cases/{case.pk}/decision/", refusal).status_code == 302
    assert ina.post(f"/imports/cases/{case.pk}/disposal/", {"act": "return"}).status_code == 422
    form = {"act": "return", "remarks": "Sent back.", "legal_basis": "Order 7"}
    assert ina.post(f"/imports/cases/{case.pk}/disposal/", form).status_code == 302
    case.arrival.refresh_from_db()
    assert case.arrival.state == "returned"


def test_an_address_with_anything_but_a_commitment_is_taken_without_it(desk: Desk, ina: Client) -> None:
    assert ina.get("/imports/numbers/BW00042187/?contents=zz").status_code == 200
    form = {"number": "BW00042187", "place": "Hall 2"}
    assert ina.post("/imports/sighting/?contents=" + "g" * 900, form).status_code == 302
