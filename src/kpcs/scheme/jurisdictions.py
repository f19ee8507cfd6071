"""Rule packs: what one authority's law and practice fix, value by value, each with its source.

The Core Document is applied through national law, so nothing that differs between authorities is hard-coded:
not a deadline, not a retention, not a number's digits. A pack (``data/jurisdictions/*.toml``) is dated and
stands over the core profile, which also serves every Participant without a pack. A case is judged by the pack
in force on its day.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from kpcs.scheme.intervals import Interval, between
from kpcs.scheme.numbering import NumberRules, Range
from kpcs.scheme.periods import Calendar, DayEnd, Duration, Unit, end_of
from kpcs.scheme.quantities import Carats

NOT_DEFINED = "not defined by a source"
"""The source of a value that no text defines: a default of kpcs, shown as such on screen."""


class Rule[T](NamedTuple):
    """One value of a pack with the paragraph that it rests on."""

    value: T
    source: str
    note: str = ""

    @property
    def defined(self) -> bool:
        """Whether a source defines the value."""
        return self.source != NOT_DEFINED


class Regime(StrEnum):
    """Which imported containers are opened."""

    ALL = "all"
    RISK = "risk"
    SHARE = "share"


class Inspection(NamedTuple):
    """The inspection regime; ``share_percent`` and ``least_lots`` belong to :attr:`Regime.SHARE` (India: 25 %
    of a consignment and at least one lot)."""

    regime: Regime
    share_percent: int = 100
    least_lots: int = 0


class ValueRule(StrEnum):
    """Which valuation a certificate states."""

    DECLARED = "declared"
    HIGHEST_OF_THREE = "highest_of_three"


class MixedOrigin(StrEnum):
    """How undeclared mixed origin is printed."""

    WORDS = "words"
    ASTERISKS = "asterisks"
    """31 CFR 592.307 note to (b)."""


class Numbering(StrEnum):
    """Where a certificate's number comes from."""

    COUNTER = "counter"
    PRINTED_STOCK = "printed_stock"


class Travels(StrEnum):
    """Where the original certificate travels; inside, the sealing follows the validation."""

    BESIDE = "beside"
    INSIDE = "inside"


class Digits(NamedTuple):
    """How many digits an issuer's serials have, both ends included."""

    least: int
    most: int


class Fee(NamedTuple):
    """A charge for a certificate: ``amount`` in the smallest unit of ``currency`` (ISO 4217)."""

    name: str
    amount: int
    currency: str


class Overlay(NamedTuple):
    """A national measure apart from the scheme's rules: shown beside them and never mixed with them."""

    name: str
    period: Interval
    direction: str
    concerns: str
    sentence: str
    source: str
    note: str = ""


class CertificateDates(NamedTuple):
    """The days that follow from the date of issue."""

    expires_on: date
    must_export_by: date | None


class Pack:
    """The rules of one authority in force during ``period``; immutable. Every attribute that is a
    :class:`Rule` carries its own source."""

    code: str
    """The Participant, or ``core``."""
    title: str
    period: Interval
    overlays: tuple[Overlay, ...]

    validity: Rule[Duration]
    """From the day of issue; the day it ends on is the last day of validity."""
    validity_day_end: Rule[DayEnd]
    export_within: Rule[Duration | None]
    """From the day of issue; the certificate must leave by then (EU 12(5)). None: no day apart from the
    expiry."""
    status_day: Rule[str]
    """``export`` or ``issue``: the day on which both parties must be Participants."""
    confirmation_to_exporter: Rule[Duration | None]
    """From arrival: when the exporting authority must have the confirmation (CORE III(b))."""
    confirmation_to_importer: Rule[Duration | None]
    """From submission: when the importer must have the confirmed copy."""
    failure_notice: Rule[Duration | None]
    """From finding that a shipment does not meet the conditions: when the issuer must be told."""
    retention_of_originals: Rule[Duration]
    retention_of_dealer_records: Rule[Duration]
    inspection: Rule[Inspection]
    value_rule: Rule[ValueRule]
    tolerance: Rule[Carats]
    """Difference of weight per line that needs no decision, beyond the rounding of the printed digits."""
    mixed_origin: Rule[MixedOrigin]
    number_digits: Rule[Digits]
    number_groups: Rule[tuple[int, ...]]
    number_ranges: Rule[tuple[Range, ...]]
    former_prefixes: Rule[tuple[str, ...]]
    numbering: Rule[Numbering]
    number_block: Rule[int]
    technical_digits: Rule[int]
    reference_digits: Rule[int]
    counted: Rule[str]
    """``parcels`` or ``containers``: what the printed count counts."""
    certificate_travels: Rule[Travels]
    title_words: Rule[Mapping[str, str]]
    """Texts by language; English is always there."""
    statement: Rule[Mapping[str, str]]
    attestation: Rule[Mapping[str, str]]
    stub_words: Rule[Mapping[str, str]]
    print_languages: Rule[tuple[str, ...]]
    layout: Rule[str]
    ports: Rule[tuple[str, ...]]
    hold_limit: Rule[Duration | None]
    missing_original: Rule[Duration | None]
    appointment_notice_hours: Rule[int]
    fees: Rule[tuple[Fee, ...]]
    apart: Rule[tuple[tuple[str, str], ...]]
    """Pairs of acts on one certificate that two persons must do."""
    weekend: Rule[frozenset[int]]
    """ISO weekdays off."""
    transit: Rule[str]
    trade_statistics: Rule[Duration]
    production_statistics: Rule[Duration]
    issue_report: Rule[Duration | None]

    def __init__(
        self,
        code: str,
        title: str,
        period: Interval,
        rules: Mapping[str, Rule[Any]],
        overlays: tuple[Overlay, ...],
    ) -> None:
        self.__dict__.update(rules, code=code, title=title, period=period, overlays=overlays)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a rule pack cannot be changed")

    @property
    def rules(self) -> dict[str, Rule[Any]]:
        """Every rule by its name, in the order of the core profile."""
        return {name: rule for name, rule in self.__dict__.items() if isinstance(rule, Rule)}

    @property
    def number_rules(self) -> NumberRules:
        """What the pack says of numbers, in the form that a cold verifier reads by itself."""
        return NumberRules(self.code, *self.number_digits.value, self.number_groups.value, self.number_ranges.value)

    def dates(self, issued_on: date) -> CertificateDates:
        """Last day of validity and last day for export of a certificate issued on ``issued_on``."""
        within = self.export_within.value
        return CertificateDates(
            expires_on=self.validity.value.after(issued_on),
            must_export_by=within.after(issued_on) if within else None,
        )

    def ends_at(self, expires_on: date, office: tzinfo) -> datetime:
        """The instant (UTC) at which a certificate that is valid through ``expires_on`` expires; ``office``
        is the time zone of the issuing office."""
        return end_of(expires_on, self.validity_day_end.value, office)

    def confirmation_due(self, arrived_on: date, calendar: Calendar) -> date | None:
        """Last day for the confirmation to the exporting authority; None where there is no period."""
        period = self.confirmation_to_exporter.value
        return period.after(arrived_on, calendar) if period else None

    def importer_copy_due(self, submitted_on: date, calendar: Calendar) -> date | None:
        """Last day for the confirmed copy to the importer; None where there is no period."""
        period = self.confirmation_to_importer.value
        return period.after(submitted_on, calendar) if period else None

    def failure_notice_due(self, found_on: date, calendar: Calendar) -> date | None:
        """Last day to tell the issuer of a failure; None where there is no period."""
        period = self.failure_notice.value
        return period.after(found_on, calendar) if period else None

    def retained_until(self, filed_on: date) -> date:
        """The day from which an original filed on ``filed_on`` may be disposed of."""
        return self.retention_of_originals.value.after(filed_on)


def pack(code: str, day: date) -> Pack:
    """The pack that judges a case of the Participant ``code`` on ``day``; the core profile where it has
    none."""
    for found in _packs():
        if found.code == code and found.period.holds(day):
            return found
    return core()


def core() -> Pack:
    """The core profile."""
    return _packs()[0]


def packs() -> tuple[Pack, ...]:
    """Every pack that kpcs ships, the core profile first."""
    return _packs()


@cache
def _packs() -> tuple[Pack, ...]:
    from kpcs.scheme.compiled.packs import PACKS  # here: importing the types alone reads no data

    base = read(PACKS[0], {})
    return (base, *(read(row, base.rules) for row in PACKS[1:]))


type Row = tuple[str, str, str, str, tuple[tuple[str, Any, str, str], ...], tuple[tuple[str, ...], ...]]
"""A pack as the compiled data hold it: code, title, first day, day after the last or empty, rules,
overlays."""


def read(row: Row, base: Mapping[str, Rule[Any]]) -> Pack:
    """A pack from its compiled form; what it leaves out comes from ``base``."""
    code, title, since, until, rules, overlays = row
    own = {name: Rule(_READERS[name](value, code), source, note) for name, value, source, note in rules}
    return Pack(
        code,
        title,
        between(since, until),
        {**base, **own},
        tuple(Overlay(name, between(first, end), *rest) for name, first, end, *rest in overlays),
    )


def _duration(value: Any, _code: str) -> Duration | None:
    return None if value is None else Duration(value["amount"], Unit(value["unit"]))


def _plain(value: Any, _code: str) -> Any:
    return value


def _of(kind: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    return lambda value, _code: kind(value)


def _ranges(value: Any, code: str) -> tuple[Range, ...]:
    return tuple(Range(code, r["first"], r["last"], between(r["from"], r["until"]), r["source"]) for r in value)


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "validity": _duration,
    "validity_day_end": _of(DayEnd),
    "export_within": _duration,
    "status_day": _plain,
    "confirmation_to_exporter": _duration,
    "confirmation_to_importer": _duration,
    "failure_notice": _duration,
    "retention_of_originals": _duration,
    "retention_of_dealer_records": _duration,
    "inspection": _of(lambda v: Inspection(Regime(v["regime"]), v.get("share_percent", 100), v.get("least_lots", 0))),
    "value_rule": _of(ValueRule),
    "tolerance": _of(Carats.parse),
    "mixed_origin": _of(MixedOrigin),
    "number_digits": _of(lambda v: Digits(v["least"], v["most"])),
    "number_groups": _plain,
    "number_ranges": _ranges,
    "former_prefixes": _plain,
    "numbering": _of(Numbering),
    "number_block": _plain,
    "technical_digits": _plain,
    "reference_digits": _plain,
    "counted": _plain,
    "certificate_travels": _of(Travels),
    "title_words": _plain,
    "statement": _plain,
    "attestation": _plain,
    "stub_words": _plain,
    "print_languages": _plain,
    "layout": _plain,
    "ports": _plain,
    "hold_limit": _duration,
    "missing_original": _duration,
    "appointment_notice_hours": _plain,
    "fees": _of(lambda v: tuple(Fee(f["name"], f["amount"], f["currency"]) for f in v)),
    "apart": _plain,
    "weekend": _of(frozenset),
    "transit": _plain,
    "trade_statistics": _duration,
    "production_statistics": _duration,
    "issue_report": _duration,
}
