"""What is laid before the desk: typed, pasted, scanned, uploaded or photographed."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpcs.office.accounts.terms import Acting
from kpcs.office.exchange.terms import MovementKind
from kpcs.office.imports import operations, queries, statements
from kpcs.office.imports.models import Arrival
from kpcs.office.imports.rules import may_see
from kpcs.proof import code as codes
from kpcs.proof.comparison import compare
from kpcs.proof.evidence import Comparison, Reading
from kpcs.proof.reading import read
from kpcs.scheme.certificate import from_plain
from kpcs.scheme.lifecycles import CaseState, CertificateState, MovementAct, MovementState
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.imports import desk as desk_page
from kpcs.web.portal.imports.forms import AnnounceForm, ReasonForm, SightingForm, UploadForm
from kpcs.web.portal.imports.refusing import acted
from kpcs.web.portal.imports.statements import of_statement, origin_words
from kpcs.web.ui.refusals import put, sentence


@require_POST
@desk(may_see)
def check(request: HttpRequest, by: Acting) -> HttpResponse:
    """What stands in the intake box: a code, a container's label, a case or a certificate number."""
    text = request.POST.get("text", "").strip()
    if text.upper().startswith(codes.PREFIX):
        return _code(request, by, text)
    if text.upper().startswith(codes.LABEL_PREFIX):
        return _label(request, by, text)
    case = queries.case_by_reference(text) if text else None
    if case is not None:
        return redirect("portal:imports-case", case.pk)
    try:
        known = queries.about(text)
    except Refusal as refusal:
        wrong = [sentence(problem) for problem in refusal.problems]
        return desk_page.show(request, by, typed=text, wrong=wrong)
    mine = [d.case for d in known.documents if hasattr(d, "case") and d.case.office_id == by.office.pk]  # type: ignore[union-attr]
    in_hand = [case for case in mine if case.state != CaseState.CONFIRMED]
    if len(mine) == len(in_hand) == 1:
        return redirect("portal:imports-case", in_hand[0].pk)
    return redirect("portal:imports-number", known.number)


def _code(
    request: HttpRequest,
    by: Acting,
    text: str,
    *,
    scan: bytes = b"",
    comparison: Comparison | None = None,
    brought_by: str = "",
) -> HttpResponse:
    try:
        document = operations.capture_code(
            by=by, at=timezone.now(), text=text, scan=scan, comparison=comparison, brought_by=brought_by
        )
    except Refusal as refusal:
        if "permission.denied" in refusal.codes:
            return desk_page.show(request, by, typed=text, wrong=[sentence(p) for p in refusal.problems])
        return _unread(request, by, text)
    return redirect("portal:imports-document", document.pk)


def _label(request: HttpRequest, by: Acting, text: str) -> HttpResponse:
    try:
        label = codes.parse_label(text)
        known = queries.by_label(label.number, label.commitment)
    except Refusal:
        return _unread(request, by, text)
    if known is None:
        return _unread(request, by, text)
    return redirect(f"{reverse('portal:imports-number', args=[known.number])}?contents={label.commitment.hex()}")


def _unread(request: HttpRequest, by: Acting, text: str, reading: Reading | None = None) -> HttpResponse:
    """The statement about a text that could not be read as a code: nothing is kept, everything is said."""
    assert by.office is not None
    statement = statements.of_text(text, at=timezone.now(), office=by.office)
    return render(
        request,
        "portal/imports/unread.html",
        {
            "shown": of_statement(statement),
            "problems": [sentence(problem) for problem in reading.problems] if reading else [],
            "now": timezone.now(),
        },
        status=422,
    )


@require_http_methods(["GET", "POST"])
@desk(may_see)
def upload(request: HttpRequest, by: Acting) -> HttpResponse:
    """A photograph, scan or PDF: its code is read in a confined process, its printed words are compared with it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        reading = read(data)
        certificates = [text for text in reading.codes if text.startswith(codes.PREFIX)]
        labels = [text for text in reading.codes if text.startswith(codes.LABEL_PREFIX)]
        if len(certificates) == 1:
            return _code(
                request,
                by,
                certificates[0],
                scan=data,
                comparison=_compared(certificates[0], reading),
                brought_by=form.cleaned_data["brought_by"],
            )
        if len(certificates) > 1:
            form.add_error(
                "file", gettext("The picture shows the codes of several certificates: upload one at a time.")
            )
        elif labels:
            return _label(request, by, labels[0])
        else:
            return _unread(request, by, "", reading)
    return render(
        request, "portal/imports/upload.html", {"form": form}, status=422 if form.is_bound and form.errors else 200
    )


def _compared(text: str, reading: Reading) -> Comparison | None:
    """What the printed words of a PDF give against its code; None for a picture, which has none."""
    if reading.printed is None:
        return None
    try:
        code = codes.decode(text)
    except Refusal:
        return None
    return compare(code.certificate, code.check_value, reading.printed)


@require_safe
@desk(may_see)
def camera(request: HttpRequest, _by: Acting) -> HttpResponse:
    """The camera reads codes in the browser and puts the text into the intake box; nothing else leaves the page."""
    return render(request, "portal/imports/camera.html", {"check": reverse("portal:imports-check")})


@require_safe
@desk(may_see)
def number(request: HttpRequest, by: Acting, number: str) -> HttpResponse:
    """Everything that this authority has under a number."""
    try:
        known = queries.about(number)
    except Refusal as refusal:
        return desk_page.show(request, by, typed=number, wrong=[sentence(p) for p in refusal.problems])
    contents = _contents(request)
    if contents:
        known = queries.by_label(known.number, bytes.fromhex(contents)) or known
    return render(
        request,
        "portal/imports/number.html",
        {
            "known": known,
            "statuses": [(CertificateState(status.status), status) for status in known.statuses],
            "contents": contents,
        },
    )


def _contents(request: HttpRequest) -> str:
    """The commitment that a label named, as it stands in the address; empty for anything else."""
    given = request.GET.get("contents", "")
    return given if re.fullmatch("[0-9a-f]{64}", given) else ""


@require_http_methods(["GET", "POST"])
@desk(may_see)
def sighting(request: HttpRequest, by: Acting) -> HttpResponse:
    """Record that a certificate was seen. It claims nothing."""
    form = SightingForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        try:
            seen = operations.record_sighting(
                by=by,
                at=timezone.now(),
                number=form.cleaned_data["number"],
                place=form.cleaned_data["place"],
                seals_intact=form.seals_intact,
                remark=form.cleaned_data["remark"],
                commitment=_contents(request),
            )
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-number", seen.number)
    return render(request, "portal/imports/sighting.html", {"form": form}, status=422 if form.errors else 200)


# ---------------------------------------------------------------- the expected list


@require_http_methods(["GET", "POST"])
@desk(may_see)
def announce(request: HttpRequest, by: Acting) -> HttpResponse:
    """An importer announces a shipment."""
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            arrival = operations.announce(by=by, at=timezone.now(), **{**data, "kind": MovementKind(data["kind"])})
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-arrival", arrival.pk)
    return render(request, "portal/imports/announce.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@desk(may_see)
def arrival(request: HttpRequest, _by: Acting, pk: int) -> HttpResponse:
    """A shipment of the expected list, before its certificate is on the desk."""
    return _arrival(request, pk, ReasonForm())


def _arrival(request: HttpRequest, pk: int, form: ReasonForm) -> HttpResponse:
    found = get_object_or_404(Arrival.objects.select_related("office"), pk=pk)
    if hasattr(found, "case"):
        return redirect("portal:imports-case", found.case.pk)
    certificate = from_plain(found.record) if found.record else None
    return render(
        request,
        "portal/imports/arrival.html",
        {
            "arrival": found,
            "state": MovementState(found.state),
            "certificate": certificate,
            "origin": origin_words(certificate) if certificate else "",
            "form": form,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@require_POST
@desk(may_see)
def arrived(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """The box is here."""
    found = get_object_or_404(Arrival, pk=pk)
    here = reverse("portal:imports-arrival", args=[pk])
    return acted(request, lambda: operations.record_arrived(by=by, at=timezone.now(), arrival=found), here, here)


@require_POST
@desk(may_see)
def closed(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """A movement that went elsewhere or will not arrive."""
    found = get_object_or_404(Arrival, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            operations.close_movement(
                by=by,
                at=timezone.now(),
                arrival=found,
                act=MovementAct(form.cleaned_data["act"]),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-arrival", pk)
    return _arrival(request, pk, form)
