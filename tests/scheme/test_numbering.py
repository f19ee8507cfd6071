"""Certificate numbers: reading, normal form, issuer, pattern, ranges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.scheme import jurisdictions
from kpcs.scheme.intervals import Interval
from kpcs.scheme.numbering import CertificateNumber, Range, judge, number_rules, parse
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Refusal

REGISTER = Participants.published()
TODAY = date(2026, 11, 19)

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
SERIALS = st.text("0123456789", min_size=1, max_size=18)
NOISE = st.text(" -–./\u00a0\u202f\u200f", max_size=2)


def codes(text: str, day: date = TODAY, ranges: tuple[Range, ...] = ()) -> list[str]:
    """The codes of what speaks against ``text``."""
    number = parse(text)
    return [p.code for p in judge(number, day, REGISTER, number_rules(number.issuer, day), ranges)]


@pytest.mark.parametrize(
    "text",
    [
        "BW00042187",
        "BW 0004 2187",
        " bw-0004-2187 ",
        "BW.0004/2187",
        "BW\u00a00004\u202f2187",  # no-break spaces, as copied from a page
        "\u202aBW 00042187\u202c",  # marks of direction, as copied from an Arabic page
        "BW ٠٠٠٤٢١٨٧",  # Arabic-Indic digits
        "BW ۰۰۰۴۲۱۸۷",  # Persian digits
        "ＢＷ００４２１８７".replace("００４", "０００４"),  # full width
        "BW–0004–2187",
    ],
)
def test_one_number_however_it_is_written(text: str) -> None:
    assert parse(text).normal == "BW00042187"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["number.missing"]),
        (" - ", ["number.missing"]),
        ("00042187", ["number.prefix_missing"]),
        ("B00042187", ["number.prefix_missing"]),
        ("BWA00042187", ["number.prefix_missing"]),
        ("BW", ["number.serial_missing"]),
        ("BWA", ["number.prefix_missing", "number.serial_missing"]),
        ("BW0004218O", ["number.serial_not_digits"]),
        ("BW00042187\x00", ["number.serial_not_digits"]),
        ("BW" + "1" * 19, ["number.too_long"]),
        ("1" * 19 + "x", ["number.prefix_missing", "number.serial_not_digits", "number.too_long"]),
        ("ВW00042187", ["number.foreign_letters"]),  # a Cyrillic letter that looks like B
        ("ΒW00042187", ["number.foreign_letters"]),  # a Greek one
        ("ßW00042187", ["number.foreign_letters"]),
        ("博茨00042187", ["number.foreign_letters"]),
    ],
)
def test_what_cannot_be_read_says_everything_at_once(text: str, found: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text, "number")
    assert list(refused.value.codes) == found
    assert {problem.where for problem in refused.value.problems} == {"number"}
    assert all(problem.text for problem in refused.value.problems)


@given(CODES, SERIALS, st.lists(NOISE, min_size=1, max_size=24))
def test_the_normal_form_does_not_depend_on_how_it_is_written(issuer: str, serial: str, noise: list[str]) -> None:
    plain = issuer + serial
    written = "".join(noise[i % len(noise)] + ch for i, ch in enumerate(plain))
    number = parse(written.lower())
    assert number == CertificateNumber(issuer, serial)
    assert parse(number.normal) == number


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    try:
        number = parse(text)
    except Refusal as refusal:
        assert all(code.startswith("number.") for code in refusal.codes)
    else:
        assert number.normal.isascii()
        assert parse(number.normal) == number
        assert parse(number.grouped()) == number


def test_leading_zeros_are_kept_and_looked_up_without() -> None:
    # CSMS 12-000305: a Mexican certificate 12345 is keyed with seven digits
    typed, keyed = parse("MX 12345"), parse("MX0012345")
    assert typed.normal == "MX12345"
    assert keyed.normal == "MX0012345"
    assert typed != keyed
    assert typed.key == keyed.key == "MX12345"
    assert parse("MX0000").key == "MX0"


def test_the_prefix_is_the_issuer_and_never_the_origin() -> None:
    # a stone mined in Canada, shipped from Mexico: MX issued it
    assert parse("MX0012345").issuer == "MX"
    assert codes("MX0012345") == []


@pytest.mark.parametrize(
    ("text", "groups", "shown"),
    [
        ("BW00042187", (4, 4), "BW 0004 2187"),
        ("SL004199", (4, 4, 4), "SL 0041 99"),
        ("MX0012345", (3, 4), "MX 001 2345"),
        ("BW123456789", (4, 4), "BW 1234 5678 9"),
    ],
)
def test_grouped_for_reading(text: str, groups: tuple[int, ...], shown: str) -> None:
    assert parse(text).grouped(groups) == shown


def test_the_counter_pads_and_stops_at_the_end_of_its_series() -> None:
    assert CertificateNumber.of("BW", 42187, 8).normal == "BW00042187"
    assert CertificateNumber.of("BW", 99999999, 8).normal == "BW99999999"
    with pytest.raises(Refusal) as refused:
        CertificateNumber.of("BW", 100000000, 8)
    assert refused.value.codes == ("number.exhausted",)


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("BW00042187", TODAY, []),
        ("EU00042187", TODAY, []),
        ("TW123", TODAY, []),  # may trade without being counted
        ("BW42187", TODAY, ["number.pattern"]),
        ("EU 42187", TODAY, ["number.pattern"]),
        ("ZZ123", TODAY, ["number.issuer_unknown"]),
        ("EC00042187", TODAY, ["number.issuer_former_prefix"]),
        ("FR00042187", TODAY, ["number.issuer_represented"]),
        ("HR123", date(2013, 6, 30), []),
        ("HR123", date(2013, 7, 1), ["number.issuer_represented"]),
        ("CG123", date(2005, 1, 1), ["number.issuer_not_participant"]),
        ("CG123", date(2008, 1, 1), []),
        ("KE123", date(2015, 6, 1), ["number.issuer_unknown"]),
        ("CM123", date(2010, 1, 1), ["number.issuer_not_participant"]),
        ("BW42187", date(2002, 1, 1), ["number.issuer_not_participant"]),
    ],
)
def test_what_speaks_against_a_number(text: str, day: date, found: list[str]) -> None:
    assert codes(text, day) == found


# invented bounds around the three numbers that the trade press published
YEARS = (
    Range("SL", 4200, 4499, Interval(date(2014, 1, 1), date(2015, 1, 1)), "Range of 2014"),
    Range("SL", 4500, 4999, Interval(date(2015, 1, 1), date(2016, 1, 1)), "Range of 2015"),
)


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("SL 4306", date(2014, 6, 1), []),
        ("SL 4306", date(2015, 6, 1), ["number.range_of_other_days"]),
        ("SL 004306", date(2015, 6, 1), ["number.range_of_other_days"]),
        ("SL 004911", date(2015, 6, 1), []),
        ("SL 004199", date(2015, 6, 1), ["number.outside_ranges"]),
    ],
)
def test_ranges_of_sierra_leone_tell_the_year(text: str, day: date, found: list[str]) -> None:
    # The Diamond Loupe, 1 December 2015: a certificate with a number of the 2014 range exposed a forgery
    assert codes(text, day, YEARS) == found


def test_the_finding_names_the_range_and_its_source() -> None:
    number, day = parse("SL 4306"), date(2015, 6, 1)
    (problem,) = judge(number, day, REGISTER, number_rules("SL", day), YEARS)
    assert "2014-01-01 to 2014-12-31" in problem.text
    assert "Range of 2014" in problem.text


def test_canada_gives_a_number_and_no_format() -> None:
    # SOR/2003-15 s. 5(2)(b): a unique serial number, nothing more
    assert codes("CA 7") == codes("CA 000000000000001") == []
    batch = (Range("CA", 1, 500, Interval(date(2026, 1, 1)), "Notified range"),)
    assert codes("CA 500", TODAY, batch) == []
    assert codes("CA 501", TODAY, batch) == ["number.outside_ranges"]
    assert codes("US 501", TODAY, batch) == []


def test_the_short_rules_are_those_of_the_packs() -> None:
    for pack in jurisdictions.packs():
        assert number_rules(pack.code, TODAY) == pack.number_rules
    assert number_rules("CA", TODAY) == jurisdictions.core().number_rules
    assert number_rules("BW", date(2002, 1, 1)).code == "core"
