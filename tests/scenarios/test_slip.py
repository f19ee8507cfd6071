"""The confirmation comes back on the paper slip: an officer records what it says, with its scan."""

import base64

import pytest

from kpcs.cli.demo.theatre import Refused
from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")

SCAN = base64.b64encode(b"%PDF-1.4 the slip as it came back").decode()


def test_a_confirmation_on_a_slip_counts_as_one_by_message(desks: Desks) -> None:
    bw, eu = desks.bw, desks.eu
    held = desks.issued(waybill="000-44172150")
    number = held["number"]
    with pytest.raises(Refused, match=r"confirmation\.scan_missing"):
        bw.play("slip", who="neo", number=number, found="9074.71", parcels=3, scan="")
    assert bw.play("slip", who="neo", number=number, found="9074.71", parcels=3, scan=SCAN) == "reconciled"
    agreed = bw.play("agreed", number=number)
    assert (agreed["arrived"], agreed["agreement"], agreed["scan"]) == ("slip", "same", SCAN)
    assert bw.play("movement", number=number)["state"] == "accepted"

    # the message that follows the slip is a second answer: set aside for an officer, and nothing changes
    case = desks.arrived(held)
    eu.play("inspect", who="tilde", case=case)
    eu.play("decide", who="ina", case=case, act="accept")
    eu.play("confirm", who="rik", case=case)

    def second() -> list[str]:
        return [row["state"] for row in bw.play("received") if row["subject"] == number and row["state"] != "received"]

    assert desks.until("the message", second) == ["set_aside"]
    assert bw.play("agreed", number=number)["arrived"] == "slip"
