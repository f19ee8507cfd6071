"""The disk fills up while an office issues: a refusal that ``kpcs doctor`` explains, nothing half-issued, no number
used; and the same act succeeds once there is room. On a real file system of its own, which only root may mount."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpcs.cli.demo.cast import BOTSWANA
from kpcs.cli.demo.story import draft, weights_of
from kpcs.cli.demo.theatre import Refused, Theatre
from tests.cli.making import environment, kpcs
from tests.running import DATABASE
from tests.scenarios.desks import Desks

pytestmark = [
    pytest.mark.xdist_group("disk"),
    pytest.mark.skipif(DATABASE == "postgresql", reason="the database of PostgreSQL lies on a disk of its own"),
]
SIZE = 160 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "kpcs-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs root, who may mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(ballast: Path, leaving: int) -> None:
    """Take all room but ``leaving`` bytes."""
    free = os.statvfs(ballast.parent)
    with ballast.open("ab") as file:
        try:
            file.write(bytes(max(free.f_bavail * free.f_frsize - leaving, 0)))
        except OSError as error:
            assert error.errno == errno.ENOSPC


def test_a_full_disk_issues_nothing_and_loses_nothing(disk: Path, lasting_database: Callable[[Path], str]) -> None:
    node, ballast = disk / "bw", disk / "ballast"
    with Theatre(disk, (BOTSWANA,), {"bw": lasting_database(node)}, "tests.scenarios.player", environment()) as theatre:
        bw = theatre.admit(BOTSWANA)
        bw.play("people", key="bw")
        desks = Desks(theatre, lasting_database)
        reference, waiting = desks.approved(), desks.approved()
        number = bw.play("reserve", who="neo", reference=reference, seals=desks.seals())
        weights, witnesses = weights_of(draft()), ["Dan Example", "Abel Placeholder"]
        weighing = {"round": "packing", "weights": weights, "witnesses": witnesses[:1]}
        bw.play("weigh", who="tom", reference=reference, **weighing)
        bw.play("seal", who="neo", reference=reference, witnesses=witnesses)
        before = bw.play("application", reference=reference)

        # little room: refused before anything is tried
        fill(ballast, 20 << 20)
        with pytest.raises(Refused, match=r"certificate\.no_room"):
            bw.play("freeze", who="neo", reference=reference, signatory="kago")
        examined = kpcs("doctor", "--dir", node)
        assert examined.returncode == 1
        assert "nothing is issued until there is room" in examined.stdout

        # none at all: what was begun is undone
        bw.play("checkpoint")
        fill(ballast, 0)
        seals = desks.seals()
        with pytest.raises(Refused, match=r"certificate\.disk_full"):
            bw.play("reserve", who="neo", reference=waiting, seals=seals)
        assert bw.play("application", reference=reference) == before
        assert bw.play("application", reference=waiting)["number"] == ""
        assert bw.play("numbers") == {number: "reserved"}

        # room again: the very same acts, and the very next number
        ballast.unlink()
        held = bw.play("freeze", who="neo", reference=reference, signatory="kago")
        bw.play("print_sheet", who="neo", number=number)
        assert held["number"] == number
        following = bw.play("reserve", who="neo", reference=waiting, seals=seals)
        assert int(following[2:]) == int(number[2:]) + 1
        assert bw.play("breaks") == 0
        assert kpcs("doctor", "--dir", node).returncode == 0
