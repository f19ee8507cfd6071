"""Botswana loses its disk: what was issued after the backup is unknown to it, so nothing is issued until the supervisor
has looked at the papers, and then far beyond; the Union still knows what was lost."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kpcs.cli.demo.cast import BOTSWANA
from kpcs.cli.demo.theatre import Refused
from kpcs.scheme.jurisdictions import pack
from tests.scenarios.desks import Desks
from tests.scenarios.killing import cut_power

pytestmark = pytest.mark.xdist_group("offices")


def kpcs(desks: Desks, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpcs", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(desks.theatre.environment))


def test_restored_from_a_backup(opening: Callable[[], Desks]) -> None:
    desks = opening()
    theatre, eu = desks.theatre, desks.eu
    node = theatre.folders["bw"]
    backup, passphrase = theatre.folder / "bw.kpcs-backup", theatre.folder / "passphrase kept elsewhere"

    before = desks.issued()
    shutil.copyfile(node / "keys" / "passphrase", passphrase)
    made = kpcs(desks, "backup", "--dir", str(node), str(backup))  # while the node works on
    assert (made.returncode, made.stderr) == (0, "")

    # after the backup: two certificates leave, one is confirmed, and a third number is reserved
    lost = [desks.issued(waybill=f"000-4417217{n}") for n in range(2)]
    case = desks.arrived(lost[0])
    eu.play("inspect", who="tilde", case=case)
    eu.play("decide", who="ina", case=case, act="accept")
    eu.play("confirm", who="rik", case=case)
    desks.until("the confirmation", lambda: desks.bw.play("movement", number=lost[0]["number"])["agreement"])
    reserved = desks.bw.play(
        "reserve", who="neo", reference=desks.approved(waybill="000-44172179"), seals=desks.seals()
    )
    desks.until("the pre-advice", lambda: eu.play("expected", number=lost[1]["number"]))

    # the disk is lost with everything on it
    cut_power(theatre, "bw")
    theatre.actors.pop("bw").leave()
    shutil.rmtree(node)
    theatre.folders["bw"] = restored = theatre.folder / "bw restored"
    where = []
    if theatre.databases["bw"]:
        theatre.databases["bw"] = desks.new_database(restored)
        where = ["--database", theatre.databases["bw"]]
    again = kpcs(desks, "restore", str(backup), "--dir", str(restored), "--passphrase-file", str(passphrase), *where)
    assert (again.returncode, again.stderr) == (0, "")
    assert "supervisor" in again.stdout

    bw = theatre.admit(BOTSWANA)
    assert list(bw.play("numbers")) == [before["number"]]
    assert bw.play("breaks") == 0
    assert bw.play("paper", number=before["number"])
    theatre.start("bw")
    theatre.wait_for("bw")
    reference = desks.approved(waybill="000-44172180")  # applications go on
    with pytest.raises(Refused, match=r"certificate\.restore_unconfirmed"):
        bw.play("reserve", who="neo", reference=reference, seals=desks.seals())
    examined = kpcs(desks, "doctor", "--dir", str(restored))
    assert "nothing is issued until a supervisor confirms" in examined.stdout

    # the Union hands over again what Botswana has lost, and is asked for nothing twice
    bw.play("hurry")
    eu.play("hurry")
    told = desks.until("the lost confirmation", lambda: bw.play("received"))
    assert [(row["subject"], row["kind"]) for row in told] == [(lost[0]["number"], "confirmation")]

    # the last paper in the office is the second lost one; nobody knows of the third number
    with pytest.raises(Refused, match=r"permission\.denied"):
        bw.play("confirm_restore", who="neo", last=lost[1]["number"])
    bw.play("confirm_restore", who="sele", last=lost[1]["number"])
    block = pack("BW", datetime.now(UTC).date()).number_block.value
    last = int(lost[1]["number"][2:])
    assert reserved == f"BW{last + 1:08d}"
    void = {number for number, state in bw.play("numbers").items() if state == "void"}
    assert void == {f"BW{serial:08d}" for serial in range(last + 1, last + 1 + block)}
    assert bw.play("sheet", number=reserved)["reason"] == "restore_gap"
    assert not {held["number"] for held in lost} & set(bw.play("numbers"))  # used, but their records are gone

    # issuing goes on beyond all of them, and the Union takes it in
    held = desks.issued(waybill="000-44172181")
    assert held["number"] == f"BW{last + block + 1:08d}"
    assert desks.arrived(held)
    desks.until("delivery", lambda: {row["state"] for row in bw.play("sent")} == {"delivered"})

    # what was lost in Botswana is not lost: the Union has it, proven by Botswana's own signature
    assert eu.play("expected", number=lost[1]["number"]) == "announced"
    assert desks.arrived(lost[1])
    assert eu.play("told", case=case)["body"]["commitment"] == lost[0]["commitment"]
    assert bw.play("breaks") == eu.play("breaks") == 0
    well = kpcs(desks, "doctor", "--dir", str(restored))
    assert "supervisor confirms" not in well.stdout
