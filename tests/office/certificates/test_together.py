"""Real commits: officers who issue at once never share a number, and an act that is killed leaves nothing half done."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kpcs.office.certificates import operations
from kpcs.office.certificates.models import Certificate, Series
from kpcs.office.exports import operations as exports
from kpcs.office.exports.models import Application
from kpcs.scheme.problems import Refusal
from kpcs.settings.folder import NodeFolder
from tests.office.exchange.foreign import own_keys
from tests.office.exports.desk import AT, Desk


@pytest.fixture
def desk(fresh_node: NodeFolder) -> Desk:
    own_keys(fresh_node.path, "BW")
    return Desk()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do ``acts`` in threads of their own, started together; what each gave or refused."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = acts[place]()
        except Refusal as refusal:
            results[place] = refusal.codes
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def reserving(desk: Desk, number: int) -> Callable[[], str]:
    def reserve() -> str:
        return str(
            operations.reserve(
                by=desk.neo, at=AT, application=f"EX-2026-{number:05}", submitted_by=None, approved_by=None
            ).number
        )

    return reserve


def test_officers_who_reserve_at_once_never_share_a_number(desk: Desk) -> None:
    numbers = at_once(*(reserving(desk, n) for n in range(8)))
    assert sorted(numbers) == [f"BW000{n}" for n in range(42_187, 42_195)]
    assert Series.objects.get().next == 42_195


def test_nor_a_sheet(desk: Desk) -> None:
    sheets = [(f"A{n:03}", "") for n in range(6)]
    operations.receive_sheets(by=desk.sue, at=AT, sheets=sheets, received_on=AT.date(), office=desk.office)
    results = at_once(*(reserving(desk, n) for n in range(8)))
    assert sorted(r for r in results if isinstance(r, tuple)) == [("sheet.none",)] * 2
    used = Certificate.objects.values_list("sheet__number", flat=True)
    assert sorted(used) == [number for number, _none in sheets]


def test_the_last_number_goes_to_one(desk: Desk) -> None:
    Series.objects.update(last=42_187)
    results = at_once(*(reserving(desk, n) for n in range(3)))
    assert sorted(map(str, results)) == ["('series.none',)", "('series.none',)", "BW00042187"]


def test_two_officers_at_one_case(desk: Desk) -> None:
    row = desk.approved()

    def reserve(*seals: str) -> Callable[[], str]:
        chosen = [[seal] for seal in seals]
        act = exports.reserve_number
        return lambda: str(act(by=desk.neo, at=AT, reference=row.reference, seals=chosen).number)

    results = at_once(reserve("S1", "S2"), reserve("S3", "S4"))
    assert sorted(map(str, results)) == ["('export.certificate_in_force',)", "BW00042187"]
    assert Certificate.objects.count() == 1


def test_a_seal_is_used_once_by_two_officers_at_once(desk: Desk) -> None:
    rows = [desk.approved(), desk.approved()]
    given = [["S1"], ["S2"]]
    results = at_once(
        *(
            lambda row=row: exports.reserve_number(by=desk.neo, at=AT, reference=row.reference, seals=given).number
            for row in rows
        )
    )
    assert sum(isinstance(result, str) for result in results) == 1
    assert [result for result in results if isinstance(result, tuple)] == [("seal.used_before",) * 2]


def test_applications_started_at_once_have_references_of_their_own(desk: Desk) -> None:
    results = at_once(*(lambda: exports.start(by=desk.dan, at=AT, trader=desk.trader).reference for _n in range(4)))
    assert len(set(results)) == 4
    assert Application.objects.count() == 4


def prepared(desk: Desk, act: str) -> None:
    sheets = [("A001", ""), ("A002", "")]
    operations.receive_sheets(by=desk.sue, at=AT, sheets=sheets, received_on=AT.date(), office=desk.office)
    {
        "reserve": desk.approved,
        "freeze": desk.sealed,
        "print": desk.frozen,
        "validate": desk.printed,
        "spoil": desk.validated,
        "replace": desk.validated,
    }[act]()


@pytest.mark.parametrize("act", ["reserve", "freeze", "print", "validate", "spoil", "replace"])
def test_killed_before_any_write_or_before_the_commit_nothing_has_happened(
    desk: Desk, fresh_node: NodeFolder, repository: Path, act: str
) -> None:
    prepared(desk, act)
    connection.close()
    environment = {
        **os.environ,
        "KPCS_DIR": str(fresh_node.path),
        "DJANGO_SETTINGS_MODULE": "kpcs.settings.node",
        "PYTHONPATH": str(repository),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.certificates.dying", act],
        env=environment,
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    before, *after_deaths, after = json.loads(done.stdout)
    assert len(after_deaths) >= 4  # it died that often
    assert all(seen == before for seen in after_deaths)
    assert after != before
    assert after["breaks"] == 0
    numbers = [row[0] for row in after["certificates"]]
    assert len(numbers) == len(set(numbers))
    following = {"reserve": 1, "spoil": 2, "replace": 2}.get(act, 1)
    assert numbers == [f"BW000{42_186 + n}" for n in range(1, following + 1)]
