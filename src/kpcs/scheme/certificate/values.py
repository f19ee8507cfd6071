"""The certificate and its parts as frozen values.

A shipment holds containers, a container parcels, a parcel content lines (one HS sub-heading and one statement of
origin each): Canada counts containers, the Core Document parcels, so both are kept (CORE I and Annex I.A, CA-REG 1).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.quantities import Carats, USDollars


class OriginMode(StrEnum):
    """How origin is stated. CORE Annex I.A asks for it only where parcels are of unmixed origin."""

    SINGLE = "single"
    MIXED_UNDECLARED = "mixed_undeclared"
    MIXED_LISTED = "mixed_listed"


class OriginShare(NamedTuple):
    """One country of origin (alpha-2, a country and never the EU) with its part of the goods where known."""

    country: str
    carats: Carats | None = None
    value: USDollars | None = None


class Origins(NamedTuple):
    """A statement of origin. ``shares`` holds one country for single, two or more for listed; undeclared mixed
    goods may carry the countries known internally, or none. Shares stand in the order of their codes."""

    mode: OriginMode
    shares: tuple[OriginShare, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """The alpha-2 codes of the countries named."""
        return tuple(share.country for share in self.shares)


class Party(NamedTuple):
    """Exporter, importer or consignee: name and address lines as printed, country as alpha-2 or empty."""

    name: str
    address: tuple[str, ...]
    country: str = ""


class ContentLine(NamedTuple):
    """Goods of one sub-heading and one statement of origin within a parcel."""

    hs: SubHeading
    carats: Carats
    value: USDollars
    origins: Origins


class Parcel(NamedTuple):
    """One or more diamonds packed together and not individualised (CORE I)."""

    reference: str
    lines: tuple[ContentLine, ...]


class Container(NamedTuple):
    """A tamper-resistant container with the numbers of its seals (CORE IV(c))."""

    seals: tuple[str, ...]
    parcels: tuple[Parcel, ...]


class HeadingTotal(NamedTuple):
    """What the certificate states for one sub-heading: the sum over all parcels."""

    hs: SubHeading
    carats: Carats
    value: USDollars


class Signatory(NamedTuple):
    """The officer named for validation by the Exporting Authority."""

    name: str
    title: str


class Certificate(NamedTuple):
    """All elements of Annex I.A, and what kpcs adds to find the goods again.

    ``number``       normal form: issuer's alpha-2 and digits; the prefix is the issuer, never the origin
    ``issuer``       alpha-2 of the issuing Participant (``EU`` for the Union)
    ``authority``    the issuing authority by name, ``office`` the office by its code
    ``issued_on``, ``expires_on``, ``must_export_by``  the last may be absent: EU 12(5) limits validity for export,
                     CA-REG 6 the certificate itself, and the two days can differ
    ``destination``  the importing Participant; ``provenance`` the last Participant of export
    ``origins``      combined over all lines
    ``lines``        one total for each sub-heading present
    ``containers``   may be empty on a certificate read from a code whose lists are annexed; then
                     ``packing_digest`` (hex SHA-256) binds them
    ``layout``       the issuer's layout and edition: it fixes title, statement and languages (Annex I.A 1, 2, 4)
    ``sheet``        the number on the security paper, empty on plain stock
    """

    number: str
    issuer: str
    authority: str
    office: str
    issued_on: date
    expires_on: date
    must_export_by: date | None
    exporter: Party
    importer: Party
    consignee: Party | None
    destination: str
    provenance: str
    origins: Origins
    lines: tuple[HeadingTotal, ...]
    parcel_count: int
    container_count: int
    containers: tuple[Container, ...]
    layout: str
    sheet: str
    signatory: Signatory
    packing_digest: str = ""

    @property
    def carats(self) -> Carats:
        """Total mass over the sub-headings."""
        return Carats.total(line.carats for line in self.lines)

    @property
    def value(self) -> USDollars:
        """Total value over the sub-headings."""
        return USDollars.total(line.value for line in self.lines)

    @property
    def seals(self) -> tuple[str, ...]:
        """All seal numbers in the order of the containers."""
        return tuple(seal for container in self.containers for seal in container.seals)


def content_lines(containers: Iterable[Container]) -> Iterable[ContentLine]:
    """All content lines in packing order."""
    for container in containers:
        for parcel in container.parcels:
            yield from parcel.lines


def heading_totals(containers: Iterable[Container]) -> tuple[HeadingTotal, ...]:
    """Sums by sub-heading, in the order of the Core Document; only sub-headings that occur."""
    totals: dict[SubHeading, tuple[Carats, USDollars]] = {}
    for line in content_lines(containers):
        carats, value = totals.get(line.hs, (Carats(0), USDollars(0)))
        totals[line.hs] = (carats + line.carats, value + line.value)
    return tuple(HeadingTotal(hs, *totals[hs]) for hs in SubHeading if hs in totals)


def combine_origins(containers: Iterable[Container]) -> Origins:
    """The origin of the whole shipment from the origin of each line.

    One country in all lines gives single. A line whose countries are not declared makes the whole undeclared, with
    the countries known so far. Otherwise the countries are listed; a country's carats (and value) are given only
    when they are known in every line that names it.
    """
    lines = list(content_lines(containers))
    undeclared = any(line.origins.mode is OriginMode.MIXED_UNDECLARED for line in lines)
    carats: dict[str, Carats | None] = {}
    value: dict[str, USDollars | None] = {}
    for line in lines:
        single = line.origins.mode is OriginMode.SINGLE
        for share in line.origins.shares:
            share_carats = line.carats if single else share.carats
            share_value = line.value if single else share.value
            known_carats = carats.get(share.country, Carats(0))
            known_value = value.get(share.country, USDollars(0))
            carats[share.country] = (
                None if known_carats is None or share_carats is None else known_carats + share_carats
            )
            value[share.country] = None if known_value is None or share_value is None else known_value + share_value
    countries = sorted(carats)
    if undeclared:
        return Origins(OriginMode.MIXED_UNDECLARED, tuple(OriginShare(c) for c in countries))
    if len(countries) == 1:
        return Origins(OriginMode.SINGLE, (OriginShare(countries[0]),))
    return Origins(OriginMode.MIXED_LISTED, tuple(OriginShare(c, carats[c], value[c]) for c in countries))
