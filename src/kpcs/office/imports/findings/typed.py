"""Findings about paper without a code: the elements of Annex I as they are printed, the number, the dates, the parties'
states. No fault of a foreign paper is an error; each becomes a finding."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kpcs.office.imports.paper import PaperReading
from kpcs.proof.verification import Finding, established, not_checked, refuted
from kpcs.scheme import trade
from kpcs.scheme.certificate.elements import ELEMENTS
from kpcs.scheme.lifecycles import expired
from kpcs.scheme.numbering import Range, judge, number_rules
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats, USDollars

_TITLE = "kimberley process certificate"
_STATEMENT = "in accordance with the provisions of the kimberley process certification scheme"
_ON_LINES = ("hs", "carats", "value")
"""Elements that stand on the lines of goods."""
_LABELS = {element.key: element.label for element in ELEMENTS}


def findings(
    printed: dict[str, Any],
    reading: PaperReading,
    *,
    day: date,
    here: str,
    register: Participants,
    ranges: Iterable[Range],
) -> Iterator[Finding]:
    """Everything that can be said of a typed paper on ``day`` at the Participant ``here``."""
    yield from _elements(printed, reading)
    yield from _number(reading, day, register, ranges)
    yield from _dates(reading, day)
    yield from _trade(reading, day, here, register)


# ---------------------------------------------------------------- elements


def _elements(printed: dict[str, Any], reading: PaperReading) -> Iterator[Finding]:
    faults = [*_missing(printed), *_odd(printed, reading)]
    yield from faults
    if not faults:
        yield established("certificate.elements", _("Every element of Annex I stands on the paper."))


def _missing(printed: dict[str, Any]) -> Iterator[Finding]:
    lines = printed.get("lines", [])
    for element in ELEMENTS:
        if element.part != "A" or element.key in ("resistance", "language"):
            continue  # how the paper is made is for the eye, and English is judged by title and statement
        typed = bool(printed.get(element.key))
        if element.key in _ON_LINES:
            typed = typed or any(line[element.key] for line in lines)
        if not typed:
            yield refuted(
                "certificate.elements",
                _("Missing on the paper: %(element)s."),
                element=_LABELS[element.key],
            )


def _odd(printed: dict[str, Any], reading: PaperReading) -> Iterator[Finding]:
    english = " ".join(f"{printed.get('title', '')} {printed.get('language', '')}".casefold().split())
    if printed.get("title") and _TITLE not in english:
        yield _odd_text(_("The title is not “Kimberley Process Certificate”: “%(printed)s”."), printed["title"])
    stated = " ".join(f"{printed.get('statement', '')} {printed.get('language', '')}".casefold().split())
    if printed.get("statement") and _STATEMENT not in stated:
        yield _odd_text(
            _(
                "The statement does not say in English that the diamonds were handled in accordance with the scheme:"
                " “%(printed)s”."
            ),
            printed["statement"],
        )
    for key in ("issued_on", "expires_on", "must_export_by", "carats", "value"):
        if printed.get(key):
            yield from _unread(key, printed[key], getattr(reading, key), key in reading.twofold)
    if printed.get("parcels") and reading.parcels is None:
        yield from _unread("parcels", printed["parcels"], None, twofold=False)
    for i, line in enumerate(reading.lines):
        typed = printed["lines"][i]
        if typed["hs"] and line.hs is None:
            yield refuted(
                "certificate.elements",
                _("Line %(line)s: “%(printed)s” is not a sub-heading of rough diamonds."),
                line=str(i + 1),
                printed=typed["hs"],
            )
        for key, value in (("carats", line.carats), ("value", line.value)):
            if typed[key]:
                yield from _unread(key, typed[key], value, f"lines.{i}.{key}" in reading.twofold)
        yield from _amounts(i, line.carats, line.value)
    yield from _sums(reading)


def _odd_text(sentence: str, printed: str) -> Finding:
    return refuted("certificate.elements", sentence, printed=printed[:200])


def _unread(key: str, printed: str, value: object, twofold: bool) -> Iterator[Finding]:
    if twofold:
        yield refuted(
            "certificate.elements",
            _("%(element)s “%(printed)s” can be read in two ways: ask the issuer which is meant."),
            element=_LABELS.get(key, key),
            printed=printed[:80],
        )
    elif value is None:
        yield refuted(
            "certificate.elements",
            _("%(element)s “%(printed)s” could not be read."),
            element=_LABELS.get(key, key),
            printed=printed[:80],
        )


def _amounts(i: int, carats: Carats | None, value: USDollars | None) -> Iterator[Finding]:
    if carats is not None and not carats:
        yield refuted("certificate.elements", _("Line %(line)s states no weight."), line=str(i + 1))
    if value is not None and not value:
        yield refuted("certificate.elements", _("Line %(line)s states no value."), line=str(i + 1))


def _sums(reading: PaperReading) -> Iterator[Finding]:
    carats = [line.carats for line in reading.lines]
    if reading.carats is not None and carats and None not in carats:
        total = Carats.total(c for c in carats if c is not None)
        if total != reading.carats:
            yield refuted(
                "certificate.elements",
                _("The lines add up to %(sum)s ct, but the paper states %(stated)s ct."),
                sum=total.printed(),
                stated=reading.carats.printed(),
            )
    values = [line.value for line in reading.lines]
    if reading.value is not None and values and None not in values:
        worth = USDollars.total(v for v in values if v is not None)
        if worth != reading.value:
            yield refuted(
                "certificate.elements",
                _("The lines add up to US$ %(sum)s, but the paper states US$ %(stated)s."),
                sum=str(worth),
                stated=str(reading.value),
            )


# ---------------------------------------------------------------- number, dates, parties


def _number(reading: PaperReading, day: date, register: Participants, ranges: Iterable[Range]) -> Iterator[Finding]:
    number = reading.number
    if number is None:
        for problem in reading.number_problems:
            yield refuted("number.pattern", problem.sentence, **problem.params)
        return
    notified = list(ranges)
    rules = number_rules(number.issuer, reading.issued_on or day)
    known = [r for r in (*rules.ranges, *notified) if r.issuer == number.issuer]
    problems = judge(number, reading.issued_on or day, register, rules, notified)
    by_check = {
        "number.pattern": "number.pattern",
        "number.outside_ranges": "number.range",
        "number.range_of_other_days": "number.range",
    }
    wrong = set()
    for problem in problems:
        check = by_check.get(problem.code, "participant.issuer")
        wrong.add(check)
        yield refuted(check, problem.sentence, **problem.params)
    name = register.name(number.issuer)
    if "participant.issuer" not in wrong:
        then = _("%(name)s was a Participant on the day of issue.")
        today = _("%(name)s is a Participant today; the day of issue is not known.")
        yield established("participant.issuer", then if reading.issued_on else today, name=name)
    if "number.pattern" not in wrong:
        yield established("number.pattern", _("The number looks as %(name)s’s numbers do."), name=name)
    if known and "number.range" not in wrong:
        yield established("number.range", _("The number lies in a range that %(name)s put into use."), name=name)


def _dates(reading: PaperReading, day: date) -> Iterator[Finding]:
    issued, expires = reading.issued_on, reading.expires_on
    if issued is None:
        yield not_checked("dates.issue", _("Not checked: the date of issue could not be read."))
    elif issued > day:
        yield refuted("dates.issue", _("It is dated %(issued)s, which is yet to come."), issued=issued.isoformat())
    elif expires is not None and expires < issued:
        yield refuted(
            "dates.issue",
            _("It expires on %(expires)s, before it was issued on %(issued)s."),
            expires=expires.isoformat(),
            issued=issued.isoformat(),
        )
    else:
        yield established("dates.issue", _("Issued on %(issued)s."), issued=issued.isoformat())
    if expires is None:
        yield not_checked("dates.expiry", _("Not checked: the date of expiry could not be read."))
    elif expired(expires, day):
        yield refuted("dates.expiry", _("It expired on %(expires)s."), expires=expires.isoformat())
    else:
        yield established("dates.expiry", _("Valid until %(expires)s."), expires=expires.isoformat())


def _trade(reading: PaperReading, day: date, here: str, register: Participants) -> Iterator[Finding]:
    if reading.destination:
        bound = register.participant_of(reading.destination, day)
        if bound == here:
            yield established("destination.here", _("The goods are where the certificate sends them."))
        else:
            yield refuted(
                "destination.here",
                _("The certificate names %(destination)s as its destination."),
                destination=register.name(reading.destination),
            )
    else:
        yield not_checked("destination.here", _("Not checked: the paper names no destination that could be read."))
    if reading.number is None:
        return
    ruling = trade.ruling(register, reading.number.issuer, here, reading.issued_on or day, origins=reading.origins)
    prohibited = [problem for problem in ruling.problems if not problem.code.startswith("trade.exporter")]
    for problem in prohibited:
        check = "participant.destination" if problem.code.startswith("trade.importer") else "trade.prohibited"
        yield refuted(check, problem.sentence, **problem.params)
    if not ruling.problems:
        yield established("participant.destination", _("%(name)s is a Participant."), name=register.name(here))
        yield established("trade.prohibited", _("Nothing prohibits this trade."))
    for problem in ruling.conditions:
        yield refuted("trade.condition", problem.sentence, **problem.params)
    if not ruling.conditions:
        yield established("trade.condition", _("No condition applies to this trade."))
    for problem in ruling.watches:
        yield refuted("trade.watch", problem.sentence, **problem.params)
    if not ruling.watches:
        yield established("trade.watch", _("Nothing asks for special attention."))
