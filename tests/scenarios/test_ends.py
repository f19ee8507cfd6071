"""How certificates end otherwise: replaced before export, a spoiled sheet, unused, revoked, lost, stolen; and what the
destination and a verifier at its gate know of it."""

import json
import subprocess
import sys
from typing import Any

import pytest

from kpcs.cli.demo.story import draft, weights_of
from kpcs.cli.demo.theatre import Refused
from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")


def verified(desks: Desks, code: str) -> tuple[int, dict[str, Any]]:
    """``kpcs verify`` at the Union's gate: exit code and statement."""
    trust = desks.theatre.folders["eu"] / "trust"
    command = [sys.executable, "-m", "kpcs", "verify", code, "--trust", str(trust), "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.returncode, json.loads(answer.stdout)


def sealed(desks: Desks, reference: str) -> str:
    """The number of an approved application, its goods weighed, packed and sealed."""
    bw = desks.bw
    number = bw.play("reserve", who="neo", reference=reference, seals=desks.seals())
    weights = weights_of(draft())
    bw.play("weigh", who="tom", reference=reference, round="packing", weights=weights, witnesses=["Dan Example"])
    bw.play("seal", who="neo", reference=reference, witnesses=["Dan Example", "Abel Placeholder"])
    return str(number)


def printed(desks: Desks, reference: str) -> dict[str, str]:
    """Frozen and printed; what Botswana holds."""
    held = desks.bw.play("freeze", who="neo", reference=reference, signatory="kago")
    desks.bw.play("print_sheet", who="neo", number=held["number"])
    return dict(held)


def test_replaced_before_export(desks: Desks) -> None:
    bw, eu = desks.bw, desks.eu
    reference = desks.approved(waybill="000-44172130")
    original = sealed(desks, reference)
    held = printed(desks, reference)
    bw.play("validate", who="kago", reference=reference)
    desks.until("the pre-advice", lambda: eu.play("expected", number=original))
    assert verified(desks, held["code"])[0] == 0

    with pytest.raises(Refused, match=r"certificate\.not_surrendered"):
        bw.play("replace", who="neo", reference=reference, note="importer's address", surrendered=False)
    following = bw.play("replace", who="neo", reference=reference, note="importer's address")
    corrected = draft(waybill="000-44172130", importer=draft()["importer"] | {"address": "14 Specimen Quay"})
    bw.play("correct", who="pula", reference=reference, draft=corrected, note="importer's address")
    again = printed(desks, reference)
    assert again["number"] == following != original
    bw.play("validate", who="kago", reference=reference)
    bw.play("hand_over", who="neo", number=following, receiver="Dan Example")
    bw.play("leave", who="abel", reference=reference)
    assert bw.play("certificate", number=original)["state"] == "superseded"
    assert bw.play("sheet", number=following)["supersedes"] == original
    assert bw.play("sheet", number=original)["state"] == "spoiled"

    desks.until("the notice", lambda: eu.play("statuses", number=original))
    desks.until("the new pre-advice", lambda: eu.play("expected", number=following))
    assert eu.play("statuses", number=original) == [{"status": "superseded", "told_by": "BW", "replacement": following}]
    desks.until("the status file", lambda: verified(desks, held["code"])[0] == 1)
    code, statement = verified(desks, held["code"])
    assert (code, statement["verdict"], statement["standing"]) == (1, "authentic", "barred")
    assert [reason["check"] for reason in statement["reasons"]] == ["report.ended"]
    assert verified(desks, again["code"])[0] == 0


def test_a_spoiled_sheet_takes_its_number_with_it(desks: Desks) -> None:
    bw = desks.bw
    reference = desks.approved(waybill="000-44172131")
    number = sealed(desks, reference)
    held = printed(desks, reference)
    used = bw.play("stock").get("spoiled", 0)
    following = bw.play("take_next", who="neo", reference=reference, reason="paper_jam")
    assert following != number
    assert bw.play("certificate", number=number)["state"] == "void"
    assert bw.play("sheet", number=number) | {"sheet": ""} == {
        "sheet": "",
        "state": "spoiled",
        "supersedes": "",
        "reason": "paper_jam",
    }
    assert bw.play("stock")["spoiled"] == used + 1
    # the box stayed closed: its seals pass to the next number, whose sheet is another
    again = printed(desks, reference)
    assert again["number"] == following
    assert again["commitment"] != held["commitment"]
    assert bw.play("sheet", number=following)["sheet"] != bw.play("sheet", number=number)["sheet"]
    assert bw.play("certificate", number=following)["state"] == "printed"


@pytest.mark.parametrize(
    ("how", "who", "reason", "state", "check", "standing", "exit_code"),
    [
        ("cancel", "neo", "unused", "cancelled", "report.ended", "barred", 1),
        ("revoke", "sele", "false_statement", "revoked", "report.ended", "barred", 1),
        ("lost", "neo", "lost_on_the_way", "lost", "report.missing", "officer_decides", 2),
        ("stolen", "sele", "stolen_on_the_way", "stolen", "report.missing", "officer_decides", 2),
    ],
)
def test_the_destination_hears_of_an_end_and_its_gate_knows_it(
    how: str, who: str, reason: str, state: str, check: str, standing: str, exit_code: int, desks: Desks
) -> None:
    bw, eu = desks.bw, desks.eu
    reference = desks.approved(waybill=f"000-4417214{len(reason)}")
    number = sealed(desks, reference)
    held = printed(desks, reference)
    bw.play("validate", who="kago", reference=reference)
    if how != "cancel":  # an unused certificate has never left
        bw.play("hand_over", who="neo", number=number, receiver="Dan Example")
        bw.play("leave", who="abel", reference=reference)
    assert bw.play("end", who=who, number=number, how=how, reason=reason, note="told by the exporter") == state
    desks.until("the notice", lambda: eu.play("statuses", number=number))
    assert [row["status"] for row in eu.play("statuses", number=number)] == [state]
    desks.until("the status file", lambda: verified(desks, held["code"])[0] == exit_code)
    code, statement = verified(desks, held["code"])
    assert (code, statement["verdict"], statement["standing"]) == (exit_code, "authentic", standing)
    assert [reason["check"] for reason in statement["reasons"]] == [check]
    with pytest.raises(Refused, match="wrong_state"):
        bw.play("end", who="sele", number=number, how="revoke", reason="issued_in_error", note="twice")
