"""Base45 (RFC 9285), strict: the alphabet of a QR code's alphanumeric mode, one text for each byte string.

Written here because the common package decodes character by character, which costs more than the whole
signature check beside it; this one works on all groups at once. The package is the peer in the tests.
"""

import struct

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_GROUPS = 1200
_LAST_OF_THREE = int.from_bytes(b"\x00\x00\xff" * _GROUPS)
"""The last byte of every three, for texts as long as any code."""
_FOREIGN = 255
_VALUES = bytes(ALPHABET.find(character) % 256 for character in range(256))
"""The value of each character; what ``find`` does not find, -1, becomes ``_FOREIGN``."""


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
        values = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError:
        values = bytes((_FOREIGN,))
    if _FOREIGN in values:
        raise refuse("code.base45.alphabet", _("The code holds a character that no code contains."))
    whole, rest = divmod(len(values), 3)
    if rest == 1:
        raise refuse("code.base45.length", _("The code is incomplete: a character is missing or one too many."))
    # All groups as one number with three bytes for each: the characters of a group lie there as they stand in the
    # text, lowest digit first, and no sum reaches the neighbour (45^3 < 2^24).
    characters = int.from_bytes(values[: 3 * whole])
    mask = _LAST_OF_THREE if whole <= _GROUPS else int.from_bytes(b"\x00\x00\xff" * whole)
    high, middle, low = characters & mask, characters >> 8 & mask, characters >> 16 & mask
    groups = (low + 45 * middle + 2025 * high).to_bytes(3 * whole)
    last = values[-2] + 45 * values[-1] if rest else 0
    if groups[0::3].count(0) != whole or last > 255:
        raise refuse("code.base45.range", _("The code holds characters that cannot stand together."))
    data = bytearray(2 * whole)
    data[0::2], data[1::2] = groups[1::3], groups[2::3]
    return bytes(data) + bytes((last,) if rest else ())
