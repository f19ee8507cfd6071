"""``kpcs demo --once`` leaves what docs promise, and what it leaves convinces a stranger, until a digit is changed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from kpcs.papers import certificate as papers
from kpcs.papers.layout import layout
from kpcs.proof import code as codes
from kpcs.proof.keys import Role
from kpcs.proof.snapshot import open_trust
from kpcs.scheme.quantities import Carats

pytestmark = pytest.mark.xdist_group("demo")


def kpcs(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpcs", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", **more)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder that one run leaves, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "D"
    done = kpcs("demo", "--once", "--dir", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    yield folder, done.stdout


@pytest.fixture(scope="module")
def left(told: tuple[Path, str]) -> Path:
    return told[0]


def verified(folder: Path, source: str, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = kpcs("verify", source, "--trust", str(folder / "eu" / "trust"), "--json", **more)
    assert answer.stderr == ""
    return answer.returncode, json.loads(answer.stdout)


def test_each_step_is_told(told: tuple[Path, str]) -> None:
    steps = ["applies", "approves", "is reserved", "sealed before two witnesses", "frozen and signed", "Printed"]
    steps += ["validates", "leave Botswana", "expected list", "authentic, clear", "claims the number", "as certified"]
    steps += ["confirms to Botswana", "both sides hold the same"]
    place = 0
    for step in steps:
        place = told[1].index(step, place)


def test_three_nodes_and_their_trust_folders_are_left(left: Path) -> None:
    for key, owner in (("bw", "BW"), ("eu", "EU"), ("chair", "KP-CHAIR")):
        assert (left / key / "node.toml").exists()
        trust = open_trust(left / key / "trust")
        assert trust.owner == owner
        known = {(key.owner, key.role) for key in set(trust.keys())}
        assert {("BW", Role.ISSUING), ("EU", Role.ISSUING), ("BW", Role.MESSAGE), ("EU", Role.MESSAGE)} <= known
    # nothing is left running, and nobody's key can be read by others
    for secret in left.glob("*/keys/*"):
        assert secret.stat().st_mode & 0o077 == 0


def test_the_four_pieces_of_evidence(left: Path) -> None:
    evidence = left / "evidence"
    assert {file.name for file in evidence.iterdir()} == {
        "certificate.pdf",
        "certificate.txt",
        "statement.json",
        "confirmation.json",
    }
    text = (evidence / "certificate.txt").read_text("ascii").strip()
    record = codes.decode(text).certificate
    assert (record.issuer, record.destination, record.parcel_count, record.container_count) == ("BW", "EU", 3, 2)
    assert [line.hs for line in record.lines] == ["7102.10", "7102.31"]
    assert record.origins.mode == "mixed_listed"
    assert (evidence / "certificate.pdf").read_bytes()[:5] == b"%PDF-"

    statement = json.loads((evidence / "statement.json").read_text("utf-8"))
    assert set(statement) >= {"verdict", "standing", "reasons", "certificate", "findings", "as_of"}
    assert (statement["verdict"], statement["standing"]) == ("authentic", "clear")
    for finding in statement["findings"]:
        assert set(finding) >= {"check", "outcome", "grade", "text"}
        assert finding["outcome"] in ("established", "refuted", "not_checked")

    confirmation = json.loads((evidence / "confirmation.json").read_text("utf-8"))
    body = confirmation["body"]
    assert (confirmation["sender"], confirmation["recipient"], confirmation["type"]) == ("EU", "BW", "confirmation")
    assert datetime.fromisoformat(confirmation["time"]).utcoffset() is not None
    assert (body["number"], body["result"], body["parcels"]) == (record.number, "accepted", 3)
    assert body["commitment"] == codes.decode(text).commitment.hex()
    assert (body["exporter"]["name"], body["importer"]["name"]) == (record.exporter.name, record.importer.name)
    found = [Carats.parse(line["carats_found"]) for line in body["lines"]]
    assert Carats.total(found) == record.carats
    date.fromisoformat(body["received_on"])
    assert confirmation["agreement"] == "same"


@pytest.mark.parametrize("file", ["certificate.pdf", "certificate.txt"])
def test_a_stranger_finds_it_authentic_and_clear(file: str, left: Path) -> None:
    code, statement = verified(left, str(left / "evidence" / file))
    assert (code, statement["verdict"], statement["standing"]) == (0, "authentic", "clear")
    assert statement["reasons"] == []


def test_on_standard_input_and_word_for_word_the_statement_left(left: Path) -> None:
    with (left / "evidence" / "certificate.pdf").open("rb") as sheet:
        code, statement = verified(left, "-", stdin=sheet)
    assert code == 0
    kept = json.loads((left / "evidence" / "statement.json").read_text("utf-8"))
    assert statement["certificate"] == kept["certificate"]
    assert statement["verdict"] == kept["verdict"]


def test_one_changed_character_of_the_code(left: Path) -> None:
    text = (left / "evidence" / "certificate.txt").read_text("ascii").strip()
    for place in (8, len(text) // 2, len(text) - 3):
        other = "A" if text[place] != "A" else "B"
        code, statement = verified(left, text[:place] + other + text[place + 1 :])
        assert (code, statement["verdict"], statement["standing"]) == (1, "not_authentic", "barred")


def test_one_changed_digit_on_the_paper(left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forger sets the same page with the true code and one other digit; our own printer refuses to."""
    text = (left / "evidence" / "certificate.txt").read_text("ascii").strip()
    code = codes.decode(text)
    first, *rest = code.certificate.lines
    forged = code.certificate._replace(lines=(first, rest[0]._replace(carats=rest[0].carats + Carats.parse("0.01"))))
    monkeypatch.setattr(papers, "_as_coded", lambda certificate, *_rest: certificate)
    sheet = papers.render_certificate(forged, code=text, check_value=code.check_value, layout=layout(forged.layout))
    (tmp_path / "forged.pdf").write_bytes(sheet)
    exit_code, statement = verified(left, str(tmp_path / "forged.pdf"))
    assert (exit_code, statement["verdict"], statement["standing"]) == (1, "not_authentic", "barred")
    assert [reason["check"] for reason in statement["reasons"]] == ["print.equal"]
    assert statement["certificate"]["lines"][1]["carats"] == str(rest[0].carats)  # what was signed


def test_without_the_trust_folder_nothing_is_claimed(left: Path) -> None:
    answer = kpcs("verify", str(left / "evidence" / "certificate.pdf"), "--json")
    assert (answer.returncode, json.loads(answer.stdout)["verdict"]) == (2, "undetermined")


def test_what_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", "ascii")
    refused = kpcs("demo", "--once", "--dir", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert (tmp_path / "letters.txt").exists()
