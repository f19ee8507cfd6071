"""The private keys of this node, opened once for each process.

The folder is ``NODE.keys``; its passphrase comes from ``KPCS_FILE_VARIABLE``, a systemd credential, or, on a node
set up without either, from ``keys/passphrase`` beside the keys. What that protects and what it does not is said in
:mod:`kpcs.proof.keys.folder`.
"""

import os
from datetime import date
from functools import cache

from django.conf import settings

from kpcs.proof.keys import PublicKey, Role
from kpcs.proof.keys.folder import CREDENTIAL, FILE_VARIABLE, KeyFolder, read_passphrase
from kpcs.proof.keys.private import SealingKey, Signer

PASSPHRASE_BESIDE = "passphrase"  # noqa: S105 the name of a file
"""Name of the passphrase file within the keys folder; a backup leaves it out."""


def folder() -> KeyFolder:
    """The node's key folder. Raises Refusal as :func:`kpcs.proof.keys.folder.read_passphrase`."""
    return _folder(os.fspath(settings.NODE.keys))


@cache
def _folder(path: str) -> KeyFolder:
    return KeyFolder(path, _passphrase(path))


def passphrase() -> bytes:
    """The passphrase under which this node keeps what is secret. Raises Refusal as :func:`folder`."""
    return _passphrase(os.fspath(settings.NODE.keys))


def _passphrase(path: str) -> bytes:
    elsewhere = os.environ.get(FILE_VARIABLE) or os.path.exists(
        os.path.join(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent"), CREDENTIAL)
    )
    return read_passphrase(os.environ, "" if elsewhere else os.path.join(path, PASSPHRASE_BESIDE))


def signer(role: Role, day: date) -> Signer:
    """The signer of ``role`` on ``day``. Raises Refusal ``keys.none`` or ``keys.locked``."""
    return _signer(os.fspath(settings.NODE.keys), role, day, settings.NODE.keys.stat().st_mtime_ns)


@cache
def _signer(path: str, role: Role, day: date, _changed: int) -> Signer:
    # every change of a key replaces a file, so the folder's own time tells when to look again
    return _folder(path).signer(role, day)


def sealing_keys() -> list[SealingKey]:
    """All keys that open messages sealed to this node, retired ones included."""
    return list(_sealing_keys(os.fspath(settings.NODE.keys), settings.NODE.keys.stat().st_mtime_ns))


@cache
def _sealing_keys(path: str, _changed: int) -> tuple[SealingKey, ...]:
    return tuple(_folder(path).sealing_keys())


def public_keys() -> list[PublicKey]:
    """The node's own public keys, for peers and for the trust folder."""
    return folder().public_keys()
