"""Seals, parcels and weights as they are found; photographs are evidence of the document."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import comparing, errors, rules
from kpcs.office.imports.apart import require_apart
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import ContainerFound, InspectionCase, LineFound, SealFound
from kpcs.office.imports.operations.checking import record_check
from kpcs.office.imports.terms import SealCondition
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import INSPECTION_CASE, CaseAct, CaseState
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.quantities import Carats


class SealEntry(NamedTuple):
    """What was found of a seal. ``condition`` is empty while nobody looked."""

    found: str
    condition: str


class LineEntry(NamedTuple):
    """What the balance showed. ``hs_found`` is empty where the sub-heading is as certified."""

    found: Carats | None
    hs_found: str = ""


class FurtherSeal(NamedTuple):
    """A seal that the certificate does not name."""

    container: int
    found: str
    condition: str


class FurtherLine(NamedTuple):
    """Goods that the certificate does not name."""

    container: int
    reference: str
    hs_found: str
    found: Carats


class Findings(NamedTuple):
    """What is to be saved. Keys are places: seals by container and position, parcels by container, lines by
    container, parcel and line; what is left out stays as it is."""

    seals: Mapping[tuple[int, int], SealEntry]
    parcels: Mapping[int, int | None]
    lines: Mapping[tuple[int, int, int], LineEntry]
    further_seals: Sequence[FurtherSeal] = ()
    further_lines: Sequence[FurtherLine] = ()
    present: Sequence[tuple[str, str]] | None = None
    observations: str | None = None


@transaction.atomic
def save_inspection(*, by: Acting, at: datetime, case: InspectionCase, findings: Findings) -> InspectionCase:
    """Save what was found so far; when nothing is missing any more, the case is *opened and weighed*. The statement
    about the document is made anew, since seals, parcels and weight are among its checks.

    ``present`` are names with what they are present for; ``observations`` is what the exporting authority is told.
    Raises Refusal with every problem: ``imports.line.*``, ``imports.seal.*``, ``imports.parcels.negative``,
    ``imports.container.unknown``, ``imports.inspection.complete``, ``imports.apart``,
    ``inspection_case.wrong_state``; their place is ``line.1.2.1``, ``seal.1.1`` or ``parcels.1``.
    """
    case = InspectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require(rules.may_weigh, by, case, errors.ONLY_WEIGHERS)
    assert by.person is not None
    weighed = INSPECTION_CASE.after(case.state, CaseAct.WEIGH)
    require_apart(case, "weigh", by, at)
    seals = {(seal.container, seal.position): seal for seal in case.seals.all()}
    containers = {row.container: row for row in case.containers.all()}
    lines = {(row.container, row.parcel, row.line): row for row in case.lines.all()}

    problems: list[Problem] = []
    for place, entry in findings.seals.items():
        problems += _put_seal(seals.get(place), entry, f"seal.{place[0]}.{place[1]}")
    for number, count in findings.parcels.items():
        problems += _put_parcels(containers.get(number), count, f"parcels.{number}")
    for spot, line_entry in findings.lines.items():
        problems += _put_line(lines.get(spot), line_entry, f"line.{spot[0]}.{spot[1]}.{spot[2]}")
    further_seals = _further_seals(case, findings.further_seals, seals, containers, problems)
    further_lines = _further_lines(case, findings.further_lines, lines, containers, problems)
    all_lines = [*lines.values(), *further_lines]
    complete = (
        all(seal.condition for seal in seals.values())
        and all(row.parcels_found is not None for row in containers.values())
        and all(row.found is not None for row in all_lines)
    )
    if case.state == CaseState.WEIGHED and not complete:
        problems.append(errors.weighed_already())
    if problems:
        raise Refusal(problems)

    SealFound.objects.bulk_update(seals.values(), ["found", "condition"])
    ContainerFound.objects.bulk_update(containers.values(), ["parcels_found"])
    LineFound.objects.bulk_update(lines.values(), ["found", "hs_found"])
    SealFound.objects.bulk_create(further_seals)
    LineFound.objects.bulk_create(further_lines)
    if findings.present is not None:
        case.present = [{"name": name, "role": role} for name, role in findings.present]
    if findings.observations is not None:
        case.observations = findings.observations
    if complete:
        case.state = weighed
        case.weighed_at, case.weighed_by = at, by.person
    case.save()
    total = comparing.sums(all_lines)
    audit.record(
        act=ImportAct.WEIGHED if complete else ImportAct.INSPECTED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={
            "found": total.found,
            "certified": total.certified,
            "lines": {comparing.place(line): line.found for line in all_lines if line.found is not None},
            "seals": {f"{s.container}.{s.position}": [s.found, s.condition] for s in seals.values() if s.condition},
            "parcels": {str(r.container): r.parcels_found for r in containers.values() if r.parcels_found is not None},
        },
        personal={"present": case.present, "observations": case.observations, "name": by.name},
    )
    record_check(document=case.document, by=by, at=at)
    return case


def _put_seal(seal: SealFound | None, entry: SealEntry, where: str) -> list[Problem]:
    if seal is None or (entry.condition and entry.condition not in SealCondition.values):
        return [errors.seal_unknown(where)]
    seal.found, seal.condition = entry.found.strip()[:40], entry.condition
    return _seal_problems(seal, where)


def _seal_problems(seal: SealFound, where: str) -> list[Problem]:
    if seal.condition == SealCondition.MISSING and seal.found:
        return [errors.seal_missing_with_number(where)]
    if seal.condition in (SealCondition.INTACT, SealCondition.BROKEN) and not seal.found:
        return [errors.seal_number(where)]
    return []


def _put_parcels(row: ContainerFound | None, count: int | None, where: str) -> list[Problem]:
    if row is None:
        return [errors.container_unknown(where)]
    if count is not None and count < 0:
        return [errors.parcels_negative(where)]
    row.parcels_found = count
    return []


def _put_line(line: LineFound | None, entry: LineEntry, where: str) -> list[Problem]:
    if line is None:
        return [errors.line_unknown(where)]
    problems = []
    if entry.found is not None and entry.found < Carats(0):
        problems.append(errors.line_negative(where))
    if entry.hs_found and entry.hs_found not in list(SubHeading):
        problems.append(errors.heading_unknown(where, entry.hs_found))
    line.found, line.hs_found = entry.found, entry.hs_found
    return problems


def _further_seals(
    case: InspectionCase,
    entries: Sequence[FurtherSeal],
    seals: Mapping[tuple[int, int], SealFound],
    containers: Mapping[int, ContainerFound],
    problems: list[Problem],
) -> list[SealFound]:
    rows: list[SealFound] = []
    for i, entry in enumerate(entries):
        where = f"further_seals.{i}"
        if entry.container not in containers:
            problems.append(errors.container_unknown(where))
        taken = [position for container, position in seals if container == entry.container]
        taken += [row.position for row in rows if row.container == entry.container]
        row = SealFound(
            case=case,
            container=entry.container,
            position=max(taken, default=0) + 1,
            found=entry.found.strip()[:40],
            condition=entry.condition,
        )
        if entry.condition not in (SealCondition.INTACT, SealCondition.BROKEN):
            problems.append(errors.seal_unknown(where))
        problems += _seal_problems(row, where)
        rows.append(row)
    return rows


def _further_lines(
    case: InspectionCase,
    entries: Sequence[FurtherLine],
    lines: Mapping[tuple[int, int, int], LineFound],
    containers: Mapping[int, ContainerFound],
    problems: list[Problem],
) -> list[LineFound]:
    rows = []
    parcel = max((spot[1] for spot in lines), default=0)
    for i, entry in enumerate(entries):
        where = f"further_lines.{i}"
        parcel += 1
        if entry.container not in containers:
            problems.append(errors.container_unknown(where))
        if entry.found <= Carats(0):
            problems.append(errors.line_negative(where))
        if entry.hs_found not in list(SubHeading):
            problems.append(errors.heading_unknown(where, entry.hs_found))
        rows.append(
            LineFound(
                case=case,
                container=entry.container,
                parcel=parcel,
                line=1,
                reference=entry.reference[:40],
                hs=entry.hs_found[:20],
                certified=Carats(0),
                decimals=Carats.PLACES,
                found=entry.found,
            )
        )
    return rows
