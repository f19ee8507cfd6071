"""``kpcs backup``: everything of a node in one file, while it works on."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from kpcs import __version__
from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told
from kpcs.cli.safety import archive

USAGE = """kpcs backup --dir DIR FILE

Writes everything of the node into FILE: database, papers, trust folder, encrypted keys. The passphrase is not in it:
keep it elsewhere. The node may go on working meanwhile."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("backup", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir",))
    if len(alone) != 1:
        raise Misused("Give --dir DIR and the file to write.")
    folder, target = folder_of(given), Path(alone[0]).absolute()
    enter(folder)
    manifest = make(folder, target)
    print(f"{target}: {len(manifest.files)} files, audit record up to act {manifest.head_sequence}.")
    print("The passphrase of the keys is not in it. Keep it in another place.")
    return 0


def make(folder: Path, target: Path) -> archive.Manifest:
    """Write a backup of the node in ``folder`` (already entered) to ``target``. Raises OSError when it cannot."""
    from django.conf import settings

    from kpcs.cli.safety import tables
    from kpcs.office.audit.models import Head

    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".kpcs-backup-") as name:
        staging = Path(name)
        with tables.snapshot() as using:
            head = Head.objects.using(using).get(id=1)
            migrations = tables.migrations(using)
            names = tables.dump(staging, using)
        # files come after the rows that name them, so nothing that a row names is missing
        names += archive.gather(folder, staging)
        about = {
            "version": __version__,
            "identity": settings.NODE.identity,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "head_sequence": head.sequence,
            "head_digest": bytes(head.digest).hex(),
            "migrations": migrations,
        }
        return archive.write(target, staging, names, about)
