"""A document on the desk: its verification statement, and what may be done with it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpcs.office import attachments
from kpcs.office.accounts.terms import Acting
from kpcs.office.imports import comparing, operations, queries
from kpcs.office.imports.models import Evidence, ForeignDocument, InspectionCase, Question
from kpcs.office.imports.rules import may_open_case, may_see
from kpcs.office.imports.sheets import certificate_of
from kpcs.office.imports.terms import EvidenceKind, HoldReason, Medium, SealCondition
from kpcs.scheme.lifecycles import FOREIGN_DOCUMENT, ForeignDocumentAct, ForeignDocumentState, TransmissionState
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.imports import statements
from kpcs.web.portal.imports.forms import AnswerForm, AskForm, EvidenceForm, LookForm, PaperForm
from kpcs.web.portal.imports.refusing import acted, sent_back
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Act, Claim
from kpcs.web.ui.places import place
from kpcs.web.ui.refusals import put
from kpcs.web.ui.templatetags.kpcs_ui import phrase, tag

_WAITING = (TransmissionState.QUEUED, TransmissionState.FAILED)
CLAIM_LABELS = [
    _("Case"),
    _("Office"),
    _("Opened"),
    _("Brought by"),
    _("Document"),
    _("Sheet number"),
    _("Seals"),
    _("Weighed"),
]


@require_safe
@desk(may_see)
def document(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """The newest statement about a document."""
    found = _found(pk)
    verification = found.verifications.latest()
    shown = statements.of_verification(verification, found)
    case = InspectionCase.objects.filter(document=found).select_related("office", "opened_by").first()
    others = _others(found, case)
    question = Question.objects.filter(document=found).select_related("sent__peer").order_by("-pk").first()
    rivals = queries.rivals(case) if case else []
    return render(
        request,
        "portal/imports/document.html",
        {
            "document": found,
            "state": ForeignDocumentState(found.state),
            "shown": shown,
            "rows": statements.rows_of(found),
            "lines": statements.lines_of(found),
            "case": case,
            "others": others,
            "mine": by.office is not None and found.office_id == by.office.pk,
            "may_open": may_open_case.test(by, None) and by.office is not None and found.office_id == by.office.pk,
            "held": case is not None and case.holds.filter(ended_at__isnull=True).exists(),
            "two_claims": _two_claims(case, rivals[0]) if case and rivals else None,
            "labels": CLAIM_LABELS,
            "next": _next(case, question) if case and rivals else [],
            "question": question,
            "letter": question is not None and question.sent.sequence is None,
            "letter_waits": question is not None and question.sent.state in _WAITING,
            "may_ask": FOREIGN_DOCUMENT.allows(found.state, ForeignDocumentAct.ASK),
            "may_answer": FOREIGN_DOCUMENT.allows(found.state, ForeignDocumentAct.ANSWER_GENUINE),
            "evidence": list(found.evidence.order_by("pk")),
            "paper": found.medium == Medium.PAPER,
        },
    )


def _found(pk: int) -> ForeignDocument:
    return get_object_or_404(ForeignDocument.objects.select_related("office", "arrival", "captured_by"), pk=pk)


def _others(found: ForeignDocument, case: InspectionCase | None) -> list[InspectionCase]:
    """Cases on other sheets that claim the number, told before another one is opened."""
    if case is not None or not found.number_key:
        return []
    return list(InspectionCase.objects.filter(number_key=found.number_key).select_related("office").order_by("pk"))


# ---------------------------------------------------------------- two claims


def _two_claims(case: InspectionCase, other: InspectionCase) -> tuple[Claim, Claim]:
    held = tag(gettext("Held"), "waiting", "lock")

    def claim(title: Any, each: InspectionCase) -> Claim:
        standing = each.holds.filter(reason=HoldReason.TWO_CLAIMS, ended_at__isnull=True).exists()
        return Claim(title, held if standing else tag(gettext("Settled"), "good"), _claim(each))

    return claim(_("This case"), case), claim(_("The other claim"), other)


def _claim(case: InspectionCase) -> list[Any]:
    document = case.document
    certificate = certificate_of(document)
    sheet = certificate.sheet if certificate else document.printed.get("sheet", "")
    total = comparing.sums(case.lines.all())
    weighed = any(line.found is not None for line in case.lines.all())
    return [
        figures.code(case.reference),
        f"{case.office.name}, {place(case.office.participant)}",
        phrase(figures.moment(case.opened_at, "medium"), ", ", case.opened_by.name),
        document.brought_by or "–",
        document.get_medium_display(),
        figures.code(sheet) if sheet else "–",
        _seals(case),
        figures.found(total.found, "ct") if weighed else gettext("Not yet"),
    ]


def _seals(case: InspectionCase) -> Any:
    looked = [seal for seal in case.seals.all() if seal.condition]
    if not looked:
        return gettext("Not yet looked at")
    said: list[Any] = []
    for seal in looked:
        number = seal.certified if seal.condition == SealCondition.MISSING else seal.found
        said += [figures.code(number) if number else "–", f" {seal.get_condition_display().lower()}", "; "]
    return phrase(*said[:-1])


def _next(case: InspectionCase, question: Question | None) -> list[Act]:
    """What happens next with two claims of one number."""
    hold = case.holds.filter(reason=HoldReason.TWO_CLAIMS).order_by("pk").first()
    acts = []
    if hold is not None:
        acts.append(
            Act(_("Second claim seen; both cases held"), figures.moment(hold.since, "short"), _("by the system"))
        )
    if question is None:
        acts.append(Act(_("Ask the issuer which shipment is his"), to_come=True))
    else:
        asked = gettext("%(issuer)s asked: which shipment is yours?") % {"issuer": place(question.addressee)}
        acts.append(Act(asked, figures.moment(question.asked_at, "short"), _sent(question)))
        if question.answered_at is not None:
            answer = gettext(ForeignDocumentState(question.answer).label)
            acts.append(Act(answer, figures.moment(question.answered_at, "short"), question.remarks))
        else:
            acts.append(Act(gettext("Answer from %(issuer)s") % {"issuer": place(question.addressee)}, to_come=True))
    ended = hold is not None and hold.ended_at is not None
    acts.append(Act(_("Settled by a supervisor"), _("Another person than the one who opened the case"), "", not ended))
    return acts


def _sent(question: Question) -> str:
    state = TransmissionState(question.sent.state)
    if question.sent.sequence is None and state is TransmissionState.QUEUED:
        return gettext("letter to print and send")
    return gettext(state.label).lower()


# ---------------------------------------------------------------- acts


@require_POST
@desk(may_see)
def open_case(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Open an inspection case, or come back to the one that is open."""
    found = _found(pk)
    here = reverse("portal:imports-document", args=[pk])
    try:
        case = operations.open_case(by=by, at=timezone.now(), document=found)
    except Refusal as refusal:
        return sent_back(request, refusal, here)
    if case.holds.filter(reason=HoldReason.TWO_CLAIMS, ended_at__isnull=True).exists():
        return redirect(here)  # what happens next stands there
    return redirect("portal:imports-case", case.pk)


@require_POST
@desk(may_see)
def another_sheet(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """A second sheet with the same code lies on the desk: it becomes a document of its own."""
    found = _found(pk)
    try:
        second = operations.capture_code(by=by, at=timezone.now(), text=found.code, another_sheet=True)
    except Refusal as refusal:
        return sent_back(request, refusal, reverse("portal:imports-document", args=[pk]))
    return redirect("portal:imports-document", second.pk)


@require_POST
@desk(may_see)
def check_again(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Run all checks now."""
    found = _found(pk)
    here = reverse("portal:imports-document", args=[pk])
    return acted(request, lambda: operations.check_again(by=by, at=timezone.now(), document=found), here, here)


@require_http_methods(["GET", "POST"])
@desk(may_see)
def look(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """What the officer saw of paper, stamp, signature and goods."""
    found = _found(pk)
    initial: dict[str, str] = {}
    for seen in found.desk_findings.all():
        name = seen.check_code.replace(".", "_")
        initial |= {name: "yes" if seen.established else "no", f"{name}_remark": seen.remark}
    form = LookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.look(by=by, at=timezone.now(), document=found, saw=form.saw)
        except Refusal as refusal:
            put(refusal, form, LookForm.places)
        else:
            return redirect("portal:imports-document", pk)
    return render(
        request, "portal/imports/look.html", {"form": form, "document": found}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@desk(may_see)
def ask(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Ask the issuer."""
    found = _found(pk)
    suggested = gettext("Did you issue this document, and does it say what your record says?")
    form = AskForm(request.POST or None, initial={"question": suggested})
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_issuer(by=by, at=timezone.now(), document=found, question=form.cleaned_data["question"])
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-document", pk)
    return render(
        request,
        "portal/imports/ask.html",
        {"form": form, "document": found, "issuer": place(found.issuer) if found.issuer else ""},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@desk(may_see)
def answer(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Record the issuer's answer that came on paper."""
    found = _found(pk)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            operations.record_answer(
                by=by,
                at=timezone.now(),
                document=found,
                answer=form.cleaned_data["answer"],
                remarks=form.cleaned_data["remarks"],
                scan=scan.read() if scan else b"",
            )
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-document", pk)
    return render(
        request, "portal/imports/answer.html", {"form": form, "document": found}, status=422 if form.errors else 200
    )


@require_POST
@desk(may_see)
def unanswered(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Stop waiting for an answer."""
    found = _found(pk)
    here = reverse("portal:imports-document", args=[pk])
    return acted(request, lambda: operations.close_unanswered(by=by, at=timezone.now(), document=found), here, here)


@require_http_methods(["GET", "POST"])
@desk(may_see)
def evidence(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Add a photograph or scan, and see what is there."""
    found = _found(pk)
    form = EvidenceForm(request.POST or None, request.FILES or None, initial={"kind": EvidenceKind.SHEET})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.add_evidence(
                by=by,
                at=timezone.now(),
                document=found,
                data=data["file"].read(),
                kind=EvidenceKind(data["kind"]),
                caption=data["caption"],
                container=data["container"],
            )
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-evidence", pk)
    return render(
        request,
        "portal/imports/evidence.html",
        {"form": form, "document": found, "evidence": list(found.evidence.order_by("pk"))},
        status=422 if form.errors else 200,
    )


@require_safe
@desk(may_see)
def evidence_file(_request: HttpRequest, _by: Acting, pk: int) -> HttpResponse:
    """A kept file. A PDF is always saved and never shown within the page."""
    kept = get_object_or_404(Evidence, pk=pk)
    try:
        data = attachments.load(kept.digest)
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    response = HttpResponse(data, content_type=kept.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if kept.media_type == "application/pdf":
        response["Content-Disposition"] = f'attachment; filename="{kept.digest[:12]}.pdf"'
    return response


# ---------------------------------------------------------------- paper


@require_http_methods(["GET", "POST"])
@desk(may_see)
def paper(request: HttpRequest, by: Acting) -> HttpResponse:
    """Foreign paper, field by field, as it is printed."""
    form = PaperForm(request.POST or None, request.FILES or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            found = operations.capture_paper(
                by=by,
                at=timezone.now(),
                texts=form.texts,
                lines=form.lines,
                brought_by=form.cleaned_data["brought_by"],
                scans=[scan.read()] if scan else [],
            )
        except Refusal as refusal:
            put(refusal, form, {"file": "scan"})
        else:
            return redirect("portal:imports-document", found.pk)
    return _paper(request, form, None)


@require_http_methods(["GET", "POST"])
@desk(may_see)
def amend(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Correct what was mistyped from a paper, before a case is open on it."""
    found = _found(pk)
    form = PaperForm(request.POST) if request.method == "POST" else PaperForm.of(found.printed)
    if request.method == "POST" and form.is_valid():
        try:
            operations.amend_paper(by=by, at=timezone.now(), document=found, texts=form.texts, lines=form.lines)
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect("portal:imports-document", pk)
    return _paper(request, form, found)


def _paper(request: HttpRequest, form: PaperForm, found: ForeignDocument | None) -> HttpResponse:
    return render(
        request,
        "portal/imports/paper.html",
        {"form": form, "document": found},
        status=422 if form.is_bound and form.errors else 200,
    )
