"""A second sheet with the same number comes to the Union: both cases are held, Botswana is asked, a supervisor settles.
Nothing is refused by a machine."""

import pytest

from kpcs.cli.demo.theatre import Refused
from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")


def test_two_sheets_with_one_number_hold_each_other(desks: Desks) -> None:
    bw, eu = desks.bw, desks.eu
    held = desks.issued(waybill="000-44172120")
    number, code = held["number"], held["code"]
    first = desks.arrived(held)
    assert eu.play("holds", case=first) == []

    second_sheet = eu.play("bring_another_sheet", who="ina", code=code, brought_by="Harbour Sample Imports")
    assert second_sheet["verdict"] == "authentic"  # a photocopy proves as much as the original
    second = eu.play("open_case", who="ina", document=second_sheet["document"])
    assert second != first
    for key in (second_sheet["document"], second_sheet["document"] - 1):
        assert eu.play("check_again", who="ina", key=key)["standing"] == "officer_decides"  # the number is claimed
    [mine], [theirs] = eu.play("holds", case=first), eu.play("holds", case=second)
    assert (mine["reason"], mine["state"], mine["by"], mine["other"]) == ("two_claims", "detained", "", second)
    assert (theirs["reason"], theirs["state"], theirs["by"], theirs["other"]) == ("two_claims", "detained", "", first)

    # both go on being inspected, neither is decided, and nothing was refused
    for case in (first, second):
        assert eu.play("case", reference=case)["movement"] == "arrived"
        assert eu.play("inspect", who="tilde", case=case) == "weighed"
        with pytest.raises(Refused, match=r"imports\.decision\.held"):
            eu.play("decide", who="ina", case=case, act="accept")

    # Botswana was asked about both, by message
    def questions() -> list[dict[str, object]]:
        found = [row for row in bw.play("asked") if row["number"] == number]
        return found if len(found) == 2 else []

    waiting = desks.until("both questions", questions)
    assert {row["asked_by"] for row in waiting} == {"EU"}
    assert {row["case"] for row in waiting} == {first, second}
    assert {row["proposal"] for row in waiting} == {"genuine"}
    for row in waiting:
        remarks = "One sheet was printed: A00271946 is not the number of any copy."
        assert bw.play("answer", who="sele", query=row["query"], result="genuine", remarks=remarks) == "genuine"

    def confirmed() -> bool:
        return eu.play("document", key=second_sheet["document"])["state"] == "genuine"

    desks.until("the answers", confirmed)

    # a supervisor who opened neither case settles: the second sheet is a copy
    with pytest.raises(Refused, match=r"permission\.denied"):
        eu.play("end_hold", who="ina", hold=mine["hold"], act="release", order="I opened both")
    order = "The second sheet is a photocopy without line work; settled by the head of office."
    assert eu.play("end_hold", who="rik", hold=mine["hold"], act="release", order=order) == "released"
    assert eu.play("decide", who="ina", case=first, act="accept") == "accepted"
    assert eu.play("decide", who="rik", case=second, act="seize", remarks=order, legal_basis="EU 5(1)(b)") == "seized"
    assert eu.play("holds", case=second)[0]["state"] == "seized"
    eu.play("confirm", who="rik", case=first)
    desks.until("the confirmation", lambda: bw.play("movement", number=number)["agreement"] == "same")
    assert eu.play("breaks") == bw.play("breaks") == 0
