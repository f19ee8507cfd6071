"""The processes of the demonstration: a player and a server for each node, on loopback, ended with the command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kpcs.cli.demo.cast import STAGES, Stage

PATIENCE = 60.0
PLAYER = "kpcs.cli.demo.player"


class Refused(Exception):
    """A player's node refused; ``problems`` are the codes and sentences it gave."""

    def __init__(self, part: str, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        super().__init__(f"{part}: " + "; ".join(f"{p['text']} [{p['code']}]" for p in problems))


class Actor:
    """A player process that makes its node, or enters it, and works on it; ``play`` tells it a part and waits.

    ``command`` starts it.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self._part = ""

    def play(self, part: str, **given: Any) -> Any:
        """The answer to ``part``. Raises Refused; RuntimeError when the player ended."""
        self.tell(part, **given)
        return self.answer()

    def tell(self, part: str, **given: Any) -> None:
        """Let the player begin ``part``; its answer must be heard before the next."""
        assert self._process.stdin is not None
        self._part = part
        print(json.dumps({"part": part, "with": given}), file=self._process.stdin, flush=True)

    def answer(self) -> Any:
        """The answer to the part told last. Raises Refused; RuntimeError when the player ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the player ended while it played “{self._part}”")
        answer = json.loads(line)
        if "refused" in answer:
            raise Refused(self._part, answer["refused"])
        return answer["done"]

    def leave(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


class Theatre:
    """Nodes at once: made in ``folder``, introduced to each other, served until :meth:`close`.

    ``databases`` name PostgreSQL for stages by key; the others have an SQLite file. ``player`` is the module that
    plays, ``environment`` that of all processes.
    """

    def __init__(
        self,
        folder: Path,
        stages: Sequence[Stage] = STAGES,
        databases: Mapping[str, str] | None = None,
        player: str = PLAYER,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.stages, self.player, self.environment = stages, player, environment
        self.folder = folder
        self.folders = {stage.key: folder / stage.key for stage in stages}
        self.databases = dict(databases or {})
        self.ports = dict(zip(self.folders, free_ports(len(stages)), strict=True))
        self.actors: dict[str, Actor] = {}
        self.servers: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, key: str) -> str:
        """Where the node of that stage is served."""
        return f"http://127.0.0.1:{self.ports[key]}"

    def open(self) -> None:
        """Make the nodes side by side, people their offices, introduce them to each other, and serve them."""
        for stage in self.stages:
            self.admit(stage)
            self.actors[stage.key].tell("people", key=stage.key)
        introductions = {key: actor.answer() for key, actor in self.actors.items()}
        for key, actor in self.actors.items():
            self.start(key)
            others = [introduction for other, introduction in introductions.items() if other != key]
            actor.tell("meet", key=key, introductions=others)
        for actor in self.actors.values():
            actor.answer()
        for key in self.servers:
            self.wait_for(key)

    def admit(self, stage: Stage) -> Actor:
        """Start the player of ``stage``, who makes the node unless it is there."""
        key = stage.key
        command = [sys.executable, "-m", self.player, os.fspath(self.folders[key]), key, self.url(key)]
        actor = Actor([*command, self.databases.get(key, "")], self.environment)
        self.actors[key] = actor
        return actor

    def start(self, key: str) -> None:
        """Start a node's server and worker."""
        command = [sys.executable, "-m", "kpcs", "serve", "--dir", os.fspath(self.folders[key])]
        command += ["--port", str(self.ports[key])]
        self.servers[key] = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, start_new_session=True, env=self.environment
        )

    def wait_for(self, key: str) -> None:
        """Wait until a node answers. Raises RuntimeError when it does not."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.servers[key].poll() is None:
            try:
                with urllib.request.urlopen(self.url(key), timeout=5):  # noqa: S310 an address of our own making
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the node at {self.url(key)} does not answer")

    def running(self) -> bool:
        """Whether every server is still there."""
        return all(server.poll() is None for server in self.servers.values())

    def stop(self, key: str) -> None:
        """End a node's server and worker."""
        self._end([self.servers.pop(key)])

    def close(self) -> None:
        """End every process that was started."""
        for actor in self.actors.values():
            actor.leave()
        self._end(list(self.servers.values()))
        self.actors, self.servers = {}, {}

    @staticmethod
    def _end(servers: list[subprocess.Popen[bytes]]) -> None:
        for server in servers:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
        for server in servers:
            server.wait(PATIENCE)


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


def written(file: Path, record: Mapping[str, Any]) -> None:
    """``record`` as readable JSON in ``file``."""
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
