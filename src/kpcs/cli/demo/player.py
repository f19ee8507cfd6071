"""One node of the demonstration, in a process of its own: makes the node, then reads one command a line from standard
input and answers with one JSON object a line. The story (``story.py``) tells each player what to do; what may be said
is in ``parts.py``.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kpcs.cli.nodes import enter
from kpcs.scheme.problems import Refusal


def main(folder: Path, key: str, url: str, database: str) -> None:
    """Make or enter the node and play until standard input ends."""
    enter_or_make(folder, key, url, database)
    from kpcs.cli.demo import parts

    play(parts.PARTS)


def enter_or_make(folder: Path, key: str, url: str, database: str) -> None:
    """Set Django up for the node in ``folder``; when there is none, make that of stage ``key`` first."""
    if (folder / "node.toml").exists():
        enter(folder)
        return
    from kpcs.cli import init
    from kpcs.cli.demo.cast import stage_of

    stage = stage_of(key)
    init.create(
        folder,
        participant=stage.participant,
        observer=stage.observer,
        name=stage.authority,
        office=stage.office,
        office_code=stage.office_code,
        zone=stage.zone,
        supervisor="First Supervisor",
        database=database,
        url=url,
        demonstration=True,
    )


def play(parts: Mapping[str, Callable[..., Any]]) -> None:
    """Answer each command with ``done`` or ``refused`` until standard input ends."""
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"done": parts[command["part"]](**command["with"])}
        except Refusal as refusal:
            answer = {"refused": [{"code": p.code, "text": p.text} for p in refusal.problems]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
