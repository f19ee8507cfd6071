"""Processes die at random moments: officers' acts between any two writes, workers, whole nodes; a peer is offline while
messages queue. Everything is resumed, applied once; no number is used twice, nothing is lost."""

import os
import random
import time
from contextlib import suppress
from typing import Any

import pytest

from kpcs.cli.demo.cast import stage_of
from kpcs.cli.demo.story import draft, weights_of
from kpcs.cli.demo.theatre import Actor
from tests.scenarios.desks import Desks
from tests.scenarios.killing import cut_power, kill_worker

pytestmark = pytest.mark.xdist_group("offices")

WITNESSES = ["Dan Example", "Abel Placeholder"]
MOST_WRITES = 14
ACTS, DOOMED = 36, 7
"""So many of the story's first acts end with the death of who does them."""


class Fate:
    """Kills by chance; what it does follows from the seed."""

    def __init__(self, desks: Desks, seed: int) -> None:
        self.desks, self.chance = desks, random.Random(seed)
        self.doomed = set(self.chance.sample(range(ACTS), DOOMED))
        self.acts = 0

    def actor(self, key: str) -> Actor:
        return self.desks.theatre.actors[key]

    def attempt(self, key: str, part: str, **given: Any) -> None:
        """Play a part; when it is doomed, the player dies at one of its writes (or lives, where there are fewer)."""
        self.acts += 1
        if self.acts not in self.doomed:
            self.actor(key).play(part, **given)
            return
        self.actor(key).play("doom", writes=self.chance.randint(1, MOST_WRITES))
        with suppress(RuntimeError):  # the player ended
            self.actor(key).play(part, **given)
        self.actor(key).leave()
        self.desks.theatre.admit(stage_of(key))


def next_export(state: dict[str, str], reference: str, desks: Desks) -> tuple[str, dict[str, Any]] | None:
    """The act that an application waits for, told from what is on record alone; None when the goods have left."""
    officer: dict[str, Any] = {"who": "neo", "reference": reference}
    number = {"who": "neo", "number": state["number"]}
    weighing = {"reference": reference, "weights": weights_of(draft()), "witnesses": WITNESSES[:1]}
    match state["certificate"]:
        case "":
            return "reserve", officer | {"seals": desks.seals()}
        case "reserved" if not state["weighed"]:
            return "weigh", weighing | {"who": "tom", "round": "packing"}
        case "reserved" if not state["sealed"]:
            return "seal", officer | {"witnesses": WITNESSES}
        case "reserved":
            return "freeze", officer | {"signatory": "kago"}
        case "frozen":
            return "print_sheet", number
        case "printed":
            return "validate", officer | {"who": "kago"}
        case "validated" if not state["handed_over"]:
            return "hand_over", number | {"receiver": "Dan Example"}
        case "validated":
            return "leave", officer | {"who": "abel"}
    return None


def export(fate: Fate, reference: str) -> str:
    """Take an approved application to the exit whatever dies on the way; its number."""
    seen = set()
    state = fate.actor("bw").play("application", reference=reference)
    while step := next_export(state, reference, fate.desks):
        fate.attempt("bw", step[0], **step[1])
        before, state = state, fate.actor("bw").play("application", reference=reference)
        following = next_export(state, reference, fate.desks)
        assert state == before or not following or following[0] != step[0], "half an act was kept"
        seen.add(state["number"])
    assert seen - {""} == {state["number"]}, "an act that died used up a number"
    return str(state["number"])


def take_in(fate: Fate, number: str, code: str) -> str:
    """The Union's desk from the counter to the confirmation, whatever dies; the case's reference."""
    while (case := fate.actor("eu").play("case_of", number=number)).get("state") != "confirmed":
        given = {"case": case.get("reference")}
        match case.get("state"):
            case None if not case:
                fate.attempt("eu", "bring", who="ina", code=code)
            case None:
                fate.attempt("eu", "open_case", who="ina", document=case["document"])
            case "verified":
                fate.attempt("eu", "inspect", who="tilde", **given)
            case "weighed":
                fate.attempt("eu", "decide", who="ina", act="accept", **given)
            case "decided":
                fate.attempt("eu", "confirm", who="rik", **given)
            case half:
                raise AssertionError(f"half an act was kept: a case that is {half}")
    return str(case["reference"])


def test_killed_at_random_and_resumed(desks: Desks) -> None:
    seed = int(os.environ.get("KPCS_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"seed {seed}: KPCS_TEST_SEED={seed} plays it again")
    theatre, fate = desks.theatre, Fate(desks, seed)
    before = desks.bw.play("numbers")
    applications = [desks.approved(waybill=f"000-4417216{n}") for n in range(3)]

    # the Union's node is gone; Botswana goes on, and its worker dies too
    cut_power(theatre, "eu")
    numbers = [export(fate, reference) for reference in applications[:2]]
    kill_worker(theatre, "bw")
    waiting = [row for row in desks.bw.play("sent") if row["subject"] in numbers]
    assert {row["state"] for row in waiting} == {"queued"}

    # it comes back, and dies again at some moment of taking the messages in
    theatre.start("eu")
    theatre.wait_for("eu")
    desks.bw.play("hurry")
    time.sleep(fate.chance.random())
    cut_power(theatre, "eu")
    numbers.append(export(fate, applications[2]))
    cut_power(theatre, "bw")
    for key in ("eu", "bw"):
        theatre.start(key)
    for key in ("eu", "bw"):
        theatre.wait_for(key)
    desks.bw.play("hurry")
    desks.until("every pre-advice", lambda: all(desks.eu.play("expected", number=number) for number in numbers))

    # the goods arrive; the Union's people and worker die now and then
    codes = {number: desks.bw.play("certificate", number=number)["code"] for number in numbers}
    cases = {number: take_in(fate, number, codes[number]) for number in numbers}
    kill_worker(theatre, "eu")
    desks.eu.play("hurry")

    def settled() -> bool:
        return all(desks.bw.play("movement", number=number)["agreement"] == "same" for number in numbers)

    desks.until("every confirmation", settled)

    # no number twice, nothing lost, everything applied once
    assert len(set(numbers)) == len(set(cases.values())) == 3
    after = desks.bw.play("numbers")
    assert {number: state for number, state in after.items() if number not in before} == dict.fromkeys(
        numbers, "exported"
    )
    for number in numbers:
        mine = desks.bw.play("acts_about", subject=f"certificate/{number}")
        for act in ("certificates.reserved", "certificates.frozen", "certificates.printed", "certificates.validated"):
            assert mine.count(act) == 1, act
        assert desks.eu.play("arrival", number=number)["announced"] == 1
        assert [row["subject"] for row in desks.bw.play("received")].count(number) == 1
        assert [row["subject"] for row in desks.eu.play("received")].count(number) == 1
    for side, peer in ((desks.bw, "EU"), (desks.eu, "BW")):
        sent = [row["sequence"] for row in side.play("sent") if row["to"] == peer]
        assert sorted(sent) == list(range(1, len(sent) + 1))
        came = [row["sequence"] for row in side.play("received")]
        assert came == list(range(1, len(came) + 1))
        assert side.play("breaks") == 0
    assert {row["state"] for row in desks.bw.play("sent") if row["subject"] in numbers} == {"delivered"}
