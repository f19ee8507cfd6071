"""Amounts and days as people type them."""

from datetime import date

import pytest
from django import forms
from django.utils.translation import override

from kpcs.scheme import trade
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.quantities import Carats, USDollars
from kpcs.web.ui.fields import CaratsField, DayField, DollarsField
from kpcs.web.ui.refusals import put, sentence


class Weighing(forms.Form):
    carats = CaratsField(required=False)
    value = DollarsField(required=False)
    day = DayField(required=False)


def read(**data: str) -> Weighing:
    form = Weighing(data)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("language", "typed", "thousandths"),
    [
        ("en", "904.040", 904040),
        ("en", " 4,812.358 ", 4812358),
        ("en", "4 812.358", 4812358),
        ("en", "1,240,534", 1240534000),
        ("en", "-1.380", -1380),
        ("fr", "904,040", 904040),
        ("fr", "904.040", 904040),
        ("fr", "4\u202f812,358", 4812358),
        ("fr", "4\u00a0812.358", 4812358),
        ("pt", "904,04", 904040),
        ("ar", "4,812.358", 4812358),
    ],
)
def test_carats_are_read_exactly_by_the_decimal_mark_of_the_language(
    language: str, typed: str, thousandths: int
) -> None:
    with override(language):
        assert read(carats=typed).cleaned_data["carats"] == Carats(thousandths)


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "904,04", "carats.malformed"),
        ("en", "4,81,2", "carats.malformed"),
        ("fr", "1.234,56", "carats.malformed"),
        ("fr", "1,234,567", "carats.malformed"),
        ("en", "heavy", "carats.malformed"),
        ("en", "1.2345", "carats.too_many_decimals"),
        ("en", "1000000000", "carats.too_large"),
    ],
)
def test_what_could_mean_two_weights_is_refused(language: str, typed: str, code: str) -> None:
    with override(language):
        assert [error.code for error in read(carats=typed).errors.as_data()["carats"]] == [code]


def test_an_empty_amount_is_none_and_a_required_one_is_asked_for() -> None:
    assert read(carats="").cleaned_data["carats"] is None
    with pytest.raises(forms.ValidationError) as refused:
        CaratsField().clean("")
    assert refused.value.code == "required"


def test_dollars() -> None:
    assert read(value="1,240,534.89").cleaned_data["value"] == USDollars(124053489)
    assert [error.code for error in read(value="1.234").errors.as_data()["value"]] == ["usd.too_many_decimals"]


def test_an_amount_is_shown_as_it_would_be_typed() -> None:
    assert 'value="904.04"' in str(Weighing(initial={"carats": Carats(904040)})["carats"])
    assert 'value="7.50"' in str(Weighing(initial={"value": USDollars(750)})["value"])


def test_a_day_has_three_boxes() -> None:
    form = read(day_0="23", day_1="11", day_2="2026")
    assert form.cleaned_data["day"] == date(2026, 11, 23)
    shown = str(Weighing(initial={"day": date(2026, 11, 23)})["day"])
    assert [part in shown for part in ('value="23"', 'value="11"', 'value="2026"')] == [True] * 3
    assert read(day_0="", day_1="", day_2="").cleaned_data["day"] is None


@pytest.mark.parametrize("boxes", [("31", "2", "2026"), ("23", "11", "26"), ("23", "", "2026"), ("a", "b", "c")])
def test_a_day_that_does_not_exist_is_refused(boxes: tuple[str, str, str]) -> None:
    form = read(**{f"day_{place}": box for place, box in enumerate(boxes)})
    assert [error.code for error in form.errors.as_data()["day"]] == ["day.malformed"]


def test_a_refusal_is_put_at_its_field_and_the_rest_at_the_head() -> None:
    form = read()
    put(
        Refusal(
            [
                Problem("a.b", "Enter it: %(x)s.", "lines.0.carats", {"x": "1"}),
                Problem("c.d", "Not today.", "nowhere"),
                Problem("e.f", "Enter a value.", "value"),
            ]
        ),
        form,
        {"lines.0.carats": "carats"},
    )
    data = form.errors.as_data()
    assert {name: [(e.code, e.message) for e in errors] for name, errors in data.items()} == {
        "carats": [("a.b", "Enter it: 1.")],
        "__all__": [("c.d", "Not today.")],
        "value": [("e.f", "Enter a value.")],
    }


def test_a_problem_speaks_the_language_of_the_reader() -> None:
    problem = refuse("carats.malformed", Carats.MALFORMED, given="x").problems[0]
    assert sentence(problem) == "Enter the weight in carats, like 904.040. “x” is not a weight."
    with override("fr"):
        assert sentence(problem).startswith("Saisissez le poids en carats")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2015-12-14", "14\u00a0décembre\u00a02015"),
        ("2015-02-30", "2015-02-30"),
        ("904.040", "904,040"),
        ("Namibia", "Namibie"),
        ("Reported lost", "Déclaré perdu"),
        (
            "Carat weight: 9074.71; Importer: Botswana",
            "Poids en carats\u00a0: 9\u202f074,71; Importateur\u00a0: Botswana",
        ),
        ("Mopane Example Diamonds", "Mopane Example Diamonds"),
        ("", ""),
    ],
)
def test_the_values_of_a_sentence_speak_the_language_too(value: str, shown: str) -> None:
    problem = refuse("any.code", "%(value)s", value=value).problems[0]
    with override("fr"):
        assert sentence(problem) == shown


@pytest.mark.parametrize("name", ["given", "printed", "remark"])
def test_what_a_person_wrote_stays_as_it_was_written(name: str) -> None:
    problem = refuse("any.code", f"%({name})s", **{name: "2015-12-14"}).problems[0]
    with override("fr"):
        assert sentence(problem) == "2015-12-14"


def test_a_restriction_is_told_in_the_language_of_the_reader() -> None:
    register = Participants.published()
    ruling = trade.ruling(register, "CF", "EU", date(2016, 6, 1), ())
    assert [problem.code for problem in ruling.conditions] == ["trade.conditional"]
    with override("fr"):
        said = sentence(ruling.conditions[0])
    assert said.startswith("République centrafricaine\u00a0: Seulement depuis les zones déclarées conformes")


def test_an_authority_is_named_in_words_and_a_code_stays_in_a_number() -> None:
    told = Problem("", "%(who)s revoked it on %(day)s.", "", {"who": "BW", "day": "2026-11-23"})
    assert sentence(told) == "Botswana revoked it on 23\u00a0November\u00a02026."
    assert sentence(refuse("register.unknown", "%(code)s is no Participant’s code.", code="BW").problems[0]).startswith(
        "BW"
    )
