"""Certificate numbers.

The Core Document asks for unique numbering with the two letters of ISO 3166-1 (CORE Annex I.A). The letters
name the **issuing** Participant, never the origin: a stone mined in Canada and shipped from Mexico travels
under ``MX``. Everything else (how many digits, which ranges, how they are grouped) is the issuer's own, and
stands in its rule pack. No count of digits is enforced for all.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from kpcs.scheme.intervals import Interval, between
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

MOST_DIGITS = 18
"""The longest serial that kpcs stores; the scheme sets no limit."""

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset("0123456789")
# how people separate what they read: hyphens and dashes, dots, slashes
_SEPARATORS = frozenset("-./\\·\u2010\u2011\u2012\u2013\u2014\u2212")


class CertificateNumber(NamedTuple):
    """A number in its parts: two capital letters, and the digits as printed, leading zeros kept."""

    issuer: str
    serial: str

    @classmethod
    def of(cls, issuer: str, serial: int, digits: int) -> "CertificateNumber":
        """The number that a counter gives, padded to ``digits``. Refused with ``number.exhausted`` when the
        serial needs more."""
        text = f"{serial:0{digits}d}"
        if len(text) > digits:
            raise Refusal(
                [
                    Problem(
                        "number.exhausted",
                        _("The series of %(digits)s digits is used up: %(serial)s does not fit."),
                        "",
                        {"digits": str(digits), "serial": str(serial)},
                    )
                ]
            )
        return cls(issuer, text)

    @property
    def normal(self) -> str:
        """The normal form, ``BW00042187``: the text that is stored, signed, sent and copied."""
        return self.issuer + self.serial

    @property
    def key(self) -> str:
        """The normal form without leading zeros: two papers whose numbers differ in leading zeros only are
        looked up as one (United States practice pads to seven digits, so ``MX 12345`` and ``MX0012345`` are
        the same)."""
        return self.issuer + (self.serial.lstrip("0") or "0")

    def grouped(self, groups: Iterable[int] = (4, 4, 4, 4, 2), space: str = " ") -> str:
        """For reading: ``BW 0004 2187``. ``groups`` are lengths from the left; digits beyond them stay
        together."""
        parts, rest = [self.issuer], self.serial
        for length in groups:
            if not rest:
                break
            parts.append(rest[:length])
            rest = rest[length:]
        return space.join([*parts, rest] if rest else parts)


class Range(NamedTuple):
    """Serials that ``issuer`` put into use: ``first`` to ``last`` inclusive, for certificates issued in
    ``period``."""

    issuer: str
    first: int
    last: int
    period: Interval
    source: str

    def holds(self, serial: str) -> bool:
        """Whether ``serial`` lies in the range, whatever its leading zeros."""
        return self.first <= int(serial) <= self.last


class NumberRules(NamedTuple):
    """What an issuer's rule pack says of its numbers. ``code`` is the issuer, or ``core`` where the issuer
    has no pack; serials have ``least`` to ``most`` digits; ``groups`` are the lengths in which they are
    grouped for reading."""

    code: str
    least: int
    most: int
    groups: tuple[int, ...]
    ranges: tuple[Range, ...]


def number_rules(code: str, day: date) -> NumberRules:
    """The rules for numbers of ``code`` in force on ``day``; those of the core profile where it has no pack.

    The same values as those of :func:`kpcs.scheme.jurisdictions.pack`, without loading whole packs.
    """
    found = _number_rules()
    for period, rules in found:
        if rules.code == code and period.holds(day):
            return rules
    return found[0][1]


@cache
def _number_rules() -> tuple[tuple[Interval, NumberRules], ...]:
    from kpcs.scheme.compiled.numbers import NUMBERS  # here: a reader of numbers alone needs no data

    return tuple(
        (
            between(since, until),
            NumberRules(
                code,
                least,
                most,
                groups,
                tuple(Range(code, low, high, between(*days), source) for low, high, days, source in ranges),
            ),
        )
        for code, since, until, least, most, groups, ranges in NUMBERS
    )


def parse(text: str, where: str = "") -> CertificateNumber:
    """Read a number as people write it: ``BW 0004-2187``, ``bw00042187``, with Arabic-Indic or full-width
    digits.

    Spaces, hyphens, dots and slashes are dropped and letters raised; digits of any script become 0 to 9, so
    that an officer may type what his keyboard has. Letters of another alphabet are refused, since they can
    look like Latin ones. Raises :class:`~kpcs.scheme.problems.Refusal` with every problem found:
    ``number.missing``, ``number.foreign_letters``, ``number.prefix_missing``, ``number.serial_missing``,
    ``number.serial_not_digits``, ``number.too_long``.
    """
    given = {"given": text.strip()[:40]}
    kept = _plain(text)
    if not kept:
        raise Refusal([Problem("number.missing", _("Enter the certificate number."), where)])
    found: list[Problem] = []
    foreign = any(ch.isalpha() and ch not in _LETTERS for ch in kept)
    if foreign:
        # what follows would only repeat it: the letters are neither a prefix nor digits
        found.append(
            Problem(
                "number.foreign_letters",
                _("“%(given)s” holds letters that look like Latin ones but are not. Type A to Z."),
                where,
                given,
            )
        )
    letters = len(kept) - len(kept.lstrip("".join(_LETTERS)))
    prefix, serial = kept[:letters], kept[letters:]
    if letters != 2 and not foreign:
        found.append(
            Problem(
                "number.prefix_missing",
                _("“%(given)s” does not begin with the issuer’s two letters, as in BW 0004 2187."),
                where,
                given,
            )
        )
    if not serial:
        found.append(Problem("number.serial_missing", _("“%(given)s” has no digits."), where, given))
    elif not _DIGITS.issuperset(serial) and not foreign:
        found.append(
            Problem(
                "number.serial_not_digits",
                _("“%(given)s” holds something other than digits after the two letters."),
                where,
                given,
            )
        )
    if len(serial) > MOST_DIGITS:
        found.append(
            Problem(
                "number.too_long",
                _("“%(given)s” is longer than a certificate number of %(most)s digits."),
                where,
                {**given, "most": str(MOST_DIGITS)},
            )
        )
    if found:
        raise Refusal(found)
    return CertificateNumber(prefix, serial)


def _plain(text: str) -> str:
    """Without separators and invisible characters, in capital letters and digits 0 to 9."""
    if not text.isascii():
        from unicodedata import category, decimal, normalize  # here: nearly every number is ASCII

        text = "".join(
            str(decimal(ch)) if category(ch) == "Nd" else ch
            for ch in normalize("NFKC", text)
            # marks of direction come along when a number is copied from a right-to-left page
            if category(ch) != "Cf"
        )
    # only A to Z are raised: the capital of ß would be SS, another number
    return "".join(ch.upper() if ch.isascii() else ch for ch in text if not ch.isspace() and ch not in _SEPARATORS)


def judge(
    number: CertificateNumber,
    day: date,
    register: Participants,
    rules: NumberRules,
    ranges: Iterable[Range] = (),
) -> list[Problem]:
    """What speaks against ``number`` as one that its issuer put on a certificate of ``day``; empty when
    nothing does.

    ``rules`` are the issuer's, ``ranges`` those held for it beside the ranges of its pack. Codes:
    ``number.issuer_unknown``, ``number.issuer_former_prefix``, ``number.issuer_represented``,
    ``number.issuer_not_participant``, ``number.pattern``, ``number.outside_ranges``,
    ``number.range_of_other_days``.
    """
    return [
        *_issuer(number, day, register),
        *_pattern(number, rules),
        *_ranges(number, day, (*rules.ranges, *ranges)),
    ]


def _issuer(number: CertificateNumber, day: date, register: Participants) -> Iterable[Problem]:
    if register.may_trade(number.issuer, day):
        return
    if not register.history(number.issuer):
        from kpcs.scheme.compiled.numbers import FORMER  # here: rarely asked

        if number.issuer in FORMER:
            yield Problem(
                "number.issuer_former_prefix",
                _("%(code)s is no Participant’s code; %(holder)s may have used it before. Ask the issuer."),
                "",
                {"code": number.issuer, "holder": FORMER[number.issuer]},
            )
            return
    absence = register.absence(number.issuer, day)
    yield absence._replace(code=f"number.issuer_{absence.code.partition('.')[2]}")


def _pattern(number: CertificateNumber, rules: NumberRules) -> Iterable[Problem]:
    least, most = rules.least, rules.most
    if rules.code == number.issuer and not least <= len(number.serial) <= most:
        yield Problem(
            "number.pattern",
            _("Numbers of %(code)s have %(wanted)s digits; this one has %(found)s."),
            "",
            {
                "code": number.issuer,
                "wanted": str(least) if least == most else f"{least}–{most}",
                "found": str(len(number.serial)),
            },
        )


def _ranges(number: CertificateNumber, day: date, ranges: Iterable[Range]) -> Iterable[Problem]:
    known = [r for r in ranges if r.issuer == number.issuer]
    holding = [r for r in known if r.holds(number.serial)]
    if known and not holding:
        yield Problem(
            "number.outside_ranges",
            _("%(number)s lies in none of the ranges that the issuer put into use."),
            "",
            {"number": number.normal},
        )
    elif holding and not any(r.period.holds(day) for r in holding):
        other = holding[0]
        yield Problem(
            "number.range_of_other_days",
            _("%(number)s belongs to the range of %(since)s to %(until)s, not to %(day)s (%(source)s)."),
            "",
            {
                "number": number.normal,
                "since": other.period.since.isoformat(),
                "until": other.period.last.isoformat() if other.period.last else "…",
                "day": day.isoformat(),
                "source": other.source,
            },
        )
