"""Two nodes with processes and databases of their own, over real HTTP: delivered, resumed, applied once, in order."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.office.exchange.foreign import own_keys
from tests.transports.servers import free_port

MOST_WRITES = 40


class Killed(Exception):
    """The process was killed before it had done."""


class Mother:
    """The program that runs the nodes (``mother.py``)."""

    def __init__(self) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.transports.mother"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=Path(__file__).parent.parent.parent,
        )
        assert self._line() == "ready\n"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        if "killed" in answer:
            raise Killed
        assert "failed" not in answer, answer["failed"]
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


class Node:
    """One authority's node."""

    def __init__(self, mother: Mother, folder: Path) -> None:
        self.mother, self.folder = mother, folder
        self.port, self.pid = free_port(), 0

    def __call__(self, act: str, **given: Any) -> Any:
        return self.mother.ask(folder=str(self.folder), act=act, **given)["result"]

    def serve(self, die_at: int = 0) -> None:
        self.pid = self.mother.ask(folder=str(self.folder), act="serve", port=self.port, die_at=die_at)["pid"]

    def stop(self) -> None:
        self.mother.ask(act="stop", pid=self.pid)

    def knows(self, other: "Node", *, reached: bool = True) -> None:
        endpoint = f"http://127.0.0.1:{other.port}" if reached else ""
        self("add", introduction=other("introduce"), endpoint=endpoint)


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    started = Mother()
    yield started
    started.close()


@pytest.fixture
def nodes(
    mother: Mother, tmp_path: Path, new_database: Callable[[], str], django_db_blocker: Any
) -> Iterator[tuple[Node, Node]]:
    """Botswana and the European Union, who know each other; nobody serves yet."""
    from django.db import connection

    made = []
    for participant in ("BW", "EU"):
        folder = own_keys(tmp_path / participant, participant)
        (folder / "keys" / "django-secret").write_text("only for tests", "ascii")
        with django_db_blocker.unblock():
            connection.close()
            pristine = connection.settings_dict["NAME"]
            url = new_database()
        if not url:
            shutil.copyfile(pristine, folder / "node.sqlite3")
        toml = f'participant = "{participant}"\nname = "Example Authority"\ndatabase = "{url}"\n'
        (folder / "node.toml").write_text(toml, "utf-8")
        made.append(Node(mother, folder))
    bw, eu = made
    bw.knows(eu)
    eu.knows(bw)
    yield bw, eu


def queue(node: Node, recipient: str, *numbers: str) -> None:
    for number in numbers:
        node("queue", recipient=recipient, number=number)


def test_messages_travel_both_ways_and_are_applied_once_in_order(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    bw.serve()
    eu.serve()
    queue(bw, "EU", "BW1", "BW2", "BW3")
    queue(eu, "BW", "EU1")
    assert bw("send") == 3
    assert bw("send") == 0
    assert eu("send") == 1
    assert [eu("walk"), eu("walk"), bw("walk")] == [3, 0, 1]
    there, here = eu("state"), bw("state")
    assert there["applied"] == ["BW1", "BW2", "BW3"]
    assert here["applied"] == ["EU1"]
    assert here["sent"] == [[1, "delivered"], [2, "delivered"], [3, "delivered"]]
    assert there["breaks"] == here["breaks"] == 0
    for node in nodes:
        node.stop()


def test_a_peer_that_was_down_gets_everything_in_order(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    queue(bw, "EU", "BW1", "BW2")
    assert bw("send") == 0
    assert bw("state")["error"] == ["exchange.no_connection", ""]
    eu.serve()
    assert bw("send") == 0  # not due yet
    assert bw("send", now=True) == 2
    eu.stop()
    queue(bw, "EU", "BW3")
    assert bw("send") == 0
    eu.serve()
    assert bw("send", now=True) == 1
    assert eu("walk") == 3
    assert eu("state")["applied"] == ["BW1", "BW2", "BW3"]
    eu.stop()


def test_a_sender_killed_between_any_two_writes_loses_and_repeats_nothing(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    eu.serve()
    kills = 0
    for die_at in count(1):
        assert die_at < MOST_WRITES
        number = f"BW{die_at}"
        queue(bw, "EU", number)
        try:
            bw("send", die_at=die_at)
        except Killed:
            kills += 1
            bw("send")
            assert eu("walk") == 1
            continue
        break
    assert kills >= 5
    assert eu("walk") == 1
    there, here = eu("state"), bw("state")
    assert there["applied"] == [f"BW{n}" for n in range(1, kills + 2)]
    assert {state for _number, state in here["sent"]} == {"delivered"}
    assert here["breaks"] == there["breaks"] == 0
    eu.stop()


def test_a_receiver_killed_between_any_two_writes_keeps_each_message_once(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    for die_at in count(1):
        assert die_at < MOST_WRITES
        queue(bw, "EU", f"BW{die_at}")
        eu.serve(die_at=die_at)
        done = bw("send", now=True)
        eu.stop()
        if done:
            break
        assert bw("state")["error"][-1] in ("exchange.no_connection", "exchange.no_answer")
        eu.serve()
        assert bw("send", now=True) == 1
        eu.stop()
    assert die_at >= 5
    assert eu("walk") == die_at
    there = eu("state")
    assert there["applied"] == [f"BW{n}" for n in range(1, die_at + 1)]
    assert there["breaks"] == 0


def test_an_effect_killed_between_any_two_writes_is_whole_or_not_there(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    eu.serve()
    for die_at in count(1):
        assert die_at < MOST_WRITES
        queue(bw, "EU", f"BW{die_at}")
        bw("send")
        try:
            eu("walk", die_at=die_at)
        except Killed:
            eu("walk")
            assert eu("state")["applied"] == [f"BW{n}" for n in range(1, die_at + 1)]
            continue
        break
    assert die_at >= 4
    there = eu("state")
    assert there["applied"] == [f"BW{n}" for n in range(1, die_at + 1)]
    assert there["breaks"] == 0
    eu.stop()


def test_a_gap_waits_and_is_filled_from_the_outbox(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    bw.serve()
    eu.serve()
    queue(bw, "EU", "BW1", "BW2", "BW3")
    bw("hold_back", sequence=1)
    assert bw("send") == 2
    assert eu("walk") == 0
    assert eu("state")["gaps"] == [1]
    assert eu("pull") == 3
    assert eu("walk") == 3
    there, here = eu("state"), bw("state")
    assert there["applied"] == ["BW1", "BW2", "BW3"]
    assert (there["gaps"], there["owed"]) == ([], 0)
    assert {state for _number, state in here["sent"]} == {"delivered"}
    for node in nodes:
        node.stop()


def test_an_office_that_cannot_be_reached_fetches_and_survives_any_kill(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    bw.knows(eu, reached=False)
    bw.serve()
    for die_at in count(1):
        assert die_at < MOST_WRITES
        queue(bw, "EU", f"BW{die_at}")
        assert bw("send") == 0
        try:
            eu("pull", now=True, die_at=die_at)
        except Killed:
            eu("pull", now=True)
            continue
        break
    assert die_at >= 5
    assert eu("walk") == die_at
    there, here = eu("state"), bw("state")
    assert there["applied"] == [f"BW{n}" for n in range(1, die_at + 1)]
    assert (there["owed"], there["breaks"]) == (0, 0)
    assert {state for _number, state in here["sent"]} == {"delivered"}
    bw.stop()


def test_two_workers_at_once_deliver_once(nodes: tuple[Node, Node]) -> None:
    bw, eu = nodes
    eu.serve()
    queue(bw, "EU", *(f"BW{n}" for n in range(1, 6)))
    assert bw("send_twice_at_once") == 0
    bw("send", now=True)
    assert eu("walk") == 5
    assert eu("state")["applied"] == [f"BW{n}" for n in range(1, 6)]
    assert {state for _number, state in bw("state")["sent"]} == {"delivered"}
    eu.stop()
