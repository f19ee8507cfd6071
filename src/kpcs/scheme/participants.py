"""The dated register: who is a Participant on a day, how many countries that makes, and what is restricted.

The shipped register (``data/participants.toml``) holds facts with their sources. The scheme decides status by
consensus and applies it by national law, so a national list may differ: an authority holds its own rows and
builds its own :class:`Participants` from them; :meth:`Participants.published` is the list as kpcs ships it.

A Participant is a state or a regional economic integration organisation (CORE I); the European Union is one
Participant for all its members, so *countries represented* counts the members in its place. Entities that
meet the minimum requirements without being counted may trade like Participants.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, NamedTuple

from kpcs.scheme.intervals import Interval, between
from kpcs.scheme.problems import Problem
from kpcs.scheme.problems import gettext_noop as _


class Kind(StrEnum):
    """What an entry says of its code."""

    PARTICIPANT = "participant"
    MEMBER = "member"
    """A state represented by the Participant ``parent``; counted as a country."""
    TERRITORY = "territory"
    """Trades under the certificates of ``parent``; not counted."""
    MEETS_REQUIREMENTS = "meets_requirements"
    """Not a Participant and not counted, but trade with it is as with a Participant."""
    TOLERANCE = "tolerance"
    """Declared interest in 2003 and was left off the first list; counts for nothing, kept as history."""


class Entry(NamedTuple):
    """One spell of one code in the register.

    ``since_precision``/``until_precision`` tell how well the sources fix the day: ``day``, ``month``,
    ``year``, ``on_or_before`` (seen on a list of that day) or ``inferred``. ``sources`` are citations, at
    least one.
    """

    kind: Kind
    code: str
    name: str
    period: Interval
    reason: str
    sources: tuple[str, ...]
    parent: str = ""
    until_reason: str = ""
    since_precision: str = "day"
    until_precision: str = "day"
    confidence: str = "high"
    note: str = ""


class Direction(StrEnum):
    """Which trade of the restricted Participant is meant."""

    EXPORT = "export"
    IMPORT = "import"
    BOTH = "both"


class Effect(StrEnum):
    """What a restriction does to a shipment."""

    PROHIBITED = "prohibited"
    CONDITIONAL = "conditional"
    """Allowed under the condition that the restriction names."""
    WATCH = "watch"
    """Changes nothing but deserves attention."""


class Zone(NamedTuple):
    """A named part of a territory, with the days on which the restriction's statement about it holds."""

    name: str
    period: Interval


class Restriction(NamedTuple):
    """A restriction on the trade of the Participant ``code``.

    ``area``   the zones that it concerns; empty for the whole territory.
    ``open``   zones in which its condition is met by decision (compliant zones), as far as the sources name
    them.
    """

    code: str
    direction: Direction
    effect: Effect
    period: Interval
    reason: str
    sources: tuple[str, ...]
    condition: str = ""
    area: tuple[Zone, ...] = ()
    open: tuple[Zone, ...] = ()
    until_reason: str = ""
    since_precision: str = "day"
    until_precision: str = "day"
    confidence: str = "high"
    note: str = ""


class RegisterDay:
    """The register on one day. ``codes`` are those of the Participants, ``traders`` those that may trade
    without being Participants; both sorted. ``countries`` is the number of countries represented."""

    def __init__(
        self,
        day: date,
        codes: tuple[str, ...],
        countries: int,
        traders: tuple[str, ...],
        restrictions: tuple[Restriction, ...],
    ) -> None:
        self.day = day
        self.codes = codes
        self.countries = countries
        self.traders = traders
        self.restrictions = restrictions

    @property
    def participants(self) -> int:
        """How many Participants there are."""
        return len(self.codes)


class Participants:
    """A register: entries and restrictions with their dates, and the questions asked of them. Immutable."""

    def __init__(self, entries: Iterable[Entry], restrictions: Iterable[Restriction] = ()) -> None:
        self.entries = tuple(entries)
        self.restrictions = tuple(restrictions)

    @staticmethod
    def published() -> "Participants":
        """The register that kpcs ships."""
        return _published()

    @cached_property
    def _by_code(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.code, []).append(entry)
        return found

    def history(self, code: str) -> tuple[Entry, ...]:
        """Every entry of ``code``, earliest first; empty when the register does not know it."""
        return tuple(sorted(self._by_code.get(code, ()), key=lambda entry: entry.period.since))

    def _entry(self, code: str, day: date, *kinds: Kind) -> Entry | None:
        for entry in self._by_code.get(code, ()):
            if entry.kind in kinds and entry.period.holds(day):
                return entry
        return None

    def is_participant(self, code: str, day: date) -> bool:
        """Whether ``code`` is a Participant of its own on ``day`` (a member of the European Union is not)."""
        return self._entry(code, day, Kind.PARTICIPANT) is not None

    def may_trade(self, code: str, day: date) -> bool:
        """Whether trade with ``code`` under its own certificates is open on ``day``: Participants, and
        entities that meet the minimum requirements. Restrictions are another matter: see
        ``kpcs.scheme.trade``."""
        return self._entry(code, day, Kind.PARTICIPANT, Kind.MEETS_REQUIREMENTS) is not None

    def participant_of(self, place: str, day: date) -> str | None:
        """The code under whose certificates ``place`` trades on ``day``: its own, or that of the Participant
        that represents it (FR gives EU); None when it may not trade at all."""
        if self.may_trade(place, day):
            return place
        held = self._entry(place, day, Kind.MEMBER, Kind.TERRITORY)
        if held is not None and self.is_participant(held.parent, day):
            return held.parent
        return None

    def absence(self, code: str, day: date) -> Problem:
        """Why ``code`` may not issue or receive on ``day`` (call it only where :meth:`may_trade` says no).

        Codes: ``register.unknown`` (never heard of), ``register.represented`` (another Participant issues for
        it), ``register.not_participant``.
        """
        params = {"code": code, "name": self.name(code), "day": day.isoformat()}
        history = self.history(code)
        if not history:
            return Problem("register.unknown", _("%(code)s is no Participant’s code."), "", params)
        held = self._entry(code, day, Kind.MEMBER, Kind.TERRITORY)
        if held is not None:
            return Problem(
                "register.represented",
                _("%(name)s has no certificates of its own on %(day)s: they read %(parent)s (%(parent_name)s)."),
                "",
                {**params, "parent": held.parent, "parent_name": self.name(held.parent)},
            )
        spells = [entry for entry in history if entry.kind in (Kind.PARTICIPANT, Kind.MEETS_REQUIREMENTS)]
        left = [entry for entry in spells if entry.period.until is not None and entry.period.until <= day]
        coming = [entry for entry in spells if entry.period.since > day]
        if left:
            sentence = _("%(name)s was no Participant on %(day)s: it left on %(date)s. %(reason)s Source: %(source)s.")
            params |= {"date": str(left[-1].period.until), "reason": left[-1].until_reason}
        elif coming:
            sentence = _("%(name)s was no Participant on %(day)s: it joined on %(date)s. Source: %(source)s.")
            params |= {"date": coming[0].period.since.isoformat()}
        else:
            sentence = _("%(name)s was no Participant on %(day)s. Source: %(source)s.")
        told = (left[-1:] or coming[:1] or history[-1:])[0]
        return Problem("register.not_participant", sentence, "", params | {"source": "; ".join(told.sources)})

    def places_of(self, code: str, day: date) -> tuple[str, ...]:
        """Members and territories that trade under the certificates of ``code`` on ``day``, sorted."""
        return tuple(
            sorted(
                entry.code
                for entry in self.entries
                if entry.parent == code and entry.kind in (Kind.MEMBER, Kind.TERRITORY) and entry.period.holds(day)
            )
        )

    def on(self, day: date) -> RegisterDay:
        """The whole register on ``day``."""
        current = [entry for entry in self.entries if entry.period.holds(day)]
        codes = sorted(entry.code for entry in current if entry.kind is Kind.PARTICIPANT)
        members = [entry for entry in current if entry.kind is Kind.MEMBER and entry.parent in codes]
        organisations = {entry.parent for entry in members}
        return RegisterDay(
            day=day,
            codes=tuple(codes),
            countries=len(codes) - len(organisations) + len(members),
            traders=tuple(sorted(entry.code for entry in current if entry.kind is Kind.MEETS_REQUIREMENTS)),
            restrictions=tuple(r for r in self.restrictions if r.period.holds(day)),
        )

    def restrictions_on(self, code: str, day: date) -> tuple[Restriction, ...]:
        """The restrictions on ``code`` in force on ``day``."""
        return tuple(r for r in self.restrictions if r.code == code and r.period.holds(day))

    def name(self, code: str, language: str = "en") -> str:
        """The short name of ``code`` in ``language`` (en, fr, pt, ru, ar, zh), in English where that is
        missing, the code itself where even that is."""
        if language != "en":
            from kpcs.scheme.compiled.names import (
                NAMES,
            )  # here: English-only callers never need the table

            if code in NAMES.get(language, {}):
                return NAMES[language][code]
        for entry in reversed(self._by_code.get(code, ())):
            return entry.name
        return code


@cache
def _published() -> Participants:
    # here: a node with its own list never loads the shipped one
    from kpcs.scheme.compiled.register import ENTRIES, RESTRICTIONS

    return rows(ENTRIES, RESTRICTIONS)


def rows(entries: Iterable[tuple[Any, ...]], restrictions: Iterable[tuple[Any, ...]]) -> Participants:
    """A register from rows as the compiled data hold them: days as ISO text, ``""`` for no end."""
    return Participants(
        (
            Entry(Kind(kind), code, name, between(since, until), reason, sources, *rest)
            for kind, code, name, since, until, reason, sources, *rest in entries
        ),
        (_restriction(*row) for row in restrictions),
    )


def _restriction(
    code: str,
    direction: str,
    effect: str,
    since: str,
    until: str,
    reason: str,
    sources: tuple[str, ...],
    condition: str,
    area: tuple[tuple[str, str, str], ...],
    open_zones: tuple[tuple[str, str, str], ...],
    *rest: str,
) -> Restriction:
    return Restriction(
        code,
        Direction(direction),
        Effect(effect),
        between(since, until),
        reason,
        sources,
        condition,
        tuple(Zone(zone, between(first, end)) for zone, first, end in area),
        tuple(Zone(zone, between(first, end)) for zone, first, end in open_zones),
        *rest,
    )
