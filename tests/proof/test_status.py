import random
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from kpcs.proof import status
from kpcs.proof.status import NumberedFact, Origin, Status, StatusFact, StatusIndex, case_digest, tag, write_status
from tests.proof.keyring import NOW
from tests.proof.refusals import refused

DAY = date(2026, 11, 20)
VOID = StatusFact(Status.VOID, "BW", DAY)
CLAIM = StatusFact(Status.CLAIMED, "EU", DAY, case_digest("EU", "I-2026-1"), b"c" * 16, Origin.LOG, 41)


def index(folder: Path) -> StatusIndex:
    return StatusIndex(folder / status.FILE_NAME)


def test_facts_are_found_by_certificate_and_by_number(tmp_path: Path) -> None:
    assert write_status(tmp_path, [NumberedFact("BW1", "DDLBFTVI", CLAIM), NumberedFact("BW2", "", VOID)], NOW) == 3
    with index(tmp_path) as found:
        found.check()
        assert found.as_of == NOW
        assert list(found.facts("BW1", "DDLBFTVI")) == [CLAIM]
        assert list(found.facts("BW1")) == [CLAIM]
        assert list(found.facts("BW2", "AAAAAAAA")) == [VOID]
        assert list(found.facts("BW3")) == []


def test_tags_are_what_the_format_says() -> None:
    assert tag("BW1", "AB") == sha256(b"kpcs/status-tag/1\0BW1\0AB").digest()[:16]
    assert tag("BW1A", "B") != tag("BW1", "AB")


def test_an_empty_file_knows_nothing(tmp_path: Path) -> None:
    write_status(tmp_path, [], NOW)
    with index(tmp_path) as found:
        found.check()
        assert (found.records, list(found.facts("BW1"))) == (0, [])


def test_the_order_of_writing_leaves_no_trace(tmp_path: Path) -> None:
    facts = [
        NumberedFact(f"BW{n % 40}", f"{n:08d}", StatusFact(Status(n % 12 + 1), "BW", DAY, log_index=n))
        for n in range(300)
    ]
    write_status(tmp_path, facts, NOW)
    first = (tmp_path / status.FILE_NAME).read_bytes()
    random.Random(7).shuffle(facts)
    write_status(tmp_path, [*facts, *facts], NOW)
    assert (tmp_path / status.FILE_NAME).read_bytes() == first
    with index(tmp_path) as found:
        found.check()
        for number in range(40):
            wanted = {entry.fact for entry in facts if entry.number == f"BW{number}"}
            assert set(found.facts(f"BW{number}")) == wanted


@pytest.mark.parametrize(
    "fact",
    [
        VOID._replace(asserter=""),
        VOID._replace(asserter="nine_more"),
        VOID._replace(asserter="БВ"),
        VOID._replace(case=b"short"),
        VOID._replace(commitment=b"short"),
    ],
)
def test_what_does_not_fit_a_record_is_refused(tmp_path: Path, fact: StatusFact) -> None:
    with refused("status.fact"):
        write_status(tmp_path, [NumberedFact("BW1", "", fact)], NOW)
    assert not (tmp_path / status.FILE_NAME).exists()


def test_a_missing_file(tmp_path: Path) -> None:
    with refused("status.missing"):
        index(tmp_path)


def test_damage_is_noticed(tmp_path: Path) -> None:
    write_status(tmp_path, [NumberedFact("BW1", "DDLBFTVI", CLAIM), NumberedFact("BW2", "", VOID)], NOW)
    file = tmp_path / status.FILE_NAME
    good = file.read_bytes()
    for data in (b"", good[:63], good[:-1], good + b"\0", b"X" + good[1:], good[:5] + b"\x02" + good[6:]):
        file.write_bytes(data)
        with refused("status.file"):
            index(tmp_path)
    for place in range(64, len(good)):
        file.write_bytes(good[:place] + bytes((good[place] ^ 0x40,)) + good[place + 1 :])
        with index(tmp_path) as found, refused("status.file"):
            found.check()
    file.write_bytes(good.replace(tag("BW2") + bytes((Status.VOID,)), tag("BW2") + b"\x63"))
    with index(tmp_path) as found, refused("status.file"):
        found.facts("BW2")
