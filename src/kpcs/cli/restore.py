"""``kpcs restore``: a node from its backup. Nothing is issued afterwards until a supervisor confirms the numbers."""

import os
import secrets
import shutil
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told
from kpcs.cli.safety import archive
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

USAGE = """kpcs restore FILE --dir DIR [--passphrase-file FILE] [--database postgresql://...]

Makes the node in the new folder DIR from a backup. The passphrase is the one of the old node. Issuing stays closed
until a supervisor has confirmed the last number that was used."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("restore", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir", "--passphrase-file", "--database"))
    if len(alone) != 1:
        raise Misused("Give the backup file and --dir DIR.")
    folder = folder_of(given)
    manifest = restore(Path(alone[0]), folder, given.get("--passphrase-file", ""), given.get("--database"))
    print(f"The node {manifest.identity} stands as it was on {manifest.made_at}.")
    print("Issuing is closed: a supervisor confirms the last number used before the loss (Office, Numbers).")
    return 0


def restore(source: Path, folder: Path, passphrase_file: str = "", database: str | None = None) -> archive.Manifest:
    """Make the node in ``folder`` from the backup ``source``; ``folder`` stays as it was when anything is wrong.

    Raises Refusal ``restore.folder_in_use``, ``backup.unreadable``, ``backup.damaged``, ``restore.version``,
    ``restore.not_empty``, ``restore.record_broken``, and the refusals of the keys.
    """
    if folder.exists() and any(folder.iterdir()):
        raise refuse("restore.folder_in_use", _("The folder “%(folder)s” is not empty."), folder=os.fspath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".kpcs-restore-") as name:
        staging = Path(name)
        manifest = archive.unpack(source, staging)
        _open_keys(staging, passphrase_file)
        if database is not None:
            _name_database(staging, database)
        enter(staging)
        _fill(staging, manifest)
        # the database, when it is a file, is inside: nothing may be left in its journal
        from django.db import connections

        connections.close_all()
        shutil.rmtree(staging / "tables")
        (staging / archive.MANIFEST).unlink()
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
        staging.mkdir()  # for the temporary folder's own end
    return manifest


def _open_keys(staging: Path, passphrase_file: str) -> None:
    """Put the passphrase in its place, see that it opens the keys, and make a new secret for sessions."""
    from kpcs.proof.keys import Role
    from kpcs.proof.keys.folder import KeyFolder, read_passphrase

    keys = staging / "keys"
    passphrase = read_passphrase(os.environ, passphrase_file)
    KeyFolder(keys, passphrase).signer(Role.MESSAGE, datetime.now(UTC).date())
    for file, text in (("passphrase", passphrase), ("django-secret", secrets.token_urlsafe(48).encode())):
        with open(os.open(keys / file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as secret:
            secret.write(text + b"\n")


def _name_database(staging: Path, database: str) -> None:
    from kpcs.cli.init import quoted

    table = tomllib.loads((staging / "node.toml").read_text("utf-8")) | {"database": database}
    lines = [f"{key} = {str(value).lower() if value is True else quoted(str(value))}" for key, value in table.items()]
    (staging / "node.toml").write_text("\n".join(lines) + "\n", "utf-8")


def _fill(staging: Path, manifest: archive.Manifest) -> None:
    from django.core.management import call_command
    from django.db import transaction

    from kpcs.cli.safety import tables
    from kpcs.office.audit import queries as audit
    from kpcs.office.audit.models import Head
    from kpcs.office.certificates import operations as certificates

    call_command("migrate", verbosity=0, interactive=False)
    if tables.migrations() != sorted(list(pair) for pair in manifest.migrations):
        raise refuse(
            "restore.version",
            _("This backup was made by kpcs %(version)s with other tables: restore with that version, then upgrade."),
            version=manifest.version,
        )
    with transaction.atomic():
        tables.load(staging)
        head = Head.objects.get(id=1)
        if audit.check() or (head.sequence, bytes(head.digest).hex()) != (manifest.head_sequence, manifest.head_digest):
            raise refuse("restore.record_broken", _("The audit record in this backup does not hold together."))
        certificates.mark_restored(at=datetime.now(UTC), backup_made_at=datetime.fromisoformat(manifest.made_at))
