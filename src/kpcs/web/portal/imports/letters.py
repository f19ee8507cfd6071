"""Letters to issuers without a node: the paper itself, and how it went."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpcs.office.accounts.terms import Acting
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exchange.terms import Carriage
from kpcs.office.imports import documents
from kpcs.office.imports.models import Confirmation, Question
from kpcs.office.imports.rules import may_see
from kpcs.scheme.lifecycles import TransmissionState
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.imports.closing_forms import CarriageForm
from kpcs.web.portal.imports.refusing import sent_back
from kpcs.web.ui.places import place
from kpcs.web.ui.refusals import put


@require_safe
@desk(may_see)
def confirmation(request: HttpRequest, _by: Acting, pk: int) -> HttpResponse:
    """The confirmation as a letter."""
    found = get_object_or_404(Confirmation.objects.select_related("case__office", "case__document", "by"), case=pk)
    back = reverse("portal:imports-confirmation", args=[pk])
    return _paper(request, lambda: documents.confirmation_letter(found), f"confirmation-{found.case.reference}", back)


@require_safe
@desk(may_see)
def question(request: HttpRequest, _by: Acting, pk: int) -> HttpResponse:
    """The question to the issuer as a letter."""
    found = get_object_or_404(Question.objects.select_related("document__office", "document__captured_by"), pk=pk)
    back = reverse("portal:imports-document", args=[found.document_id])
    return _paper(request, lambda: documents.query_letter(found), f"query-{found.document.number or pk}", back)


def _paper(request: HttpRequest, make: Callable[[], bytes], name: str, back: str) -> HttpResponse:
    try:
        paper = make()
    except Refusal as refusal:
        return sent_back(request, refusal, back)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name.replace(" ", "-")}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
@desk(may_see)
def confirmation_sent(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Record how the letter of confirmation went."""
    found = get_object_or_404(Confirmation.objects.select_related("sent__peer"), case=pk)
    return _sent(request, by, found.sent, reverse("portal:imports-confirmation", args=[pk]))


@require_http_methods(["GET", "POST"])
@desk(may_see)
def question_sent(request: HttpRequest, by: Acting, pk: int) -> HttpResponse:
    """Record how the letter with the question went."""
    found = get_object_or_404(Question.objects.select_related("sent__peer"), pk=pk)
    return _sent(request, by, found.sent, reverse("portal:imports-document", args=[found.document_id]))


def _sent(request: HttpRequest, by: Acting, message: SentMessage, back: str) -> HttpResponse:
    form = CarriageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        carriage = Carriage(form.cleaned_data["carriage"])
        try:
            exchange.record_printed(by=by, at=timezone.now(), message=message, sent_by=carriage)
        except Refusal as refusal:
            put(refusal, form)
        else:
            return redirect(back)
    return render(
        request,
        "portal/imports/letter_sent.html",
        {
            "form": form,
            "back_to": back,
            "recipient": place(message.peer.identity),
            "state": TransmissionState(message.state),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
