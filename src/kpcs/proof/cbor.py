"""The strict CBOR profile of everything that kpcs signs or seals, over ``cbor2``.

Bytes are accepted only in the core deterministic form of RFC 8949, 4.2.1: shortest heads, definite lengths,
map keys in bytewise order, no duplicates. Of the data model only unsigned and negative integers of up to 64
bits, byte and text strings, arrays, maps and the two booleans exist; floats, null, undefined, other simple
values and tags are refused (the one tag in use, 18, stands outside and belongs to :mod:`kpcs.proof.cose`).
Map keys are the unsigned integers 0 to 23: one byte each, so that the older length-first order (RFC 7049,
3.9, which ``cbor2`` calls canonical) and the core order agree and no peer can differ. Arrays and maps nest at
most eight deep.

Every other spelling of the same value is longer: longer heads, indefinite lengths and repeated keys all take more
bytes. So the length that a value takes in its shortest spelling is computed and must be the length of the data, and the
keys of maps must stand in order; this refuses every other spelling, whatever the library underneath accepts.
"""

from collections.abc import Set
from datetime import UTC, date, datetime
from typing import Any

from cbor2 import CBORDecodeError, dumps, loads

from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

type Value = int | str | bytes | bool | list[Value] | dict[int, Value]
"""What the profile can say. ``bool`` is never taken for a number: readers ask for the exact type."""

MAX_DEPTH = 8
MAX_KEY = 23
_LARGEST = 2**64
_KEYS = frozenset(range(MAX_KEY + 1))


class _Tagged(Exception):
    """Raised inside the reader at a tag, before the library gives the tag a meaning."""


def _tagged(*_arguments: object) -> None:
    raise _Tagged


_NO_TAGS = dict.fromkeys(
    (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799),
    _tagged,
)
# every tag that cbor2 would turn into a Python object (dates, regular expressions, shared references ...)


def encode(value: Value) -> bytes:
    """``value`` in deterministic form. Raises Refusal with the same codes as :func:`decode` for what the
    profile does not know: our own mistakes are refused before anything is signed."""
    ordered = _ordered(value)
    _inspect(ordered)
    return dumps(ordered)


def decode(data: bytes) -> Value:
    """The value that ``data`` spells, all of it and in no other way.

    Raises Refusal with one of ``cbor.malformed`` (not CBOR, or cut off), ``cbor.trailing`` (bytes after the
    value),
    ``cbor.not_deterministic`` (another spelling: longer heads, indefinite lengths, unordered or repeated
    keys),
    ``cbor.tag``, ``cbor.type`` (float, null, simple value), ``cbor.integer`` (beyond 64 bits), ``cbor.key``
    (a map key that is not 0 to 23), ``cbor.depth``.
    """
    value = parsed(data)
    if _inspect(value) != len(data):
        if data.startswith(dumps(value)):
            raise refuse("cbor.trailing", _("There are extra bytes after the end of the data."))
        raise _respelled()
    checked: Value = value
    return checked


def parsed(data: bytes) -> Any:
    """What ``data`` spells, whatever its types and its spelling: for a reader that checks all of both by itself. Raises
    Refusal ``cbor.malformed`` or ``cbor.tag``."""
    try:
        return loads(data, semantic_decoders=_NO_TAGS, tag_hook=_tagged, max_depth=4 * MAX_DEPTH)
    except CBORDecodeError as error:
        if isinstance(error.__cause__, _Tagged):
            raise refuse("cbor.tag", _("The data holds a tag, which this profile does not allow.")) from None
        raise refuse("cbor.malformed", _("The data is damaged or cut off.")) from None
    except (ValueError, TypeError, OverflowError, MemoryError, RecursionError):
        raise refuse("cbor.malformed", _("The data is damaged or cut off.")) from None


def size(scalars: list[Any]) -> int:
    """The bytes that ``scalars`` (numbers, texts, byte strings) take together in their shortest spelling."""
    return len(dumps(scalars)) - _head(len(scalars))


def _respelled() -> Refusal:
    return refuse("cbor.not_deterministic", _("The data is not written in the one form that may be signed."))


def _inspect(value: object) -> int:
    """The bytes that ``value`` takes in its shortest spelling. Refuses types, keys, orders and depths outside the
    profile."""
    size = 0
    level: list[Any] = [value]
    for _depth in range(MAX_DEPTH + 1):
        below: list[Any] = []
        nested = False
        for item in level:
            kind = type(item)
            if kind is int:
                size += _head(item if item >= 0 else ~item)
            elif kind is str:
                length = len(item) if item.isascii() else len(item.encode())
                size += length + (1 if length < 24 else _head(length))
            elif kind is list:
                nested = True
                below += item
                size += _head(len(item))
            elif kind is dict:
                nested = True
                _inspect_keys(item)
                below += item.values()
                size += _head(len(item)) + len(item)  # each key is one byte
            elif kind is bytes:
                size += len(item) + _head(len(item))
            elif kind is bool:
                size += 1
            else:
                raise refuse("cbor.type", _("The data holds a kind of value that this profile does not allow."))
        if not nested:
            return size
        level = below
    raise refuse("cbor.depth", _("The data is nested too deeply."))


def _head(number: int) -> int:
    """Bytes of the shortest head that holds ``number`` (RFC 8949, 3)."""
    return 1 if number < 24 else 2 if number < 1 << 8 else 3 if number < 1 << 16 else 5 if number < 1 << 32 else 9


def _inspect_keys(fields: dict[object, object]) -> None:
    keys = list(fields)
    if fields and (set(map(type, keys)) != {int} or not _KEYS.issuperset(keys)):
        raise refuse("cbor.key", _("The data holds a field key that is not a number from 0 to 23."))
    if keys != sorted(keys):  # type: ignore[type-var]
        raise _respelled()


def _ordered(value: Value) -> Value:
    """``value`` with the keys of its maps in order and its numbers in range."""
    if type(value) is dict:
        if any(type(key) is not int for key in value):
            raise refuse("cbor.key", _("The data holds a field key that is not a number from 0 to 23."))
        return {key: _ordered(value[key]) for key in sorted(value)}
    if type(value) is list:
        return [_ordered(item) for item in value]
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        raise refuse("cbor.integer", _("The data holds a number beyond 64 bits."))
    return value


_NO_KEYS: frozenset[int] = frozenset()
EPOCH = date(1970, 1, 1).toordinal()
LAST_DAY = date(2200, 1, 1).toordinal() - EPOCH


def days(day: date) -> int:
    """``day`` as the profile writes dates: days since 1 January 1970."""
    return day.toordinal() - EPOCH


def seconds(moment: datetime) -> int:
    """``moment`` (aware) as the profile writes times: whole POSIX seconds."""
    return int(moment.timestamp())


class Reader:
    """Takes values of exact types out of decoded data; every fault is gathered under one code.

    ``code`` is the problem's code, for example ``code.claims``; ``where`` names the field in words of the
    profile.
    """

    __slots__ = ("code", "faults")

    def __init__(self, code: str) -> None:
        self.code = code
        self.faults: list[str] = []

    def fault(self, where: str) -> None:
        """Note that the field ``where`` is missing or malformed."""
        self.faults.append(where)

    def text(self, value: object, where: str) -> str:
        """``value`` as text."""
        if type(value) is str:
            return value
        self.fault(where)
        return ""

    def octets(self, value: object, where: str, length: int = 0) -> bytes:
        """``value`` as a byte string, of exactly ``length`` bytes when that is given."""
        if type(value) is bytes and (not length or len(value) == length):
            return value
        self.fault(where)
        return b""

    def whole(self, value: object, where: str, limit: int = _LARGEST) -> int:
        """``value`` as an unsigned integer below ``limit``."""
        if type(value) is int and 0 <= value < limit:
            return value
        self.fault(where)
        return 0

    def day(self, value: object, where: str) -> date:
        """``value`` as a date between 1970 and 2200, see :func:`days`."""
        return date.fromordinal(self.whole(value, where, LAST_DAY) + EPOCH)

    def moment(self, value: object, where: str) -> datetime:
        """``value`` as a time in UTC of the same years, see :func:`seconds`."""
        return datetime.fromtimestamp(self.whole(value, where, LAST_DAY * 86400), UTC)

    def items(self, value: object, where: str, least: int = 0, most: int = 1 << 32) -> list[Value]:
        """``value`` as an array of ``least`` to ``most`` items; when it is not, ``least`` empty texts."""
        if type(value) is list and least <= len(value) <= most:
            return value
        self.fault(where)
        return [""] * least

    def texts(self, value: object, where: str) -> tuple[str, ...]:
        """``value`` as an array of texts."""
        if type(value) is list and all(type(item) is str for item in value):
            return tuple(value)
        self.fault(where)
        return ()

    def fields(self, value: object, where: str, required: Set[int], optional: Set[int] = _NO_KEYS) -> dict[int, Value]:
        """``value`` as a map with all ``required`` keys and no others than those and ``optional``."""
        if type(value) is dict and value.keys() >= required and value.keys() - required <= optional:
            return value
        self.fault(where)
        return {}

    def finish(self) -> None:
        """Raise Refusal naming every fault, if there was one."""
        if self.faults:
            raise refuse(
                self.code,
                _("These parts of the data are missing or malformed: %(fields)s."),
                self.faults[0],
                fields=", ".join(dict.fromkeys(self.faults)),
            )
