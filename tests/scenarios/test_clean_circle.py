"""Botswana issues, the Union verifies without asking anybody, opens the box and confirms: both hold the same."""

import pytest

from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")


def test_one_certificate_goes_full_circle(desks: Desks) -> None:
    held = desks.issued()
    number = held["number"]
    assert desks.bw.play("certificate", number=number)["state"] == "exported"

    case = desks.arrived(held)  # announced, scanned: authentic and clear; the case claims the number
    assert desks.eu.play("inspect", who="tilde", case=case) == "weighed"
    assert desks.eu.play("decide", who="ina", case=case, act="accept") == "accepted"
    assert desks.eu.play("confirm", who="rik", case=case) == "confirmed"

    desks.until("the confirmation", lambda: desks.bw.play("movement", number=number)["agreement"])
    assert desks.bw.play("movement", number=number) == {
        "state": "accepted",
        "confirmation": "reconciled",
        "agreement": "same",
        "inspected": "9074.710",
    }
    confirmation, told = desks.bw.play("confirmation", number=number), desks.eu.play("told", case=case)
    assert confirmation["body"] == told["body"]
    assert confirmation["sender"], confirmation["recipient"] == ("EU", "BW")
    assert (told["body"]["number"], told["body"]["parcels"]) == (number, 3)
    assert told["body"]["commitment"] == held["commitment"]
    assert told["body"]["exporter"]["name"] == "Mopane Example Diamonds"
    assert told["body"]["importer"]["name"] == "Scheldt Sample Traders"
    assert told["transmission"] in ("queued", "delivered")
    assert desks.bw.play("breaks") == desks.eu.play("breaks") == 0
