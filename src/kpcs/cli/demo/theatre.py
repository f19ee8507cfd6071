"""The processes of the demonstration: a player and a server for each node, on loopback, ended with the command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kpcs.cli.demo.cast import STAGES, Stage

PATIENCE = 60.0


class Refused(Exception):
    """A player's node refused; ``problems`` are the codes and sentences it gave."""

    def __init__(self, part: str, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        super().__init__(f"{part}: " + "; ".join(f"{p['text']} [{p['code']}]" for p in problems))


class Actor:
    """A player process that works on one node; ``play`` tells it a part and waits for the answer."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "kpcs.cli.demo.player", os.fspath(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def play(self, part: str, **given: Any) -> Any:
        """The answer to ``part``. Raises Refused; RuntimeError when the player ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps({"part": part, "with": given}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the player ended while it played “{part}”")
        answer = json.loads(line)
        if "refused" in answer:
            raise Refused(part, answer["refused"])
        return answer["done"]

    def leave(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


class Theatre:
    """All nodes at once: made in ``folder``, introduced to each other, served until :meth:`close`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = dict(zip((stage.key for stage in STAGES), free_ports(len(STAGES)), strict=True))
        self.actors: dict[str, Actor] = {}
        self._servers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, stage: Stage) -> str:
        """Where the node of ``stage`` is served."""
        return f"http://127.0.0.1:{self.ports[stage.key]}"

    def build(self) -> None:
        """Make the nodes, side by side, and people their offices."""
        making = [
            subprocess.Popen([sys.executable, "-m", "kpcs", "init", *self._init(stage)], stdout=subprocess.DEVNULL)
            for stage in STAGES
        ]
        for stage, process in zip(STAGES, making, strict=True):
            if process.wait(PATIENCE * 4) != 0:
                raise RuntimeError(f"the node of {stage.authority} could not be made")
        for stage in STAGES:
            self.actors[stage.key] = Actor(self.folder / stage.key)
        introductions = {stage.key: self.actors[stage.key].play("people", key=stage.key) for stage in STAGES}
        for stage in STAGES:
            others = [introduction for key, introduction in introductions.items() if key != stage.key]
            self.actors[stage.key].play("meet", key=stage.key, introductions=others)

    def _init(self, stage: Stage) -> list[str]:
        who = ["--participant", stage.participant] if stage.participant else ["--observer", stage.observer]
        return [
            *who,
            *("--dir", os.fspath(self.folder / stage.key), "--name", stage.authority, "--office", stage.office),
            *("--office-code", stage.office_code, "--zone", stage.zone, "--url", self.url(stage), "--demonstration"),
        ]

    def serve(self) -> None:
        """Start every node's server and worker, and wait until each answers."""
        for stage in STAGES:
            folder = os.fspath(self.folder / stage.key)
            command = [sys.executable, "-m", "kpcs", "serve", "--dir", folder, "--port", str(self.ports[stage.key])]
            self._servers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True))
        for stage, server in zip(STAGES, self._servers, strict=True):
            _wait_for(self.url(stage), server)

    def running(self) -> bool:
        """Whether every server is still there."""
        return all(server.poll() is None for server in self._servers)

    def close(self) -> None:
        """End every process that was started."""
        for actor in self.actors.values():
            actor.leave()
        for server in self._servers:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
        for server in self._servers:
            server.wait(PATIENCE)
        self.actors, self._servers = {}, []


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nothing listens on now."""
    sockets = [socket.socket() for _n in range(count)]
    try:
        for listener in sockets:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in sockets]
    finally:
        for listener in sockets:
            listener.close()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 an address of our own making
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the node at {url} does not answer")


def written(file: Path, record: Mapping[str, Any]) -> None:
    """``record`` as readable JSON in ``file``."""
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
