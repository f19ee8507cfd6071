"""Letters to an authority that has no node: notice of a shipment, confirmation of import, query on authenticity.

One letter engine; what differs is which numbered fields a letter shows. The notice carries what CORE Annex II
paragraphs 19 and 21 name, the confirmation what CORE III(b) names, and more where it is known. Every letter names
the certificate by number and check value, so that an answer can be matched.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kpcs.papers.codes import drawing
from kpcs.papers.guilloche import band
from kpcs.papers.layout import Layout, vocabulary
from kpcs.papers.record import NOTHING, THOUSANDS, check_printed, number_printed, person, places, said
from kpcs.papers.typeset import plain_day, set_paper
from kpcs.scheme.certificate import Certificate, HeadingTotal, OriginMode, Origins, Party, Signatory
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse
from kpcs.scheme.quantities import Carats, USDollars

LANGUAGES = ("en", "fr")


class Address(NamedTuple):
    """An authority as a letter names it: its name, and the lines of its address."""

    name: str
    lines: tuple[str, ...] = ()


class Heading(NamedTuple):
    """What every letter says about itself.

    ``layout``     of the sender: its ink and line work
    ``language``   of the letter: one of ``LANGUAGES``
    ``day``        of the letter; it dates the document too
    ``signatory``  whose name stands under the signature line
    """

    sender: Address
    recipient: Address
    reference: str
    day: date
    language: str
    signatory: Signatory
    layout: Layout


class Result(StrEnum):
    """The outcome of an import, said of the goods; the words never say that a document was accepted."""

    IN_ORDER = "in_order"
    WITH_DIFFERENCE = "with_difference"
    REFUSED_IN_PART = "refused_in_part"
    REFUSED = "refused"


class Line(NamedTuple):
    """Goods of one sub-heading as they were found; ``value`` None where nobody assessed it."""

    hs: SubHeading
    carats: Carats
    value: USDollars | None


class Goods(NamedTuple):
    """Parcels and lines by sub-heading, as certified or as found; ``parcels`` None where they were not counted."""

    parcels: int | None
    lines: tuple[HeadingTotal | Line, ...]


class ImportFound(NamedTuple):
    """What an importing authority confirms, whether the certificate came with a code or on plain paper.

    ``check_value``   empty for a certificate without a code
    ``seals_intact``  None where it was not recorded
    ``remark``        the difference in the officer's words
    """

    number: str
    check_value: str
    exporter: Party
    importer: Party
    received_on: date
    confirmed_on: date
    case: str
    certified: Goods
    found: Goods
    seals_intact: bool | None
    result: Result
    remark: str = ""


class Presented(NamedTuple):
    """A certificate as it was presented, to be compared with its issuer's record; what is not on it is None."""

    number: str
    check_value: str
    issued_on: date | None
    expires_on: date | None
    exporter: Party | None
    importer: Party | None
    carats: Carats | None
    value: USDollars | None
    questions: tuple[str, ...] = ()


def render_pre_advice(
    heading: Heading, certificate: Certificate, *, check_value: str, label_code: str = "", carriage: str = ""
) -> bytes:
    """The notice that a shipment is coming (CORE Annex II.19 and 21), as PDF/A-2b.

    ``label_code`` (``KPL1:...``) names the certificate, here as in every letter, and is left out where there is none;
    ``carriage`` is carrier and document, where known.
    """
    w = _Words(heading.language)
    c = certificate
    blocks = [
        w.person(6, c.exporter),
        w.person(7, c.importer),
        w.text(9, w.country(c.destination)),
        w.text(10, w.country(c.provenance)),
        w.text(11, w.origins(c.origins)),
        w.text(13, str(c.parcel_count)),
        w.text(14, str(c.container_count)),
        w.text(15, ", ".join(c.seals) or NOTHING, mono=True),
    ]
    if carriage:
        blocks.append(w.named("dispatch", carriage))
    band_cells = [
        w.cell(3, c.issued_on.isoformat()),
        w.cell(4, c.must_export_by.isoformat() if c.must_export_by else NOTHING),
        w.cell(5, c.expires_on.isoformat()),
    ]
    parts = {"fields": blocks, "table": w.table(Goods(None, c.lines), None)}
    return _letter(heading, w, "pre_advice", c.number, check_value, band_cells, parts, label_code)


def render_confirmation(heading: Heading, found: ImportFound, *, label_code: str = "") -> bytes:
    """The confirmation of an import (CORE III(b)): certified beside found, figures that differ in bold."""
    w = _Words(heading.language)
    fields = [
        w.person(6, found.exporter),
        w.person(7, found.importer),
        w.named("parcels", f"{w.count(found.certified)} {w.words['and']} {w.count(found.found)}", 13),
        w.named("seals_intact", w.words[{True: "yes", False: "no", None: "not_stated"}[found.seals_intact]], 21),
    ]
    if found.remark:
        fields.append(w.named("difference", found.remark))
    band_cells = [
        w.named("received", found.received_on.isoformat(), 20),
        w.named("confirmed", found.confirmed_on.isoformat()),
        w.named("case", found.case),
    ]
    parts = {
        "fields": fields,
        "table": w.table(found.certified, found.found),
        "results": {
            "n": 23,
            "label": w.labels["23"][0],
            "choices": [{"t": w.words[r.value], "on": r is found.result} for r in Result],
        },
    }
    return _letter(heading, w, "confirmation", found.number, found.check_value, band_cells, parts, label_code)


def render_query(heading: Heading, presented: Presented, *, label_code: str = "") -> bytes:
    """The question to an issuer whether a certificate is genuine, with room for the answer by pen."""
    w = _Words(heading.language)
    p = presented
    fields = [
        w.person(6, p.exporter) if p.exporter else w.text(6, NOTHING),
        w.person(7, p.importer) if p.importer else w.text(7, NOTHING),
        w.label("carats", p.carats.printed(THOUSANDS) if p.carats else NOTHING, 12),
        w.label("value", p.value.fixed(2, THOUSANDS) if p.value else NOTHING, 12),
    ]
    band_cells = [
        w.cell(3, p.issued_on.isoformat() if p.issued_on else NOTHING),
        w.cell(5, p.expires_on.isoformat() if p.expires_on else NOTHING),
    ]
    letter = w.letters["query"]
    parts = {
        "fields": fields,
        "questions": [said(question) for question in p.questions],
        "asked": [letter["issued"], letter["agrees"], letter["valid"]],
    }
    return _letter(heading, w, "query", p.number, p.check_value, band_cells, parts, label_code)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("kpcs.papers") / "words" / "letters.toml").read_text("utf-8"))


class _Words:
    """The words of one language, and the small records that the template places."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise refuse(
                "papers.language.unknown",
                _("Papers cannot be printed in the language “%(language)s” yet."),
                "language",
                language=language[:20],
            )
        self.language = language
        self.letters: dict[str, Any] = _table()[language]
        self.words: dict[str, str] = {k: v for k, v in self.letters.items() if isinstance(v, str)}
        self.labels = vocabulary(language)

    def country(self, code: str) -> str:
        return f"{Participants.published().name(code, self.language)} {code}"

    def origins(self, origins: Origins) -> str:
        if origins.mode is OriginMode.MIXED_UNDECLARED:
            return self.labels["undeclared"][0]
        return ", ".join(self.country(code) for code in origins.countries)

    def count(self, goods: Goods) -> str:
        return NOTHING if goods.parcels is None else str(goods.parcels)

    def cell(self, field: int, value: str) -> dict[str, Any]:
        return {"n": field, "label": self.labels[str(field)][0], "value": value}

    def text(self, field: int, value: str, mono: bool = False) -> dict[str, Any]:
        return self.cell(field, value) | {"lines": [], "name": said(value), "mono": mono}

    def person(self, field: int, party: Party) -> dict[str, Any]:
        return self.cell(field, "") | person(party) | {"mono": False}

    def named(self, word: str, value: str, field: int | None = None) -> dict[str, Any]:
        return self._plain(self.words[word], value, field)

    def label(self, key: str, value: str, field: int) -> dict[str, Any]:
        return self._plain(self.labels[key][0], value, field)

    def _plain(self, label: str, value: str, field: int | None) -> dict[str, Any]:
        return {"n": field, "label": label, "value": value, "lines": [], "name": said(value), "mono": False}

    def table(self, certified: Goods, found: Goods | None) -> dict[str, Any]:
        """Lines by sub-heading; with ``found`` in two further columns, figures that differ marked."""
        both = certified.lines + (found.lines if found else ())
        decimals = places([line.carats for line in both])
        stated = {line.hs: line for line in certified.lines}
        weighed = {line.hs: line for line in found.lines} if found else {}
        rows: list[list[str | dict[str, Any]]] = [
            [
                hs.value,
                *self._amounts(stated.get(hs), None, decimals),
                *(self._amounts(weighed.get(hs), stated.get(hs), decimals, compare=True) if found else ()),
            ]
            for hs in sorted({line.hs for line in both})
        ]
        totals = _total(certified.lines)
        total = self._amounts(totals, None, decimals)
        if found:
            total += self._amounts(_total(found.lines), totals, decimals, compare=True)
        return {
            "n": 12 if found is None else 22,
            "label": self.labels["12" if found is None else "22"][0],
            "heads": [self.labels["hs"][0]] + [self.labels[k][0] for k in ("carats", "value")] * (2 if found else 1),
            "groups": [self.words["certified"], self.words["found"]] if found else [],
            "rows": rows,
            "total": [self.labels["total"][0], *total],
        }

    @staticmethod
    def _amounts(
        line: HeadingTotal | Line | None, other: HeadingTotal | Line | None, decimals: int, compare: bool = False
    ) -> list[dict[str, Any]]:
        if line is None:
            return [{"t": NOTHING, "differs": compare}] * 2
        return [
            {
                "t": line.carats.fixed(decimals, THOUSANDS),
                "differs": compare and (other is None or other.carats != line.carats),
            },
            {
                "t": NOTHING if line.value is None else line.value.fixed(2, THOUSANDS),
                "differs": compare and line.value is not None and (other is None or other.value != line.value),
            },
        ]


def _total(lines: Sequence[HeadingTotal | Line]) -> Line | None:
    if not lines:
        return None
    values = [line.value for line in lines if line.value is not None]
    worth = USDollars.total(values) if len(values) == len(lines) else None
    return Line(lines[0].hs, Carats.total(line.carats for line in lines), worth)


def _letter(
    heading: Heading,
    w: _Words,
    kind: str,
    number: str,
    check_value: str,
    band_cells: list[dict[str, Any]],
    parts: dict[str, Any],
    label_code: str,
) -> bytes:
    drawings = {"band": band(176.0, 2.6, heading.layout.guilloche.frame)}
    if label_code:
        drawings["code"] = drawing(label_code)
    data = {
        "title": w.letters[kind]["title"],
        "text": w.letters[kind]["text"],
        "language": heading.language,
        "ink": heading.layout.ink,
        "day": plain_day(heading.day),
        "date": heading.day.isoformat(),
        "reference": heading.reference,
        "sender": {"name": said(heading.sender.name), "lines": [said(line) for line in heading.sender.lines]},
        "recipient": {"name": said(heading.recipient.name), "lines": [said(line) for line in heading.recipient.lines]},
        "number": {"n": 1, "label": w.labels["1"][0], "value": number_printed(number)},
        "check": {"n": 2, "label": w.labels["2"][0], "value": check_printed(check_value) if check_value else NOTHING},
        "band": [{"n": cell["n"], "label": cell["label"], "value": cell["value"]} for cell in band_cells],
        "signatory": {"name": said(heading.signatory.name), "title": said(heading.signatory.title)},
        "words": w.words | {"signature": w.labels["signature"][0], "stamp": w.labels["stamp"][0]},
        "results": None,
        "table": None,
        "questions": [],
        "asked": [],
        "drawings": drawings,
    } | parts
    return set_paper("letter", data, heading.day)
