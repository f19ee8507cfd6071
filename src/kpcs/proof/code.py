"""The code on a certificate: ``KP1:`` and Base45 of zlib of COSE_Sign1 of the claims; and the label on a
container.

Reading goes from the outside in and stops at the first thing that is wrong, each with its own code. Sizes are
bounded before anything is unpacked: the text by what a QR code of version 40-M holds, the unpacked data by 8
KiB.
"""

import zlib
from typing import TYPE_CHECKING, NamedTuple

from kpcs.proof import base45, claims, cose
from kpcs.proof.cose import Purpose, Signed
from kpcs.proof.digest import sha256
from kpcs.proof.keys.public import PublicKey
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

if TYPE_CHECKING:  # the makers of signatures are not loaded where signatures are only checked
    from kpcs.proof.keys.private import Signer

PREFIX = "KP1:"
LABEL_PREFIX = "KPL1:"
TEXT_CEILING = 3391
"""Characters of a QR code of version 40 at level M in alphanumeric mode (ISO/IEC 18004, table 7)."""
ANNEX_FROM = 1400
"""Characters beyond which the packing list is annexed, so that the code stays readable at 45 mm."""
INFLATED_CEILING = 8192

_CHECK_BYTES = 5
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_COMMITMENT_LENGTH = 32


class Payload(NamedTuple):
    """What will be signed, and the packing list that is annexed to it (empty when the code carries it)."""

    data: bytes
    packing: bytes

    @property
    def commitment(self) -> bytes:
        """See :func:`commitment`."""
        return commitment(self.data)

    @property
    def check_value(self) -> str:
        """See :func:`check_value`."""
        return check_value(self.commitment)


class Code(NamedTuple):
    """A code taken apart. Nothing in it is believed before :func:`verify`."""

    text: str
    signed: Signed
    certificate: Certificate
    nonce: bytes

    @property
    def payload(self) -> bytes:
        """The signed bytes."""
        return self.signed.payload

    @property
    def commitment(self) -> bytes:
        """See :func:`commitment`."""
        return commitment(self.signed.payload)

    @property
    def check_value(self) -> str:
        """See :func:`check_value`."""
        return check_value(self.commitment)


class Label(NamedTuple):
    """What a container label says: a number and the commitment to the contents, both unsigned."""

    number: str
    commitment: bytes


def freeze(certificate: Certificate, nonce: bytes) -> Payload:
    """The payload for ``certificate`` with sixteen fresh random bytes as ``nonce``; it never changes
    afterwards.

    The packing list is annexed when the code would pass :data:`ANNEX_FROM` characters. Raises Refusal as
    :func:`kpcs.proof.claims.write`, or ``code.too_long`` when names and addresses alone exceed any QR code.
    """
    data = claims.write(certificate, nonce)
    if _text_length(data) <= ANNEX_FROM:
        return Payload(data, b"")
    data = claims.write(certificate, nonce, annexed=True)
    if _text_length(data) > TEXT_CEILING:
        raise refuse("code.too_long", _("Names and addresses are too long for a code: shorten them."))
    return Payload(data, claims.write_packing(certificate.containers))


def sign(payload: bytes, signer: "Signer") -> str:
    """The text of the code for a frozen payload.

    Raises Refusal with ``code.issuer`` or ``code.number`` when the key's owner, the issuer and the number's
    prefix are not the same Participant, or as :func:`kpcs.proof.cose.sign`.
    """
    certificate, _nonce = claims.read(payload)
    refuse_other_issuer(certificate, signer.key)
    packed = zlib.compress(cose.sign(payload, Purpose.CERTIFICATE, signer), 9)
    text = PREFIX + base45.encode(packed)
    if decode(text).payload != payload:  # what is printed must be readable: read it back as a stranger would
        raise refuse("code.unreadable", _("The code could not be read back after it was made."))
    return text


def decode(text: str) -> Code:
    """Take the text of a code apart.

    Raises Refusal with ``code.prefix`` (does not begin with ``KP1:``), ``code.text_too_long``, a
    ``code.base45`` code, ``code.zlib.damaged``, ``code.zlib.too_large``, ``code.zlib.truncated``,
    ``code.zlib.trailing``,
    ``code.zlib.padding``, or a code of :func:`kpcs.proof.cose.parse` and :func:`kpcs.proof.claims.read`.
    """
    if not text.startswith(PREFIX):
        raise refuse("code.prefix", _("This is not the code of a certificate: it does not begin with KP1."))
    if len(text) > TEXT_CEILING:
        raise refuse("code.text_too_long", _("The code is longer than any QR code holds."))
    signed = cose.parse(_inflate(base45.decode(text[len(PREFIX) :])))
    certificate, nonce = claims.read(signed.payload)
    return Code(text, signed, certificate, nonce)


def tidied(text: str) -> str:
    """``text`` without the line breaks, tabs and outer spaces that copying adds. Nothing is lost: the last character of
    Base45 is never a space, since the high digit of a group is at most 32."""
    return text.translate({9: None, 10: None, 13: None}).strip(" ")


def verify(code: Code, key: PublicKey) -> None:
    """Check that ``key`` signed ``code`` and that its owner is the issuer. Says nothing about state and
    validity.

    Raises Refusal as :func:`kpcs.proof.cose.verify`, or with ``code.issuer`` or ``code.number``.
    """
    cose.verify(code.signed, Purpose.CERTIFICATE, key)
    refuse_other_issuer(code.certificate, key)


def refuse_other_issuer(certificate: Certificate, key: PublicKey) -> None:
    """Owner of the key = issuer = prefix of the number, or Refusal ``code.issuer`` or ``code.number``."""
    if key.owner != certificate.issuer:
        raise refuse(
            "code.issuer",
            _("The key belongs to %(owner)s, but the certificate names %(issuer)s as its issuer."),
            owner=key.owner,
            issuer=certificate.issuer,
        )
    if certificate.number[:2] != certificate.issuer:
        raise refuse(
            "code.number",
            _("The number %(number)s does not begin with the letters of its issuer, %(issuer)s."),
            number=certificate.number[:40],
            issuer=certificate.issuer,
        )


def attach(certificate: Certificate, packing: bytes) -> Certificate:
    """``certificate`` with its annexed packing list, see :func:`kpcs.proof.claims.attach`."""
    return claims.attach(certificate, packing)


def commitment(payload: bytes) -> bytes:
    """The 32 bytes by which the log, the label and later messages name these contents:
    SHA-256 over ``kpcs/commit/1`` and the payload."""
    return sha256(b"kpcs/commit/1" + payload).digest()


def check_value(commitment: bytes) -> str:
    """Eight characters for people without a scanner: Base32 (RFC 4648) of the commitment's first five
    bytes."""
    number = int.from_bytes(commitment[:_CHECK_BYTES], "big")
    return "".join(_BASE32[number >> shift & 31] for shift in range(8 * _CHECK_BYTES - 5, -1, -5))


def label(number: str, commitment: bytes) -> str:
    """The text of a container's label: ``KPL1:``, number, ``:`` and the commitment in Base32 without
    padding."""
    from base64 import b32encode  # here: labels are rare, and a cold check pays for every import

    return f"{LABEL_PREFIX}{number}:{b32encode(commitment).decode('ascii').rstrip('=')}"


def parse_label(text: str) -> Label:
    """Read a container's label. Raises Refusal with ``code.label`` when it is not one, in exactly one
    spelling."""
    from base64 import b32decode  # here: as in label

    number, _separator, encoded = text.removeprefix(LABEL_PREFIX).partition(":")
    try:
        value = b32decode(encoded + "=" * (-len(encoded) % 8))
    except ValueError:
        value = b""
    plain = number.isascii() and number.isalnum() and number.isupper() and len(number) <= 32
    if not plain or len(value) != _COMMITMENT_LENGTH or label(number, value) != text:
        raise refuse("code.label", _("This is not the label of a container: it is damaged or incomplete."))
    return Label(number, value)


def _text_length(payload: bytes) -> int:
    """Characters of the code of ``payload``; a digest stands for the signature, which is as
    incompressible."""
    stand_in = sha256(payload).digest()
    parts = [b"\xa2\x01\x32\x04\x48" + stand_in[:8], payload, stand_in + stand_in[::-1]]
    packed = len(zlib.compress(b"".join(parts), 9)) + len(parts) + 6
    return len(PREFIX) + (3 * packed + 1) // 2


def _inflate(data: bytes) -> bytes:
    """Unpack a zlib stream (RFC 1950) that is whole, alone and of bounded size."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, INFLATED_CEILING + 1)
    except zlib.error:
        raise refuse("code.zlib.damaged", _("The code is damaged: its contents cannot be unpacked.")) from None
    if len(unpacked) > INFLATED_CEILING:
        raise refuse("code.zlib.too_large", _("The code unpacks to more than any certificate holds."))
    if not unpacker.eof:
        raise refuse("code.zlib.truncated", _("The code is incomplete: its end is missing."))
    if unpacker.unused_data:
        raise refuse("code.zlib.trailing", _("The code carries extra data after its end."))
    if _has_padding_bits(data, unpacked):
        raise _padding()
    return unpacked


def _has_padding_bits(data: bytes, unpacked: bytes) -> bool:
    """Whether a bit is set that the stream does not use: after a stored block's head, or after the last
    symbol before the checksum (RFC 1951, 3.2.4 and 3.1.1). Otherwise such a bit could be turned without being
    noticed.

    The last byte before the checksum is tried without its highest bit: if that unpacks to the same, it was
    unused.
    """
    if not data[2] & 0b110:
        return bool(data[2] & 0b11111000)
    last = data[-5]
    if not last:
        return False
    lighter = data[:-5] + bytes((last ^ (1 << (last.bit_length() - 1)),)) + data[-4:]
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(lighter, INFLATED_CEILING + 1) == unpacked and unpacker.eof
    except zlib.error:
        return False


def _padding() -> Refusal:
    return refuse("code.zlib.padding", _("The code carries bits that belong to nothing."))
