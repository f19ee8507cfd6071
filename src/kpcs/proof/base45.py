"""Base45 (RFC 9285), strict: the alphabet of a QR code's alphanumeric mode, one text for each byte string.

Written here because the common package decodes character by character, which costs more than the whole
signature check beside it; this one works on whole columns. The package is the peer in the tests.
"""

import struct

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = bytes.maketrans(ALPHABET, bytes(range(45)))


def encode(data: bytes) -> str:
    """``data`` as text: three characters for two bytes, two for a last single byte."""
    letters = ALPHABET.decode("ascii")
    text: list[str] = []
    for (word,) in struct.iter_unpack(">H", data[: len(data) & ~1]):
        high, low = divmod(word, 45 * 45)
        text += (letters[low % 45], letters[low // 45], letters[high])
    if len(data) & 1:
        text += (letters[data[-1] % 45], letters[data[-1] // 45])
    return "".join(text)


def decode(text: str) -> bytes:
    """The bytes that ``text`` spells. Raises Refusal with ``code.base45.alphabet`` (a character outside the
    45),
    ``code.base45.length`` (a single character left over) or ``code.base45.range`` (a group beyond its
    bytes)."""
    try:
        values = text.encode("ascii")
    except UnicodeEncodeError:
        values = b"?"
    if values.translate(None, ALPHABET):
        raise refuse("code.base45.alphabet", _("The code holds a character that no code contains."))
    values = values.translate(_VALUES)
    whole, rest = divmod(len(values), 3)
    if rest == 1:
        raise refuse("code.base45.length", _("The code is incomplete: a character is missing or one too many."))
    low, middle, high = (_column(values[place : 3 * whole : 3]) for place in range(3))
    groups = (low + 45 * middle + 2025 * high).to_bytes(4 * whole, "big")
    last = values[-2] + 45 * values[-1] if rest else 0
    if groups[0::4].count(0) != whole or groups[1::4].count(0) != whole or last > 255:
        raise refuse("code.base45.range", _("The code holds characters that cannot stand together."))
    data = bytearray(2 * whole)
    data[0::2], data[1::2] = groups[2::4], groups[3::4]
    return bytes(data) + bytes((last,) if rest else ())


def _column(digits: bytes) -> int:
    """``digits`` in lanes of four bytes of one large number: sums of lanes never reach a neighbour (45^3 < 2^32)."""
    lanes = bytearray(4 * len(digits))
    lanes[3::4] = digits
    return int.from_bytes(lanes, "big")
