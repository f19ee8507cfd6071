"""How a case ends on the desk: the decision, holds, the confirmation and what follows it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kpcs.office.accounts.terms import Acting
from kpcs.office.imports import comparing, confirmations, operations
from kpcs.office.imports.days import local_day
from kpcs.office.imports.models import Hold, InspectionCase
from kpcs.office.imports.rules import may_confirm, may_see
from kpcs.office.imports.terms import DECISIONS, HoldReason
from kpcs.scheme.lifecycles import (
    HOLD,
    MOVEMENT,
    CaseState,
    HoldAct,
    HoldState,
    MovementAct,
    MovementState,
    TransmissionState,
)
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.imports.cases import found_case, stages, tolerance_of
from kpcs.web.portal.imports.closing_forms import (
    CopyForm,
    DecisionForm,
    DisposalForm,
    EndHoldForm,
    FilingForm,
    HoldForm,
)
from kpcs.web.ui.places import place
from kpcs.web.ui.refusals import put, sentence


@require_http_methods(["GET", "POST"])
@desk(may_see)
def decision(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """What becomes of the goods."""
    found = found_case(pk)
    if found.state in (CaseState.DECIDED, CaseState.CONFIRMED):
        return redirect("portal:imports-confirmation", pk)
    now = timezone.now()
    holds = list(found.holds.filter(ended_at__isnull=True).order_by("pk"))
    offered, barred = [], []
    for act, label in DECISIONS.items():
        problems = operations.against(found, act, now, holds)
        if problems:
            barred.append((label, [sentence(problem) for problem in problems]))
        else:
            offered.append((act.value, label))
    form = DecisionForm(offered, request.POST or None, initial={"act": offered[0][0] if offered else ""})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.decide(
                by=by,
                at=now,
                case=found,
                act=MovementAct(data["act"]),
                remarks=data["remarks"],
                legal_basis=data["legal_basis"],
            )
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-confirmation", pk)
    tolerance = tolerance_of(found)
    return render(
        request,
        "portal/imports/decision.html",
        {
            "case": found,
            "form": form,
            "barred": barred,
            "stages": stages(found),
            "differences": [sentence(problem) for problem in comparing.differences(found, tolerance.value)],
            "sums": comparing.sums(found.lines.all()),
            "issuer": place(found.document.issuer) if found.document.issuer else "",
            "holds": holds,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


# ---------------------------------------------------------------- holds


@require_http_methods(["GET", "POST"])
@desk(may_see)
def hold(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Keep goods and document together until something is settled."""
    found = found_case(pk)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.hold(by=by, at=timezone.now(), case=found, **{**data, "reason": HoldReason(data["reason"])})
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-case", pk)
    return render(
        request, "portal/imports/hold.html", {"form": form, "case": found}, status=422 if form.errors else 200
    )


ENDS: dict[HoldAct, Any] = {
    HoldAct.RELEASE: _("Release: there was nothing wrong"),
    HoldAct.REMEDY: _("Release: what was wrong was remedied"),
    HoldAct.ISSUE_TECHNICAL: _("A technical certificate was issued for the return"),
    HoldAct.FORFEIT: _("The goods are forfeited"),
}


@require_http_methods(["GET", "POST"])
@desk(may_see)
def end_hold(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """End a hold, or note that seized goods were forfeited."""
    held = get_object_or_404(Hold.objects.select_related("case__office", "case__document"), pk=pk)
    choices = [(act.value, label) for act, label in ENDS.items() if HOLD.allows(held.state, act)]
    form = EndHoldForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.end_hold(by=by, at=timezone.now(), hold=held, act=HoldAct(data["act"]), order=data["order"])
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-case", held.case_id)
    return render(
        request,
        "portal/imports/end_hold.html",
        {"form": form, "hold": held, "case": held.case, "state": HoldState(held.state), "choices": choices},
        status=422 if form.errors else 200,
    )


# ---------------------------------------------------------------- confirmation and after


@require_http_methods(["GET", "POST"])
@desk(may_see)
def confirmation(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """The confirmation to the exporting authority before it goes, and what became of it afterwards."""
    found = found_case(pk)
    if not hasattr(found, "decision"):
        return redirect("portal:imports-case", pk)
    copy, filing = CopyForm(), FilingForm()
    if request.method == "POST":
        step = request.POST.get("step", "confirm")
        copy = CopyForm(request.POST) if step == "copy" else copy
        filing = FilingForm(request.POST) if step == "file" else filing
        problems = _close(step, found, by, copy, filing)
        if not problems:
            return redirect("portal:imports-confirmation", pk)
    else:
        problems = None
    sent = getattr(found, "confirmation", None)
    body = confirmations.body_of(found)
    today = local_day(found.office, timezone.now())
    if not copy.is_bound:
        copy = CopyForm(initial={"given_on": today, "given_to": body.importer.name})
    return render(
        request,
        "portal/imports/confirmation.html",
        {
            "case": found,
            "stages": stages(found),
            "body": body,
            "result": MovementState(body.result),
            "sent": sent,
            "transmission": TransmissionState(sent.sent.state) if sent else None,
            "letter": sent is not None and sent.sent.sequence is None,
            "issuer": place(found.document.issuer) if found.document.issuer else "",
            "copy": copy,
            "filing": filing,
            "refused": problems or [],
            "may_confirm": found.state == CaseState.DECIDED and may_confirm.test(by, found),
        },
        status=422 if problems else 200,
    )


def _close(step: str, found: InspectionCase, by: Acting, copy: CopyForm, filing: FilingForm) -> list[str]:
    """Do the closing step that was sent; answers what is wrong with it."""
    now = timezone.now()
    try:
        if step == "copy":
            if not copy.is_valid():
                return [gettext("Say when and to whom the copy was given.")]
            operations.record_copy(by=by, at=now, case=found, **copy.cleaned_data)
        elif step == "file":
            if not filing.is_valid():
                return [gettext("Say where the original is filed.")]
            operations.file_original(by=by, at=now, case=found, place=filing.cleaned_data["place"])
        else:
            operations.confirm(by=by, at=now, case=found)
    except Refusal as refusal:
        return [sentence(problem) for problem in refusal.problems]
    return []


@require_http_methods(["GET", "POST"])
@desk(may_see)
def disposal(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """What became of goods that were refused, wholly or in part: returned or seized."""
    found = found_case(pk)
    acts = (MovementAct.RETURN, MovementAct.SEIZE)
    choices = [(act.value, DECISIONS[act]) for act in acts if MOVEMENT.allows(found.arrival.state, act)]
    if not choices or not hasattr(found, "decision"):
        return redirect("portal:imports-case", pk)
    form = DisposalForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.dispose(by=by, at=timezone.now(), case=found, **{**data, "act": MovementAct(data["act"])})
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-case", pk)
    return render(
        request,
        "portal/imports/disposal.html",
        {"form": form, "case": found, "state": MovementState(found.arrival.state)},
        status=422 if form.is_bound and form.errors else 200,
    )
