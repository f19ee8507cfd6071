"""What the exporting authority is told of a case."""

from kpcs.office.exchange.bodies import Confirmation, ConfirmedLine
from kpcs.office.imports import comparing
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import InspectionCase, LineFound
from kpcs.office.imports.sheets import certificate_of, printed_party
from kpcs.office.imports.terms import SealCondition
from kpcs.scheme.certificate import Party
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats


def body_of(case: InspectionCase) -> Confirmation:
    """The confirmation of a decided case: CORE III(b) names number, parcels, carats, importer and exporter; kpcs adds
    what was found. Sentences about differences are in English, the common language of the scheme's documents."""
    document, decision = case.document, case.decision
    tolerance = pack_of(case.office, local_day(case.office, decision.at)).tolerance.value
    lines = list(case.lines.all())
    parcels = [row.parcels_found for row in case.containers.all()]
    counted = [count for count in parcels if count is not None]
    stated = [row.parcels_certified or 0 for row in case.containers.all()]
    exporter, importer = _parties(case)
    weighed = case.weighed_at
    return Confirmation(
        number=document.number or str(document.printed.get("number", "–"))[:20],
        result=MovementState(decision.result),
        parcels=sum(counted) if counted and len(counted) == len(parcels) else sum(stated),
        lines=_lines(lines),
        importer=importer,
        exporter=exporter,
        received_on=case.submitted_on,
        case_number=case.reference,
        office=case.office.name,
        commitment=document.commitment,
        value=None,
        inspected_on=local_day(case.office, weighed) if weighed else None,
        seals_intact=_seals_intact(case),
        differences=tuple(problem.text for problem in comparing.differences(case, tolerance)),
        remarks="\n".join(filter(None, (case.observations.strip(), decision.remarks))),
    )


def _parties(case: InspectionCase) -> tuple[Party, Party]:
    certificate = certificate_of(case.document)
    if certificate is not None:
        return certificate.exporter, certificate.importer
    return printed_party(case.document.printed.get("exporter", "")), printed_party(
        case.document.printed.get("importer", "")
    )


def _lines(lines: list[LineFound]) -> tuple[ConfirmedLine, ...]:
    """Totals by sub-heading as certified and as found; a line found under another sub-heading counts there."""
    certified: dict[SubHeading, Carats] = {}
    found: dict[SubHeading, Carats] = {}
    opened = all(line.found is not None for line in lines)
    for line in lines:
        stated = _heading(line.hs)
        certified[stated] = certified.get(stated, Carats(0)) + (line.certified or Carats(0))
        if line.found is not None:
            seen = _heading(line.hs_found) if line.hs_found else stated
            found[seen] = found.get(seen, Carats(0)) + line.found
    return tuple(
        ConfirmedLine(hs, certified.get(hs, Carats(0)), found.get(hs, Carats(0)) if opened else None)
        for hs in SubHeading
        if hs in certified or hs in found
    )


def _heading(text: str) -> SubHeading:
    try:
        return SubHeading.parse(text)
    except Refusal:
        return SubHeading.UNSORTED  # a paper without a readable sub-heading: unsorted says least


def _seals_intact(case: InspectionCase) -> bool | None:
    conditions = [seal.condition for seal in case.seals.all()]
    if not conditions or not all(conditions):
        return None
    return all(condition == SealCondition.INTACT for condition in conditions)
