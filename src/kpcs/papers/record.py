"""A certificate as the texts that its papers print: grouped, translated, each with its direction.

Templates place these texts and decide nothing about them. Amounts carry a narrow no-break space (U+202F) between
thousands: a thin space lets the groups change places in a paragraph that reads from right to left.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from kpcs.papers.layout import Layout
from kpcs.scheme.certificate import Certificate, Origins, OriginShare, Party
from kpcs.scheme.certificate.values import ContentLine
from kpcs.scheme.participants import Participants
from kpcs.scheme.quantities import Carats, USDollars

THOUSANDS = "\u202f"
NOTHING = "–"
"""Stands where a field has nothing to say, so that nothing can be added to it later."""


def said(text: str) -> dict[str, Any]:
    """A text of the record with its direction: that of its first strong letter."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return {"t": text, "rtl": True}
        if kind == "L":
            break
    return {"t": text, "rtl": False}


def number_printed(number: str) -> str:
    """``BW 00042187``: the issuer's letters stand apart; a number of another form is printed as it is."""
    return f"{number[:2]} {number[2:]}" if number[:2].isalpha() and number[2:].isdecimal() else number


def check_printed(check_value: str) -> str:
    """``GEW6 MMVL``: two groups of four."""
    return f"{check_value[:4]} {check_value[4:]}"


def places(amounts: Sequence[Carats]) -> int:
    """Decimals of a column of carats: two, and three for all as soon as one of them needs three."""
    return 3 if any(amount.thousandths % 10 for amount in amounts) else 2


def country(code: str, layout: Layout) -> dict[str, Any]:
    """Name in the sheet's language, English where that differs, and the two letters."""
    register = Participants.published()
    own, english = register.name(code, layout.language), register.name(code)
    return {"code": code, "name": said(own), "english": None if own == english else english}


def person(party: Party) -> dict[str, Any]:
    """Name and address lines, empty lines left out."""
    return {"name": said(party.name), "lines": [said(line) for line in party.address if line.strip()]}


def certificate_fields(
    c: Certificate, check_value: str, layout: Layout, authority_lines: Sequence[str]
) -> dict[str, Any]:
    """Everything that varies on a printed certificate of ``layout``."""
    decimals = places([line.carats for line in c.lines])
    return {
        "number": number_printed(c.number),
        "check": check_printed(check_value),
        "issued-on": c.issued_on.isoformat(),
        "must-export-by": c.must_export_by.isoformat() if c.must_export_by else NOTHING,
        "expires-on": c.expires_on.isoformat(),
        "exporter": person(c.exporter),
        "importer": person(c.importer),
        "consignee": person(c.consignee) if c.consignee else None,
        "destination": country(c.destination, layout),
        "provenance": country(c.provenance, layout),
        "origins": _origins(c.origins, layout),
        "lines": [
            {
                "hs": line.hs.value,
                "kind": said(layout.words[line.hs.value][0]),
                "english": layout.words[line.hs.value][1] if len(layout.words[line.hs.value]) > 1 else None,
                "carats": line.carats.fixed(decimals, THOUSANDS),
                "value": line.value.fixed(2, THOUSANDS),
            }
            for line in c.lines
        ],
        "carats": c.carats.fixed(decimals, THOUSANDS),
        "value": c.value.fixed(2, THOUSANDS),
        "parcels": str(c.parcel_count),
        "containers": str(c.container_count),
        "seals": [{"n": str(i), "seals": list(box.seals)} for i, box in enumerate(c.containers, 1)],
        # the lists stand apart when the code holds only their digest
        "annexed": bool(c.packing_digest),
        "digest": " ".join(c.packing_digest[i : i + 8] for i in range(0, len(c.packing_digest), 8)),
        "packing": _packing(c, layout),
        "authority": {
            "name": said(c.authority),
            "lines": [said(line) for line in (*authority_lines, c.office)],
        },
        "sheet": c.sheet or NOTHING,
        "signatory": {
            "name": said(c.signatory.name),
            "lines": [said(c.signatory.title)] if c.signatory.title else [],
        },
    }


def _origins(origins: Origins, layout: Layout) -> dict[str, Any]:
    known = [share.carats for share in origins.shares if share.carats is not None]
    decimals = places(known)
    return {
        "mode": origins.mode.value,
        "codes": ", ".join(origins.countries),
        "shares": [_share(share, decimals, layout) for share in origins.shares],
    }


def _share(share: OriginShare, decimals: int, layout: Layout) -> dict[str, Any]:
    carats = share.carats.fixed(decimals, THOUSANDS) if share.carats is not None else None
    return country(share.country, layout) | {"carats": carats}


def _packing(c: Certificate, layout: Layout) -> list[dict[str, Any]]:
    lines = [line for box in c.containers for parcel in box.parcels for line in parcel.lines]
    decimals = places([line.carats for line in lines])
    return [
        {
            "n": str(i),
            "seals": list(box.seals),
            "parcels": [
                {"reference": parcel.reference, "lines": [_line(line, decimals, layout) for line in parcel.lines]}
                for parcel in box.parcels
            ],
        }
        for i, box in enumerate(c.containers, 1)
    ]


def _line(line: ContentLine, decimals: int, layout: Layout) -> dict[str, str]:
    shares = [
        share.country + (f" {share.carats.printed(THOUSANDS)}" if share.carats is not None else "")
        for share in line.origins.shares
    ]
    return {
        "hs": line.hs.value,
        "origins": ", ".join(shares) or layout.words["mixed"][0],
        "carats": line.carats.fixed(decimals, THOUSANDS),
        "value": _dollars(line.value),
    }


def _dollars(value: USDollars) -> str:
    return value.fixed(2, THOUSANDS)
