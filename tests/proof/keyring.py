"""Keys for tests: the same on every run, so that byte vectors stay the same."""

from datetime import UTC, date, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kpcs.proof.keys import ED25519, ESP256, X25519, PublicKey, Role
from kpcs.proof.keys.private import SealingKey, SigningKey

SINCE = date(2026, 1, 1)
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
NONCE = bytes(range(16))


def secret(owner: str, role: Role, algorithm: int = ED25519) -> bytes:
    """32 bytes that depend on nothing but their name."""
    return sha256(f"kpcs test key {owner} {role.value} {algorithm}".encode()).digest()


def public(owner: str, role: Role, algorithm: int = ED25519) -> PublicKey:
    """The public record of a test key."""
    seed = secret(owner, role, algorithm)
    if algorithm == ED25519:
        octets = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    elif algorithm == X25519:
        octets = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    else:
        point = derive_private_key(int.from_bytes(seed, "big"), SECP256R1()).public_key()
        octets = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return PublicKey(owner, role, algorithm, octets, SINCE)


def signer(owner: str, role: Role = Role.ISSUING, algorithm: int = ED25519) -> SigningKey:
    """A test key that signs."""
    return SigningKey(public(owner, role, algorithm), secret(owner, role, algorithm))


def sealing(owner: str) -> SealingKey:
    """A test key that opens messages."""
    return SealingKey(public(owner, Role.SEALING, X25519), secret(owner, Role.SEALING, X25519))


def p256(owner: str, role: Role = Role.ISSUING) -> SigningKey:
    """A test key with P-256."""
    return signer(owner, role, ESP256)
