"""The backup file: a gzipped tar whose first member, ``manifest.json``, gives size and SHA-256 of every other.

::

    manifest.json           format, version, identity, time, head of the audit chain, files
    node.toml               as it was
    keys/*.key              private keys, encrypted as they lie in the folder
    keys/storage            the key under which messages are kept, encrypted too
    trust/, attachments/    as they were
    tables/<model>.jsonl    every row, one JSON object a line

Left out: the passphrase and Django's secret (a stolen backup must not open its own keys), and sessions.
"""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

FORMAT = "kpcs-backup/1"
MANIFEST = "manifest.json"


class Manifest(NamedTuple):
    """What a backup says of itself. ``files``: name to (size in bytes, SHA-256 as hex)."""

    version: str
    identity: str
    made_at: str
    head_sequence: int
    head_digest: str
    migrations: list[list[str]]
    files: dict[str, tuple[int, str]]


def write(target: Path, folder: Path, names: Iterable[str], about: dict[str, Any]) -> Manifest:
    """Pack the files ``names`` of ``folder`` into ``target``; an existing file is replaced only when all is written."""
    files = {name: _measure(folder / name) for name in sorted(names)}
    manifest = Manifest(files=files, **about)
    text = json.dumps({"format": FORMAT, **manifest._asdict()}, indent=1, sort_keys=True)
    beside = target.with_name(target.name + ".new")
    (folder / MANIFEST).write_text(text, "utf-8")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with (
                gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name in (MANIFEST, *files):
                    tar.add(folder / name, name, recursive=False)
            raw.flush()
            os.fsync(raw.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


_NO_BACKUP = (OSError, EOFError, zlib.error, tarfile.TarError, LookupError, ValueError, TypeError, AttributeError)
"""What reading anything but a whole backup can end in."""


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack ``source`` into the empty ``folder`` and check every file against the manifest.

    Raises Refusal ``backup.unreadable`` (no backup, cut, or an unsafe member) or ``backup.damaged`` (a file that is
    missing, changed or not named).
    """
    try:
        with gzip.open(source) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                tar.extractall(folder, filter="data")
            # the checksum of the whole stands at its end, behind the padding
            while packed.read(1 << 20):
                pass
        record = json.loads((folder / MANIFEST).read_text("utf-8"))
        if record.pop("format") != FORMAT:
            raise ValueError("format")
        manifest = Manifest(**record)
        files = {name: (int(size), str(digest)) for name, (size, digest) in manifest.files.items()}
        datetime.fromisoformat(manifest.made_at)
    except _NO_BACKUP as error:
        raise refuse(
            "backup.unreadable", _("“%(file)s” is not a whole kpcs backup."), file=os.fspath(source)
        ) from error
    present = {os.fspath(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} - {MANIFEST}
    wrong = sorted(
        name for name in files.keys() | present if name not in present or _measure(folder / name) != files.get(name)
    )
    if wrong:
        raise refuse(
            "backup.damaged",
            _("The backup is damaged: %(count)s of its files are missing or changed, first “%(name)s”."),
            count=str(len(wrong)),
            name=wrong[0],
        )
    return manifest._replace(files=files)


def _measure(file: Path) -> tuple[int, str]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return file.stat().st_size, digest


def gather(node: Path, staging: Path) -> list[str]:
    """Copy what a backup keeps of a node's folder, the database aside, into ``staging``; the names copied."""
    keys = node / "keys"
    kept = [node / "node.toml", *sorted(keys.glob("*.key")), *keys.glob("storage")]
    for part in ("trust", "attachments"):
        kept += [file for file in sorted((node / part).rglob("*")) if file.is_file()]
    names = []
    for file in kept:
        name = os.fspath(file.relative_to(node))
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, staging / name)
        names.append(name)
    return names
