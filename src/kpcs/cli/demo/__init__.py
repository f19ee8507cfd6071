"""``kpcs demo``: Botswana's office, the Union's and the Chair's on this computer, and one certificate between them."""

import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kpcs.cli import Misused, options
from kpcs.cli.nodes import told

if TYPE_CHECKING:
    from kpcs.cli.demo.story import Story
    from kpcs.cli.demo.theatre import Theatre

USAGE = """kpcs demo [--dir DIR] [--once]

Starts three nodes on this computer with invented people, and lets them issue, verify and confirm one certificate;
then prints addresses and sign-ins and serves until Ctrl-C. With --once it ends after the circle and leaves DIR behind
(build/demo unless named), evidence included. An earlier demonstration in DIR is replaced."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("demo", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir",), flags=("--once",))
    if alone:
        raise Misused("Give --dir DIR or --once; nothing else stands alone.")
    folder = Path(given.get("--dir", "build/demo")).absolute()
    _clear(folder)
    # only here: the other commands need neither
    from kpcs.cli.demo.story import Story
    from kpcs.cli.demo.theatre import Theatre

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Theatre(folder) as theatre:
        print("Making three nodes: Botswana, the European Union, the Chair", flush=True)
        theatre.open()
        story = Story(theatre, lambda sentence: print(f"  {sentence}", flush=True))
        held = story.circle()
        story.leave_evidence(folder / "evidence", held)
        print(f"Evidence of {held['number']} is in {folder / 'evidence'}", flush=True)
        if "--once" not in given:
            _open_doors(theatre, story)
    return 0


def _clear(folder: Path) -> None:
    """Make room, but never delete what is not a demonstration."""
    if folder.exists() and any(folder.iterdir()):
        config = folder / "bw" / "node.toml"
        if not config.exists() or "demonstration = true" not in config.read_text("utf-8"):
            raise Misused(f"{folder} holds something else; name another folder with --dir.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _open_doors(theatre: "Theatre", story: "Story") -> None:
    """Leave work for the visitor, print the sign-ins, and serve until Ctrl-C."""
    from kpcs.cli.demo.cast import PASSWORD, STAGES

    story.prepare_work()
    print()
    for stage in STAGES:
        print(f"{stage.authority}, {stage.office}: {theatre.url(stage.key)}/")
        for player in stage.people:
            print(f"    {player.username:8} {player.name}: {player.does}")
    print(f"\nEvery sign-in has the password {PASSWORD}\nCtrl-C ends the demonstration.", flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set() and theatre.running():
        stop.wait(0.5)
