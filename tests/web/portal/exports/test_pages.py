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
