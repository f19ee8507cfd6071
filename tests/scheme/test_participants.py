"""The dated register against what the sources say, and the questions asked of it."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpcs.scheme import plenary
from kpcs.scheme.intervals import Interval
from kpcs.scheme.participants import Direction, Effect, Entry, Kind, Participants, Restriction

REGISTER = Participants.published()
FACTS = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.parametrize(
    ("day", "participants", "countries"),
    [
        # lists and statements of the time; None where the statement gives one of the two figures only
        (date(2003, 7, 31), 39, None),  # list at the end of the tolerance period
        (date(2003, 10, 31), 45, None),  # updated list of October 2003
        (date(2004, 7, 9), 43, None),  # list of 43 of 2004
        (date(2005, 11, 17), 45, None),  # Plenary in Moscow
        (date(2006, 11, 9), None, 71),  # Plenary in Gaborone
        (date(2007, 8, 14), 47, 73),  # Türkiye as the 47th
        (date(2007, 11, 8), 48, 74),  # Republic of the Congo readmitted
        (date(2009, 11, 5), 49, 75),  # Plenary in Swakopmund
        (date(2012, 8, 1), 50, 76),  # before Cameroon
        (date(2012, 11, 30), 54, 80),  # Plenary in Washington
        (date(2013, 7, 1), 53, 80),  # Croatia joined the European Union
        (date(2013, 8, 2), 54, 81),  # statement of the size of the scheme
        (date(2018, 11, 16), 55, 82),  # Plenary in Brussels
        (date(2021, 1, 1), 56, 82),  # the United Kingdom on its own
        (date(2021, 11, 12), 59, 85),  # Plenary in Moscow
        (date(2024, 11, 14), 59, 85),
        (date(2024, 11, 15), 60, 86),  # Plenary in Dubai
        (date(2026, 11, 19), 60, 86),
        (date(2002, 12, 31), 0, 0),  # before the scheme
    ],
)
def test_how_many_participants_and_countries(day: date, participants: int | None, countries: int | None) -> None:
    found = REGISTER.on(day)
    if participants is not None:
        assert found.participants == participants
    if countries is not None:
        assert found.countries == countries


def test_between_the_plenaries_of_2021_and_2024_nothing_changes() -> None:
    day = date(2021, 11, 12)
    while day < date(2024, 11, 15):
        found = REGISTER.on(day)
        assert (found.participants, found.countries) == (59, 85)
        day += timedelta(days=1)


def test_every_code_stands_once_a_day_and_in_order() -> None:
    for day in {entry.period.since for entry in REGISTER.entries}:
        codes = REGISTER.on(day).codes
        assert list(codes) == sorted(set(codes))


def test_no_place_is_a_participant_and_represented_on_the_same_day() -> None:
    for day in {entry.period.since for entry in REGISTER.entries}:
        assert not set(REGISTER.on(day).codes) & set(REGISTER.places_of("EU", day))


def test_every_entry_names_a_reason_and_a_source() -> None:
    for entry in REGISTER.entries:
        assert entry.reason, entry
        assert entry.sources, entry
        assert all(entry.sources), entry
    for restriction in REGISTER.restrictions:
        assert restriction.reason, restriction
        assert restriction.sources, restriction
        assert bool(restriction.condition) == (restriction.effect is Effect.CONDITIONAL)


def test_removal_and_readmission_are_two_spells() -> None:
    assert REGISTER.is_participant("CG", date(2004, 7, 8))
    assert not REGISTER.is_participant("CG", date(2004, 7, 9))
    assert not REGISTER.is_participant("CG", date(2007, 11, 7))
    assert REGISTER.is_participant("CG", date(2007, 11, 8))
    assert [entry.period.until for entry in REGISTER.history("CG")] == [date(2004, 7, 9), None]


def test_a_member_of_the_union_trades_under_its_certificates() -> None:
    day = date(2026, 11, 19)
    assert not REGISTER.is_participant("FR", day)
    assert not REGISTER.may_trade("FR", day)
    assert REGISTER.participant_of("FR", day) == "EU"
    assert REGISTER.participant_of("EU", day) == "EU"
    assert len([code for code in REGISTER.places_of("EU", day) if code not in ("GL", "XI")]) == 27


@pytest.mark.parametrize(
    ("place", "day", "participant"),
    [
        ("HR", date(2013, 6, 30), "HR"),
        ("HR", date(2013, 7, 1), "EU"),
        ("RO", date(2006, 12, 31), "RO"),
        ("RO", date(2007, 1, 1), "EU"),
        ("CY", date(2004, 4, 30), None),
        ("CY", date(2004, 5, 1), "EU"),
        ("GB", date(2020, 12, 31), "EU"),
        ("GB", date(2021, 1, 1), "GB"),
        ("XI", date(2020, 12, 31), None),
        ("XI", date(2021, 1, 1), "EU"),
        ("GL", date(2014, 4, 8), None),
        ("GL", date(2014, 4, 9), "EU"),
        ("FR", date(2002, 12, 31), None),
        ("ZZ", date(2026, 1, 1), None),
        ("DZ", date(2003, 3, 1), None),
    ],
)
def test_under_whose_certificates_a_place_trades(place: str, day: date, participant: str | None) -> None:
    assert REGISTER.participant_of(place, day) == participant


def test_chinese_taipei_trades_and_is_not_counted() -> None:
    found = REGISTER.on(date(2026, 11, 19))
    assert REGISTER.may_trade("TW", date(2026, 11, 19))
    assert not REGISTER.is_participant("TW", date(2026, 11, 19))
    assert found.traders == ("TW",)
    assert "TW" not in found.codes


@pytest.mark.parametrize(
    ("code", "day", "problem", "words"),
    [
        ("ZZ", date(2026, 1, 1), "register.unknown", "ZZ"),
        ("FR", date(2026, 1, 1), "register.represented", "European Union"),
        ("CG", date(2005, 1, 1), "register.not_participant", "left on 2004-07-09"),
        ("UZ", date(2020, 1, 1), "register.not_participant", "joined on 2024-11-15"),
        ("DZ", date(2026, 1, 1), "register.not_participant", "Algeria"),
        ("HU", date(2004, 5, 1), "register.represented", "Hungary"),
    ],
)
def test_why_a_code_may_not_trade(code: str, day: date, problem: str, words: str) -> None:
    absence = REGISTER.absence(code, day)
    assert absence.code == problem
    assert words in absence.text


def test_restrictions_of_a_day() -> None:
    assert {(r.code, r.effect) for r in REGISTER.on(date(2013, 8, 2)).restrictions} == {
        ("VE", Effect.PROHIBITED),
        ("CF", Effect.PROHIBITED),
        ("CI", Effect.PROHIBITED),
    }
    assert REGISTER.on(date(2024, 11, 15)).restrictions == ()
    conditional = REGISTER.restrictions_on("CF", date(2016, 9, 19))
    assert [(r.direction, r.effect) for r in conditional] == [
        (Direction.EXPORT, Effect.CONDITIONAL),
        (Direction.IMPORT, Effect.WATCH),
    ]


def test_a_restricted_participant_is_still_counted() -> None:
    assert REGISTER.is_participant("VE", date(2010, 1, 1))
    assert REGISTER.is_participant("CF", date(2014, 1, 1))


def test_names_in_six_languages() -> None:
    assert REGISTER.name("CI") == "Côte d'Ivoire"
    assert REGISTER.name("BW", "fr") == "Botswana"
    assert REGISTER.name("BE", "pt") == "Bélgica"
    assert REGISTER.name("RU", "ru") == "Российская Федерация"
    assert REGISTER.name("AE", "ar") == "الإمارات العربية المتحدة"
    assert REGISTER.name("CN", "zh") == "中国"
    assert REGISTER.name("BW", "tn") == "Botswana"
    assert REGISTER.name("ZZ") == "ZZ"
    for language in ("fr", "pt", "ru", "ar", "zh"):
        for entry in REGISTER.entries:
            assert REGISTER.name(entry.code, language)


def test_a_national_list_is_built_from_rows() -> None:
    day = date(2026, 11, 19)
    own = Participants(
        (entry for entry in REGISTER.entries if entry.code != "VE"),
        (Restriction("RU", Direction.EXPORT, Effect.WATCH, Interval(day), "National notice.", ("Notice 1",)),),
    )
    assert own.on(day).participants == 59
    assert not own.may_trade("VE", day)
    assert own.on(day).restrictions[0].code == "RU"
    more = Participants(
        [*own.entries, Entry(Kind.PARTICIPANT, "VE", "Venezuela", Interval(day), "Readopted.", ("Notice 2",))]
    )
    assert more.on(day).participants == 60


@pytest.mark.parametrize(
    ("year", "code", "role"),
    [
        (2003, "ZA", "chair"),
        (2019, "IN", "chair"),
        (2020, "", "none"),
        (2025, "AE", "custodian"),
        (2026, "IN", "chair"),
    ],
)
def test_the_chair_by_year(year: int, code: str, role: str) -> None:
    found = plenary.chair(year)
    assert found is not None
    assert (found.code, found.role) == (code, role)
    assert found.sources


def test_a_year_without_a_known_chair() -> None:
    assert plenary.chair(2002) is None
    assert plenary.chair(2027) is None


def test_observers() -> None:
    assert len(plenary.observers_on(date(2010, 1, 1))) == 2
    assert len(plenary.observers_on(date(2026, 1, 1))) == 4
    assert plenary.observers_on(date(2002, 1, 1)) == ()


# what the register holds beyond the shared facts, each for the reason in its note
OURS = {("territory", "XI"), ("watch", "CF")}
KINDS = {
    "participant": "participant",
    "eu_member": "member",
    "associated_territory": "territory",
    "meets_requirements": "meets_requirements",
    "dropped_2003": "tolerance",
}


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    path = FACTS / "participants.csv"
    if not path.exists():
        pytest.skip("the shared facts are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_spell_is_that_of_the_shared_facts(facts: list[dict[str, str]]) -> None:
    wanted = sorted(
        (
            KINDS[row["record_type"]],
            row["iso2"],
            row["parent"],
            row["from"],
            row["until"],
            row["from_precision"],
            row["until_precision"] or "day",
            row["confidence"],
        )
        for row in facts
        if row["record_type"] in KINDS
    )
    held = sorted(
        (
            entry.kind.value,
            entry.code,
            entry.parent,
            entry.period.since.isoformat(),
            entry.period.until.isoformat() if entry.period.until else "",
            entry.since_precision,
            entry.until_precision,
            entry.confidence,
        )
        for entry in REGISTER.entries
        if (entry.kind.value, entry.code) not in OURS
    )
    assert held == wanted


def test_every_restriction_is_that_of_the_shared_facts(facts: list[dict[str, str]]) -> None:
    wanted = sorted(
        (row["iso2"], row["from"], row["until"], row["confidence"])
        for row in facts
        if row["record_type"] == "restriction"
    )
    held = sorted(
        (r.code, r.period.since.isoformat(), r.period.until.isoformat() if r.period.until else "", r.confidence)
        for r in REGISTER.restrictions
        if (r.effect.value, r.code) not in OURS
    )
    assert held == wanted


def test_every_observer_is_that_of_the_shared_facts(facts: list[dict[str, str]]) -> None:
    wanted = sorted((row["name"], row["from"]) for row in facts if row["record_type"] == "observer")
    assert sorted((o.name, o.period.since.isoformat()) for o in plenary.observers()) == wanted


def test_every_chair_is_that_of_the_shared_facts() -> None:
    path = FACTS / "chairs.csv"
    if not path.exists():
        pytest.skip("the shared facts are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        wanted = [(int(row["year"]), row["iso2"]) for row in csv.DictReader(file)]
    assert [(chair.year, chair.code) for chair in plenary.chairs()] == wanted
