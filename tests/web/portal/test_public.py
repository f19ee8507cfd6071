"""What anybody sees: the front page, the Participants on a day, signing in; and the frame round an officer's page."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kpcs.office.accounts import operations
from kpcs.office.accounts.models import Person
from kpcs.office.accounts.terms import NODE, Role

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db
PASSWORD = "sample words for tests"


@pytest.fixture
def officer() -> Person:
    """An import inspector of an invented office."""
    office = operations.open_office(
        by=NODE,
        at=AT,
        code="EU-S",
        participant="EU",
        name="Scheldt office",
        authority="Example Authority",
        time_zone="Europe/Brussels",
    )
    person = operations.add_person(by=NODE, at=AT, username="ina", name="Ina Sample", password=PASSWORD)
    operations.give_duty(by=NODE, at=AT, person=person, office=office, role=Role.INSPECTOR, since=date(2020, 1, 1))
    return person


def test_the_front_page_shows_the_register_and_no_figures_of_its_own(client: Client) -> None:
    response = client.get("/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Check a Kimberley Process certificate" in html
    assert "it does not show where the stones were mined" in html
    assert reverse("portal:participants") in html
    assert reverse("account_login") in html


def test_every_link_of_the_public_pages_leads_somewhere(client: Client) -> None:
    from tests.web.ui.test_components import Elements

    for page in ("/", "/participants/", reverse("account_login")):
        for attrs in Elements(client.get(page).content.decode()).of("a"):
            href = attrs["href"] or ""
            if href.startswith("/"):
                assert client.get(href).status_code == 200, href


@pytest.mark.parametrize(("day", "participants", "countries"), [((2, 8, 2013), 54, 81), ((15, 11, 2024), 60, 86)])
def test_participants_on_a_day(client: Client, day: tuple[int, int, int], participants: int, countries: int) -> None:
    html = client.get("/participants/", {"day_0": day[0], "day_1": day[1], "day_2": day[2]}).content.decode()
    assert f">{participants}</bdi></strong> Participants" in html
    assert f">{countries}</bdi></strong> countries" in html
    assert html.count("<li>") - html.count("<li></li>") >= participants


def test_a_day_that_does_not_exist_is_said_at_the_head_and_at_the_field(client: Client) -> None:
    html = client.get("/participants/", {"day_0": "31", "day_1": "2", "day_2": "2026"}).content.decode()
    assert html.count("Enter a day, month and year that exist") == 2
    assert "<title>Error:" in html


def test_the_policy_forbids_inline_styles_and_scripts(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_the_language_is_changed_without_a_script(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    html = client.get("/").content.decode()
    assert '<html class="govuk-template" lang="fr" dir="ltr">' in html
    assert "Vérifier un certificat" in html
    client.post(reverse("set_language"), {"language": "ar", "next": "/"})
    html = client.get("/").content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "kpcs.rtl.css" in html


def test_signing_in_and_out(client: Client, officer: Person) -> None:
    response = client.post(reverse("account_login"), {"login": "ina", "password": PASSWORD}, follow=True)
    html = response.content.decode()
    assert "Ina Sample" in html
    assert "import inspector" in html
    assert "European Union, Scheldt office" in html
    assert "CET" in html
    assert "Sign out" in html
    html = client.post(reverse("account_logout"), follow=True).content.decode()
    assert "You are signed out." in html
    assert "Ina Sample" not in html


def test_an_account_brings_its_language(client: Client, officer: Person) -> None:
    officer.language = "fr"
    officer.save()
    html = client.post(reverse("account_login"), {"login": "ina", "password": PASSWORD}, follow=True).content.decode()
    assert 'lang="fr"' in html


def test_a_wrong_password_is_refused_in_one_sentence(client: Client, officer: Person) -> None:
    html = client.post(reverse("account_login"), {"login": "ina", "password": "wrong"}).content.decode()
    assert "This name and this password do not belong together." in html
    assert "<title>Error:" in html


def test_an_empty_form_says_what_to_enter(client: Client) -> None:
    html = client.post(reverse("account_login"), {}).content.decode()
    assert '<a href="#id_login">Enter “Sign-in name”.</a>' in html
    assert '<a href="#id_password">Enter “Password”.</a>' in html


def test_a_password_is_changed_by_its_owner(client: Client, officer: Person) -> None:
    client.force_login(officer)
    new = "other sample words"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    response = client.post(reverse("account_change_password"), data, follow=True)
    assert "Your password is changed." in response.content.decode()
    assert client.login(username="ina", password=new)


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_registers_by_himself(client: Client, name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert client.get("/account/signup/").status_code == 404


def test_an_address_without_a_page_says_so(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.content.decode()
