"""A certificate of Sierra Leone on paper, from an authority without a node: taken in as it is printed, asked about by
letter, answered by post, accepted, and confirmed by letter."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.desks import Desks

pytestmark = pytest.mark.xdist_group("offices")

SCAN = base64.b64encode(b"\xff\xd8\xff\xe0 a photograph of the sheet").decode()
ANSWER = base64.b64encode(b"%PDF-1.4 the answer as it came by post").decode()


def paper() -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The sheet as printed. The lines do not add up to the total by 0.05 ct, and the value can be read in two ways."""
    today = datetime.now(UTC).date()
    issued, expires = today - timedelta(days=9), today + timedelta(days=48)
    texts = {
        "title": "KIMBERLEY PROCESS CERTIFICATE",
        "statement": "The rough diamonds in this shipment have been handled in accordance with the provisions of the"
        " Kimberley Process Certification Scheme for rough diamonds.",
        "number": "SL 004917",
        "sheet": "0 224 417",
        "issued_on": f"{issued:%d %B %Y}",
        "expires_on": f"{expires:%d %B %Y}".upper(),
        "exporter": "Kapok Specimen Gems\n2 Sample Street\nExample Harbour",
        "importer": "Harbour Sample Imports\n7 Specimen Dock",
        "destination": "European Union",
        "origin": "Sierra Leone",
        "carats": "388,10 ct",
        "value": "US$ 81,878",
        "parcels": "1 (one)",
        "seals": "SL 40771",
        "authority": "Example Minerals Office",
        "validation": "Amara Sample, Director; stamp",
    }
    return texts, [{"hs": "7102.31", "carats": "388.05", "value": "81,878.55"}]


def test_foreign_paper_is_evidence_and_never_bad_input(desks: Desks) -> None:
    eu = desks.eu
    texts, lines = paper()
    brought = eu.play("bring_paper", who="ina", texts=texts, lines=lines, scans=[SCAN])
    assert brought["printed"] == texts | {"lines": lines}  # to the letter
    assert (brought["number"], brought["evidence"]) == ("SL004917", 1)
    assert brought["verdict"] == "undetermined"  # nothing on it proves who made it
    assert brought["standing"] == "officer_decides"

    key = brought["document"]
    found = {(f["check"], f["outcome"]): f for f in eu.play("findings", key=key)}
    wrong = [f for f in eu.play("findings", key=key) if f["outcome"] == "refuted"]
    assert {f["check"] for f in wrong} == {"certificate.elements"}
    assert {f["grade"] for f in wrong} == {"high"}
    assert any("388.05 ct" in f["text"] and "388.10 ct" in f["text"] for f in wrong)
    assert ("participant.issuer", "established") in found
    assert ("dates.expiry", "established") in found
    assert ("code.read", "not_checked") in found

    # the issuer has no node: the question is a letter
    case = eu.play("open_case", who="ina", document=key)
    question = "Did you issue this certificate, and is 388.05 or 388.10 ct right?"
    assert eu.play("ask", who="ina", key=key, question=question) == "asked"
    [letter] = [row for row in eu.play("letters") if row["kind"] == "authenticity_query"]
    assert (letter["to"], letter["subject"]) == ("SL", "SL004917")
    says = eu.play("letter", key=letter["letter"])
    assert (says["number"], says["question"], says["case_number"]) == ("SL004917", question, case)
    assert says["facts"]["carats"] == "388,10 ct"
    printed = base64.b64decode(eu.play("printed_query", who="ina", key=letter["letter"]))
    assert printed.startswith(b"%PDF-")
    assert eu.play("post", who="lea", key=letter["letter"]) == "printed"

    answered = eu.play("record_answer", who="lea", key=key, answer="genuine", scan=ANSWER, remarks="388.05 ct is right")
    assert answered == {"state": "genuine", "scan": ANSWER}

    assert eu.play("inspect", who="tilde", case=case) == "weighed"
    assert eu.play("decide", who="ina", case=case, act="accept") == "accepted"
    assert eu.play("confirm", who="rik", case=case) == "confirmed"
    [letter] = [row for row in eu.play("letters") if row["kind"] == "confirmation"]
    assert (letter["to"], letter["subject"]) == ("SL", "SL004917")
    printed = base64.b64decode(eu.play("printed_confirmation", who="ina", case=case))
    assert printed.startswith(b"%PDF-")
    assert eu.play("post", who="ina", key=letter["letter"]) == "printed"
    assert eu.play("told", case=case)["transmission"] == "printed"
    assert eu.play("told", case=case)["body"]["number"] == "SL004917"
    assert eu.play("letters") == []
