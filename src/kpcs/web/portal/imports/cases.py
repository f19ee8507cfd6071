"""A case on the desk: how far it has come, seals, parcels and weights."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kpcs.office.accounts.terms import Acting
from kpcs.office.audit.terms import act_label
from kpcs.office.exports.queries import names
from kpcs.office.imports import comparing, operations, queries
from kpcs.office.imports.comparing import LineResult
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import InspectionCase, LineFound
from kpcs.office.imports.rules import may_confirm, may_decide, may_see, may_weigh
from kpcs.office.imports.terms import EvidenceKind
from kpcs.proof.verification import Standing, Verdict
from kpcs.scheme.jurisdictions import Rule
from kpcs.scheme.lifecycles import (
    INSPECTION_CASE,
    CaseAct,
    CaseState,
    MovementState,
)
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from kpcs.web.portal.doors import desk
from kpcs.web.portal.exports.steps import when_and_who
from kpcs.web.portal.imports.inspection_form import InspectionForm
from kpcs.web.portal.imports.saying import said
from kpcs.web.portal.imports.statements import STANDINGS, VERDICTS
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Act, BarPart, Row, Stage
from kpcs.web.ui.places import place
from kpcs.web.ui.refusals import put
from kpcs.web.ui.templatetags.kpcs_ui import phrase, tag

RESULTS: dict[LineResult, tuple[str, str]] = {
    LineResult.TO_WEIGH: ("rest", ""),
    LineResult.WITHIN_ROUNDING: ("good", ""),
    LineResult.WITHIN_TOLERANCE: ("good", ""),
    LineResult.DIFFERENCE: ("care", "care"),
    LineResult.NOT_COMPARABLE: ("care", "care"),
}


class ShownLine(NamedTuple):
    """A line of the weighing table."""

    name: str
    line: LineFound
    box: Any
    heading: Any
    difference: Carats | None
    result: Any
    care: bool


class ShownContainer(NamedTuple):
    """A container with its seals, parcels and lines."""

    number: int
    seals: list[Any]
    parcels_certified: int | None
    parcels_box: Any
    photographs: list[Any]
    lines: list[ShownLine]


def found_case(pk: int) -> InspectionCase:
    """The case with what its pages show. Raises Http404."""
    cases = InspectionCase.objects.select_related("office", "document", "arrival", "opened_by", "weighed_by")
    return get_object_or_404(cases, pk=pk)


def tolerance_of(case: InspectionCase) -> Rule[Carats]:
    """What the pack of the office allows today beyond rounding."""
    return pack_of(case.office, local_day(case.office, timezone.now())).tolerance


# ---------------------------------------------------------------- inspection


@require_http_methods(["GET", "POST"])
@desk(may_see)
def case(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Open and weigh; once that is done, what was found."""
    found = found_case(pk)
    form = InspectionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = operations.save_inspection(by=by, at=timezone.now(), case=found, findings=form.findings)
        except Refusal as refusal:
            put(refusal, form, form.places)
        else:
            if saved.state == CaseState.WEIGHED and "later" not in request.POST:
                return redirect("portal:imports-decision", pk)
            return redirect("portal:imports" if "later" in request.POST else "portal:imports-case", *_when(request, pk))
    tolerance = tolerance_of(found)
    sums = comparing.sums(form.lines)
    weighed = sum(line.found is not None for line in form.lines)
    open_here = INSPECTION_CASE.allows(found.state, CaseAct.WEIGH) and may_weigh.test(by, found)
    return render(
        request,
        "portal/imports/case.html",
        {
            "case": found,
            "form": form,
            "may_save": open_here,
            "may_decide": may_decide.test(by, found) and INSPECTION_CASE.allows(found.state, CaseAct.DECIDE),
            "may_confirm": may_confirm.test(by, found) and found.state == CaseState.DECIDED,
            "stages": stages(found),
            "containers": _containers(form, tolerance.value),
            "sums": sums,
            "weighed": weighed,
            "seals_tag": _seals_tag(found),
            "bar": _bar(form.lines, tolerance.value),
            "side": _side(sums, tolerance, form.lines),
            "differs": bool(comparing.differences(found, tolerance.value)),
            "holds": list(found.holds.order_by("pk")),
            "issuer": place(found.document.issuer) if found.document.issuer else "",
            "state": CaseState(found.state),
            "movement": MovementState(found.arrival.state),
            "history": _history(found),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _when(request: HttpRequest, pk: int) -> list[int]:
    return [] if "later" in request.POST else [pk]


def _containers(form: InspectionForm, tolerance: Carats) -> list[ShownContainer]:
    photographs = list(form.case.document.evidence.filter(kind__in=[EvidenceKind.SEAL, EvidenceKind.PARCEL]))
    shown = []
    to_weigh = next((line for line in form.lines if line.found is None), None)
    for row in form.containers:
        seals = []
        for seal in form.seals:
            if seal.container == row.container:
                name = f"seal_{seal.container}_{seal.position}"
                seals.append((seal, form[name], form[f"{name}_is"]))
        lines = [
            _line(form, line, tolerance, line is to_weigh) for line in form.lines if line.container == row.container
        ]
        shown.append(
            ShownContainer(
                row.container,
                seals,
                row.parcels_certified,
                form[f"parcels_{row.container}"],
                [photograph for photograph in photographs if photograph.container == row.container],
                lines,
            )
        )
    return shown


def _line(form: InspectionForm, line: LineFound, tolerance: Carats, following: bool) -> ShownLine:
    name = f"line_{line.container}_{line.parcel}_{line.line}"
    result = comparing.compare(line, tolerance)
    tone, icon = RESULTS[result]
    label = gettext("Weigh next") if following else str(result.label)
    comparable = line.found is not None and line.certified is not None
    return ShownLine(
        gettext("Parcel %(parcel)s, line %(line)s") % {"parcel": line.parcel, "line": line.line},
        line,
        form[name],
        form[f"{name}_hs"],
        line.found - line.certified if comparable else None,  # type: ignore[operator]
        tag(label, "hand" if following else tone, icon),
        result in (LineResult.DIFFERENCE, LineResult.NOT_COMPARABLE),
    )


def _seals_tag(case: InspectionCase) -> Any:
    seals = list(case.seals.all())
    intact = sum(s.condition == "intact" and comparing.same_seal(s.certified, s.found) for s in seals)
    parcels = [row.parcels_found or 0 for row in case.containers.all()]
    stated = [row.parcels_certified or 0 for row in case.containers.all()]
    text = gettext("%(intact)s of %(seals)s seals intact, %(found)s of %(parcels)s parcels") % {
        "intact": intact,
        "seals": len(seals),
        "found": sum(parcels),
        "parcels": sum(stated),
    }
    return tag(text, "good" if intact == len(seals) and parcels == stated else "rest")


def _bar(lines: list[LineFound], tolerance: Carats) -> list[BarPart]:
    total = sum((line.certified or Carats(1)).units for line in lines) or 1
    states = {
        LineResult.TO_WEIGH: "to-weigh",
        LineResult.DIFFERENCE: "differs",
        LineResult.NOT_COMPARABLE: "differs",
    }
    return [
        BarPart(
            f"{line.parcel}.{line.line}",
            max(1, round(100 * (line.certified or Carats(1)).units / total)),
            states.get(comparing.compare(line, tolerance), "weighed"),
        )
        for line in lines
    ]


def _side(sums: comparing.Sums, tolerance: Rule[Carats], lines: list[LineFound]) -> list[Row]:
    roundings = {comparing.rounding(line.decimals) for line in lines if line.certified is not None}
    allowed = [figures.found(each) for each in sorted(roundings)]
    spread: list[Any] = []
    for each in allowed:
        spread += ["±", each, ", "]
    source = tolerance.source if tolerance.defined else gettext("Not defined by a source")
    return [
        Row(_("Certified"), figures.certified(sums.certified)),
        Row(_("Found so far"), figures.found(sums.found)),
        Row(_("Still to weigh"), figures.certified(sums.to_weigh)),
        Row(_("Tolerance of this office"), figures.found(tolerance.value), source),
        Row(_("Rounding per line"), phrase(*spread[:-1]) if spread else "–"),
    ]


def stages(case: InspectionCase) -> list[Stage]:
    """How far a case has come."""
    order = list(CaseState)
    reached = order.index(CaseState(case.state))
    verification = case.document.verifications.latest()
    decision = getattr(case, "decision", None)
    confirmation = getattr(case, "confirmation", None)
    weighed = sum(line.found is not None for line in case.lines.all())
    issuer = place(case.document.issuer) if case.document.issuer else gettext("the issuer")
    verdict, standing = VERDICTS[Verdict(verification.verdict)][0], STANDINGS[Standing(verification.standing)][0]
    facts: list[tuple[Any, Any]] = [
        (_("Case opened"), phrase(figures.moment(case.opened_at, "short"), ", ", case.opened_by.name)),
        (
            _("Verified"),
            phrase(figures.moment(verification.at, "short"), ", ", str(verdict), ", ", str(standing)),
        ),
        (
            _("Opened and weighed"),
            gettext("%(weighed)s of %(lines)s lines weighed") % {"weighed": weighed, "lines": case.lines.count()},
        ),
        (
            _("Decided"),
            phrase(figures.moment(decision.at, "short"), ", ", decision.by.name)
            if decision
            else gettext("By an inspector"),
        ),
        (
            gettext("Confirmed to %(issuer)s") % {"issuer": issuer},
            figures.moment(confirmation.at, "short")
            if confirmation
            else said(gettext("By %(day)s"), day=figures.day(case.exporter_due, "weekday"))
            if case.exporter_due
            else "",
        ),
    ]
    return [
        Stage(name, "done" if i <= reached else "hand" if i == reached + 1 else "to-come", fact)
        for i, (name, fact) in enumerate(facts)
    ]


def _history(case: InspectionCase) -> list[Any]:
    history = queries.history(case)
    known = names(told.account for told in history)
    return [Act(act_label(told.act), when_and_who(told, known)) for told in history]
