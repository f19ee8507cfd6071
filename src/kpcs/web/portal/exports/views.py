"""The export desk's list, the case with its steps, and the page of each act."""

import csv
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import queries as audit
from kpcs.office.audit.terms import act_label
from kpcs.office.certificates import queries as certificates
from kpcs.office.exports import documents, queries, rules
from kpcs.office.exports.models import Application
from kpcs.scheme.certificate import Container
from kpcs.scheme.lifecycles import ApplicationState, CertificateState, ConfirmationState, Due, MovementState, due
from kpcs.scheme.problems import Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.exports.acts import ACTS
from kpcs.web.portal.exports.drafting import application
from kpcs.web.portal.exports.making import letter
from kpcs.web.portal.exports.steps import Case, done, steps, when_and_who
from kpcs.web.ui import figures, refusals
from kpcs.web.ui.pieces import Act, Count, Row, Text
from kpcs.web.ui.places import place
from kpcs.web.ui.templatetags.kpcs_ui import state, tag, word

_AS, _CS = ApplicationState, CertificateState


# ---------------------------------------------------------------- the list


class Line(NamedTuple):
    """A row of the desk's list."""

    row: Application
    number: str
    state: Text
    due: Text
    on: Text


class Group(NamedTuple):
    """A heading of the list with its rows."""

    key: str
    label: Text
    lines: list[Line]


_GROUPS: tuple[tuple[str, Text], ...] = (
    ("overdue", gettext_lazy("Confirmation overdue")),
    ("decide", gettext_lazy("To examine and decide")),
    ("issue", gettext_lazy("Approved, to certify")),
    ("way", gettext_lazy("On the way, confirmation awaited")),
    ("drafts", gettext_lazy("Drafts and questions to applicants")),
    ("closed", gettext_lazy("Closed")),
)
_LABELS: dict[str, Text] = {
    "decide": gettext_lazy("To decide"),
    "issue": gettext_lazy("To certify"),
    "way": gettext_lazy("On the way"),
    "overdue": gettext_lazy("Overdue"),
    "drafts": gettext_lazy("Drafts"),
}
SHOWN = 50
"""Rows of a group that the desk shows at most; the certificates' list shows all."""


def _grouped(rows: Iterable[Application], day: date) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {key: [] for key, _label in _GROUPS}
    for row, certificate, movement in queries.standing(rows):
        key, shown, when, on = _place_of(row, day, certificate, movement)
        groups[key].append(Line(row, certificate.number if certificate else "", shown, when, on))
    return groups


def _place_of(row: Application, day: date, certificate: Any, movement: Any) -> tuple[str, Text, Text, Text]:
    """Which group, which tag, and what is due when."""
    departs = figures.day(row.departs_on, "short") if row.departs_on else ""
    if row.state in (_AS.DRAFT, _AS.INFORMATION_REQUESTED):
        return "drafts", state(_AS(row.state)), departs, ""
    if row.state in (_AS.SUBMITTED, _AS.UNDER_EXAMINATION):
        return "decide", state(_AS(row.state)), departs, ""
    if row.state != _AS.APPROVED:
        return "closed", state(_AS(row.state)), "", ""
    if certificate is None or certificate.state != _CS.EXPORTED:
        shown = state(_CS(certificate.state)) if certificate else state(_AS.APPROVED)
        return "issue", shown, departs, ""
    awaited = movement.confirmation if movement is not None and hasattr(movement, "confirmation") else None
    if awaited is None or movement.state == MovementState.MANUALLY_CLOSED:
        return "closed", state(_CS.EXPORTED), "", ""
    if awaited.state == ConfirmationState.RECONCILED:
        return "closed", state(ConfirmationState.RECONCILED), "", ""
    if awaited.state != ConfirmationState.AWAITED:
        if awaited.state == ConfirmationState.DISPUTED:
            return "way", state(ConfirmationState.DISPUTED), word(gettext("To settle"), "waiting"), ""
        return "way", state(MovementState(movement.state)), word(gettext("To reconcile"), "care"), ""
    on = figures.day(awaited.due_on, "short") if awaited.due_on else ""
    late = due(awaited.due_on, day)
    if late is Due.OVERDUE:
        days = (day - awaited.due_on).days
        return "overdue", tag(gettext("Not confirmed"), "bad"), word(_days_late(days), "bad"), on
    if late is Due.DUE:
        return "way", state(MovementState(movement.state)), word(gettext("Today"), "care"), on
    return "way", state(MovementState(movement.state)), on, ""


def _days_late(days: int) -> str:
    return gettext("1 day late") if days == 1 else gettext("%(days)s days late") % {"days": days}


@desk(rules.may_see_desk)
@require_safe
def cases(request: HttpRequest, by: Acting) -> HttpResponse:
    """The export desk: what waits, for whom, and by when."""
    day = timezone.localdate()
    groups = _grouped(queries.visible(by, day), day)
    chosen = request.GET.get("show", "")
    open_sum = sum(len(lines) for key, lines in groups.items() if key != "closed")
    strip = [Count(str(open_sum), gettext("All open"), reverse("portal:exports-desk"), not chosen)]
    for key, label in _LABELS.items():
        tone = "bad" if key == "overdue" and groups[key] else ""
        href = f"{reverse('portal:exports-desk')}?show={key}"
        strip.append(Count(str(len(groups[key])), label, href, chosen == key, tone))
    shown = [Group(key, label, groups[key][:SHOWN]) for key, label in _GROUPS if groups[key]]
    if chosen in groups:
        shown = [group for group in shown if group.key == chosen]
    elif not chosen:
        shown = [group for group in shown if group.key != "closed"]
    return render(
        request,
        "portal/exports/desk.html",
        {
            "counts": strip,
            "groups": shown,
            "closed": len(groups["closed"]),
            "may_apply": rules.may_apply.test(by, None),
        },
    )


@desk(rules.may_see_desk)
@require_safe
def download(_request: HttpRequest, by: Acting) -> HttpResponse:
    """Every application that the person may see as CSV: codes and amounts as programs read them."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="exports.csv"'
    response.write("\ufeff")  # spreadsheets take the text for UTF-8 by this mark
    table = csv.writer(response)
    table.writerow(_COLUMNS)
    for row, certificate, movement in queries.standing(queries.visible(by, timezone.localdate())):
        awaited = movement.confirmation if movement is not None and hasattr(movement, "confirmation") else None
        table.writerow(
            [
                row.reference,
                row.state,
                _cell(row.trader.name),
                _cell(row.importer),
                row.destination,
                certificate.number if certificate else "",
                certificate.state if certificate else "",
                row.parcels if row.parcels is not None else "",
                row.carats if row.carats is not None else "",
                row.value if row.value is not None else "",
                row.departs_on or "",
                awaited.due_on or "" if awaited else "",
            ]
        )
    return response


_COLUMNS = (
    "case",
    "state",
    "exporter",
    "importer",
    "destination",
    "certificate",
    "certificate_state",
    "parcels",
    "carats",
    "value_usd",
    "departs_on",
    "due_on",
)


def _cell(text: str) -> str:
    """A name that a spreadsheet must not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


# ---------------------------------------------------------------- the case


def _case(by: Acting, row: Application) -> Case:
    served = certificates.of_application(row.reference)
    current = queries.current(row)
    subjects = [f"application/{row.reference}", *(f"certificate/{certificate.number}" for certificate in served)]
    history = audit.history(*subjects)
    return Case(
        row=row,
        goods=queries.shipment(row) if row.record else None,
        certificate=current,
        movement=queries.movement_of(current) if current else None,
        history=history,
        names=queries.names(told.account for told in history),
        by=by,
        day=timezone.localdate(),
    )


@desk(rules.may_see_desk)
@require_safe
def case(request: HttpRequest, by: Acting, reference: str) -> HttpResponse:
    """An export case: its steps, the shipment, the people, the latest acts, and what else may be done."""
    row = application(by, reference)
    read = _case(by, row)
    listed = steps(read)
    return render(
        request,
        "portal/exports/case.html",
        {
            "row": row,
            "case": read,
            "state": _AS(row.state),
            "steps": listed,
            "done": done(listed),
            "shipment": _shipment(read),
            "people": _people(read),
            "acts": [Act(act_label(told.act), when_and_who(told, read.names)) for told in reversed(read.history[-6:])],
            "more": len(read.history) - 6,
            "others": _others(read),
            "ended": [c for c in certificates.of_application(row.reference) if c != read.certificate],
            "ruling": queries.ruling(row.destination, read.goods.containers, read.day) if read.goods else None,
            "containers": _containers(read),
        },
    )


def _containers(case: Case) -> tuple[Container, ...]:
    """What is, or will be, in the box, with the seals as far as they are chosen."""
    if case.goods is None:
        return ()
    return queries.packed(case.goods, case.certificate) if case.certificate else case.goods.containers


def _shipment(case: Case) -> list[Row]:
    goods = case.goods
    if goods is None:
        return []
    rows = [
        Row(gettext("Carats"), figures.certified(goods.carats, "ct")),
        Row(gettext("Value"), figures.dollars(goods.value)),
        Row(gettext("Per carat"), figures.per_carat(goods.value, goods.carats)),
        Row(gettext("Packed as"), _packed(len(goods.containers), len(goods.parcels))),
        Row(gettext("Destination"), place(goods.destination)),
        Row(gettext("Importer"), goods.importer.name),
        Row(gettext("Carrier"), goods.carrier, goods.waybill),
    ]
    if goods.departs_on:
        rows.append(Row(gettext("Departure"), figures.day(goods.departs_on, "weekday")))
    if goods.expected_on:
        rows.append(Row(gettext("Expected there"), figures.day(goods.expected_on, "weekday")))
    return rows


def _packed(containers: int, parcels: int) -> str:
    boxes = ngettext("%(n)s container", "%(n)s containers", containers) % {"n": containers}
    held = ngettext("%(n)s parcel", "%(n)s parcels", parcels) % {"n": parcels}
    return f"{boxes}, {held}"


_PARTS: tuple[tuple[str, Text, Text], ...] = (
    ("exports.submitted", gettext_lazy("applicant"), gettext_lazy("applied")),
    ("exports.examined", gettext_lazy("intake officer"), gettext_lazy("examined")),
    ("exports.approved", gettext_lazy("approver"), gettext_lazy("approved")),
    ("exports.weighed", gettext_lazy("weigher"), gettext_lazy("weighed")),
    ("exports.sealed", gettext_lazy("issuing officer"), gettext_lazy("sealed")),
    ("certificates.frozen", gettext_lazy("issuing officer"), gettext_lazy("signed the record")),
    ("certificates.validated", gettext_lazy("signatory"), gettext_lazy("validated")),
)


def _people(case: Case) -> list[tuple[str, Text, Text]]:
    """Who did what so far: name, part, act."""
    found = []
    for act, part, did in _PARTS:
        told = [event for event in case.history if event.act == act]
        if told:
            found.append((case.names.get(told[-1].account, told[-1].account), part, did))
    return found


_OTHER_ACTS: tuple[tuple[str, Any], ...] = (
    ("weigh-intake", lambda c: c.row.state in (_AS.SUBMITTED, _AS.UNDER_EXAMINATION, _AS.INFORMATION_REQUESTED)),
    ("request-information", lambda c: c.row.state == _AS.UNDER_EXAMINATION),
    ("refuse", lambda c: c.row.state in (_AS.UNDER_EXAMINATION, _AS.INFORMATION_REQUESTED)),
    ("reserve", lambda c: _reserved(c) and not _closed_seals(c)),
    (
        "spoil",
        lambda c: (
            c.certificate is not None and c.certificate.state in (_CS.RESERVED, _CS.FROZEN, _CS.PRINTED, _CS.VALIDATED)
        ),
    ),
    ("replace", lambda c: c.certificate is not None and c.certificate.state in (_CS.PRINTED, _CS.VALIDATED)),
    ("correct", lambda c: c.row.state == _AS.APPROVED and (c.certificate is None or _reserved(c))),
    ("letter", lambda c: c.movement is not None and letter(c.row) is not None),
    ("confirmation", lambda c: _confirmation_in(c, ConfirmationState.AWAITED)),
    ("dispute", lambda c: _confirmation_in(c, ConfirmationState.RECEIVED)),
    (
        "close",
        lambda c: c.movement is not None and c.movement.state in (MovementState.ANNOUNCED, MovementState.DISPATCHED),
    ),
    ("withdraw", lambda c: c.certificate is None and c.row.state in queries.OPEN),
)


def _reserved(case: Case) -> bool:
    return case.certificate is not None and case.certificate.state == _CS.RESERVED


def _closed_seals(case: Case) -> bool:
    assert case.certificate is not None
    return any(seal.sealed_at for container in queries.seals_of(case.certificate) for seal in container)


def _confirmation_in(case: Case, *states: ConfirmationState) -> bool:
    movement = case.movement
    return movement is not None and hasattr(movement, "confirmation") and movement.confirmation.state in states


def _others(case: Case) -> list[tuple[Text, str]]:
    """What else this person may do now, beside the step in hand."""
    return [
        (
            gettext("Choose other seals") if name == "reserve" else ACTS[name].title,
            reverse("portal:exports-act", kwargs={"reference": case.row.reference, "act": name}),
        )
        for name, possible in _OTHER_ACTS
        if possible(case) and ACTS[name].may.test(case.by, case.row)
    ]


@desk(rules.may_see_desk)
@require_safe
def timeline(request: HttpRequest, by: Acting, reference: str) -> HttpResponse:
    """Every act of a case with times and names."""
    row = application(by, reference)
    read = _case(by, row)
    items = [Act(act_label(told.act), when_and_who(told, read.names)) for told in reversed(read.history)]
    return render(request, "portal/exports/timeline.html", {"row": row, "acts": items})


@desk(rules.may_see_desk)
@require_safe
def pre_advice(_request: HttpRequest, by: Acting, reference: str) -> HttpResponse:
    """The notice of the shipment as a letter."""
    row = application(by, reference)
    certificate = queries.current(row)
    movement = queries.movement_of(certificate) if certificate else None
    if certificate is None or movement is None:
        raise Http404
    response = HttpResponse(documents.pre_advice(movement, day=movement.validated_on), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{certificate.number}-pre-advice.pdf"'
    return response


# ---------------------------------------------------------------- one act a page

_SHOWN_BESIDE = ("examine", "approve", "refuse", "freeze")
"""Acts that are about the whole shipment: it stands beside the form."""


@desk(rules.may_see_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, by: Acting, reference: str, act: str) -> HttpResponse:
    """The form of an act; what the rules refuse stands at the head and at the field, and nothing typed is lost."""
    row = application(by, reference)
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    if not chosen.may.test(by, row):
        raise PermissionDenied
    at = timezone.now()
    posted = request.method == "POST"
    if not row.record and act not in ("submit", "withdraw"):
        raise Http404
    form = chosen.form(row, request.POST if posted else None, request.FILES if posted else None, at)
    if posted and form.is_valid():
        try:
            chosen.act(by, at, row, form)
        except Refusal as refusal:
            refusals.put(refusal, form, chosen.fields(form))
        else:
            messages.success(request, str(chosen.done))
            return redirect("portal:exports-case", reference=reference)
    ruling = None
    if act == "approve":
        ruling = queries.ruling(row.destination, queries.shipment(row).containers, timezone.localdate(at))
    return render(
        request,
        "portal/exports/act.html",
        {
            "row": row,
            "form": form,
            "act": chosen,
            "ruling": ruling,
            "shipment": _shipment(_case(by, row)) if act in _SHOWN_BESIDE else [],
            "containers": queries.shipment(row).containers if act in _SHOWN_BESIDE and row.record else (),
        },
    )
