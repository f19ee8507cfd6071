"""``kpcs peers export`` and ``kpcs peers add``: two authorities come to know each other's keys and addresses."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

if TYPE_CHECKING:
    from kpcs.office.accounts.terms import Acting
    from kpcs.office.exchange.introduction import Introduction

USAGE = """kpcs peers export [FILE] --dir DIR
kpcs peers add FILE --dir DIR [--fingerprint TEXT] [--by USERNAME]

export writes this node's public keys and address to FILE, or to standard output, and shows the fingerprint.
add takes in the file of a peer. A supervisor compares the fingerprint with the peer's by telephone or in person and
confirms it here, or gives it with --fingerprint as the peer read it out. --by names the supervisor's sign-in where
there are several. Exit code 1 when the fingerprint is not confirmed."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("peers", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir", "--fingerprint", "--by"))
    act, *files = alone or [""]
    if act == "export" and len(files) < 2 and given.keys() <= {"--dir"}:
        enter(folder_of(given))
        return _export(files[0] if files else "")
    if act == "add" and len(files) == 1:
        enter(folder_of(given))
        return _add(Path(files[0]), given.get("--fingerprint", ""), given.get("--by", ""))
    raise Misused("Say export [FILE] --dir DIR, or add FILE --dir DIR; kpcs peers --help says more.")


def _export(file: str) -> int:
    from kpcs.office.exchange import introduction, operations

    own = operations.own_introduction()
    if file:
        try:
            Path(file).write_text(introduction.write(own), "utf-8")
        except OSError as error:
            raise refuse(
                "peers.file", _("The file “%(file)s” cannot be written: %(why)s."), file=file, why=str(error.strerror)
            ) from None
    else:
        sys.stdout.write(introduction.write(own))
    print(f"Fingerprint of {own.identity}: {introduction.grouped(own.fingerprint)}", file=sys.stderr)
    return 0


def _add(file: Path, fingerprint: str, username: str) -> int:
    from kpcs.office.exchange import introduction, operations

    at = datetime.now(UTC)
    introduced = introduction.read(_text(file))
    by = _supervisor(username, at)
    _show(introduced)
    if not fingerprint:
        if not sys.stdin.isatty():
            raise Misused("Confirm the fingerprint on a terminal, or give it with --fingerprint.")
        print("Compare it with what the peer reads out to you by telephone or in person, not by e-mail.")
        if input("Does every group agree? Type yes: ").strip().lower() != "yes":
            print("Nothing was taken in.")
            return 1
        fingerprint = introduced.fingerprint
    elif introduction.plain_fingerprint(fingerprint) != introduced.fingerprint:
        print("The fingerprint is another one: nothing was taken in.", file=sys.stderr)
        return 1
    operations.add_peer(by=by, at=at, introduced=introduced, fingerprint=fingerprint)
    print(f"{introduced.identity} is a peer of this node.")
    return 0


def _text(file: Path) -> str:
    from kpcs.office.exchange.introduction import CEILING

    try:
        with file.open("rb") as opened:
            return opened.read(CEILING + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise refuse("peers.file_unreadable", _("The file “%(file)s” cannot be read."), file=str(file)) from None


def _show(introduced: "Introduction") -> None:
    from kpcs.office.exchange import introduction

    print(f"{introduced.identity}: {introduced.name}")
    print(f"  reached at {introduced.endpoint}" if introduced.endpoint else "  cannot be reached; fetches its messages")
    for key in introduced.keys:
        print(f"  {key.role.value:10} {key.fingerprint}  {key.state.value}, from {key.valid_from}")
    print(f"  fingerprint {introduction.grouped(introduced.fingerprint)}")


def _supervisor(username: str, at: datetime) -> "Acting":
    """The supervisor who confirms: the one named, or the only one. On a node without people it is the node itself:
    whoever works on its folder decides what it believes anyway."""
    from kpcs.office.accounts import queries
    from kpcs.office.accounts.models import Office
    from kpcs.office.accounts.terms import NODE, Role

    day = at.date()
    duties = [
        duty for office in Office.objects.order_by("code") for duty in queries.holders(office, Role.SUPERVISOR, day)
    ]
    chosen = [duty for duty in duties if duty.person.is_active and username in ("", duty.person.username)]
    if username and not chosen:
        raise refuse("peers.no_supervisor", _("“%(name)s” is no supervisor today."), "by", name=username[:60])
    if len({duty.person_id for duty in chosen}) > 1:
        raise Misused("There are several supervisors: name the one who confirms with --by USERNAME.")
    return queries.acting(chosen[0].person, chosen[0].office, day) if chosen else NODE
