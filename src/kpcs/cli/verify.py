"""``kpcs verify SOURCE [--trust DIR] [--on DATE] [--at XX] [--json]``: verify a certificate without asking any server.

A gate officer waits for this command, so a code text is verified without loading anything that it does not need:
readers of PDF and pictures, JSON and the comparison of print are imported where they are used.
"""

import sys
from datetime import UTC, date, datetime

from kpcs.cli import Misused, options
from kpcs.cli.dates import day_of
from kpcs.proof.snapshot import Trust, open_trust
from kpcs.proof.verification import Statement, verify
from kpcs.scheme.problems import Refusal

USAGE = """kpcs verify SOURCE [--trust DIR] [--on DATE] [--at XX] [--json]

SOURCE is a file (the text of a code, a PDF or a picture), the text itself (KP1:...), or - for
standard input. --trust is the trust folder of your node; without it the verdict is undetermined.
--on is the day to judge by (today if left out), --at the Participant where the goods are (the
owner of the trust folder if left out).

Exit code 0: authentic, and nothing stands against it. 1: not authentic, or barred. 2: otherwise."""

_CEILING = 64 << 20
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    try:
        alone, given = options(arguments, values=("--trust", "--on", "--at"), flags=("--json",))
        if len(alone) != 1:
            raise Misused("Give one source: a file, a text that begins with KP1:, or - for standard input.")
        on = day_of(given["--on"]) if "--on" in given else datetime.now(UTC).date()
        at = _place(given.get("--at", ""))
        source = alone[0]
        data = source.encode("utf-8", "surrogateescape") if source.startswith(("KP1:", "KPL1:")) else _read(source)
        trust = open_trust(given["--trust"]) if "--trust" in given else None
        statement = examine(data, on=on, trust=trust, at=at)
    except Misused as wrong:
        print(f"kpcs verify: {wrong}", file=sys.stderr)
        return 2
    except Refusal as refusal:
        for problem in refusal.problems:
            print(f"kpcs verify: {problem.text} ({problem.code})", file=sys.stderr)
        return 2
    if "--json" in given:
        from kpcs.cli.jsontext import json_text  # here: an officer's screen does not need it

        print(json_text(statement.plain()))
    else:
        from kpcs.cli.statements import show  # here: a program's answer does not need it

        show(statement)
    return exit_code(statement)


def exit_code(statement: Statement) -> int:
    """0 for authentic and clear, 1 for not authentic or barred, 2 otherwise."""
    if statement.verdict == "not_authentic" or statement.standing == "barred":
        return 1
    return 0 if statement.verdict == "authentic" and statement.standing == "clear" else 2


def examine(data: bytes, *, on: date, trust: Trust | None, at: str = "") -> Statement:
    """The statement about ``data``: the text of a code, or a PDF or picture that shows one, told by its content."""
    if not data.startswith((b"%PDF-", *_PICTURES)):
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        return verify(text, on=on, trust=trust, at=at)
    from kpcs.proof.verification.paper import verify_paper  # here: readers of PDF and pictures are large

    return verify_paper(data, on=on, trust=trust, at=at)


def _place(code: str) -> str:
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Misused(f"“{code[:40]}” is no code of two letters, like EU.")
    return code.upper()


def _read(source: str) -> bytes:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(_CEILING + 1)
        else:
            with open(source, "rb") as file:
                data = file.read(_CEILING + 1)
    except OSError as error:
        raise Misused(f"{source[:200]} cannot be read: {error.strerror or error}.") from None
    if len(data) > _CEILING:
        raise Misused(f"{source[:200]} is larger than any certificate.")
    return data
