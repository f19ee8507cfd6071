"""Ending processes without a chance to tidy up, as a power cut does."""

import os
import signal
from pathlib import Path

from kpcs.cli.demo.theatre import Theatre


def family(pid: int) -> list[int]:
    """``pid`` and everything that it started, parents first."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
        found += family(int(child))
    return found


def cut_power(theatre: Theatre, key: str) -> None:
    """Kill every process of a node's server at once."""
    server = theatre.servers.pop(key)
    for pid in family(server.pid):
        os.kill(pid, signal.SIGKILL)
    server.wait(10)


def kill_worker(theatre: Theatre, key: str) -> None:
    """Kill the worker of a node; its server starts another."""
    _server, *children = family(theatre.servers[key].pid)
    os.kill(children[-1], signal.SIGKILL)
