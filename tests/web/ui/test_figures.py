"""How figures, dates and codes are set."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from kpcs.scheme.quantities import Carats, USDollars
from kpcs.web.ui import figures
from kpcs.web.ui.places import order, place

NBSP, THIN, MINUS = "\u00a0", "\u202f", "\u2212"
AT = datetime(2026, 11, 23, 8, 51, tzinfo=UTC)


def text(html: str) -> str:
    return strip_tags(html)


def test_certified_has_two_digits_and_a_third_only_when_it_is_not_zero() -> None:
    assert text(figures.certified(Carats.parse("9074.71"))) == "9,074.71"
    assert text(figures.certified(Carats.parse("9074.713"))) == "9,074.713"
    assert text(figures.certified(Carats.parse("9074.71"), "ct")) == f"9,074.71{NBSP}ct"


def test_found_has_three_digits_as_the_balance_shows_them() -> None:
    assert text(figures.found(Carats.parse("904.04"))) == "904.040"


@pytest.mark.parametrize(("thousandths", "shown"), [(-1380, f"{MINUS}1.380"), (1, "+0.001"), (0, "0.000")])
def test_a_difference_has_a_true_sign(thousandths: int, shown: str) -> None:
    assert text(figures.difference(Carats(thousandths))) == shown


def test_dollars_and_per_carat() -> None:
    value, carats = USDollars.parse("1240534.89"), Carats.parse("9074.71")
    assert text(figures.dollars(value)) == f"US${NBSP}1,240,534.89"
    assert text(figures.dollars(value, "")) == "1,240,534.89"
    assert text(figures.per_carat(value, carats)) == f"US${NBSP}136.70/ct"
    assert text(figures.per_carat(value, carats, "")) == "136.70"
    assert text(figures.per_carat(value, Carats(0))) == "–"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", f"1{THIN}240{THIN}534,89"),
        ("ru", f"1{THIN}240{THIN}534,89"),
        ("pt", "1.240.534,89"),
        ("ar", "1,240,534.89"),
        ("zh-hans", "1,240,534.89"),
    ],
)
def test_the_language_changes_the_separators(language: str, shown: str) -> None:
    with override(language):
        assert text(figures.dollars(USDollars.parse("1240534.89"), "")) == shown


def test_a_count_and_a_share() -> None:
    assert text(figures.number(13907)) == "13,907"
    assert text(figures.percent(981)) == f"98.1{THIN}%"


@pytest.mark.parametrize("html", [figures.found(Carats(-1), "ct"), figures.dollars(USDollars(1)), figures.code("BW1")])
def test_amounts_and_codes_are_isolated_in_a_right_to_left_line(html: str) -> None:
    assert re.match(r'<bdi class="kp-(amount|code)" dir="ltr">.*</bdi>\Z', html)


@pytest.mark.parametrize(
    ("value", "sizes", "groups"),
    [
        ("BW00042187", "", ["BW", "0004", "2187"]),
        ("K7QM2XDA", "", ["K7QM", "2XDA"]),
        ("S118204", "", ["S", "118204"]),
        ("EU-S-2026-00871", "", ["EU-S-2026-00871"]),
        ("0224417", "1,3,3", ["0", "224", "417"]),
        ("0224417", "1,3", ["0", "224", "417"]),
        ("BW1", "", ["BW", "1"]),
    ],
)
def test_a_code_is_grouped_by_gaps_that_are_not_characters(value: str, sizes: str, groups: list[str]) -> None:
    html = figures.code(value, sizes)
    assert re.findall(r"<span[^>]*>([^<]*)</span>", html) == groups
    assert text(html) == value


def test_a_hash_is_short_to_the_eye_and_whole_in_a_copy() -> None:
    digest = "9f31" + "ab" * 28 + "c07a"
    html = figures.shortened(digest)
    assert text(html) == digest
    assert '9f31<span class="kp-hash__middle">' in html
    assert text(figures.shortened("9f31c07a")) == "9f31c07a"


def test_text_from_outside_is_escaped() -> None:
    assert "<b>" not in figures.code("<b>1</b>") + figures.shortened("<b>" * 9)


@pytest.mark.parametrize(
    ("form", "shown"),
    [("full", "23 November 2026"), ("medium", "23 Nov 2026"), ("short", "23 Nov"), ("weekday", "Mon 23 Nov")],
)
def test_dates_are_never_all_figures(form: str, shown: str) -> None:
    html = figures.day(date(2026, 11, 23), form)
    assert html == f'<time datetime="2026-11-23">{shown}</time>'


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("full", "23 November 2026, 09:51 CET"),
        ("medium", "23 Nov 2026, 09:51 CET"),
        ("short", "23 Nov, 09:51"),
        ("time", "09:51 CET"),
        ("clock", "Mon 23 Nov 2026, 09:51 CET"),
    ],
)
def test_a_moment_stands_in_the_zone_of_the_office_with_utc_on_hover(form: str, shown: str) -> None:
    with timezone.override("Europe/Brussels"):
        html = figures.moment(AT, form)
    assert text(html).replace(NBSP, " ") == shown
    assert 'datetime="2026-11-23T08:51:00Z"' in html
    assert 'title="2026-11-23 08:51:00 UTC"' in html


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        figures.moment(AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "23 novembre 2026"),
        ("pt", "23 de Novembro de 2026"),
        ("ru", "23 ноября 2026"),
        ("zh-hans", "2026年11月23日"),
    ],
)
def test_dates_follow_the_language(language: str, shown: str) -> None:
    with override(language):
        assert text(figures.day(date(2026, 11, 23))).lower() == shown.lower()


def test_places_are_named_in_the_language_and_unknown_codes_stay_codes() -> None:
    assert place("EU") == "European Union"
    with override("fr"):
        assert place("EU") == "Union européenne"
    assert place("QQ") == "QQ"


def test_an_accent_does_not_send_a_country_to_the_end_of_a_list() -> None:
    with override("fr"):
        assert sorted([place("RU"), place("AE"), place("BR"), place("BY")], key=order) == [
            "Bélarus",
            "Brésil",
            "Émirats arabes unis",
            "Fédération de Russie",
        ]
