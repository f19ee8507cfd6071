"""Private keys in this process, and the seam for those that live in a security module.

What signs is a :class:`Signer`: it says which key it is and signs bytes. A hardware module is connected by
writing a class with these members; nothing else in kpcs asks for private bytes.
"""

from datetime import date
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kpcs.proof.keys.public import ED25519, ESP256, X25519, PublicKey, Role
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


class Signer(Protocol):
    """Signs with one key. ``sign`` gives the signature in the form of the key's algorithm, 64 bytes for
    both."""

    @property
    def key(self) -> PublicKey:
        """The public record: identifier, algorithm, owner, role."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data``. May raise Refusal, for example while a key is locked."""
        ...


class SigningKey:
    """A :class:`Signer` whose private key is in the memory of this process."""

    __slots__ = ("_private", "key")

    def __init__(self, key: PublicKey, secret: bytes) -> None:
        """``secret``: the 32 bytes of an Ed25519 seed (RFC 8032, 5.1.5) or of a P-256 scalar. Raises Refusal
        ``keys.pair`` when it is not the private half of ``key``."""
        self.key = key
        self._private = _signing_half(key.algorithm, secret)
        if _public_bytes(self._private) != key.public:
            raise refuse(
                "keys.pair",
                _("The private key does not belong to the public key %(key)s."),
                key=key.fingerprint,
            )

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data``: Ed25519 of RFC 8032, or r || s for P-256."""
        if isinstance(self._private, Ed25519PrivateKey):
            return self._private.sign(data)
        r, s = decode_dss_signature(self._private.sign(data, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class SealingKey:
    """The private half of a sealing key: opens what was sealed to its owner."""

    __slots__ = ("key", "private")

    def __init__(self, key: PublicKey, secret: bytes) -> None:
        """``secret``: the 32 bytes of an X25519 private key. Raises Refusal ``keys.pair`` as for signing
        keys."""
        self.key = key
        self.private = X25519PrivateKey.from_private_bytes(secret)
        if self.private.public_key().public_bytes_raw() != key.public:
            raise refuse(
                "keys.pair",
                _("The private key does not belong to the public key %(key)s."),
                key=key.fingerprint,
            )


def generate(
    owner: str, role: Role, valid_from: date, *, algorithm: int | None = None, valid_until: date | None = None
) -> tuple[PublicKey, bytes]:
    """A new pair: the public record and the secret of 32 bytes. The algorithm is Ed25519, or X25519 for
    sealing, unless ``ESP256`` is asked for. Raises Refusal ``keys.algorithm`` for another."""
    chosen = algorithm or (X25519 if role is Role.SEALING else ED25519)
    if (chosen == X25519) is not (role is Role.SEALING) or chosen not in (ED25519, ESP256, X25519):
        raise refuse(
            "keys.algorithm",
            _("A key for “%(role)s” cannot use algorithm %(algorithm)s."),
            "algorithm",
            role=role.value,
            algorithm=str(chosen),
        )
    if chosen == X25519:
        exchange = X25519PrivateKey.generate()
        public, secret = exchange.public_key().public_bytes_raw(), exchange.private_bytes_raw()
    elif chosen == ED25519:
        edwards = Ed25519PrivateKey.generate()
        public, secret = _public_bytes(edwards), edwards.private_bytes_raw()
    else:
        curve = generate_private_key(SECP256R1())
        public, secret = _public_bytes(curve), curve.private_numbers().private_value.to_bytes(32, "big")
    return PublicKey(owner, role, chosen, public, valid_from, valid_until), secret


def _signing_half(algorithm: int, secret: bytes) -> Ed25519PrivateKey | EllipticCurvePrivateKey:
    if algorithm == ED25519 and len(secret) == 32:
        return Ed25519PrivateKey.from_private_bytes(secret)
    if algorithm == ESP256 and len(secret) == 32:
        return derive_private_key(int.from_bytes(secret, "big"), SECP256R1())
    raise refuse("keys.not_signing", _("This key cannot sign."))


def _public_bytes(private: Ed25519PrivateKey | EllipticCurvePrivateKey) -> bytes:
    if isinstance(private, Ed25519PrivateKey):
        return private.public_key().public_bytes_raw()
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
