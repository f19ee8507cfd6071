"""Certificates for tests: invented parties, prices inside published ranges."""

from datetime import date
from typing import Any

from kpcs.scheme.certificate import (
    Certificate,
    Container,
    ContentLine,
    OriginMode,
    Origins,
    OriginShare,
    Parcel,
    Party,
    Signatory,
    combine_origins,
    heading_totals,
)
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.quantities import Carats, USDollars

BW_ONLY = Origins(OriginMode.SINGLE, (OriginShare("BW"),))


def line(hs: SubHeading, carats: str, value: str, origins: Origins = BW_ONLY) -> ContentLine:
    """A content line from decimal text."""
    return ContentLine(hs, Carats.parse(carats), USDollars.parse(value), origins)


LISTED = Origins(
    OriginMode.MIXED_LISTED,
    (
        OriginShare("BW", Carats.parse("810.750"), USDollars.parse("62589.90")),
        OriginShare("NA", Carats.parse("500.000"), USDollars.parse("38600.00")),
    ),
)

CONTAINERS = (
    Container(
        ("S118204",),
        (
            Parcel("P1", (line(SubHeading.NON_INDUSTRIAL, "4812.36", "632344.10"),)),
            Parcel("P2", (line(SubHeading.NON_INDUSTRIAL, "2046.18", "345292.88"),)),
        ),
    ),
    Container(
        ("S118205",),
        (
            Parcel(
                "P3",
                (
                    line(SubHeading.NON_INDUSTRIAL, "905.42", "161708.01"),
                    line(SubHeading.UNSORTED, "1310.75", "101189.90", LISTED),
                ),
            ),
        ),
    ),
)
"""Two containers, three parcels, two sub-headings, one line of listed mixed origin."""


def certificate(**changes: Any) -> Certificate:
    """A certificate that may be signed; ``changes`` replace fields."""
    whole = Certificate(
        number="BW00042187",
        issuer="BW",
        authority="Example Office for Rough Diamonds",
        office="BW-ST",
        issued_on=date(2026, 11, 19),
        expires_on=date(2027, 1, 18),
        must_export_by=None,
        exporter=Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW"),
        importer=Party("Scheldt Sample Traders", ("12 Specimen Quay", "Sample Port"), "BE"),
        consignee=None,
        destination="EU",
        provenance="BW",
        origins=combine_origins(CONTAINERS),
        lines=heading_totals(CONTAINERS),
        parcel_count=3,
        container_count=2,
        containers=CONTAINERS,
        layout="BW-A4-1",
        sheet="A00271946",
        signatory=Signatory("Kago Example", "Deputy Registrar"),
    )
    return whole._replace(**changes)
