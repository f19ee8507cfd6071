"""A folder of private keys, each encrypted at rest.

One file a key, ``<role>-<kid>.key``, in the CBOR profile of :mod:`kpcs.proof.cbor`. The secret of 32 bytes is
encrypted with ChaCha20-Poly1305 (RFC 8439) under a key that scrypt (RFC 7914) derives from a passphrase; the
public part of the file is authenticated with it, so that no file can be passed off as a key of another role.

**What this protects**: copies of the folder, that is backups and stolen disks. **What it does not protect**:
a running host. A node that restarts unattended has its passphrase within reach (a file, a systemd
credential), and an opened key is in the memory of the process; whoever controls the running host controls the
keys. Two things help: a security module (:class:`kpcs.proof.keys.private.Signer`), and a *held* key, which
has its own passphrase that no file holds: after every start it stays locked until its named holder unlocks
it.

Changes of state (retired, compromised) need no passphrase: it must be possible to stop using a key when
nobody who could open it is there. Others learn the state from the trust list, never from this folder.
"""

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kpcs.proof import cbor
from kpcs.proof.keys.private import SealingKey, SigningKey, generate
from kpcs.proof.keys.public import KeyState, PublicKey, Role, refuse_shared
from kpcs.proof.replacing import replace_file
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

FILE_VARIABLE = "KPCS_PASSPHRASE_FILE"
CREDENTIAL = "kpcs-passphrase"
WORK = 16
"""log2 of scrypt's cost N: 64 MiB and about a fifth of a second, once for each start."""

_FORMAT = "kp-key/1"
_BLOCK, _LANES = 8, 1
_MOST_WORK = 20


def read_passphrase(environment: Mapping[str, str], file: str = "") -> bytes:
    """The passphrase of a folder: from ``file``, else from the file that ``KPCS_PASSPHRASE_FILE`` names, else
    from the systemd credential ``kpcs-passphrase``. A final line break is not part of it.

    Raises Refusal ``keys.passphrase.missing``, ``keys.passphrase.unreadable`` or ``keys.passphrase.empty``.
    """
    name = file or environment.get(FILE_VARIABLE, "")
    if not name and environment.get("CREDENTIALS_DIRECTORY"):
        name = os.path.join(environment["CREDENTIALS_DIRECTORY"], CREDENTIAL)
    if not name:
        raise refuse(
            "keys.passphrase.missing",
            _("No passphrase for the keys: name a file in %(variable)s or give the systemd credential %(credential)s."),
            variable=FILE_VARIABLE,
            credential=CREDENTIAL,
        )
    try:
        text = Path(name).read_bytes()
    except OSError:
        raise refuse(
            "keys.passphrase.unreadable", _("The passphrase file %(file)s cannot be read."), file=name
        ) from None
    passphrase = text.removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase:
        raise refuse("keys.passphrase.empty", _("The passphrase file %(file)s is empty."), file=name)
    return passphrase


class StoredKey(NamedTuple):
    """A key as it lies in the folder: the public record, and the name of its holder when it is a held key."""

    key: PublicKey
    holder: str
    salt: bytes
    work: int
    nonce: bytes
    secret: bytes

    @property
    def filename(self) -> str:
        """The name of its file."""
        return f"{self.key.role}-{self.key.kid.hex()}.key"


class KeyFolder:
    """The keys of one node. Create it with the node's passphrase; held keys are opened by :meth:`unlock`."""

    def __init__(self, path: str | os.PathLike[str], passphrase: bytes, *, work: int = WORK) -> None:
        self.path = Path(path)
        self._passphrase = passphrase
        self._work = work
        self._derived: dict[tuple[bytes, int], bytes] = {}
        self._unlocked: dict[bytes, SigningKey] = {}

    def generate(
        self,
        owner: str,
        role: Role,
        valid_from: date,
        *,
        algorithm: int | None = None,
        valid_until: date | None = None,
        holder: str = "",
        holder_passphrase: bytes = b"",
    ) -> PublicKey:
        """Make a key and store it. With ``holder`` and ``holder_passphrase`` it is a held key.

        Raises Refusal ``keys.algorithm``; ``keys.holder`` when only one of the two is given, or the key is a
        sealing key (which must open messages unattended).
        """
        if bool(holder) is not bool(holder_passphrase) or (holder and role is Role.SEALING):
            raise refuse("keys.holder", _("A held key signs, and needs the name of its holder and a passphrase."))
        key, secret = generate(owner, role, valid_from, algorithm=algorithm, valid_until=valid_until)
        salt, work = (token_bytes(16), self._work) if holder else self._own_salt()
        wrapping = self._derive(holder_passphrase, salt, work) if holder else self._own(salt, work)
        nonce = token_bytes(12)
        sealed = ChaCha20Poly1305(wrapping).encrypt(nonce, secret, _bound(key, holder))
        self._write(StoredKey(key, holder, salt, work, nonce, sealed))
        return key

    def stored(self) -> list[StoredKey]:
        """All keys in the folder, by file name. Raises Refusal ``keys.file`` for a damaged file, and as
        :func:`~kpcs.proof.keys.public.refuse_shared` when two files share a key."""
        found = [_read(file) for file in sorted(self.path.glob("*.key"))]
        refuse_shared(entry.key for entry in found)
        return found

    def public_keys(self) -> list[PublicKey]:
        """The public records, for the trust list and for peers."""
        return [entry.key for entry in self.stored()]

    def signer(self, role: Role, day: date) -> SigningKey:
        """The signer of the newest active key of ``role`` that may sign on ``day``.

        Raises Refusal ``keys.none`` when there is none, ``keys.locked`` when its holder has not unlocked it,
        ``keys.passphrase.wrong``.
        """
        entry = self._current(role, day)
        if entry.holder:
            opened = self._unlocked.get(entry.key.kid)
            if opened is None:
                raise refuse(
                    "keys.locked",
                    _("The key for “%(role)s” is locked. %(holder)s must unlock it."),
                    role=role.value,
                    holder=entry.holder,
                )
            return opened
        return SigningKey(entry.key, self._open(entry, self._own(entry.salt, entry.work)))

    def locked(self, role: Role, day: date) -> bool:
        """Whether the key that :meth:`signer` would use waits for its holder."""
        entry = self._current(role, day)
        return bool(entry.holder) and entry.key.kid not in self._unlocked

    def unlock(self, role: Role, day: date, passphrase: bytes) -> StoredKey:
        """Open the held key of ``role`` for this process; answers whose key was opened, for the audit.

        Raises Refusal ``keys.none``, ``keys.not_held``, ``keys.passphrase.wrong``.
        """
        entry = self._current(role, day)
        if not entry.holder:
            raise refuse(
                "keys.not_held",
                _("The key for “%(role)s” has no holder; it is never locked."),
                role=role.value,
            )
        secret = self._open(entry, self._derive(passphrase, entry.salt, entry.work))
        self._unlocked[entry.key.kid] = SigningKey(entry.key, secret)
        return entry

    def lock(self) -> None:
        """Forget every held key that was unlocked."""
        self._unlocked.clear()

    def sealing_keys(self) -> list[SealingKey]:
        """All sealing keys that the folder still holds: retired ones open late messages until they are
        destroyed."""
        return [
            SealingKey(entry.key, self._open(entry, self._own(entry.salt, entry.work)))
            for entry in self.stored()
            if entry.key.role is Role.SEALING
        ]

    def set_state(self, kid: bytes, state: KeyState, since: datetime) -> PublicKey:
        """Mark a key retired or compromised from ``since`` on; a key never becomes active again.

        Raises Refusal ``keys.unknown`` or ``keys.state``.
        """
        entry = self._by_kid(kid)
        if state is KeyState.ACTIVE or entry.key.state is KeyState.COMPROMISED:
            raise refuse("keys.state", _("A key that was retired or compromised is not used again: make a new one."))
        changed = entry._replace(key=entry.key._replace(state=state, since=since))
        self._unlocked.pop(kid, None)
        self._write(changed)
        return changed.key

    def destroy(self, kid: bytes) -> None:
        """Delete the private half of a retired or compromised key. What was sealed to it can never be opened
        again.

        Raises Refusal ``keys.unknown``, or ``keys.active`` while the key is in use.
        """
        entry = self._by_kid(kid)
        if entry.key.state is KeyState.ACTIVE:
            raise refuse("keys.active", _("Key %(key)s is in use. Retire it first."), key=entry.key.fingerprint)
        (self.path / entry.filename).unlink()

    def _current(self, role: Role, day: date) -> StoredKey:
        usable = [
            entry
            for entry in self.stored()
            if entry.key.role is role and entry.key.state is KeyState.ACTIVE and entry.key.may_sign_on(day)
        ]
        if not usable:
            raise refuse(
                "keys.none",
                _("There is no active key for “%(role)s” on %(day)s."),
                role=role.value,
                day=day.isoformat(),
            )
        return max(usable, key=lambda entry: (entry.key.valid_from, entry.key.kid))

    def _by_kid(self, kid: bytes) -> StoredKey:
        for entry in self.stored():
            if entry.key.kid == kid:
                return entry
        raise refuse("keys.unknown", _("There is no key %(key)s in the folder."), key=kid.hex(" ", 2))

    def _own_salt(self) -> tuple[bytes, int]:
        """Keys under the node's passphrase share a salt, so that a start derives once and not once for each
        key."""
        for entry in self.stored():
            if not entry.holder:
                return entry.salt, entry.work
        return token_bytes(16), self._work

    def _own(self, salt: bytes, work: int) -> bytes:
        if (salt, work) not in self._derived:
            self._derived[salt, work] = self._derive(self._passphrase, salt, work)
        return self._derived[salt, work]

    @staticmethod
    def _derive(passphrase: bytes, salt: bytes, work: int) -> bytes:
        return Scrypt(salt=salt, length=32, n=1 << work, r=_BLOCK, p=_LANES).derive(passphrase)

    @staticmethod
    def _open(entry: StoredKey, wrapping: bytes) -> bytes:
        try:
            return ChaCha20Poly1305(wrapping).decrypt(entry.nonce, entry.secret, _bound(entry.key, entry.holder))
        except InvalidTag:
            raise refuse(
                "keys.passphrase.wrong",
                _("The passphrase does not open key %(key)s, or its file was changed."),
                key=entry.key.fingerprint,
            ) from None

    def _write(self, entry: StoredKey) -> None:
        key = entry.key
        fields: dict[int, cbor.Value] = _bound_fields(key, entry.holder) | {
            8: entry.salt,
            9: entry.work,
            10: entry.nonce,
            11: entry.secret,
            12: key.state.value,
        }
        if key.since is not None:
            fields[13] = cbor.seconds(key.since)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self.path / entry.filename, cbor.encode(fields), mode=0o600)


def _bound_fields(key: PublicKey, holder: str) -> dict[int, cbor.Value]:
    fields: dict[int, cbor.Value] = {
        0: _FORMAT,
        1: key.owner,
        2: key.role.value,
        3: key.algorithm,
        4: key.public,
        5: cbor.days(key.valid_from),
        7: holder,
    }
    if key.valid_until is not None:
        fields[6] = cbor.days(key.valid_until)
    return fields


def _bound(key: PublicKey, holder: str) -> bytes:
    """The associated data of the encryption: everything about the key that never changes."""
    return cbor.encode(_bound_fields(key, holder))


def _read(file: Path) -> StoredKey:
    try:
        return _parse(file.read_bytes())
    except (Refusal, ValueError, OSError):
        raise refuse("keys.file", _("The key file %(file)s is damaged or cannot be read."), file=file.name) from None


def _parse(data: bytes) -> StoredKey:
    reader = cbor.Reader("keys.file")
    fields = reader.fields(cbor.decode(data), "key", {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12}, {6, 13})
    reader.finish()
    if fields[0] != _FORMAT or type(fields[3]) is not int:
        reader.fault("format")
    key = PublicKey(
        owner=reader.text(fields[1], "owner"),
        role=Role(reader.text(fields[2], "role")),
        algorithm=fields[3] if type(fields[3]) is int else 0,
        public=reader.octets(fields[4], "public"),
        valid_from=reader.day(fields[5], "valid_from"),
        valid_until=reader.day(fields[6], "valid_until") if 6 in fields else None,
        state=KeyState(reader.text(fields[12], "state")),
        since=reader.moment(fields[13], "since") if 13 in fields else None,
    )
    entry = StoredKey(
        key=key,
        holder=reader.text(fields[7], "holder"),
        salt=reader.octets(fields[8], "salt", 16),
        work=reader.whole(fields[9], "work", _MOST_WORK + 1),
        nonce=reader.octets(fields[10], "nonce", 12),
        secret=reader.octets(fields[11], "secret", 48),
    )
    reader.finish()
    if entry.work < 1:
        raise ValueError("work")
    return entry
