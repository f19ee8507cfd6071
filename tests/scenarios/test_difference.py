"""The balance in the Union shows less than the certificate: accepted with difference, and both sides know it."""

import json

import pytest

from kpcs.cli.demo.theatre import Refused
from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")


def test_a_weight_difference_reaches_the_exporting_side(desks: Desks) -> None:
    bw, eu = desks.bw, desks.eu
    held = desks.issued(waybill="000-44172112")
    number, reference = held["number"], held["reference"]
    case = desks.arrived(held)
    assert eu.play("inspect", who="tilde", case=case, found={"2.3.1": "904.04"}) == "weighed"
    assert eu.play("inspected", case=case)["2.3.1"] == "905.420 904.040"

    with pytest.raises(Refused, match=r"imports\.decision\.differs"):
        eu.play("decide", who="ina", case=case, act="accept")  # not without a word about it
    decided = eu.play(
        "decide", who="ina", case=case, act="accept_with_difference", remarks="1.38 ct less in parcel P3."
    )
    assert decided == "accepted_with_difference"
    eu.play("confirm", who="rik", case=case)

    desks.until("the confirmation", lambda: bw.play("movement", number=number)["agreement"])
    assert bw.play("movement", number=number) == {
        "state": "accepted_with_difference",
        "confirmation": "received",
        "agreement": "differs",
        "inspected": "9073.330",
    }
    [difference] = json.loads(bw.play("agreed", number=number)["differences"])
    assert "904.040" in difference and "905.420" in difference

    with pytest.raises(Refused, match=r"export\.note_missing"):
        bw.play("settle", who="neo", reference=reference)
    assert bw.play("dispute", who="neo", reference=reference, note="Our balance is being checked.") == "disputed"
    note = "Our balance showed 1.38 ct too much; the certificate's carats stand corrected in the statistics."
    assert bw.play("settle", who="neo", reference=reference, note=note) == "reconciled"
    agreed = bw.play("agreed", number=number)
    assert (agreed["state"], agreed["agreement"], agreed["note"]) == ("reconciled", "differs", note)
    assert agreed["dispute"] == "Our balance is being checked."


def test_more_than_was_certified_is_disputed_at_once(desks: Desks) -> None:
    bw, eu = desks.bw, desks.eu
    held = desks.issued(waybill="000-44172113")
    case = desks.arrived(held)
    eu.play("inspect", who="tilde", case=case, found={"1.1.1": "4812.37"})
    eu.play("decide", who="ina", case=case, act="accept_with_difference", remarks="0.01 ct more in parcel P1.")
    eu.play("confirm", who="rik", case=case)
    desks.until("the confirmation", lambda: bw.play("movement", number=held["number"])["agreement"])
    assert bw.play("movement", number=held["number"])["confirmation"] == "disputed"
    assert "9074.720" in bw.play("agreed", number=held["number"])["dispute"]
