"""A clean digital arrival in a few steps, and every page on the way."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kpcs.office.imports.models import Arrival, ForeignDocument, InspectionCase
from tests.office.imports.desk import Desk

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
