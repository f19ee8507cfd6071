"""May these goods go from here to there on that day?"""

from datetime import date

import pytest

from kpcs.scheme import jurisdictions
from kpcs.scheme.intervals import Interval
from kpcs.scheme.participants import Direction, Effect, Participants, Restriction, Zone
from kpcs.scheme.trade import Ruling, overlays, ruling

REGISTER = Participants.published()
TODAY = date(2026, 11, 19)


def codes(found: Ruling) -> tuple[list[str], list[str], list[str]]:
    problems, conditions, watches = (
        [p.code for p in part] for part in (found.problems, found.conditions, found.watches)
    )
    return problems, conditions, watches


def test_between_two_participants_goods_travel_with_a_certificate() -> None:
    found = ruling(REGISTER, "BW", "EU", TODAY, ["BW"])
    assert found == Ruling(True, (), (), ())
    assert ruling(REGISTER, "BW", "BE", TODAY).certificate_needed


@pytest.mark.parametrize(
    ("exporter", "importer", "day", "problems"),
    [
        ("BW", "KE", TODAY, ["trade.importer.unknown"]),
        ("KE", "BW", TODAY, ["trade.exporter.unknown"]),
        ("KE", "UG", TODAY, ["trade.exporter.unknown", "trade.importer.unknown"]),
        ("BW", "CG", date(2005, 1, 1), ["trade.importer.not_participant"]),
        ("CG", "BW", date(2005, 1, 1), ["trade.exporter.not_participant"]),
        ("UZ", "EU", date(2024, 11, 14), ["trade.exporter.not_participant"]),
        ("UZ", "EU", date(2024, 11, 15), []),
        ("TW", "EU", TODAY, []),
        ("VE", "BW", date(2010, 1, 1), ["trade.prohibited"]),
        ("BW", "VE", date(2010, 1, 1), ["trade.prohibited"]),
        ("CF", "EU", date(2014, 1, 1), ["trade.prohibited"]),
        ("CF", "VE", date(2014, 1, 1), ["trade.prohibited", "trade.prohibited"]),
        ("CI", "EU", date(2010, 1, 1), ["trade.prohibited"]),
        ("EU", "CI", date(2010, 1, 1), []),  # the embargo was on exports
        ("CI", "EU", date(2014, 4, 29), []),
        ("LR", "EU", date(2005, 1, 1), ["trade.exporter.not_participant", "trade.prohibited"]),
    ],
)
def test_what_refuses_our_own_shipment(exporter: str, importer: str, day: date, problems: list[str]) -> None:
    found = ruling(REGISTER, exporter, importer, day)
    assert codes(found)[0] == problems
    for problem in found.problems:
        assert problem.text
        assert problem.code.endswith("unknown") or "Source: " in problem.text


def test_the_side_is_named_where_the_form_asks_for_it() -> None:
    found = ruling(REGISTER, "KE", "CG", date(2005, 1, 1))
    assert [p.where for p in found.problems] == ["exporter", "importer"]


@pytest.mark.parametrize(
    ("exporter", "importer", "needed"),
    [
        ("BE", "IE", False),  # inside the European Union
        ("GL", "DK", False),
        ("XI", "IE", False),  # Northern Ireland keeps the Union's rules
        ("GB", "XI", True),
        ("GB", "BE", True),
        ("BW", "BW", False),
    ],
)
def test_where_a_certificate_is_needed(exporter: str, importer: str, needed: bool) -> None:
    found = ruling(REGISTER, exporter, importer, TODAY)
    assert found.certificate_needed is needed
    assert codes(found) == ([], [], [])


def test_before_it_left_the_united_kingdom_was_inside() -> None:
    assert not ruling(REGISTER, "GB", "BE", date(2020, 12, 31)).certificate_needed


def test_a_condition_is_shown_and_refuses_nothing() -> None:
    found = ruling(REGISTER, "CF", "EU", date(2016, 10, 1))
    assert codes(found) == ([], ["trade.conditional"], [])
    assert "Monitoring Team" in found.conditions[0].text


@pytest.mark.parametrize(
    ("zone", "day", "conditions"),
    [
        ("Berberati", date(2016, 7, 1), ["trade.conditional"]),
        ("berberati", date(2016, 7, 1), ["trade.conditional"]),
        ("Nola", date(2016, 7, 1), ["trade.conditional", "trade.zone_not_named"]),
        ("Nola", date(2016, 9, 19), ["trade.conditional"]),
        ("Bria", date(2020, 1, 1), ["trade.conditional", "trade.zone_not_named"]),
    ],
)
def test_compliant_zones_of_the_central_african_republic(zone: str, day: date, conditions: list[str]) -> None:
    assert codes(ruling(REGISTER, "CF", "EU", day, zones=[zone])) == ([], conditions, [])


def test_imports_whose_state_no_source_tells_are_watched() -> None:
    assert codes(ruling(REGISTER, "EU", "CF", date(2016, 10, 1))) == ([], [], ["trade.watch"])
    assert codes(ruling(REGISTER, "GH", "EU", date(2006, 12, 1))) == ([], [], ["trade.watch"])


def test_a_restriction_on_zones_spares_the_others() -> None:
    day = date(2010, 1, 1)
    assert codes(ruling(REGISTER, "ZW", "EU", day)) == ([], ["trade.conditional"], [])
    assert codes(ruling(REGISTER, "ZW", "EU", day, zones=["Marange"])) == ([], ["trade.conditional"], [])
    assert codes(ruling(REGISTER, "ZW", "EU", day, zones=["Murowa"])) == ([], [], [])


def test_a_prohibition_on_zones_asks_when_the_zone_is_not_known() -> None:
    zone = Zone("Example Zone", Interval(date(2020, 1, 1)))
    own = Participants(
        REGISTER.entries,
        [
            Restriction(
                "BW",
                Direction.EXPORT,
                Effect.PROHIBITED,
                Interval(date(2020, 1, 1)),
                "Invented for this test.",
                ("Notice 1",),
                area=(zone,),
            )
        ],
    )
    assert codes(ruling(own, "BW", "EU", TODAY)) == ([], ["trade.zone_unknown"], [])
    assert codes(ruling(own, "BW", "EU", TODAY, zones=["Elsewhere"])) == ([], [], [])
    assert codes(ruling(own, "BW", "EU", TODAY, zones=["EXAMPLE ZONE"])) == (["trade.prohibited"], [], [])


def test_a_restricted_origin_that_comes_by_way_of_another_is_for_the_officer() -> None:
    day = date(2014, 1, 1)
    found = ruling(REGISTER, "CM", "EU", day, ["CF", "CM", "CI"])
    assert codes(found) == ([], ["trade.origin_restricted"] * 2, [])
    assert "Central African Republic" in found.conditions[0].text
    # its own export is judged once, as that of the exporter
    assert codes(ruling(REGISTER, "CF", "EU", day, ["CF"])) == (["trade.prohibited"], [], [])


def test_a_national_list_decides_for_its_authority() -> None:
    own = Participants([entry for entry in REGISTER.entries if entry.code != "UZ"], REGISTER.restrictions)
    assert codes(ruling(own, "UZ", "EU", TODAY))[0] == ["trade.exporter.unknown"]


def test_measures_of_the_union_stand_apart_from_the_scheme() -> None:
    day = date(2025, 3, 1)
    pack = jurisdictions.pack("EU", day)
    ((overlay, problem),) = overlays(pack, Direction.IMPORT, "mixed_undeclared", day)
    assert problem.code == "overlay.eu.mixed_origin_named"
    assert overlay.source
    assert overlays(pack, Direction.IMPORT, "mixed_undeclared", date(2025, 2, 28)) == []
    assert overlays(pack, Direction.IMPORT, "mixed_listed", day) == []
    assert overlays(pack, Direction.IMPORT, "single", day) == []
    assert overlays(pack, Direction.EXPORT, "mixed_undeclared", day) == []
    assert overlays(jurisdictions.pack("BW", day), Direction.IMPORT, "mixed_undeclared", day) == []
    # the scheme itself has nothing against it
    assert ruling(REGISTER, "BW", "EU", day) == Ruling(True, (), (), ())
