"""Foreign paper as it is printed: nothing is refused, every fault is a graded finding."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.office.audit import queries as audit
from kpcs.office.imports import operations, paper
from kpcs.office.imports.comparing import rounding
from kpcs.office.imports.models import ForeignDocument
from kpcs.office.imports.operations import Findings, LineEntry
from kpcs.office.imports.paper import figures
from kpcs.office.imports.paper.reading import read_country
from kpcs.scheme.lifecycles import MovementAct
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.office.imports.desk import AT, PAPER, PAPER_LINES, Desk

# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-19", date(2026, 11, 19)),
        ("19 November 2026", date(2026, 11, 19)),
        ("NOV 19, 2026", date(2026, 11, 19)),
        ("19 novembre 2026", date(2026, 11, 19)),
        ("3 août 2026", date(2026, 8, 3)),
        ("19.11.2026", date(2026, 11, 19)),
        ("03.04.2026", date(2026, 4, 3)),
        ("19/11/2026", date(2026, 11, 19)),
        ("11/19/2026", date(2026, 11, 19)),
        ("04/04/2026", date(2026, 4, 4)),
        ("١٩/١١/٢٠٢٦", date(2026, 11, 19)),
        ("31 February 2026", None),
        ("19 November", None),
        ("next week", None),
        ("", None),
        ("2026", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert figures.read_day(text) == (day, False)


def test_a_day_that_reads_two_ways_is_not_guessed() -> None:
    assert figures.read_day("03/04/2026") == (None, True)


@pytest.mark.parametrize(
    ("text", "carats", "digits"),
    [
        ("9,074.71 ct", "9074.71", 2),
        ("9 074,71 carats", "9074.71", 2),
        ("9.074,71", "9074.71", 2),
        ("9’074.71", "9074.71", 2),
        ("388.05", "388.05", 2),
        ("904.040", "904.04", 3),
        ("12,345,678.9", "12345678.9", 1),
        ("12,345,678", "12345678", 0),
        ("17", "17", 0),
        ("12,5", "12.5", 1),
    ],
)
def test_weights(text: str, carats: str, digits: int) -> None:
    assert figures.read_carats(text) == (Carats.parse(carats), False)
    assert figures.decimals(text) == digits


@pytest.mark.parametrize(("text", "twofold"), [("1,234", True), ("ct", False), ("1.2 or 3.4", False), ("", False)])
def test_weights_that_cannot_be_read(text: str, twofold: bool) -> None:
    assert figures.read_carats(text) == (None, twofold)


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("US$ 81,878.55", "81878.55"),
        ("81.878,55 USD", "81878.55"),
        ("81,878", "81878"),
        ("81.878", "81878"),
        ("$17.5", "17.50"),
    ],
)
def test_values(text: str, dollars: str) -> None:
    assert str(figures.read_dollars(text).value) == (dollars if "." in dollars else f"{dollars}.00")


@pytest.mark.parametrize(("text", "count"), [("3", 3), ("03", 3), ("3 (three)", 3), ("3 of 4", None), ("three", None)])
def test_counts(text: str, count: int | None) -> None:
    assert figures.read_count(text) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [("Sierra Leone", "SL"), ("SL", "SL"), ("Botswana (BW)", "BW"), ("Union européenne", "EU"), ("Atlantis", "")],
)
def test_countries(text: str, code: str) -> None:
    assert read_country(text) == code


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    printed = paper.capture(dict.fromkeys(paper.TEXT_KEYS, text), [dict.fromkeys(paper.LINE_KEYS, text)])
    paper.read(printed)


@given(st.integers(0, 10**12 - 1).map(Carats))
def test_what_kpcs_prints_is_read_as_it_was(carats: Carats) -> None:
    assert figures.read_carats(carats.printed(",")).value in (carats, None)
    assert figures.read_carats(f"{carats.fixed(3)} ct").value == carats


@pytest.mark.parametrize(("digits", "half"), [(0, 500), (1, 50), (2, 5), (3, 0), (4, 0)])
def test_rounding_follows_the_printed_digits(digits: int, half: int) -> None:
    assert rounding(digits) == Carats(half)


# ---------------------------------------------------------------- capture and findings


def findings(document: ForeignDocument) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for finding in document.verifications.latest().statement["findings"]:
        found.setdefault(finding["check"], []).append(finding)
    return found


def faults(document: ForeignDocument, check: str) -> list[str]:
    return [f["text"] for f in findings(document)[check] if f["outcome"] == "refuted"]


@pytest.mark.django_db
def test_a_faultless_paper_is_undetermined_and_for_the_officer(desk: Desk) -> None:
    document = desk.typed()
    verification = document.verifications.latest()
    assert (verification.verdict, verification.standing) == ("undetermined", "officer_decides")
    assert (document.number, document.number_key, document.issuer) == ("SL004917", "SL4917", "SL")
    refuted = [f for f in verification.statement["findings"] if f["outcome"] == "refuted"]
    assert refuted == []
    by_check = findings(document)
    for check in ("certificate.elements", "participant.issuer", "dates.issue", "dates.expiry", "destination.here"):
        assert by_check[check][0]["outcome"] == "established", check
    assert by_check["code.read"][0]["outcome"] == "not_checked"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "element",
    [
        "title",
        "statement",
        "origin",
        "number",
        "issued_on",
        "expires_on",
        "authority",
        "exporter",
        "importer",
        "parcels",
        "validation",
    ],
)
def test_every_missing_element_is_a_finding(desk: Desk, element: str) -> None:
    document = desk.typed(**{element: ""})
    assert len([text for text in faults(document, "certificate.elements") if text.startswith("Missing")]) == 1
    assert findings(document)["certificate.elements"][0]["grade"] == "high"


@pytest.mark.django_db
@pytest.mark.parametrize("element", ["carats", "value", "hs"])
def test_what_stands_on_lines_may_be_missing_too(desk: Desk, element: str) -> None:
    lines = [{**PAPER_LINES[0], element: ""}]
    document = operations.capture_paper(by=desk.ina, at=AT, texts={**PAPER, "carats": "", "value": ""}, lines=lines)
    assert [text for text in faults(document, "certificate.elements") if text.startswith("Missing")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texts", "check", "text"),
    [
        ({"title": "CERTIFICAT DU PROCESSUS"}, "certificate.elements", "The title is not"),
        ({"statement": "Conflict-free."}, "certificate.elements", "The statement does not say in English"),
        ({"issued_on": "03/04/2026"}, "certificate.elements", "can be read in two ways"),
        ({"expires_on": "soon"}, "certificate.elements", "could not be read"),
        ({"parcels": "some"}, "certificate.elements", "could not be read"),
        ({"carats": "400.00"}, "certificate.elements", "add up to 388.05 ct"),
        ({"value": "1.00"}, "certificate.elements", "add up to US$ 81878.55"),
        ({"number": "4917"}, "number.pattern", "does not begin with the issuer"),
        ({"number": "XX 4917"}, "participant.issuer", "no Participant’s code"),
        ({"number": "FR 4917"}, "participant.issuer", "no certificates of its own"),
        ({"issued_on": "1 January 2030"}, "dates.issue", "yet to come"),
        ({"issued_on": "9 November 2026", "expires_on": "8 November 2026"}, "dates.issue", "before it was issued"),
        ({"expires_on": "22 November 2026"}, "dates.expiry", "expired on 2026-11-22"),
        ({"destination": "India"}, "destination.here", "names India"),
    ],
)
def test_odd_elements_are_findings(desk: Desk, texts: dict[str, str], check: str, text: str) -> None:
    document = desk.typed(**texts)
    assert any(text in fault for fault in faults(document, check)), faults(document, check)
    assert document.printed[next(iter(texts))] == next(iter(texts.values()))


@pytest.mark.django_db
def test_goods_outside_the_scheme_and_without_weight_are_findings(desk: Desk) -> None:
    lines = [{"hs": "7102.39", "carats": "0", "value": "0.00"}, {"hs": "7102.31", "carats": "1,234", "value": "?"}]
    document = operations.capture_paper(by=desk.ina, at=AT, texts={**PAPER, "carats": "", "value": ""}, lines=lines)
    said = " ".join(faults(document, "certificate.elements"))
    for part in ("“7102.39” is not a sub-heading", "states no weight", "states no value", "two ways", "“?” could not"):
        assert part in said


@pytest.mark.django_db
def test_only_a_form_without_any_text_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        operations.capture_paper(by=desk.ina, at=AT, texts={"number": "  "}, lines=[{}])
    assert caught.value.codes == ("imports.paper.empty",)
    assert operations.capture_paper(by=desk.ina, at=AT, texts={"seals": "x"}, lines=[]).number == ""


@pytest.mark.django_db
def test_text_is_kept_as_printed(desk: Desk) -> None:
    document = desk.typed(exporter="  Kapok  Specimen\n  Gems ", number="sl 4917")
    assert document.printed["exporter"] == "Kapok  Specimen\n  Gems"
    assert document.printed["number"] == "sl 4917"


@pytest.mark.django_db
def test_a_paper_can_be_corrected_until_a_case_is_open(desk: Desk) -> None:
    document = desk.typed(number="SL 4918")
    document = operations.amend_paper(by=desk.ina, at=AT, document=document, texts=PAPER, lines=PAPER_LINES)
    assert document.number == "SL004917"
    assert audit.history(f"document/{document.pk}")[-2].personal["before"]["number"] == "SL 4918"
    with pytest.raises(Refusal) as empty:
        operations.amend_paper(by=desk.ina, at=AT, document=document, texts={}, lines=[])
    assert empty.value.codes == ("imports.paper.empty",)
    with pytest.raises(Refusal) as elsewhere:
        operations.amend_paper(by=desk.lea, at=AT, document=document, texts=PAPER, lines=[])
    assert elsewhere.value.codes == ("permission.denied",)
    operations.open_case(by=desk.ina, at=AT, document=document)
    with pytest.raises(Refusal) as late:
        operations.amend_paper(by=desk.ina, at=AT, document=document, texts=PAPER, lines=[])
    assert late.value.codes == ("imports.paper.case_open",)


@pytest.mark.django_db
def test_a_case_on_paper_is_weighed_decided_and_confirmed_by_letter(desk: Desk) -> None:
    case = operations.open_case(by=desk.ina, at=AT, document=desk.typed())
    line = case.lines.get()
    assert (line.hs, line.certified, line.decimals) == ("7102.31", Carats.parse("388.05"), 2)
    assert [seal.certified for seal in case.seals.all()] == ["SL 40771"]
    case = desk.weighed(case, l_1_1_1="388.048")
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    confirmation = operations.confirm(by=desk.ina, at=AT, case=case)
    assert confirmation.sent.sequence is None  # Sierra Leone has no node here: a letter
    assert confirmation.body["exporter"]["name"] == "Kapok Specimen Gems"
    assert confirmation.body["lines"] == [{"hs": "7102.31", "carats_certified": "388.050", "carats_found": "388.048"}]


@pytest.mark.django_db
def test_a_paper_without_readable_goods_is_weighed_all_the_same(desk: Desk) -> None:
    document = operations.capture_paper(by=desk.ina, at=AT, texts={"number": "SL 17"}, lines=[{"hs": "stones"}])
    case = operations.open_case(by=desk.ina, at=AT, document=document)
    row = case.lines.get()
    case = desk.weighed(case, l_1_1_1="1.000")
    assert case.state == "verified"  # parcels were not counted: the paper names none
    entry = Findings({}, {1: 1}, {(1, 1, row.line): LineEntry(Carats.parse("1.000"))})
    case = operations.save_inspection(by=desk.ina, at=AT, case=case, findings=entry)
    assert case.state == "weighed"
    with pytest.raises(Refusal) as caught:
        operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    assert caught.value.codes == ("imports.decision.differs",)
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT_WITH_DIFFERENCE, remarks="Read aloud.")
    body: dict[str, Any] = operations.confirm(by=desk.ina, at=AT, case=case).body
    assert "the printed weight cannot be read" in " ".join(body["differences"])
