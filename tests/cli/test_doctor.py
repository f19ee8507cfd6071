"""``kpcs doctor``: each thing that can be wrong is found by itself, and the sentence says what to do."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from kpcs.cli import doctor
from kpcs.cli.safety import examination
from kpcs.cli.safety.examination import Sign, examine
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates.models import Series
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.models import Peer, ReceivedMessage
from kpcs.office.exports.tasks import walk_inbox
from kpcs.settings.folder import NodeFolder
from tests.office.exchange.foreign import AT, own_keys
from tests.office.exports.desk import Desk
from tests.running import DATABASE

NOW = AT + timedelta(days=1)


@pytest.fixture
def office(fresh_node: NodeFolder, tmp_path: Path, django_db_blocker: DjangoDbBlocker, settings: Any) -> Iterator[Desk]:
    """An office with people, numbers, keys, a peer and a trust folder, on a database of its own."""
    keys = own_keys(tmp_path / "keys of BW", "BW")
    shutil.copytree(keys / "keys", fresh_node.keys, dirs_exist_ok=True)
    with django_db_blocker.unblock():
        desk = Desk()
        exchange.refresh_trust_folder(at=NOW)
        Peer.objects.update(last_contact=NOW)
        yield desk


def signs(name: str, at: datetime = NOW) -> list[Sign]:
    return [sign for sign in examine(at) if sign.name == name]


def only(name: str, at: datetime = NOW) -> Sign:
    [sign] = signs(name, at)
    return sign


def test_a_healthy_office(office: Desk) -> None:
    assert {sign.state for sign in examine(NOW)} == {"well"}
    names = [sign.name for sign in examine(NOW)]
    assert names == sorted(names, key=names.index)
    assert {"room", "database", "record", "clock", "keys", "trust", "numbers", "messages", "peers"} == set(names)


def test_little_room_and_none(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    for free, state, says in (
        (2 * 1024**3, "well", "of disk are free"),
        (examination.ROOM_WANTED - 1, "attention", "Make room"),
        (examination.certificates.ROOM_NEEDED - 1, "wrong", "nothing is issued until there is room. Free some."),
        (0, "wrong", "nothing is issued until there is room. Free some."),
    ):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: usage._replace(free=free))
        sign = only("room")
        assert sign.state == state
        assert says in sign.text


def tamper(statement: str) -> None:
    """Change the record as somebody with the database's own password can: past the triggers."""
    with connection.cursor() as cursor:
        if DATABASE == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_a_broken_record(office: Desk) -> None:
    tamper("UPDATE audit_event SET subject = 'person/somebody.else' WHERE sequence = 4")
    sign = only("record")
    assert sign.state == "wrong"
    assert "at act 4" in sign.text
    assert "Stop issuing" in sign.text


def test_an_act_taken_away(office: Desk) -> None:
    tamper("DELETE FROM audit_personal WHERE event_id = 6")
    tamper("DELETE FROM audit_event WHERE sequence = 6")
    assert "at act 7" in only("record").text


def test_a_clock_behind(office: Desk) -> None:
    before = AT - timedelta(days=30)
    sign = only("clock", before)
    assert (sign.state, "Set it." in sign.text, f"{before:%Y-%m-%d}" in sign.text) == ("wrong", True, True)


def test_missing_keys(office: Desk, fresh_node: NodeFolder) -> None:
    for file in fresh_node.keys.glob("issuing-*.key"):
        file.unlink()
    wrong = [sign for sign in signs("keys") if sign.state == "wrong"]
    [sign] = wrong
    assert "issuing" in sign.text and "keys.none" in sign.text and "from a backup" in sign.text
    shutil.rmtree(fresh_node.keys)
    found = signs("keys")
    assert {sign.state for sign in found} == {"wrong"}
    assert only("record").state == "well"  # what can be looked at, is


def test_a_damaged_key_and_a_passphrase_that_is_gone(office: Desk, fresh_node: NodeFolder) -> None:
    [file] = fresh_node.keys.glob("status-*.key")
    file.write_bytes(file.read_bytes()[:-5])
    assert any("keys.file" in sign.text for sign in signs("keys") if sign.state == "wrong")


def test_a_missing_trust_folder(office: Desk, fresh_node: NodeFolder) -> None:
    shutil.rmtree(fresh_node.trust, ignore_errors=True)
    sign = only("trust")
    assert sign.state == "wrong"
    assert "backup" in sign.text


def test_a_restored_node(office: Desk) -> None:
    assert signs("restored") == []
    certificates.mark_restored(at=NOW, backup_made_at=AT)
    sign = only("restored", NOW + timedelta(minutes=1))
    assert (sign.state, "supervisor confirms the last number" in sign.text) == ("attention", True)


def test_few_numbers(office: Desk) -> None:
    series = Series.objects.get()
    Series.objects.update(next=series.last - 98)
    sign = only("numbers")
    assert (sign.state, "99" in sign.text, "Open another series" in sign.text) == ("attention", True, True)
    Series.objects.update(next=series.last + 1)
    assert "only 0 certificate numbers" in only("numbers").text


def test_messages_that_wait_for_help(office: Desk) -> None:
    never_issued = office.eu.envelope(office.eu.message(subject="BW00049999"))
    exchange.receive(envelope=never_issued, at=NOW)
    assert walk_inbox(at=NOW) == 0
    sign = only("messages")
    assert (sign.state, sign.text) == (
        "attention",
        "1 message is set aside. Its record says why; try it again or dismiss it.",
    )
    late = office.eu.message(seq=4)
    exchange.receive(envelope=office.eu.envelope(late), at=NOW)
    texts = [sign.text for sign in signs("messages")]
    assert any("waiting for one that is missing" in text for text in texts)
    assert ReceivedMessage.objects.count() == 2


def test_a_peer_long_silent(office: Desk) -> None:
    Peer.objects.update(last_contact=NOW - timedelta(days=8))
    sign = only("peers")
    assert (sign.state, "EU" in sign.text, "See that it is reached" in sign.text) == ("attention", True, True)
    Peer.objects.update(last_contact=None)
    assert "never" in only("peers").text


@pytest.mark.skipif(DATABASE == "postgresql", reason="PostgreSQL looks after its own files")
def test_a_damaged_database_file(office: Desk, fresh_node: NodeFolder) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(fresh_node.sqlite.read_bytes())
    page = len(data) // 4096 // 2 * 4096
    data[page : page + 4096] = b"\xa5" * 4096
    fresh_node.sqlite.write_bytes(data)
    sign = next(sign for sign in signs("database") if sign.state == "wrong")
    assert "restore the last backup" in sign.text.lower()


def test_what_one_trouble_hides_is_looked_at_all_the_same(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_at: datetime) -> Iterator[Sign]:
        raise OSError(5, "Input/output error", "/dev/disk")
        yield

    monkeypatch.setattr(examination, "_clock", broken)
    names = {sign.name for sign in examine(NOW)}
    assert names >= {"room", "database", "record", "keys", "numbers", "messages"}
    [sign] = [sign for sign in examine(NOW) if "Input/output error" in sign.text]
    assert sign.state == "wrong"


@pytest.mark.parametrize(
    ("states", "exit_code"), [(["well"], 0), (["well", "attention"], 0), (["attention", "wrong"], 1)]
)
def test_the_command(
    states: list[str], exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Sign("room", state, f"It is {state}.") for state in states]
    monkeypatch.setattr(doctor, "enter", lambda _folder: None)
    monkeypatch.setattr(examination, "examine", lambda _at: found)
    assert doctor.run(["--dir", "D"]) == exit_code
    shown = capsys.readouterr().out.splitlines()
    assert [line.endswith(f"It is {state}.") for line, state in zip(shown, states, strict=True)] == [True] * len(states)
    assert doctor.run(["--dir", "D", "--json"]) == exit_code
    told = json.loads(capsys.readouterr().out)
    assert [sign["state"] for sign in told["signs"]] == states
    assert doctor.run(["more", "--dir", "D"]) == 2
