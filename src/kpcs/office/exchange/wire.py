"""How the values of a message's body travel: for each kind of value its form in CBOR and in JSON.

A form that reads something it does not know notes a fault in the reader and gives a harmless value; the caller
refuses the body as a whole. Optional fields are absent when they say nothing: there is one spelling for each body.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from kpcs.proof import cbor
from kpcs.scheme.certificate import Party
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import State
from kpcs.scheme.quantities import Carats, USDollars

SHORT, LONG, MANY = 200, 4000, 1000
"""Characters of a name or number, characters of free text, items of a list. Not defined by a source."""


class Form(NamedTuple):
    """``write`` gives the CBOR value, ``read`` takes it back (reader, value, name), ``show`` is for JSON."""

    write: Callable[[Any], cbor.Value]
    read: Callable[[cbor.Reader, cbor.Value, str], Any]
    show: Callable[[Any], Any]
    says: str


def text(most: int = SHORT, breaks: str = "") -> Form:
    """Text of 1 to ``most`` characters; of control characters only those in ``breaks``."""

    def read(reader: cbor.Reader, value: cbor.Value, name: str) -> str:
        found = reader.text(value, name)
        if not 0 < len(found) <= most or any(c < " " and c not in breaks for c in found):
            reader.fault(name)
        return found

    return Form(str, read, str, f"text, at most {most} characters")


def octets(most: int) -> Form:
    """A byte string of 1 to ``most`` bytes."""

    def read(reader: cbor.Reader, value: cbor.Value, name: str) -> bytes:
        found = reader.octets(value, name)
        if not 0 < len(found) <= most:
            reader.fault(name)
        return found

    return Form(bytes, read, bytes.hex, f"bytes, at most {most}")


def one_of[S: State](*states: S) -> Form:
    """One of some states of a lifecycle, by its value."""
    return choice(type(states[0]), [state.value for state in states])


def choice(kind: Callable[[str], Any], values: Iterable[str]) -> Form:
    """One of a list of words."""
    words = tuple(values)

    def read(reader: cbor.Reader, value: cbor.Value, name: str) -> Any:
        if type(value) is not str or value not in words:
            reader.fault(name)
            return kind(words[0])
        return kind(value)

    return Form(lambda one: str(one.value), read, lambda one: str(one.value), f"one of {', '.join(words)}")


def _read_texts(reader: cbor.Reader, value: cbor.Value, name: str) -> tuple[str, ...]:
    return tuple(TEXT.read(reader, item, name) for item in reader.items(value, name, 1, MANY))


def _read_facts(reader: cbor.Reader, value: cbor.Value, name: str) -> tuple[tuple[str, str], ...]:
    facts = []
    for item in reader.items(value, name, 1, MANY):
        element, said = reader.items(item, name, 2, 2)
        facts.append((TEXT.read(reader, element, name), LONG_TEXT.read(reader, said, name)))
    return tuple(facts)


def _read_party(reader: cbor.Reader, value: cbor.Value, name: str) -> Party:
    called, address, country = reader.items(value, name, 3, 3)
    lines = reader.texts(address, name)
    found = Party(TEXT.read(reader, called, name), lines, reader.text(country, name))
    if len(lines) > 12 or any(not 0 < len(line) <= SHORT for line in lines) or len(found.country) not in (0, 2):
        reader.fault(name)
    return found


def _read_truth(reader: cbor.Reader, value: cbor.Value, name: str) -> bool:
    if type(value) is not bool:
        reader.fault(name)
    return value is True


class ConfirmedLine(NamedTuple):
    """One sub-heading of a confirmation: what the certificate says, and what was found (None: not opened)."""

    hs: SubHeading
    certified: Carats
    found: Carats | None


def _read_lines(reader: cbor.Reader, value: cbor.Value, name: str) -> tuple[ConfirmedLine, ...]:
    lines = []
    for item in reader.items(value, name, 1, len(SubHeading)):
        hs, certified, *found = reader.items(item, name, 2, 3)
        lines.append(
            ConfirmedLine(
                SubHeading.at(reader.whole(hs, name, len(SubHeading))),
                Carats(reader.whole(certified, name, Carats.CEILING)),
                Carats(reader.whole(found[0], name, Carats.CEILING)) if found else None,
            )
        )
    if [line.hs for line in lines] != sorted({line.hs for line in lines}, key=lambda hs: hs.place):
        reader.fault(name)
    return tuple(lines)


def _write_line(line: ConfirmedLine) -> cbor.Value:
    written: list[cbor.Value] = [line.hs.place, line.certified.units]
    return written if line.found is None else [*written, line.found.units]


def _show_line(line: ConfirmedLine) -> dict[str, str]:
    shown = {"hs": line.hs.value, "carats_certified": str(line.certified)}
    return shown | ({"carats_found": str(line.found)} if line.found is not None else {})


TEXT = text()
LONG_TEXT = text(LONG, "\n")
WHOLE = Form(int, lambda reader, value, name: reader.whole(value, name, 1 << 31), int, "number")
DAY = Form(cbor.days, lambda reader, value, name: reader.day(value, name), date.isoformat, "days since 1970-01-01")
DIGEST = Form(bytes.fromhex, lambda reader, value, name: reader.octets(value, name, 32).hex(), str, "32 bytes")
TRUTH = Form(bool, _read_truth, bool, "true or false")
TEXTS = Form(list, _read_texts, list, "array of texts")
FACTS = Form(lambda facts: [list(fact) for fact in facts], _read_facts, dict, "array of [element, text as printed]")
PARTY = Form(
    lambda party: [party.name, list(party.address), party.country],
    _read_party,
    lambda party: {"name": party.name, "address": list(party.address), "country": party.country},
    "[name, [address line, ...], alpha-2 or empty]",
)
DOLLARS = Form(
    lambda value: value.units,
    lambda reader, value, name: USDollars(reader.whole(value, name, USDollars.CEILING)),
    str,
    "cents of a US dollar",
)
LINES = Form(
    lambda lines: [_write_line(line) for line in lines],
    _read_lines,
    lambda lines: [_show_line(line) for line in lines],
    "array of [sub-heading 0 to 2, thousandths certified, thousandths found where the goods were opened]",
)
