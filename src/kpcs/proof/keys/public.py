"""Public keys: whose, for what, since when, and whether they may still be relied on.

A key has one role for its whole life. A key that signs certificates never signs a message and never a log
head: :func:`refuse_shared` refuses a list in which one key stands under two roles or two owners, and two keys
under one identifier. The algorithm belongs to the record of the key and is never taken from a message (RFC
9053, 1.1; RFC 8725, 3.1 tells what happens otherwise).
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from kpcs.proof import cbor
from kpcs.proof.digest import sha256
from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

ED25519 = -19
"""COSE algorithm Ed25519 (RFC 9864): raw public key of 32 bytes, signature of 64."""
ESP256 = -9
"""COSE algorithm ESP256, ECDSA with P-256 and SHA-256 (RFC 9864), for security modules without Ed25519:
public key as uncompressed point of 65 bytes (SEC 1, 2.3.3), signature r || s of 64 bytes (RFC 9053, 2.1)."""
X25519 = 0x20
"""Not a signature: the HPKE key encapsulation of that number (RFC 9180, 7.1), for sealing keys of 32
bytes."""

KEY_ID_LENGTH = 8
_LENGTHS = {ED25519: 32, ESP256: 65, X25519: 32}


class Role(StrEnum):
    """What a key is for. Never two of these."""

    ISSUING = "issuing"
    MESSAGE = "message"
    STATUS = "status"
    LOG = "log"
    WITNESS = "witness"
    SEALING = "sealing"
    TRUST_LIST = "trust_list"
    TLS = "tls"


class KeyState(StrEnum):
    """Whether a key may be relied on. Retired keys signed rightly until they were retired; a compromised key
    proves nothing by itself from the moment that is stated."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class PublicKey(NamedTuple):
    """One public key as the trust list knows it.

    ``owner``       the authority or body, as its code (``BW``, ``EU``) or name (``chair``)
    ``valid_from``  first day on which the key may sign; ``valid_until`` the first day on which it may not (or
    None)
    ``since``       the moment (UTC) of retirement, or from which a compromise must be assumed; None while
    active
    """

    owner: str
    role: Role
    algorithm: int
    public: bytes
    valid_from: date
    valid_until: date | None = None
    state: KeyState = KeyState.ACTIVE
    since: datetime | None = None

    @property
    def kid(self) -> bytes:
        """The identifier of eight bytes, see :func:`key_id`."""
        return key_id(self.algorithm, self.public)

    @property
    def fingerprint(self) -> str:
        """The identifier for reading aloud: four groups of four hexadecimal digits."""
        return self.kid.hex(" ", 2)

    def may_sign_on(self, day: date) -> bool:
        """Whether ``day`` lies in the validity of the key. Says nothing about its state."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@lru_cache(maxsize=4096)
def key_id(algorithm: int, public: bytes) -> bytes:
    """First eight bytes of SHA-256 over the deterministic CBOR of ``[algorithm, public key bytes]``."""
    return sha256(cbor.encode([algorithm, public])).digest()[:KEY_ID_LENGTH]


def problems(key: PublicKey) -> list[Problem]:
    """What is wrong with a record by itself: length, algorithm and role, validity, state."""
    found: list[Problem] = []
    sealing = key.role is Role.SEALING
    if key.algorithm not in _LENGTHS or (key.algorithm == X25519) is not sealing:
        found.append(
            Problem(
                "keys.algorithm",
                _("A key for “%(role)s” cannot use algorithm %(algorithm)s."),
                "algorithm",
                {"role": key.role.value, "algorithm": str(key.algorithm)},
            )
        )
    elif len(key.public) != _LENGTHS[key.algorithm]:
        found.append(Problem("keys.length", _("The public key has the wrong length for its algorithm."), "public"))
    if not key.owner:
        found.append(Problem("keys.owner", _("The key has no owner."), "owner"))
    if key.valid_until is not None and key.valid_until <= key.valid_from:
        found.append(Problem("keys.validity", _("The key’s validity ends before it begins."), "valid_until"))
    if (key.since is None) is not (key.state is KeyState.ACTIVE):
        found.append(
            Problem(
                "keys.state",
                _("A retired or compromised key names the moment, an active one does not."),
                "since",
            )
        )
    return found


def refuse_shared(keys: Iterable[PublicKey]) -> dict[bytes, PublicKey]:
    """The keys by identifier, after checking that none is shared.

    Raises Refusal with ``keys.shared_between_roles``, ``keys.shared_between_owners``, ``keys.repeated`` (the
    same record twice) or ``keys.kid_collision`` (two keys, one identifier), all of them at once, and with
    :func:`problems` of each record.
    """
    by_kid: dict[bytes, PublicKey] = {}
    by_bytes: dict[bytes, PublicKey] = {}
    found: list[Problem] = []
    for key in keys:
        found.extend(problems(key))
        first = by_bytes.get(key.public)
        names = {"key": key.fingerprint, "one": first.role.value if first else "", "other": key.role.value}
        if first is not None:
            if first.role is not key.role:
                sentence = _("Key %(key)s is listed for “%(one)s” and for “%(other)s”. A key has one role.")
                found.append(Problem("keys.shared_between_roles", sentence, "", names))
            elif first.owner != key.owner:
                sentence = _("Key %(key)s is listed for two owners. A key has one owner.")
                found.append(Problem("keys.shared_between_owners", sentence, "", names))
            else:
                found.append(Problem("keys.repeated", _("Key %(key)s is listed twice."), "", names))
            continue
        by_bytes[key.public] = key
        if key.kid in by_kid:
            sentence = _("Two different keys have the identifier %(key)s. One of them must be replaced.")
            found.append(Problem("keys.kid_collision", sentence, "", names))
        by_kid[key.kid] = key
    if found:
        raise Refusal(found)
    return by_kid


def require_role(key_role: Role, wanted: Role) -> None:
    """Refuse (``keys.role``) a key of another role than the act needs."""
    if key_role is not wanted:
        raise refuse(
            "keys.role",
            _("This key is for “%(role)s” and cannot be used for “%(wanted)s”."),
            role=key_role.value,
            wanted=wanted.value,
        )
