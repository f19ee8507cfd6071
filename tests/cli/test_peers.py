"""``kpcs peers``: the file and its fingerprint on one side, the supervisor's confirmation on the other."""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpcs.cli import peers
from kpcs.office.accounts import operations as accounts
from kpcs.office.accounts.terms import NODE, Role
from kpcs.office.audit import queries as audit
from kpcs.office.exchange import introduction
from kpcs.office.exchange.models import Peer
from tests.office.exchange.conftest import eu, keys_folder, node
from tests.office.exchange.foreign import Foreign

__all__ = ["eu", "keys_folder", "node"]
pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The node of the test is this process's already."""
    monkeypatch.setattr(peers, "enter", lambda _folder: None)


@pytest.fixture
def file(eu: Foreign, tmp_path: Path) -> str:
    path = tmp_path / "eu.json"
    path.write_text(introduction.write(eu.introduction()), "utf-8")
    return str(path)


def run(*arguments: str) -> int:
    return peers.run([*arguments, "--dir", "D"])


def supervisor(username: str) -> None:
    at = datetime.now(UTC)
    office = accounts.open_office(by=NODE, at=at, code=username, participant="BW", name=username, authority="x")
    person = accounts.add_person(by=NODE, at=at, username=username, name="Ina Sample", password="-")
    accounts.give_duty(by=NODE, at=at, person=person, office=office, role=Role.SUPERVISOR, since=at.date())


def test_export_writes_the_file_and_shows_the_fingerprint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("export") == 0
    printed = capsys.readouterr()
    own = introduction.read(printed.out)
    assert own.identity == "BW"
    assert introduction.grouped(own.fingerprint) in printed.err
    assert run("export", str(tmp_path / "bw.json")) == 0
    assert (tmp_path / "bw.json").read_text("utf-8") == printed.out
    assert run("export", str(tmp_path / "nowhere" / "bw.json")) == 2
    assert "peers.file" in capsys.readouterr().err


def test_the_supervisor_confirms_on_a_terminal(
    eu: Foreign, file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor("ina.sample")
    monkeypatch.setattr(sys, "stdin", Terminal("no\nyes\n"))
    assert run("add", file) == 1
    assert not Peer.objects.exists()
    assert run("add", file) == 0
    shown = capsys.readouterr().out
    assert shown.count(introduction.grouped(eu.introduction().fingerprint)) == 2
    assert Peer.objects.get().identity == "EU"
    assert audit.history("peer/EU")[0].account == "ina.sample"


def test_or_gives_the_fingerprint_as_it_was_read_out(eu: Foreign, file: str) -> None:
    right = introduction.grouped(eu.introduction().fingerprint)
    assert run("add", file, "--fingerprint", right.replace("a", "b").replace("0", "1")) == 1
    assert not Peer.objects.exists()
    assert run("add", file, "--fingerprint", f" {right.upper()} ") == 0
    assert Peer.objects.get().fingerprint == eu.introduction().fingerprint
    assert audit.history("peer/EU")[0].account == "system"


def test_of_several_supervisors_one_is_named(eu: Foreign, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor("ina.sample")
    supervisor("rik.demo")
    right = ("--fingerprint", eu.introduction().fingerprint)
    assert run("add", file, *right) == 2
    assert "several supervisors" in capsys.readouterr().err
    assert run("add", file, *right, "--by", "nobody") == 2
    assert "peers.no_supervisor" in capsys.readouterr().err
    assert run("add", file, *right, "--by", "rik.demo") == 0
    assert audit.history("peer/EU")[0].account == "rik.demo"


@pytest.mark.parametrize(
    "arguments", [(), ("add",), ("export", "a", "b"), ("show",), ("export", "--by", "x"), ("add", "a", "b")]
)
def test_a_wrong_command_line_is_told_in_one_sentence(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_no_introduction_is_refused(
    eu: Foreign, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", str(tmp_path / "missing")) == 2
    assert "peers.file_unreadable" in capsys.readouterr().err
    (tmp_path / "wrong").write_bytes(b"\xff\xfe")
    assert run("add", str(tmp_path / "wrong")) == 2
    (tmp_path / "wrong").write_text("{}")
    assert run("add", str(tmp_path / "wrong")) == 2
    assert "exchange.introduction.format" in capsys.readouterr().err
    assert run("add", file) == 2  # no terminal, no fingerprint
    assert "--fingerprint" in capsys.readouterr().err
