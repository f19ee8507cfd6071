"""``kpcs init``: a new node in a folder of its own: keys, database, register, the first office and supervisor."""

import json
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, told
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

USAGE = """kpcs init (--participant XX or --observer NAME) --dir DIR
          [--name AUTHORITY] [--office NAME] [--office-code CODE] [--zone TIME_ZONE] [--supervisor NAME]
          [--database postgresql://...] [--url PUBLIC_ADDRESS]

Makes a new node: keys by role, the database, the trust folder, a first office and its supervisor, whose sign-in is
printed once. Without --database the node keeps everything in one SQLite file."""

VALUES = (
    "--participant",
    "--observer",
    "--dir",
    "--name",
    "--office",
    "--office-code",
    "--zone",
    "--supervisor",
    "--database",
    "--url",
)


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("init", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=VALUES, flags=("--demonstration",))
    if alone or not given.get("--dir") or bool(given.get("--participant")) == bool(given.get("--observer")):
        raise Misused("Give --participant XX or --observer NAME, and --dir DIR.")
    password = create(
        Path(given["--dir"]).absolute(),
        participant=given.get("--participant", ""),
        observer=given.get("--observer", ""),
        name=given.get("--name", "Rough Diamond Authority"),
        office=given.get("--office", "Head office"),
        office_code=given.get("--office-code", ""),
        zone=given.get("--zone", "UTC"),
        supervisor=given.get("--supervisor", "First Supervisor"),
        database=given.get("--database", ""),
        url=given.get("--url", ""),
        demonstration="--demonstration" in given,
    )
    print(f"The node is in {given['--dir']}.")
    print(f"Sign in as “supervisor” with the password {password} and change it.")
    print(f"Next: kpcs serve --dir {given['--dir']}")
    return 0


def create(
    folder: Path,
    *,
    participant: str = "",
    observer: str = "",
    name: str,
    office: str,
    zone: str,
    supervisor: str,
    database: str = "",
    url: str = "",
    office_code: str = "",
    demonstration: bool = False,
) -> str:
    """Make the node and return the first supervisor's password.

    Raises Refusal ``init.exists`` when the folder holds a node, ``init.participant`` for a code that is no
    Participant today, ``init.zone`` for an unknown time zone, ``init.database`` for an address of anything but
    PostgreSQL.
    """
    from zoneinfo import available_timezones

    from kpcs.scheme.participants import Participants

    at = datetime.now(UTC)
    if (folder / "node.toml").exists():
        raise refuse("init.exists", _("There is a node in “%(folder)s” already."), folder=os.fspath(folder))
    if participant and not Participants.published().may_trade(participant, at.date()):
        raise refuse(
            "init.participant",
            _("“%(code)s” is not a Participant today. Give its two letters, like BW or EU."),
            "participant",
            code=participant[:10],
        )
    if zone not in available_timezones():
        raise refuse("init.zone", _("“%(zone)s” is not a time zone; write it like Africa/Gaborone."), zone=zone[:40])
    if database and urlsplit(database).scheme != "postgresql":
        raise refuse("init.database", _("“%(address)s” is no address like postgresql://..."), address=database[:40])
    _write_files(folder, participant, observer, name, database, url, demonstration)
    _make_keys(folder, participant or observer, at, observer=bool(observer))
    (folder / "node.toml.new").rename(folder / "node.toml")
    try:
        enter(folder)
        return _fill(participant or observer, name, office, office_code, zone, supervisor, at)
    except BaseException:
        # without this file the folder is no node: an init that came to nothing can be run again
        (folder / "node.toml").rename(folder / "node.toml.new")
        raise


def _write_files(
    folder: Path, participant: str, observer: str, name: str, database: str, url: str, demonstration: bool
) -> None:
    keys = folder / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in ("trust", "attachments"):
        (folder / part).mkdir(exist_ok=True)
    for file in ("passphrase", "django-secret"):
        with open(os.open(keys / file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as secret:
            secret.write(secrets.token_urlsafe(48) + "\n")
    settings = {"participant": participant} if participant else {"observer": observer}
    settings |= {"name": name, "database": database, "public_url": url}
    lines = [f"{key} = {quoted(value)}" for key, value in settings.items()]
    if demonstration:
        lines.append("demonstration = true")
    (folder / "node.toml.new").write_text("\n".join(lines) + "\n", "utf-8")


def quoted(text: str) -> str:
    """``text`` as a basic string of TOML, which JSON's strings are but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _make_keys(folder: Path, owner: str, at: datetime, *, observer: bool) -> None:
    from kpcs.proof.keys import Role
    from kpcs.proof.keys.folder import KeyFolder, read_passphrase

    keys = KeyFolder(folder / "keys", read_passphrase({}, os.fspath(folder / "keys" / "passphrase")))
    have = {stored.key.role for stored in keys.stored()}
    roles = (Role.MESSAGE, Role.SEALING) if observer else (Role.ISSUING, Role.MESSAGE, Role.STATUS, Role.SEALING)
    for role in roles:
        if role not in have:
            keys.generate(owner, role, at.date())


def _fill(
    identity: str, name: str, office_name: str, office_code: str, zone: str, supervisor: str, at: datetime
) -> str:
    from django.core.management import call_command

    from kpcs.office.accounts import operations as accounts
    from kpcs.office.accounts.terms import NODE, Role
    from kpcs.office.exchange import operations as exchange

    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    office = accounts.open_office(
        by=NODE,
        at=at,
        code=office_code or f"{identity[:2].upper()}-1",
        participant=identity if len(identity) == 2 else "",
        name=office_name,
        authority=name,
        time_zone=zone,
    )
    password = secrets.token_urlsafe(12)
    person = accounts.add_person(by=NODE, at=at, username="supervisor", name=supervisor, password=password)
    accounts.give_duty(by=NODE, at=at, person=person, office=office, role=Role.SUPERVISOR, since=at.date())
    exchange.refresh_trust_folder(at=at)
    return password
