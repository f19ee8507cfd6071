"""``kpcs doctor``: what is well with a node, what is not, and what to do about it."""

import sys
from datetime import UTC, datetime

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told

USAGE = """kpcs doctor --dir DIR [--json]

Looks at a node's folder, database, audit record, keys, numbers, clock and messages. Exit code 0 when all is well, 1
when something is wrong, 2 when it could not be looked at."""

_SHOWN = {"well": "well     ", "attention": "attention", "wrong": "WRONG    "}


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("doctor", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir",), flags=("--json",))
    if alone:
        raise Misused("Give --dir DIR; nothing else stands alone.")
    enter(folder_of(given))
    from kpcs.cli.safety.examination import examine

    signs = examine(datetime.now(UTC))
    if "--json" in given:
        import json

        json.dump({"signs": [sign._asdict() for sign in signs]}, sys.stdout)
        print()
    else:
        for sign in signs:
            print(f"{_SHOWN[sign.state]}  {sign.text}")
    return 1 if any(sign.state == "wrong" for sign in signs) else 0
