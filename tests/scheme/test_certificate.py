"""Our own certificate: every element of Annex I.A, every failure at once, each with its code."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpcs.scheme.certificate import (
    Container,
    ContentLine,
    HeadingTotal,
    OriginMode,
    Origins,
    OriginShare,
    Parcel,
    Party,
    Signatory,
    combine_origins,
    from_plain,
    heading_totals,
    plain,
    problems,
)
from kpcs.scheme.certificate.elements import FIELD_LABELS, MANDATORY
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests.samples import BW_ONLY, CONTAINERS, LISTED, certificate, line


def repacked(*containers: Container) -> dict[str, Any]:
    """Fields of a certificate whose totals follow ``containers``."""
    return {
        "containers": containers,
        "lines": heading_totals(containers),
        "origins": combine_origins(containers),
        "parcel_count": sum(len(c.parcels) for c in containers),
        "container_count": len(containers),
    }


def one(content: ContentLine) -> dict[str, Any]:
    return repacked(Container(("S1",), (Parcel("P1", (content,)),)))


def codes(**changes: Any) -> list[str]:
    return [p.code for p in problems(certificate(**changes))]


def test_the_sample_may_be_signed() -> None:
    assert problems(certificate()) == []


def test_annex_one_names_sixteen_elements_and_the_sheet_twenty_four_fields() -> None:
    # CORE Annex I.A has fourteen bullets; parties, HS code and validation are counted as items of their own
    assert len(MANDATORY) == 16
    assert sorted(FIELD_LABELS) == list(range(1, 25))


SINGLE = line(SubHeading.NON_INDUSTRIAL, "10", "1000")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": ""}, ["certificate.number.missing"]),
        ({"number": "CA00042187"}, ["certificate.number.prefix"]),
        ({"authority": " "}, ["certificate.authority.missing"]),
        ({"office": ""}, ["certificate.office.missing"]),
        ({"layout": ""}, ["certificate.layout.missing"]),
        ({"expires_on": date(2026, 11, 19)}, ["certificate.dates.expiry_before_issue"]),
        ({"must_export_by": date(2027, 1, 19)}, ["certificate.dates.export_limit"]),
        ({"must_export_by": date(2026, 11, 18)}, ["certificate.dates.export_limit"]),
        ({"exporter": Party("", ("Road",))}, ["certificate.exporter.name_missing"]),
        ({"importer": Party("X", ())}, ["certificate.importer.address_missing"]),
        ({"importer": Party("X", ("  ",))}, ["certificate.importer.address_missing"]),
        (
            {"consignee": Party("", ())},
            ["certificate.consignee.name_missing", "certificate.consignee.address_missing"],
        ),
        ({"exporter": Party("X", ("a", "b", "c", "d", "e"))}, ["certificate.exporter.address_too_long"]),
        ({"exporter": Party("X" * 121, ("a",))}, ["certificate.text.too_long"]),
        ({"exporter": Party("X\u202eY", ("a",))}, ["certificate.text.hidden"]),
        ({"exporter": Party("X\nY", ("a",))}, ["certificate.text.hidden"]),
        ({"exporter": Party("e\u0301", ("a",))}, ["certificate.text.not_composed"]),
        ({"exporter": Party("X", ("a",), "bw")}, ["certificate.country.malformed"]),
        ({"destination": "Eu"}, ["certificate.country.malformed"]),
        ({"destination": "BW"}, ["certificate.destination.own"]),
        ({"provenance": "NA"}, ["certificate.provenance.not_issuer"]),
        ({"parcel_count": 4}, ["certificate.parcels.count"]),
        ({"container_count": 1}, ["certificate.containers.count"]),
        ({"containers": ()}, ["certificate.containers.missing"]),
        ({"lines": ()}, ["certificate.lines.missing"]),
        (
            {"lines": (HeadingTotal(SubHeading.NON_INDUSTRIAL, Carats(1), USDollars(1)),)},
            ["certificate.lines.sum"],
        ),
        ({"origins": BW_ONLY}, ["certificate.origins.differ"]),
        ({"signatory": Signatory("", "")}, ["certificate.signatory.missing"]),
        (one(SINGLE._replace(carats=Carats(0))), ["certificate.line.carats_not_positive"]),
        (one(SINGLE._replace(carats=Carats(-1))), ["certificate.line.carats_not_positive"]),
        (one(SINGLE._replace(value=USDollars(0))), ["certificate.line.value_not_positive"]),
        (repacked(Container((), (Parcel("P1", (SINGLE,)),))), ["certificate.seal.missing"]),
        (repacked(Container(("S1", "S1"), (Parcel("P1", (SINGLE,)),))), ["certificate.seal.repeated"]),
        (repacked(Container((" ",), (Parcel("P1", (SINGLE,)),))), ["certificate.seal.empty"]),
        (
            repacked(Container(("S1",), (Parcel("P1", (SINGLE,)),)), Container(("S2",), ())),
            ["certificate.parcels.missing"],
        ),
        (repacked(Container(("S1",), (Parcel("", (SINGLE,)),))), ["certificate.parcel.reference_missing"]),
        (
            repacked(Container(("S1",), (Parcel("P", (SINGLE,)), Parcel("P", (SINGLE,))))),
            ["certificate.parcel.reference_repeated"],
        ),
        (
            repacked(Container(("S1",), (Parcel("P1", (SINGLE,)), Parcel("P2", ())))),
            ["certificate.parcel.empty"],
        ),
    ],
)
def test_each_fault_has_its_code(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(**changes) == expected


def listed(*shares: OriginShare, mode: OriginMode = OriginMode.MIXED_LISTED) -> dict[str, Any]:
    return one(SINGLE._replace(origins=Origins(mode, shares)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (listed(OriginShare("BW"), OriginShare("BW")), {"certificate.origin.repeated"}),
        (listed(OriginShare("EU"), OriginShare("BW")), {"certificate.origin.union"}),
        (listed(OriginShare("BW")), {"certificate.origin.listed"}),
        (listed(mode=OriginMode.SINGLE), {"certificate.origin.single"}),
        (listed(OriginShare("BW"), mode=OriginMode.MIXED_UNDECLARED), {"certificate.origin.undeclared"}),
        (
            listed(OriginShare("BW", Carats(4000)), OriginShare("NA", Carats(5000))),
            {"certificate.origin.carats_sum"},
        ),
        (listed(OriginShare("BW", Carats(11000)), OriginShare("NA")), {"certificate.origin.carats_sum"}),
        (
            listed(OriginShare("BW", Carats(10000)), OriginShare("NA", Carats(0))),
            {"certificate.origin.carats_not_positive"},
        ),
        (
            listed(OriginShare("BW", None, USDollars(1)), OriginShare("NA", None, USDollars(2))),
            {"certificate.origin.value_sum"},
        ),
        (listed(OriginShare("bw"), OriginShare("NA")), {"certificate.country.malformed"}),
    ],
)
def test_each_fault_of_an_origin_has_its_code(changes: dict[str, Any], expected: set[str]) -> None:
    assert expected <= set(codes(**changes))


def test_all_failures_are_told_at_once() -> None:
    found = codes(number="", exporter=Party("", ()), destination="x", parcel_count=9, signatory=Signatory("", ""))
    assert found == [
        "certificate.number.missing",
        "certificate.exporter.name_missing",
        "certificate.exporter.address_missing",
        "certificate.country.malformed",
        "certificate.parcels.count",
        "certificate.signatory.missing",
    ]


def test_origin_of_the_shipment_follows_from_its_lines() -> None:
    combined = combine_origins(CONTAINERS)
    assert combined.mode is OriginMode.MIXED_LISTED
    assert combined.countries == ("BW", "NA")
    assert Carats.total(s.carats for s in combined.shares if s.carats) == certificate().carats
    only = (Container(("S",), (Parcel("P", (SINGLE,)),)),)
    assert combine_origins(only) == BW_ONLY
    unknown = ContentLine(SubHeading.UNSORTED, Carats(1), USDollars(1), Origins(OriginMode.MIXED_UNDECLARED))
    mixed = combine_origins((*only, Container(("T",), (Parcel("Q", (unknown,)),))))
    assert mixed == Origins(OriginMode.MIXED_UNDECLARED, (OriginShare("BW"),))


def test_carats_of_a_country_are_given_only_when_known_in_every_line() -> None:
    half_known = LISTED._replace(shares=(OriginShare("BW"), OriginShare("NA", Carats(500000))))
    lines = (SINGLE, line(SubHeading.UNSORTED, "1310.75", "101189.90", half_known))
    combined = combine_origins((Container(("S",), (Parcel("P", lines),)),))
    assert combined.shares[0] == OriginShare("BW", None, None)
    assert combined.shares[1].carats == Carats(500000)


def test_the_plain_record_gives_the_same_certificate_back() -> None:
    for changes in (
        {},
        {"must_export_by": date(2027, 1, 18)},
        {"consignee": Party("C", ("D",))},
        {"packing_digest": "ab"},
    ):
        whole = certificate(**changes)
        assert from_plain(plain(whole)) == whole


def test_a_damaged_record_is_refused_with_every_field_that_is_wrong() -> None:
    record = plain(certificate())
    record["issued_on"] = "19/11/2026"
    record["lines"][0]["carats"] = "1.2345"
    record["containers"][0]["parcels"][0]["lines"][0]["hs"] = "7102.39"
    record["parcel_count"] = True
    del record["exporter"]
    with pytest.raises(Refusal) as caught:
        from_plain(record)
    found = {(p.where, p.code) for p in caught.value.problems}
    assert found >= {
        ("issued_on", "record.malformed"),
        ("lines.0.carats", "carats.too_many_decimals"),
        ("containers.0.parcels.0.lines.0.hs", "hs.not_rough"),
        ("parcel_count", "record.malformed"),
        ("exporter", "record.malformed"),
    }


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.sampled_from(sorted(plain(certificate()))), junk)
def test_any_record_is_either_read_or_refused(key: str, value: Any) -> None:
    record = plain(certificate()) | {key: value}
    try:
        from_plain(record)
    except Refusal as refusal:
        assert refusal.problems
