"""Exact amounts: every digit kept, nothing rounded silently, every refused text with its code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars, per_carat

units = st.integers(min_value=-(10**12) + 1, max_value=10**12 - 1)


@given(units)
def test_text_and_back_is_the_same_amount(n: int) -> None:
    assert Carats.parse(str(Carats(n))) == Carats(n)
    assert USDollars.parse(str(USDollars(n))) == USDollars(n)


@given(st.lists(units))
def test_a_total_is_the_exact_decimal_sum(ns: list[int]) -> None:
    assert Decimal(str(Carats.total(Carats(n) for n in ns))) == sum(
        (Decimal(n) / 1000 for n in ns), start=Decimal("0.000")
    )


@given(st.integers(0, 10**12), st.integers(1, 10**11))
def test_price_per_carat_is_the_nearest_cent(cents: int, thousandths: int) -> None:
    exact = Decimal(cents) * 1000 / Decimal(thousandths)
    assert abs(Decimal(per_carat(USDollars(cents), Carats(thousandths)).cents) - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "carats.malformed"),
        ("1,5", "carats.malformed"),
        ("1e3", "carats.malformed"),
        ("٣", "carats.malformed"),
        (".5", "carats.malformed"),
        ("5.", "carats.malformed"),
        ("+5", "carats.malformed"),
        ("NaN", "carats.malformed"),
        ("1.0005", "carats.too_many_decimals"),
        ("1000000000", "carats.too_large"),
        ("1000000000000", "carats.too_large"),
        ("9" * 16, "carats.malformed"),
    ],
)
def test_refused_weights(text: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        Carats.parse(text, "lines.0.carats")
    assert caught.value.codes == (code,)
    assert caught.value.problems[0].where == "lines.0.carats"


@pytest.mark.parametrize(
    ("text", "code"),
    [("12.345", "usd.too_many_decimals"), ("$5", "usd.malformed"), ("1000000000000", "usd.too_large")],
)
def test_refused_values(text: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        USDollars.parse(text)
    assert caught.value.codes == (code,)


def test_amounts_of_different_units_do_not_mix() -> None:
    with pytest.raises(TypeError):
        Carats(1) + USDollars(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = Carats(1) < USDollars(1)  # type: ignore[operator]
    assert Carats(1) != USDollars(1)
    with pytest.raises(TypeError):
        Carats(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Carats(True)


def test_an_amount_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Carats(1).units = 2


def test_a_certificate_prints_two_decimals_and_a_third_only_when_needed() -> None:
    assert Carats(9074710).printed("\u202f") == "9\u202f074.71"
    assert Carats(904041).printed() == "904.041"
    assert USDollars(124053489).fixed(2, ",") == "1,240,534.89"
    assert str(Carats(-1381)) == "-1.381"


def test_digits_are_never_lost_silently() -> None:
    with pytest.raises(ValueError, match="decimals"):
        Carats(904041).fixed(2)


def test_a_price_needs_a_positive_mass() -> None:
    with pytest.raises(ValueError, match="positive"):
        per_carat(USDollars(1), Carats(0))


@pytest.mark.parametrize("text", ["7102.31", "710231", " 7102.31 "])
def test_sub_headings_are_read_with_and_without_the_point(text: str) -> None:
    assert SubHeading.parse(text) is SubHeading.NON_INDUSTRIAL


@pytest.mark.parametrize("text", ["7102.39", "7102.29", "7103.39", "7105.10", "", "7102.3"])
def test_other_headings_are_not_rough_diamonds(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        SubHeading.parse(text)
    assert caught.value.codes == ("hs.not_rough",)


def test_the_index_of_a_sub_heading_is_its_place_in_the_core_document() -> None:
    assert [heading.place for heading in SubHeading] == [0, 1, 2]
    assert all(SubHeading.at(heading.place) is heading for heading in SubHeading)
    for index in (3, -1):
        with pytest.raises(IndexError):
            SubHeading.at(index)
