"""Real commits: two officers at one number, and acts that are killed leave nothing half done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from kpcs.office.audit import queries as audit
from kpcs.office.exchange import operations as exchange
from kpcs.office.imports import operations
from kpcs.office.imports.models import Hold, InspectionCase, Question
from kpcs.proof import sealing
from kpcs.scheme.lifecycles import MovementAct
from kpcs.settings.folder import NodeFolder
from tests.office.certificates.test_together import at_once
from tests.office.exchange.foreign import our_sealing_key, own_keys
from tests.office.imports.desk import AT, Desk


@pytest.fixture
def desk(fresh_node: NodeFolder, settings: object) -> Desk:
    file = fresh_node.path / "node.toml"
    file.write_text(file.read_text("utf-8").replace('participant = "BW"', 'participant = "EU"'), "utf-8")
    settings.NODE = fresh_node._replace(participant="EU")  # type: ignore[attr-defined]
    own_keys(fresh_node.path, "EU")
    return Desk()


def test_two_offices_that_open_cases_at_once_hold_each_other(desk: Desk) -> None:
    mine, theirs = desk.captured(), desk.captured(by=desk.lea)
    results = at_once(
        lambda: operations.open_case(by=desk.ina, at=AT, document=mine).reference,
        lambda: operations.open_case(by=desk.lea, at=AT, document=theirs).reference,
    )
    assert sorted(map(str, results)) == ["EU-H 2026 00001", "EU-S 2026 00001"]
    assert Hold.objects.count() == 2
    assert Question.objects.count() == 2
    assert audit.check() == []


def test_cases_opened_at_once_have_running_numbers_of_their_own(desk: Desk) -> None:
    documents = [desk.captured(desk.code(number=f"BW0004219{n}")) for n in range(4)]
    results = at_once(*(lambda d=d: operations.open_case(by=desk.ina, at=AT, document=d).reference for d in documents))
    assert sorted(map(str, results)) == [f"EU-S 2026 0000{n}" for n in range(1, 5)]
    assert not Hold.objects.exists()


def test_one_document_gets_one_case_however_often_it_is_opened_at_once(desk: Desk) -> None:
    document = desk.captured()
    results = at_once(*(lambda: operations.open_case(by=desk.ina, at=AT, document=document).reference for _n in "abc"))
    assert set(map(str, results)) == {"EU-S 2026 00001"}
    assert InspectionCase.objects.count() == 1


def test_two_officers_decide_once(desk: Desk) -> None:
    case = desk.weighed()
    results = at_once(
        *(
            lambda by=by: operations.decide(by=by, at=AT, case=case, act=MovementAct.ACCEPT).result
            for by in (desk.ina, desk.rik)
        )
    )
    assert sorted(map(str, results)) == ["('inspection_case.wrong_state',)", "accepted"]


def prepared(desk: Desk, act: str) -> None:
    if act == "receive":
        message = desk.bw.message(desk.pre_advice(), recipient="EU")
        exchange.receive(envelope=sealing.seal_message(message, desk.bw.signer(), our_sealing_key()), at=AT)
        return
    if act == "open":
        desk.opened()
        desk.captured(another_sheet=True)  # the next case holds both and asks
        return
    case = desk.weighed()
    if act == "confirm":
        operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)


@pytest.mark.parametrize("act", ["receive", "open", "decide", "confirm"])
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
        [sys.executable, "-m", "tests.office.imports.dying", act],
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
    if act == "receive":
        assert (after["arrivals"], after["received"]) == ([["BW00042187", "announced"]], [["pre_advice", "applied"]])
