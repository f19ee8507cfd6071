"""The pages of our certificates: the list, one certificate, its ends, queries of others, a restore."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.certificates import operations
from kpcs.office.certificates.models import AuthenticityQuery, Certificate
from kpcs.office.exchange import bodies
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


def as_(by: Acting) -> Client:
    client = Client()
    client.force_login(by.person)
    return client


def url(name: str = "", **parts: Any) -> str:
    return reverse(f"portal:certificates{'-' if name else ''}{name}", kwargs=parts)


def test_the_list_by_state(desk: Desk) -> None:
    assert "No certificate yet." in as_(desk.neo).get(url()).content.decode()
    desk.frozen()
    desk.reserved(seals=[["S1"], ["S2"]])
    html = as_(desk.neo).get(url()).content.decode()
    assert "2 of 2 shown." in html
    html = as_(desk.neo).get(url() + "?state=frozen").content.decode()
    assert url("page", number="BW00042187") in html
    assert url("page", number="BW00042188") not in html
    assert as_(desk.neo).get(url() + "?state=nonsense&page=99").status_code == 200
    assert "BW00042187" not in as_(desk.far).get(url()).content.decode()


def test_a_number_is_found_as_people_write_it(desk: Desk) -> None:
    desk.frozen()
    assert as_(desk.neo).get(url("page", number="bw 0004-2187")).status_code == 200
    for number in ("BW00042188", "nonsense"):
        assert as_(desk.neo).get(url("page", number=number)).status_code == 404


def test_what_is_only_reserved_has_no_papers(desk: Desk) -> None:
    desk.reserved()
    html = as_(desk.neo).get(url("page", number="BW00042187")).content.decode()
    assert "The number is reserved." in html
    assert as_(desk.neo).get(url("paper", number="BW00042187")).status_code == 404
    assert as_(desk.neo).get(url("labels", number="BW00042187")).status_code == 404


@pytest.mark.parametrize(
    ("end", "who", "reason", "state", "sentence"),
    [
        ("void", "neo", "record_wrong", "void", "Number and sheet are void."),
        ("cancel", "neo", "unused", "cancelled", "The certificate is cancelled."),
        ("revoke", "sue", "legal_order", "revoked", "The certificate is revoked."),
        ("lost", "cus", "lost_on_the_way", "lost", "The certificate is reported lost."),
        ("stolen", "sue", "stolen_in_office", "stolen", "The certificate is reported stolen."),
    ],
)
def test_each_end_has_a_page_with_its_reasons(
    desk: Desk, end: str, who: str, reason: str, state: str, sentence: str
) -> None:
    desk.validated()
    client = as_(getattr(desk, who))
    page = url("end", number="BW00042187", end=end)
    assert page in client.get(url("page", number="BW00042187")).content.decode()
    html = client.post(page, {"reason": "", "note": ""}).content.decode()
    assert "Choose “Reason”." in html
    if end not in ("void", "cancel"):
        html = client.post(page, {"reason": reason, "note": " "}).content.decode()
        assert html.count("Enter “What happened”.") == 2
    html = client.post(page, {"reason": reason, "note": "what happened"}, follow=True).content.decode()
    assert sentence in html
    assert "what happened" in html
    assert Certificate.objects.get().state == state
    assert page not in html
    again = client.post(page, {"reason": reason, "note": "x"}).content.decode()
    assert "This cannot be done now" in again


def test_ends_that_are_not_for_this_person(desk: Desk) -> None:
    desk.validated()
    assert as_(desk.neo).get(url("end", number="BW00042187", end="revoke")).status_code == 403
    assert as_(desk.far).get(url("end", number="BW00042187", end="void")).status_code == 403
    assert as_(desk.neo).get(url("end", number="BW00042187", end="burn")).status_code == 404
    assert (
        url("end", number="BW00042187", end="revoke")
        not in as_(desk.neo).get(url("page", number="BW00042187")).content.decode()
    )


def test_an_original_and_its_replacement_name_each_other(desk: Desk) -> None:
    from kpcs.office.exports import operations as exports

    row = desk.printed()
    exports.replace(by=desk.neo, at=AT, reference=row.reference, note="Address", surrendered=True)
    assert url("page", number="BW00042188") in as_(desk.neo).get(url("page", number="BW00042187")).content.decode()
    assert url("page", number="BW00042187") in as_(desk.neo).get(url("page", number="BW00042188")).content.decode()


def test_a_query_beside_our_record(desk: Desk) -> None:
    desk.validated()
    asked = bodies.AuthenticityQuery(
        "BW00042187", "Is it yours?", "EU-S-2026-118", facts=(("carats", "9074.71"), ("value", "1"))
    )
    operations.take_query(by=NODE, at=AT, asked_by="EU", asked=asked)
    query = AuthenticityQuery.objects.get()
    page = url("query", query=query.pk)
    assert page in as_(desk.foc).get(url()).content.decode()
    assert page not in as_(desk.neo).get(url()).content.decode()
    assert as_(desk.neo).get(page).status_code == 403
    html = as_(desk.foc).get(page).content.decode()
    assert 'value="altered" checked' in html
    assert "1240534.89" in html
    assert "Choose “Answer”." in as_(desk.foc).post(page, {}).content.decode()
    html = (
        as_(desk.foc).post(page, {"result": "genuine", "remarks": "A slip of the pen."}, follow=True).content.decode()
    )
    assert "The answer is sent." in html
    assert "A slip of the pen." in as_(desk.foc).get(page).content.decode()
    again = as_(desk.foc).post(page, {"result": "fake"}).content.decode()
    assert "This query has been answered already." in again


def test_the_numbers_after_a_restore(desk: Desk) -> None:
    operations.mark_restored(at=AT, backup_made_at=AT)
    assert url("restore") in as_(desk.sue).get(url()).content.decode()
    assert url("restore") not in as_(desk.neo).get(url()).content.decode()
    assert as_(desk.neo).get(url("restore")).status_code == 403
    html = as_(desk.sue).post(url("restore"), {"last_number_used": "BW1"}).content.decode()
    assert html.count("lies in no series of this authority") == 2
    html = as_(desk.sue).post(url("restore"), {"last_number_used": "BW 0004 2187"}, follow=True).content.decode()
    assert "Issuing goes on with the next free number." in html
    assert "No restore waits" in as_(desk.sue).get(url("restore")).content.decode()
