"""COSE_Sign1 (RFC 9052, 4.2) in a profile with one spelling.

``18([protected, {}, payload, signature])``, nothing before and nothing after. The protected header is exactly
``{1: algorithm, 4: kid}``, the unprotected one is empty, the payload is attached. The external data
(``external_aad``) names the purpose, so that a signature made for one purpose proves nothing for another.
Which algorithm verifies is told by the record of the key; the header must say the same.

General COSE libraries accept several things that are refused here: an algorithm of the message's own choice,
unknown critical headers, bytes after the end.
"""

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cbor2 import dumps

from kpcs.proof import cbor
from kpcs.proof.keys.public import ED25519, ESP256, KEY_ID_LENGTH, PublicKey, Role, require_role
from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

if TYPE_CHECKING:  # the makers of signatures are not loaded where signatures are only checked
    from kpcs.proof.keys.private import Signer

try:
    # the same function that Ed25519PublicKey.from_public_bytes calls: the public module around it loads three times as
    # much as a check of a signature needs, and an officer at a gate waits for it
    from cryptography.hazmat.bindings._rust import openssl

    _ed25519_key = openssl.ed25519.from_public_bytes
except (ImportError, AttributeError):  # another version of the library
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    _ed25519_key = Ed25519PublicKey.from_public_bytes

_known_ed25519_key = lru_cache(maxsize=256)(_ed25519_key)
"""The key made ready; a desk checks many codes of few keys."""

SIGNATURE_LENGTH = 64
_TAG = 0xD2  # the head of tag 18
_ALGORITHM, _CRITICAL, _KID = 1, 2, 4


class Purpose(StrEnum):
    """What a signature says yes to; its text is the external data of the signature."""

    CERTIFICATE = "kpcs/certificate/1"
    MESSAGE = "kpcs/message/1"
    RECEIPT = "kpcs/receipt/1"
    OUTBOX = "kpcs/outbox/1"
    STATUS = "kpcs/status/1"


ROLES: dict[Purpose, Role] = {
    Purpose.CERTIFICATE: Role.ISSUING,
    Purpose.MESSAGE: Role.MESSAGE,
    Purpose.RECEIPT: Role.MESSAGE,
    Purpose.OUTBOX: Role.MESSAGE,
    Purpose.STATUS: Role.STATUS,
}
"""The only role whose keys may sign for a purpose."""

_EXTERNAL = {purpose: purpose.encode("ascii") for purpose in Purpose}
_USUAL_STARTS = {
    bytes((_TAG, 0x84, 0x4D)) + cbor.encode({_ALGORITHM: a, _KID: bytes(KEY_ID_LENGTH)})[:5]: a
    for a in (ED25519, ESP256)
}
# tag, array of four, byte string of thirteen, and the header in it as far as the key's identifier


class Signed(NamedTuple):
    """A COSE_Sign1 taken apart; nothing in it is believed yet."""

    algorithm: int
    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes


def sign(payload: bytes, purpose: Purpose, signer: "Signer") -> bytes:
    """``payload`` signed for ``purpose``. Raises Refusal ``keys.role`` for a key of another role,
    ``cose.signature`` when the signer's answer is not a signature of its own key, and whatever the signer
    refuses with."""
    key = signer.key
    require_role(key.role, ROLES[purpose])
    protected = cbor.encode({_ALGORITHM: key.algorithm, _KID: key.kid})
    signature = signer.sign(_signed_bytes(protected, payload, purpose))
    verify(Signed(key.algorithm, key.kid, protected, payload, signature), purpose, key)
    return bytes((_TAG,)) + cbor.encode([protected, {}, payload, signature])


def parse(data: bytes) -> Signed:
    """Take ``data`` apart.

    Raises Refusal with ``cose.tag`` (no tag 18), ``cose.shape`` (not these four parts), ``cose.unprotected``,
    ``cose.critical`` (critical headers are unknown here), ``cose.header`` (others than algorithm and kid),
    ``cose.algorithm.missing``, ``cose.kid.missing``, ``cose.algorithm.unknown``, ``cose.kid.length``,
    ``cose.signature.length``, or a code of :func:`kpcs.proof.cbor.decode`.
    """
    if data[:1] != bytes((_TAG,)):
        raise refuse("cose.tag", _("The data is not marked as signed data."))
    usual = _parse_usual(data)
    if usual is not None:
        return usual
    parts = cbor.decode(data[1:])
    if type(parts) is not list or len(parts) != 4:
        raise _shape()
    protected, unprotected, payload, signature = parts
    if type(protected) is not bytes or type(payload) is not bytes or type(signature) is not bytes:
        raise _shape()
    if unprotected != {} or type(unprotected) is not dict:
        raise refuse("cose.unprotected", _("The signed data carries unsigned headers."))
    algorithm, kid = _headers(cbor.decode(protected))
    if len(signature) != SIGNATURE_LENGTH:
        raise refuse("cose.signature.length", _("The signature has the wrong length."))
    return Signed(algorithm, kid, protected, payload, signature)


def _parse_usual(data: bytes) -> Signed | None:
    """``data`` taken apart when it is, byte for byte, what :func:`sign` makes of 256 bytes or more; None otherwise."""
    algorithm = _USUAL_STARTS.get(data[:8])
    payload = data[20:-66]
    if (
        algorithm is not None
        and 256 <= len(payload) < 1 << 16
        and data[16:20] == b"\xa0\x59" + len(payload).to_bytes(2)
        and data[-66:-64] == b"\x58\x40"
    ):
        return Signed(algorithm, data[8:16], data[3:16], payload, data[-64:])
    return None


def verify(signed: Signed, purpose: Purpose, key: PublicKey) -> None:
    """Check the signature for ``purpose`` with ``key``, which the caller found by ``signed.kid``.

    Raises Refusal with ``keys.role``, ``cose.kid.mismatch``, ``cose.algorithm.mismatch`` (the header names
    another algorithm than the record of the key) or ``cose.signature`` (not made by this key over these
    bytes). Says nothing about validity or state of the key.
    """
    require_role(key.role, ROLES[purpose])
    if signed.kid != key.kid:
        raise refuse("cose.kid.mismatch", _("The signed data names another key than the one given."))
    if signed.algorithm != key.algorithm:
        raise refuse(
            "cose.algorithm.mismatch",
            _("The signed data names another algorithm than the one fixed for its key."),
        )
    message = _signed_bytes(signed.protected, signed.payload, purpose)
    check = _verify_ed25519 if key.algorithm == ED25519 else _verify_p256
    try:
        check(key.public, signed.signature, message)
    except Exception as error:
        from cryptography.exceptions import InvalidSignature  # here: nearly no signature is false

        if not isinstance(error, (InvalidSignature, ValueError)):
            raise
        sentence = _("The signature does not fit the contents: it is false, or something was changed.")
        raise refuse("cose.signature", sentence) from None


def _signed_bytes(protected: bytes, payload: bytes, purpose: Purpose) -> bytes:
    """Sig_structure of RFC 9052, 4.4."""
    return dumps(["Signature1", protected, _EXTERNAL[purpose], payload])


def _verify_ed25519(public: bytes, signature: bytes, message: bytes) -> None:
    _known_ed25519_key(public).verify(signature, message)


def _verify_p256(public: bytes, signature: bytes, message: bytes) -> None:
    # loaded on demand: no certificate of most authorities needs it, and a cold start pays for every import
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))


def _headers(header: cbor.Value) -> tuple[int, bytes]:
    if type(header) is not dict:
        raise _shape()
    found: list[Problem] = []
    if _CRITICAL in header:
        found.append(Problem("cose.critical", _("The signed data demands a critical header that is unknown here.")))
    if header.keys() - {_ALGORITHM, _CRITICAL, _KID}:
        found.append(Problem("cose.header", _("The signed data carries headers that do not belong there.")))
    algorithm, kid = header.get(_ALGORITHM), header.get(_KID)
    if algorithm is None:
        found.append(Problem("cose.algorithm.missing", _("The signed data names no algorithm.")))
    elif type(algorithm) is not int or algorithm not in (ED25519, ESP256):
        found.append(Problem("cose.algorithm.unknown", _("The signed data names an algorithm that is not in use.")))
    if kid is None:
        found.append(Problem("cose.kid.missing", _("The signed data does not say which key signed it.")))
    elif type(kid) is not bytes or len(kid) != KEY_ID_LENGTH:
        found.append(Problem("cose.kid.length", _("The signed data names its key in another form than eight bytes.")))
    if found:
        raise Refusal(found)
    assert type(algorithm) is int and type(kid) is bytes
    return algorithm, kid


def _shape() -> Refusal:
    return refuse("cose.shape", _("The signed data does not have the four parts that it must have."))
