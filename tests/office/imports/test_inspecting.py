"""Seals, parcels and weights: what may be saved, when a case is weighed, what differs."""

from typing import Any

import pytest

from kpcs.office.imports import comparing, operations
from kpcs.office.imports.comparing import LineResult
from kpcs.office.imports.models import InspectionCase, LineFound
from kpcs.office.imports.operations import Findings, FurtherLine, FurtherSeal, LineEntry, SealEntry
from kpcs.scheme.lifecycles import MovementAct
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.office.imports.desk import AT, Desk

NOTHING = Findings({}, {}, {})
ZERO = Carats(0)


def save(desk: Desk, case: InspectionCase, findings: Findings) -> InspectionCase:
    return operations.save_inspection(by=desk.ina, at=AT, case=case, findings=findings)


def line(certified: str | None, found: str | None, decimals: int = 2, **more: Any) -> LineFound:
    return LineFound(
        certified=Carats.parse(certified) if certified else None,
        found=Carats.parse(found) if found else None,
        decimals=decimals,
        hs="7102.31",
        **more,
    )


@pytest.mark.parametrize(
    ("row", "tolerance", "result"),
    [
        (line("905.42", None), "0", LineResult.TO_WEIGH),
        (line("905.42", "905.420"), "0", LineResult.WITHIN_ROUNDING),
        (line("905.42", "905.425"), "0", LineResult.WITHIN_ROUNDING),
        (line("905.42", "905.415"), "0", LineResult.WITHIN_ROUNDING),
        (line("905.42", "905.426"), "0", LineResult.DIFFERENCE),
        (line("905.42", "905.414"), "0", LineResult.DIFFERENCE),
        (line("905.42", "905.426"), "0.001", LineResult.WITHIN_TOLERANCE),
        (line("905.425", "905.426", 3), "0", LineResult.DIFFERENCE),
        (line("905", "905.500", 0), "0", LineResult.WITHIN_ROUNDING),
        (line(None, "1.000"), "0", LineResult.NOT_COMPARABLE),
        (line("905.42", "905.420", hs_found="7102.10"), "9", LineResult.DIFFERENCE),
        (line("905.42", "905.420", hs_found="7102.31"), "0", LineResult.WITHIN_ROUNDING),
        (line("1.00", "0.000"), "0", LineResult.DIFFERENCE),
    ],
)
def test_results(row: LineFound, tolerance: str, result: LineResult) -> None:
    assert comparing.compare(row, Carats.parse(tolerance)) is result


def test_running_sums_count_what_was_weighed() -> None:
    rows = [line("10.00", "9.000"), line("5.00", None), line(None, "1.500")]
    sums = comparing.sums(rows)
    assert sums == (Carats.parse("15"), Carats.parse("10"), Carats.parse("10.5"), Carats.parse("5"))
    assert sums.difference == Carats.parse("0.5")


@pytest.mark.parametrize(
    ("certified", "found", "same"),
    [("S118204", "S 118204", True), ("s-118204", "S118204", True), ("S118204", "S118205", False), ("", "X", False)],
)
def test_seal_numbers(certified: str, found: str, same: bool) -> None:
    assert comparing.same_seal(certified, found) is same


@pytest.mark.django_db
def test_saving_step_by_step(desk: Desk) -> None:
    case = desk.opened()
    whole = desk.found(case)
    case = save(desk, case, whole._replace(lines={(1, 1, 1): LineEntry(Carats.parse("4812.358"))}))
    assert case.state == "verified"
    case = save(desk, case, NOTHING._replace(observations="Inner bag closed."))
    assert (case.state, case.observations) == ("verified", "Inner bag closed.")
    assert case.present[0] == {"name": "Ina Sample", "role": "inspector"}
    case = save(desk, case, whole)
    assert (case.state, case.weighed_by) == ("weighed", desk.ina.person)
    case = save(desk, case, NOTHING._replace(lines={(1, 1, 1): LineEntry(Carats.parse("4812.361"))}))  # corrected
    assert case.state == "weighed"
    with pytest.raises(Refusal) as caught:
        save(desk, case, NOTHING._replace(lines={(1, 1, 1): LineEntry(None)}))
    assert caught.value.codes == ("imports.inspection.complete",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("findings", "codes"),
    [
        (NOTHING._replace(lines={(9, 9, 9): LineEntry(ZERO)}), ("imports.line.unknown",)),
        (NOTHING._replace(lines={(1, 1, 1): LineEntry(Carats(-1))}), ("imports.line.negative",)),
        (NOTHING._replace(lines={(1, 1, 1): LineEntry(ZERO, "7102.39")}), ("imports.line.heading",)),
        (NOTHING._replace(seals={(3, 1): SealEntry("X", "intact")}), ("imports.seal.unknown",)),
        (NOTHING._replace(seals={(1, 1): SealEntry("X", "melted")}), ("imports.seal.unknown",)),
        (NOTHING._replace(seals={(1, 1): SealEntry("", "intact")}), ("imports.seal.number",)),
        (NOTHING._replace(seals={(1, 1): SealEntry("", "broken")}), ("imports.seal.number",)),
        (NOTHING._replace(seals={(1, 1): SealEntry("X", "missing")}), ("imports.seal.missing_with_number",)),
        (NOTHING._replace(parcels={3: 1}), ("imports.container.unknown",)),
        (NOTHING._replace(parcels={1: -1}), ("imports.parcels.negative",)),
        (
            NOTHING._replace(further_lines=(FurtherLine(9, "", "7102.99", ZERO),)),
            ("imports.container.unknown", "imports.line.negative", "imports.line.heading"),
        ),
        (
            NOTHING._replace(further_seals=(FurtherSeal(9, "", "missing"), FurtherSeal(1, "", "intact"))),
            ("imports.container.unknown", "imports.seal.unknown", "imports.seal.number"),
        ),
        (
            NOTHING._replace(lines={(1, 1, 1): LineEntry(Carats(-1))}, parcels={1: -1}),
            ("imports.parcels.negative", "imports.line.negative"),
        ),
    ],
)
def test_what_is_refused_is_refused_all_at_once(desk: Desk, findings: Findings, codes: tuple[str, ...]) -> None:
    case = desk.opened()
    with pytest.raises(Refusal) as caught:
        save(desk, case, findings)
    assert caught.value.codes == codes
    assert not case.lines.filter(found__isnull=False).exists()


@pytest.mark.django_db
def test_what_the_certificate_does_not_name_is_a_difference(desk: Desk) -> None:
    case = desk.weighed()
    further = NOTHING._replace(
        further_lines=(FurtherLine(2, "no label", "7102.21", Carats.parse("3.5")),),
        further_seals=(FurtherSeal(2, "X 9", "intact"),),
    )
    case = save(desk, case, further)
    said = [problem.text for problem in comparing.differences(case, ZERO)]
    assert said == [
        "Container 2: seal X 9 was found, the certificate names –.",
        "Line 2.4.1: 3.500 ct were found, 0.000 ct are certified.",
    ]
    decision = operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.REFUSE, remarks="A parcel too many.")
    body = operations.confirm(by=desk.ina, at=AT, case=case).body
    assert decision.result == "refused"
    assert {"hs": "7102.21", "carats_certified": "0.000", "carats_found": "3.500"} in body["lines"]


@pytest.mark.django_db
def test_another_sub_heading_counts_where_it_was_found(desk: Desk) -> None:
    case = desk.opened()
    whole = desk.found(case)
    lines = {**whole.lines, (2, 3, 2): LineEntry(Carats.parse("1310.750"), "7102.31")}
    case = save(desk, case, whole._replace(lines=lines))
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT_WITH_DIFFERENCE, remarks="Sorted stones.")
    body = operations.confirm(by=desk.ina, at=AT, case=case).body
    assert body["lines"] == [
        {"hs": "7102.10", "carats_certified": "1310.750", "carats_found": "0.000"},
        {"hs": "7102.31", "carats_certified": "7763.960", "carats_found": "9074.710"},
    ]
    assert body["differences"] == ["Line 2.3.2: 7102.31 was found, 7102.10 is certified."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seal", "sentence"),
    [
        (SealEntry("", "missing"), "Container 1: seal S118204 is missing."),
        (SealEntry("S118204", "broken"), "Container 1: seal S118204 is broken."),
        (SealEntry("S999", "intact"), "Container 1: seal S999 was found, the certificate names S118204."),
    ],
)
def test_seals_that_are_wrong_bar_the_goods(desk: Desk, seal: SealEntry, sentence: str) -> None:
    case = desk.opened()
    whole = desk.found(case)
    case = save(desk, case, whole._replace(seals={**whole.seals, (1, 1): seal}))
    assert [problem.text for problem in comparing.differences(case, ZERO)] == [sentence]
    verification = case.document.verifications.latest()
    assert (verification.verdict, verification.standing) == ("authentic", "barred")


@pytest.mark.django_db
def test_a_parcel_too_few_is_for_the_officer(desk: Desk) -> None:
    case = desk.opened()
    case = save(desk, case, desk.found(case)._replace(parcels={1: 1, 2: 1}))
    assert case.document.verifications.latest().standing == "officer_decides"
    assert [p.text for p in comparing.differences(case, ZERO)] == [
        "Container 1: 1 parcels were found, 2 are certified."
    ]


@pytest.mark.django_db
def test_a_decided_case_is_not_weighed_again(desk: Desk) -> None:
    case = desk.weighed()
    operations.decide(by=desk.ina, at=AT, case=case, act=MovementAct.ACCEPT)
    with pytest.raises(Refusal) as caught:
        save(desk, case, NOTHING)
    assert caught.value.codes == ("inspection_case.wrong_state",)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"GIF89a......", b"plain text"])
def test_evidence_is_a_picture_or_a_pdf(desk: Desk, data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        operations.add_evidence(by=desk.ina, at=AT, document=desk.captured(), data=data, kind="sheet")
    assert caught.value.codes in (("imports.evidence.empty",), ("imports.evidence.media_type",))


@pytest.mark.django_db
def test_the_same_photograph_is_kept_once(desk: Desk) -> None:
    document = desk.captured()
    for _again in range(2):
        operations.add_evidence(
            by=desk.tom, at=AT, document=document, data=b"\xff\xd8\xff sample", kind="seal", container=1
        )
    assert document.evidence.count() == 1


@pytest.mark.django_db
def test_only_what_is_for_the_eye_is_looked_at(desk: Desk) -> None:
    document = desk.captured()
    for saw, code in (
        ({"signature": (True, "")}, "imports.look.unknown"),
        ({"paper.specimen": (False, " ")}, "imports.text_missing"),
    ):
        with pytest.raises(Refusal) as caught:
            operations.look(by=desk.ina, at=AT, document=document, saw=saw)
        assert caught.value.codes == (code,)
    operations.look(by=desk.ina, at=AT, document=document, saw={"paper.specimen": (False, "No watermark.")})
    assert document.verifications.latest().standing == "barred"
    operations.look(by=desk.ina, at=AT, document=document, saw={"paper.specimen": (True, "")})
    assert document.verifications.latest().standing == "clear"
    with pytest.raises(Refusal) as elsewhere:
        operations.look(by=desk.lea, at=AT, document=document, saw={"goods.kind": (True, "")})
    assert elsewhere.value.codes == ("permission.denied",)
