"""``kpcs backup`` and ``kpcs restore``: everything comes back to the last digit, from either database to the other;
what is no whole backup changes nothing."""

import gzip
import hashlib
import io
import json
import os
import random
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kpcs.cli.demo.cast import BOTSWANA
from kpcs.cli.demo.story import draft
from kpcs.cli.demo.theatre import Actor, Theatre
from kpcs.cli.restore import restore
from kpcs.scheme.problems import Refusal
from tests.cli.making import environment, kpcs, refused
from tests.running import DATABASE
from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("backup")


class Kept(NamedTuple):
    """A node with something in it, its backup, and its passphrase kept elsewhere."""

    node: Path
    file: Path
    passphrase: Path
    held: dict[str, str]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, lasting_database: Callable[[Path], str]) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("backup")
    theatre = Theatre(
        folder,
        (BOTSWANA,),
        {"bw": lasting_database(folder / "bw")},
        "tests.scenarios.player",
        environment(),
    )
    with theatre:
        theatre.admit(BOTSWANA).play("people", key="bw")
        held = Desks(theatre, lasting_database).issued()
        file, passphrase = folder / "bw.backup", folder / "passphrase"
        shutil.copyfile(folder / "bw" / "keys" / "passphrase", passphrase)
        done = kpcs("backup", "--dir", folder / "bw", file)
        assert (done.returncode, done.stderr) == (0, "")
        yield Kept(folder / "bw", file, passphrase, held)


@pytest.fixture
def player() -> Iterator[Callable[[Path], Actor]]:
    """A player on a node that was restored."""
    actors: list[Actor] = []

    def enter(folder: Path) -> Actor:
        theatre = Theatre(folder.parent, (BOTSWANA,), None, "tests.scenarios.player", environment())
        theatre.folders["bw"] = folder
        actors.append(theatre.admit(BOTSWANA))
        return actors[-1]

    yield enter
    for actor in actors:
        actor.leave()


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file, "r:gz") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def packed(file: Path, inside: dict[str, bytes], /, **changes: Any) -> Path:
    """A backup file with these members; ``changes`` to its manifest."""
    files = dict(inside)
    if changes:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | changes).encode()
    with tarfile.open(file, "w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return file


def codes(source: Path, folder: Path, passphrase: Path) -> tuple[str, ...]:
    """The codes with which this process refuses to restore; nothing is left of the attempt."""
    with pytest.raises(Refusal) as caught:
        restore(source, folder, str(passphrase))
    assert not folder.exists()
    assert not list(folder.parent.glob(".kpcs-*"))
    return caught.value.codes


def test_secrets_stay_out_and_only_its_owner_reads_it(kept: Kept) -> None:
    inside = members(kept.file)
    assert kept.file.stat().st_mode & 0o077 == 0
    assert not {"keys/passphrase", "keys/django-secret"} & set(inside)
    passphrase, secret = kept.passphrase.read_bytes().strip(), (kept.node / "keys" / "django-secret").read_bytes()
    for name, data in inside.items():
        assert passphrase not in data, name
        assert secret.strip() not in data, name
    assert next(iter(inside)) == "manifest.json"
    assert not any(name.startswith("tables/sessions") for name in inside)


def test_restored_to_the_last_digit(
    kept: Kept, tmp_path: Path, lasting_database: Callable[[Path], str], player: Callable[[Path], Actor]
) -> None:
    """On the database of this run; what was SQLite is restored there too."""
    folder = tmp_path / "again"
    given = ["--database", lasting_database(tmp_path / "unused")] if DATABASE == "postgresql" else []
    done = kpcs("restore", kept.file, "--dir", folder, "--passphrase-file", kept.passphrase, *given)
    assert (done.returncode, done.stderr) == (0, "")
    bw = player(folder)
    assert bw.play("breaks") == 0  # the chain binds every microsecond of every act
    assert bw.play("numbers") == {kept.held["number"]: "exported"}
    assert bw.play("certificate", number=kept.held["number"])["code"] == kept.held["code"]
    assert bw.play("paper", number=kept.held["number"])
    assert bw.play("letters")[0]["kind"] == "pre_advice"  # sealed with the old keys, readable with them
    assert bw.play("letter", key=bw.play("letters")[0]["letter"])["code"] == kept.held["code"]
    assert bw.play("restore_pending") is True
    assert (folder / "keys" / "django-secret").read_bytes() != (kept.node / "keys" / "django-secret").read_bytes()
    # a backup of it is the same, but for the acts of restoring
    second = tmp_path / "second.backup"
    assert kpcs("backup", "--dir", folder, second).returncode == 0
    first, then = members(kept.file), members(second)
    assert {n: d for n, d in first.items() if n.startswith(("attachments/", "trust/", "keys/"))} == {
        n: d for n, d in then.items() if n.startswith(("attachments/", "trust/", "keys/"))
    }
    for name in ("tables/certificates.certificate.jsonl", "tables/accounts.person.jsonl", "tables/exports.seal.jsonl"):
        assert first[name] == then[name]


@pytest.mark.skipif(DATABASE == "sqlite", reason="both databases are there only where PostgreSQL is")
def test_an_office_that_grows_moves_to_the_other_database(
    kept: Kept, tmp_path: Path, lasting_database: Callable[[Path], str], player: Callable[[Path], Actor]
) -> None:
    there = tmp_path / "sqlite"
    done = kpcs("restore", kept.file, "--dir", there, "--passphrase-file", kept.passphrase, "--database", "")
    assert (done.returncode, done.stderr) == (0, "")
    assert (there / "node.sqlite3").exists()
    assert player(there).play("breaks") == 0
    file, back = tmp_path / "of sqlite", tmp_path / "postgresql"
    assert kpcs("backup", "--dir", there, file).returncode == 0
    url = lasting_database(tmp_path / "unused")
    done = kpcs("restore", file, "--dir", back, "--passphrase-file", kept.passphrase, "--database", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (back / "node.sqlite3").exists()
    bw = player(back)
    assert bw.play("breaks") == 0
    # rows that come after take numbers beyond those that were brought
    assert bw.play("apply", who="dan", trader="Mopane Example Diamonds", draft=draft()).endswith("-00002")


@pytest.mark.skipif(DATABASE == "sqlite", reason="SQLite lies in the folder, which is new")
def test_a_database_that_holds_an_office_is_not_overwritten(
    kept: Kept, tmp_path: Path, lasting_database: Callable[[Path], str]
) -> None:
    # the backup names the database of the node that still works
    refused(
        "restore", kept.file, "--dir", tmp_path / "again", "--passphrase-file", kept.passphrase,
        says="restore.not_empty",
    )  # fmt: skip
    assert not (tmp_path / "again").exists()
    assert kpcs("doctor", "--dir", kept.node).returncode == 0


def test_folder_in_use_and_wrong_passphrase(kept: Kept, tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "letters.txt").write_text("mine", "ascii")
    refused("restore", kept.file, "--dir", used, "--passphrase-file", kept.passphrase, says="restore.folder_in_use")
    assert [file.name for file in used.iterdir()] == ["letters.txt"]
    folder, wrong = tmp_path / "new", tmp_path / "wrong"
    wrong.write_text("not the passphrase\n", "ascii")
    assert codes(kept.file, folder, wrong) == ("keys.passphrase.wrong",)
    assert codes(kept.file, folder, tmp_path / "none") == ("keys.passphrase.unreadable",)
    wrong.write_text("\n", "ascii")
    assert codes(kept.file, folder, wrong) == ("keys.passphrase.empty",)


def test_what_is_no_backup(kept: Kept, tmp_path: Path) -> None:
    folder, file = tmp_path / "new", tmp_path / "file"
    whole = kept.file.read_bytes()
    assert codes(tmp_path / "none", folder, kept.passphrase) == ("backup.unreadable",)
    for foreign in (b"", b"not a backup", os.urandom(4000), gzip.compress(b"not a tar"), whole[10:]):
        file.write_bytes(foreign)
        assert codes(file, folder, kept.passphrase) == ("backup.unreadable",)
    # cut anywhere
    for length in (1, 20, 700, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert codes(file, folder, kept.passphrase) == ("backup.unreadable",), length
    inside = members(kept.file)
    assert codes(packed(file, inside, format="kpcs-backup/2"), folder, kept.passphrase) == ("backup.unreadable",)
    assert codes(packed(file, inside, made_at="yesterday"), folder, kept.passphrase) == ("backup.unreadable",)
    assert codes(packed(file, inside, files=[]), folder, kept.passphrase) == ("backup.unreadable",)
    assert codes(packed(file, inside, colour="red"), folder, kept.passphrase) == ("backup.unreadable",)
    for manifest in (b"", b"[]", b"7", b"{", b"\xff", b'{"format": "kpcs-backup/1"}'):
        packed(file, inside | {"manifest.json": manifest})
        assert codes(file, folder, kept.passphrase) == ("backup.unreadable",)
    for unsafe in ("../outside", "/tmp/outside"):
        packed(file, inside | {unsafe: b"x"})
        assert codes(file, folder, kept.passphrase)[0] in ("backup.unreadable", "backup.damaged")
        assert not (tmp_path / "outside").exists()


def test_damaged_by_one_bit_anywhere(kept: Kept, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance, whole, file = random.Random(seed), bytearray(kept.file.read_bytes()), tmp_path / "file"
    for _n in range(60):
        place, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        if 4 <= place < 10:
            continue  # gzip's own time and system mean nothing
        whole[place] ^= bit
        file.write_bytes(whole)
        whole[place] ^= bit
        found = codes(file, tmp_path / "new", kept.passphrase)
        assert found in (("backup.unreadable",), ("backup.damaged",)), place


def test_altered_member_by_member(kept: Kept, tmp_path: Path) -> None:
    folder, file, inside = tmp_path / "new", tmp_path / "file", members(kept.file)
    name = "tables/certificates.certificate.jsonl"
    assert codes(packed(file, inside | {name: inside[name] + b"\n"}), folder, kept.passphrase) == ("backup.damaged",)
    without = {n: d for n, d in inside.items() if n != name}
    assert codes(packed(file, without), folder, kept.passphrase) == ("backup.damaged",)
    assert codes(packed(file, inside | {"attachments/more": b"x"}), folder, kept.passphrase) == ("backup.damaged",)


def rewritten(kept: Kept, file: Path, name: str, data: bytes, **changes: Any) -> Path:
    """A backup whose manifest was made to fit what was altered in it."""
    inside = members(kept.file)
    files = json.loads(inside["manifest.json"])["files"]
    files[name] = (len(data), hashlib.sha256(data).hexdigest())
    return packed(file, inside | {name: data}, files=files, **changes)


def test_a_forged_record_does_not_come_in(kept: Kept, tmp_path: Path, lasting_database: Callable[[Path], str]) -> None:
    """Who alters the record and mends the manifest is found out by the chain of the audit record."""
    given = ["--passphrase-file", kept.passphrase]
    if DATABASE == "postgresql":
        given += ["--database", lasting_database(tmp_path / "unused")]
    name = "tables/audit.event.jsonl"
    rows = members(kept.file)[name].splitlines(keepends=True)
    forged = rows[5].replace(b'"office": "', b'"office": "X')
    assert forged != rows[5]
    file = rewritten(kept, tmp_path / "file", name, b"".join([*rows[:5], forged, *rows[6:]]))
    refused("restore", file, "--dir", tmp_path / "new", *given, says="restore.record_broken")
    file = rewritten(kept, tmp_path / "file", name, b"".join(rows[:-1]))  # the last act left out
    refused("restore", file, "--dir", tmp_path / "new", *given, says="restore.record_broken")
    assert not (tmp_path / "new").exists()


def test_another_version_of_the_tables(kept: Kept, tmp_path: Path, lasting_database: Callable[[Path], str]) -> None:
    given = ["--passphrase-file", kept.passphrase]
    if DATABASE == "postgresql":
        given += ["--database", lasting_database(tmp_path / "unused")]
    inside = members(kept.file)
    migrations = json.loads(inside["manifest.json"])["migrations"]
    file = packed(tmp_path / "file", inside, migrations=[*migrations, ["audit", "0099_later"]], version="9.9")
    said = refused("restore", file, "--dir", tmp_path / "new", *given, says="restore.version")
    assert "kpcs 9.9" in said


def test_wrong_use(kept: Kept, tmp_path: Path) -> None:
    refused("backup", "--dir", kept.node, says="the file to write")
    refused("backup", kept.file, says="--dir DIR")
    refused("backup", "--dir", tmp_path / "none", tmp_path / "file", says="node.missing")
    refused("backup", "--dir", kept.node, tmp_path / "no" / "folder" / "file", says="cannot be used")
    refused("restore", "--dir", tmp_path / "new", says="the backup file")
    refused("restore", kept.file, says="--dir DIR")


def test_a_backup_that_cannot_be_written_leaves_the_old_one(kept: Kept, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.mkdir()  # what is there is no file that could be replaced
    refused("backup", "--dir", kept.node, target, says="cannot be used")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
