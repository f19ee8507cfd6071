"""Contents of messages at rest: encrypted under a key of this node's own.

What was sealed to us is opened once and kept under this key, so that old sealing keys can be destroyed. The key is
random, lies in ``keys/storage`` wrapped under the node's passphrase (scrypt, RFC 7914; ChaCha20-Poly1305, RFC 8439),
and is made when the first message is kept. Like every key at rest it protects backups and stolen disks, not a
running host.
"""

import os
from functools import cache
from pathlib import Path
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from kpcs.office import keyring
from kpcs.proof import cbor
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

_FORMAT = "kp-storage/1"
_WORK = 16


def encrypt(data: bytes, about: str) -> bytes:
    """``data`` for the database; ``about`` names the row's owner and is bound to it."""
    nonce = token_bytes(12)
    return nonce + _cipher().encrypt(nonce, data, about.encode())


def decrypt(data: bytes, about: str) -> bytes:
    """What :func:`encrypt` kept. Raises Refusal ``exchange.storage`` for a changed row or another key."""
    try:
        return _cipher().decrypt(data[:12], data[12:], about.encode())
    except (InvalidTag, ValueError):
        raise _unreadable() from None


def _cipher() -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_key(settings.NODE.keys / "storage"))


@cache
def _key(file: Path) -> bytes:
    if not file.exists():
        _make(file)
    try:
        reader = cbor.Reader("exchange.storage")
        fields = reader.fields(cbor.decode(file.read_bytes()), "storage", {0, 1, 2, 3, 4})
        reader.finish()
        salt, nonce, wrapped = (reader.octets(fields[key], "storage") for key in (1, 3, 4))
        work = reader.whole(fields[2], "work", 21)
        reader.finish()
        return ChaCha20Poly1305(_wrapping(salt, work)).decrypt(nonce, wrapped, _FORMAT.encode())
    except (Refusal, InvalidTag, ValueError):
        raise _unreadable() from None


def _make(file: Path) -> None:
    salt, nonce, key = token_bytes(16), token_bytes(12), token_bytes(32)
    wrapped = ChaCha20Poly1305(_wrapping(salt, _WORK)).encrypt(nonce, key, _FORMAT.encode())
    beside = file.with_name(f"storage.{os.getpid()}.{nonce.hex()}.new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(cbor.encode({0: _FORMAT, 1: salt, 2: _WORK, 3: nonce, 4: wrapped}))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(beside, file)  # fails when another process was first: its key is the one
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _wrapping(salt: bytes, work: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << work, r=8, p=1).derive(keyring.passphrase())


def _unreadable() -> Refusal:
    return refuse("exchange.storage", _("The contents of a kept message cannot be read: changed, or another key."))
