"""Our certificates: the list, the page of one with its papers, its ends, and what other authorities ask."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from rules.predicates import Predicate

from kpcs.office import attachments
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import documents, operations, queries, rules
from kpcs.office.certificates.models import AuthenticityQuery, Certificate
from kpcs.office.exports import queries as exports
from kpcs.office.exports.models import Movement
from kpcs.office.exports.rules import may_see_desk
from kpcs.scheme.certificate import Certificate as Record
from kpcs.scheme.lifecycles import CERTIFICATE, CertificateAct, CertificateState, MovementState
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.certificates.forms import AnswerForm, EndForm, RestoreForm
from kpcs.web.portal.certificates.sides import both_sides
from kpcs.web.portal.doors import desk
from kpcs.web.ui import figures, refusals
from kpcs.web.ui.pieces import Count, Row, Text
from kpcs.web.ui.places import place

ON_A_PAGE = 50


# ---------------------------------------------------------------- the list


@desk(may_see_desk)
@require_safe
def certificates(request: HttpRequest, by: Acting) -> HttpResponse:
    """Every number of the office, newest first, by state."""
    chosen = request.GET.get("state", "")
    rows = queries.certificates([by.office] if by.office else ())
    if _only_agent(by):
        rows = rows.filter(application__in=exports.visible(by, timezone.localdate()).values("reference"))
    sums = queries.counts_by_state(rows)
    if chosen in CertificateState:
        rows = rows.filter(state=chosen)
    here = reverse("portal:certificates")
    strip = [Count(figures.number(sum(sums.values())), gettext("All"), here, not chosen)]
    for known in CertificateState:
        if sums.get(known.value):
            label = gettext(known.label)
            strip.append(
                Count(figures.number(sums[known.value]), label, f"{here}?state={known.value}", chosen == known.value)
            )
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    listed = [(row, CertificateState(row.state)) for row in page]
    return render(
        request,
        "portal/certificates/list.html",
        {
            "counts": strip,
            "listed": listed,
            "page": page,
            "chosen": chosen,
            "queries": queries.open_queries() if rules.may_answer_queries.test(by, None) else [],
            "restore": queries.restore_pending(),
            "may_confirm": rules.may_confirm_restore.test(by, None),
        },
    )


# ---------------------------------------------------------------- one certificate


def _certificate(by: Acting, number: str) -> Certificate:
    """The certificate of the address; an agent sees those of his traders, an officer every one."""
    row = queries.find(number)
    if row is None or (_only_agent(by) and exports.find(row.application, by, timezone.localdate()) is None):
        raise Http404
    return row


def _only_agent(by: Acting) -> bool:
    return by.roles <= {Role.AGENT.value}


@desk(may_see_desk)
@require_safe
def page(request: HttpRequest, by: Acting, number: str) -> HttpResponse:
    """What the certificate states, how it was packed, and what both sides did."""
    row = _certificate(by, number)
    record = queries.record(row) if row.code else None
    movement = exports.movement_of(row)
    subjects = [f"certificate/{row.number}", *([f"application/{row.application}"] if row.application else [])]
    history = audit.history(*subjects)
    return render(
        request,
        "portal/certificates/page.html",
        {
            "row": row,
            "record": record,
            "state": CertificateState(row.state),
            "moving": MovementState(movement.state) if movement else None,
            "movement": movement,
            "parties": _parties(record) if record else [],
            "facts": _facts(row, record) if record else [],
            "difference": exports.difference(movement) if movement else None,
            "sides": both_sides(row, movement, history, exports.names(told.account for told in history)),
            "ends": _ends(by, row),
            "confirmed": _confirmed(movement),
            "replaced_by": getattr(row, "superseded_by", None),
        },
    )


def _parties(record: Record) -> list[Row]:
    parties = [(gettext("Exporter"), record.exporter), (gettext("Importer"), record.importer)]
    if record.consignee:
        parties.append((gettext("Consignee"), record.consignee))
    return [Row(label, party.name, ", ".join(party.address)) for label, party in parties]


def _facts(row: Certificate, record: Record) -> list[Row]:
    origins = ", ".join(place(code) for code in record.origins.countries)
    if record.origins.mode == "mixed_undeclared":
        origins = gettext("mixed, not listed")
    facts = [Row(gettext("Origin"), origins), Row(gettext("Provenance"), place(record.provenance))]
    if row.validated_at is not None:
        facts.append(
            Row(gettext("Validated"), figures.day(timezone.localtime(row.validated_at).date()), record.signatory.name)
        )
    facts.append(Row(gettext("Valid until"), figures.day(record.expires_on)))
    if record.must_export_by is not None:
        facts.append(Row(gettext("To be exported by"), figures.day(record.must_export_by)))
    facts.append(Row(gettext("Check value"), figures.code(row.check_value)))
    if record.sheet:
        facts.append(Row(gettext("Sheet"), figures.code(record.sheet)))
    return facts


def _confirmed(movement: Movement | None) -> Any:
    return movement.confirmation if movement is not None and hasattr(movement, "confirmation") else None


# ---------------------------------------------------------------- papers


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@desk(may_see_desk)
@require_safe
def paper(_request: HttpRequest, by: Acting, number: str) -> HttpResponse:
    """The certificate as it was printed."""
    row = _certificate(by, number)
    if not row.paper:
        raise Http404
    return _pdf(attachments.load(row.paper), row.number)


@desk(may_see_desk)
@require_safe
def labels(_request: HttpRequest, by: Acting, number: str) -> HttpResponse:
    """The labels of the containers."""
    row = _certificate(by, number)
    if not row.code:
        raise Http404
    return _pdf(documents.labels(row), f"{row.number}-labels")


# ---------------------------------------------------------------- ends


class End(NamedTuple):
    """A way for a certificate to end: its page, its operation, who may."""

    title: Text
    button: Text
    explain: Text
    act: CertificateAct
    may: Predicate
    do: Callable[..., object]
    done: Text


_A = CertificateAct
ENDS: dict[str, End] = {
    "void": End(
        gettext_lazy("Make number and sheet void"),
        gettext_lazy("Make void"),
        gettext_lazy("For a number that will not be used. To go on with the next number, use the export case."),
        _A.VOID,
        rules.may_issue,
        operations.void,
        gettext_lazy("Number and sheet are void."),
    ),
    "cancel": End(
        gettext_lazy("Cancel an unused certificate"),
        gettext_lazy("Cancel it"),
        gettext_lazy("The certificate was not used and has been returned to this office (EU 12(5))."),
        _A.CANCEL,
        rules.may_issue,
        operations.cancel,
        gettext_lazy("The certificate is cancelled."),
    ),
    "revoke": End(
        gettext_lazy("Revoke the certificate"),
        gettext_lazy("Revoke it"),
        gettext_lazy("The importing authority is told in the same act, with the reason."),
        _A.REVOKE,
        rules.may_revoke,
        operations.revoke,
        gettext_lazy("The certificate is revoked."),
    ),
    "lost": End(
        gettext_lazy("Report the certificate lost"),
        gettext_lazy("Report it lost"),
        gettext_lazy("The importing authority is told in the same act."),
        _A.REPORT_LOST,
        rules.may_report_loss,
        operations.report_lost,
        gettext_lazy("The certificate is reported lost."),
    ),
    "stolen": End(
        gettext_lazy("Report the certificate stolen"),
        gettext_lazy("Report it stolen"),
        gettext_lazy("The importing authority is told in the same act."),
        _A.REPORT_STOLEN,
        rules.may_report_loss,
        operations.report_stolen,
        gettext_lazy("The certificate is reported stolen."),
    ),
}
"""Ends by the last part of their address. Replacement goes on with the next number and belongs to the export case."""


def _ends(by: Acting, row: Certificate) -> list[tuple[Text, str]]:
    """The ends that are possible now and that this person may bring about."""
    found: list[tuple[Text, str]] = [
        (end.title, reverse("portal:certificates-end", kwargs={"number": row.number, "end": name}))
        for name, end in ENDS.items()
        if CERTIFICATE.allows(row.state, end.act) and end.may.test(by, row)
    ]
    if row.application and CERTIFICATE.allows(row.state, _A.SUPERSEDE) and rules.may_issue.test(by, row):
        kwargs = {"reference": row.application, "act": "replace"}
        found.append((gettext("Replace the certificate"), reverse("portal:exports-act", kwargs=kwargs)))
    return found


@desk(may_see_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, by: Acting, number: str, end: str) -> HttpResponse:
    """The page of an end: a reason from the list, a sentence, and what will follow."""
    row = _certificate(by, number)
    chosen = ENDS.get(end)
    if chosen is None:
        raise Http404
    if not chosen.may.test(by, row):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, act=chosen.act)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(by=by, at=timezone.now(), number=row.number, reason=form.chosen(), note=form.cleaned_data["note"])
        except Refusal as refusal:
            refusals.put(refusal, form)
        else:
            messages.success(request, str(chosen.done))
            return redirect("portal:certificates-page", number=row.number)
    return render(request, "portal/certificates/end.html", {"row": row, "form": form, "end": chosen})


# ---------------------------------------------------------------- other authorities, and after a restore


@desk(rules.may_answer_queries)
@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest, by: Acting, query: int) -> HttpResponse:
    """Answer an authority that asks about a paper: our record beside what it read, and the officer's word."""
    asked = get_object_or_404(AuthenticityQuery, pk=query)
    proposal = queries.proposal(asked)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"result": proposal.result.value})
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_query(by=by, at=timezone.now(), query=asked, **form.cleaned_data)
        except Refusal as refusal:
            refusals.put(refusal, form)
        else:
            messages.success(request, gettext("The answer is sent."))
            return redirect("portal:certificates")
    return render(request, "portal/certificates/query.html", {"asked": asked, "proposal": proposal, "form": form})


@desk(rules.may_confirm_restore)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_restore(request: HttpRequest, by: Acting) -> HttpResponse:
    """Say which number was used last, and let issuing go on."""
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.confirm_restore(by=by, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            refusals.put(refusal, form)
        else:
            messages.success(request, gettext("Issuing goes on with the next free number."))
            return redirect("portal:certificates")
    return render(request, "portal/certificates/restore.html", {"form": form, "pending": queries.restore_pending()})
