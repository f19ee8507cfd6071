import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from kpcs.proof import cbor, snapshot
from kpcs.proof.keys import KeyState, Role
from kpcs.proof.replacing import replace_file
from kpcs.proof.snapshot import Snapshot, open_trust, read_key, write_key, write_snapshot
from kpcs.scheme.intervals import Interval
from kpcs.scheme.numbering import Range
from kpcs.scheme.participants import Entry, Kind, Participants
from tests.proof.keyring import NOW, public
from tests.proof.refusals import refused
from tests.proof.trusting import KEYS, trust, trust_folder

RANGE = Range("BW", 40_000, 49_999, Interval(date(2026, 1, 1), date(2027, 1, 1)), "Notice of 5 January 2026")
REGISTER = Participants.published()


def test_keys_are_found_by_identifier(tmp_path: Path) -> None:
    opened = trust(tmp_path)
    for key in KEYS:
        assert opened.find_key(key.kid) == key
    assert opened.find_key(bytes(8)) is None
    assert sorted(opened.keys()) == sorted(KEYS)
    assert (opened.owner, opened.as_of, opened.relies_on) == ("EU", NOW, "bilateral")


def test_states_and_validity_travel_along(tmp_path: Path) -> None:
    key = public("BW", Role.ISSUING)._replace(valid_until=date(2028, 1, 1), state=KeyState.COMPROMISED, since=NOW)
    assert trust(tmp_path, keys=(key,)).find_key(key.kid) == key
    assert read_key(write_key(key)) == key


def test_shared_keys_never_enter_a_trust_folder(tmp_path: Path) -> None:
    key = public("BW", Role.ISSUING)
    with refused("keys.shared_between_roles"):
        write_snapshot(tmp_path, Snapshot("EU", NOW, (key, key._replace(role=Role.MESSAGE))))
    assert not list(tmp_path.iterdir())


def test_without_a_register_the_published_one_speaks(tmp_path: Path) -> None:
    assert trust(tmp_path).register(["BW"]) is REGISTER


def test_a_register_is_the_same_for_what_is_asked(tmp_path: Path) -> None:
    opened = trust(tmp_path, register=REGISTER)
    for code in {entry.code for entry in REGISTER.entries}:
        found = opened.register([code])
        assert found.history(code) == REGISTER.history(code)
        for day in (date(2004, 6, 1), date(2013, 8, 2), date(2026, 11, 25)):
            assert found.restrictions_on(code, day) == REGISTER.restrictions_on(code, day)
            assert found.participant_of(code, day) == REGISTER.participant_of(code, day)
    assert opened.register(["ZZ"]).entries == ()


def test_a_national_list_may_differ(tmp_path: Path) -> None:
    since = Interval(date(2026, 1, 1))
    own = Participants([Entry(Kind.PARTICIPANT, "XA", "Example", since, "Adopted.", ("Gazette 1",))])
    opened = trust(tmp_path, register=own)
    assert opened.register(["XA", "BW"]).is_participant("XA", NOW.date())
    assert not opened.register(["XA", "BW"]).is_participant("BW", NOW.date())


def test_ranges(tmp_path: Path) -> None:
    opened = trust(tmp_path, ranges=(RANGE, RANGE._replace(issuer="EU", period=Interval(date(2026, 1, 1)))))
    assert opened.ranges("BW") == [RANGE]
    assert opened.ranges("EU")[0].period.until is None
    assert opened.ranges("NA") == []


def test_a_folder_without_reports_is_still_a_trust_folder(tmp_path: Path) -> None:
    trust_folder(tmp_path)
    (tmp_path / "status.bin").unlink()
    assert open_trust(tmp_path).statuses is None


def test_what_is_wrong_with_a_folder(tmp_path: Path) -> None:
    with refused("trust.missing"):
        open_trust(tmp_path)
    trust_folder(tmp_path)
    file = tmp_path / snapshot.FILE_NAME
    good = file.read_bytes()
    for data in (b"", good[:-1], good + b"\0", good[:40] + b"\xff" + good[41:]):
        file.write_bytes(data)
        with refused("trust.file"):
            open_trust(tmp_path)
    for value, code in (
        ([], "trust.file"),
        ({0: 1}, "trust.file"),
        ({0: "kp-trust/2"}, "trust.version"),
        ({0: snapshot.FORMAT}, "trust.file"),
        ({0: snapshot.FORMAT, 1: "EU", 2: 0, 3: "", 4: [[b"short", b""]], 5: []}, "trust.file"),
        ({0: snapshot.FORMAT, 1: "EU", 2: 0, 3: "", 4: [["text", b""]], 5: []}, "trust.file"),
    ):
        body = cbor.encode(value)  # type: ignore[arg-type]
        file.write_bytes(sha256(body).digest() + body)
        with refused(code):
            open_trust(tmp_path)
    with file.open("wb") as large:
        large.truncate(snapshot.CEILING + 1)
    with refused("trust.too_large"):
        open_trust(tmp_path)


def test_fields_that_come_later_are_skipped(tmp_path: Path) -> None:
    trust_folder(tmp_path, register=REGISTER)
    file = tmp_path / snapshot.FILE_NAME
    fields = cbor.decode(file.read_bytes()[32:])
    assert type(fields) is dict
    fields[8] = ["of a later version"]
    body = cbor.encode(fields)
    file.write_bytes(sha256(body).digest() + body)
    assert open_trust(tmp_path).find_key(KEYS[0].kid) == KEYS[0]


def test_a_record_under_another_identifier_is_damage(tmp_path: Path) -> None:
    trust_folder(tmp_path)
    file = tmp_path / snapshot.FILE_NAME
    body = file.read_bytes()[32:].replace(KEYS[0].kid, bytes(8))
    file.write_bytes(sha256(body).digest() + body)
    opened = open_trust(tmp_path)
    with refused("trust.file"):
        opened.find_key(bytes(8))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({0: "BW"}, "trust.file"),
        ({0: "BW", 1: "king", 2: -19, 3: bytes(32), 4: 0, 6: "active"}, "trust.file"),
        ({0: "BW", 1: "issuing", 2: -19, 3: bytes(32), 4: "", 6: "active"}, "trust.file"),
        ({0: "BW", 1: "issuing", 2: -8, 3: bytes(32), 4: 0, 6: "active"}, "keys.algorithm"),
        ({0: "BW", 1: "issuing", 2: -19, 3: bytes(31), 4: 0, 6: "active"}, "keys.length"),
        ({0: "BW", 1: "issuing", 2: -19, 3: bytes(32), 4: 0, 6: "retired"}, "keys.state"),
    ],
)
def test_records_of_keys_are_checked(record: dict[int, cbor.Value], code: str) -> None:
    with refused(code):
        read_key(cbor.encode(record))


def test_a_full_disk_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_folder(tmp_path)
    before = (tmp_path / snapshot.FILE_NAME).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_snapshot(tmp_path, Snapshot("EU", NOW, KEYS[:1]))
    assert (tmp_path / snapshot.FILE_NAME).read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["keys.cbor", "status.bin"]


def test_files_are_replaced_whole(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", b"1", mode=0o600)
    replace_file(tmp_path / "a", b"2", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"2"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 1
