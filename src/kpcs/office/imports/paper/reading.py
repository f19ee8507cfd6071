"""What a captured paper can be read as."""

import re
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from kpcs.office.imports.paper import figures
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.numbering import CertificateNumber, parse
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.quantities import Carats, USDollars


class PrintedLine(NamedTuple):
    """A line of goods: the printed sub-heading, and what could be read. ``decimals`` are the printed digits after the
    point."""

    printed_hs: str
    hs: SubHeading | None
    carats: Carats | None
    decimals: int
    value: USDollars | None


class PaperReading(NamedTuple):
    """The reading of a capture; None and empty where nothing could be read. ``twofold`` names the keys of texts that
    can be read in two ways (``issued_on``, ``carats``, ``lines.0.carats``); ``number_problems`` tell why the number
    could not be read."""

    number: CertificateNumber | None
    number_problems: tuple[Problem, ...]
    issued_on: date | None
    must_export_by: date | None
    expires_on: date | None
    destination: str
    provenance: str
    origins: tuple[str, ...]
    lines: tuple[PrintedLine, ...]
    carats: Carats | None
    value: USDollars | None
    parcels: int | None
    containers: int | None
    seals: tuple[str, ...]
    twofold: tuple[str, ...]


def read(printed: dict[str, Any]) -> PaperReading:
    """Read a capture as :func:`kpcs.office.imports.paper.capture.capture` makes it."""
    twofold: list[str] = []

    def taken[T](key: str, found: figures.Read[T]) -> T | None:
        if found.twofold:
            twofold.append(key)
        return found.value

    def text(key: str) -> str:
        return str(printed.get(key, ""))

    number, problems = _number(text("number"))
    lines = []
    for i, line in enumerate(printed.get("lines", ())):
        lines.append(
            PrintedLine(
                line["hs"],
                _heading(line["hs"]),
                taken(f"lines.{i}.carats", figures.read_carats(line["carats"])),
                figures.decimals(line["carats"]),
                taken(f"lines.{i}.value", figures.read_dollars(line["value"])),
            )
        )
    return PaperReading(
        number=number,
        number_problems=problems,
        issued_on=taken("issued_on", figures.read_day(text("issued_on"))),
        must_export_by=taken("must_export_by", figures.read_day(text("must_export_by"))),
        expires_on=taken("expires_on", figures.read_day(text("expires_on"))),
        destination=read_country(text("destination")),
        provenance=read_country(text("provenance")),
        origins=tuple(
            filter(None, (read_country(part) for part in re.split(r"[,;/+]|\band\b|\bet\b", text("origin"))))
        ),
        lines=tuple(lines),
        carats=taken("carats", figures.read_carats(text("carats"))),
        value=taken("value", figures.read_dollars(text("value"))),
        parcels=figures.read_count(text("parcels")),
        containers=figures.read_count(text("containers")),
        seals=tuple(part for part in re.split(r"[,;/\n]+|\s{2,}", text("seals").replace("\r", "")) if part.strip()),
        twofold=tuple(twofold),
    )


def _number(text: str) -> tuple[CertificateNumber | None, tuple[Problem, ...]]:
    if not text:
        return None, ()
    try:
        return parse(text), ()
    except Refusal as refusal:
        return None, refusal.problems


def _heading(text: str) -> SubHeading | None:
    try:
        return SubHeading.parse(text)
    except Refusal:
        return None


def read_country(text: str) -> str:
    """The code of a country or Participant printed by name in one of kpcs's languages, or as its code; else empty."""
    plain = " ".join(text.casefold().split())
    if not plain:
        return ""
    names = _names()
    if plain in names:
        return names[plain]
    inside = re.search(r"\(([a-z]{2})\)", plain)
    return inside.group(1).upper() if inside and inside.group(1) in names else ""


@cache
def _names() -> dict[str, str]:
    """Codes by every name and code that the register knows."""
    register = Participants.published()
    found: dict[str, str] = {}
    for entry in register.entries:
        found[entry.code.casefold()] = entry.code
        found[entry.name.casefold()] = entry.code
        for language in ("fr", "pt", "ru", "ar", "zh"):
            found[register.name(entry.code, language).casefold()] = entry.code
    return found
