"""A foreign certificate as the importing side sees it: what it states, how it was packed, what both sides did."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kpcs.office.accounts.terms import Acting
from kpcs.office.audit.terms import act_label
from kpcs.office.imports import comparing, queries
from kpcs.office.imports.models import Arrival, InspectionCase
from kpcs.office.imports.rules import may_see
from kpcs.office.imports.sheets import certificate_of
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.lifecycles import CaseState, MovementState
from kpcs.web.portal.doors import desk
from kpcs.web.portal.imports.saying import said
from kpcs.web.portal.imports.statements import origin_words
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Row, SideAct
from kpcs.web.ui.places import place
from kpcs.web.ui.templatetags.kpcs_ui import phrase

SHOWN = frozenset(
    {
        "imports.announced",
        "imports.dispatched",
        "imports.arrived",
        "imports.case_opened",
        "imports.weighed",
        "imports.held",
        "imports.hold_ended",
        "imports.asked",
        "imports.answered",
        "imports.decided",
        "imports.disposed",
        "imports.confirmed",
    }
)
"""Acts of ours that concern both sides; the rest stands in the case."""


@require_safe
@desk(may_see)
def certificate(request: HttpRequest, _by: Acting, pk: int) -> HttpResponse:
    """The certificate of a case, with the acts of both authorities on one line of days."""
    cases = InspectionCase.objects.select_related("office", "document", "arrival")
    case = get_object_or_404(cases, pk=pk)
    record = certificate_of(case.document)
    if record is None:
        return redirect("portal:imports-document", case.document_id)
    sums = comparing.sums(case.lines.all())
    weighed = case.state not in (CaseState.OPEN, CaseState.VERIFIED)
    return render(
        request,
        "portal/imports/certificate.html",
        {
            "case": case,
            "record": record,
            "movement": MovementState(case.arrival.state),
            "parties": [
                Row(_("Exporter"), record.exporter.name, ", ".join(record.exporter.address)),
                Row(_("Importer"), record.importer.name, ", ".join(record.importer.address)),
            ],
            "facts": [
                Row(_("Origin"), origin_words(record)),
                Row(_("Provenance"), place(record.provenance)),
                Row(_("Issued"), phrase(figures.day(record.issued_on), ", ", record.signatory.name)),
                Row(_("Valid until"), figures.day(record.expires_on)),
            ],
            "found": sums.found if weighed else None,
            "difference": sums.difference if weighed else None,
            "sides": both_sides(case, record),
        },
    )


def both_sides(case: InspectionCase, record: Certificate) -> list[SideAct]:
    """Acts in the order of time: what the issuer told about its side, by its days, and what was done here."""
    theirs = [(act.day, 0, 0.0, act) for act in _told_by_them(case.arrival, record)]
    ours = [
        (act.day, 1, told.at.timestamp(), act)
        for told in queries.history(case)
        if told.act in SHOWN and (act := _ours(told.at, told.act, told.personal.get("name", "")))
    ]
    rows = sorted([*theirs, *ours], key=lambda row: row[:3])
    return [act._replace(row=place) for place, (_day, _side, _at, act) in enumerate(rows)]


def _ours(at: datetime, act: str, name: str) -> SideAct:
    fact: Any = figures.moment(at, "time")
    if name:
        fact = phrase(fact, ", ", name)
    return SideAct(timezone.localtime(at).date(), act_label(act), fact, False, 0)


def _told_by_them(arrival: Arrival, record: Certificate) -> list[SideAct]:
    acts = [SideAct(record.issued_on, gettext("Frozen and signed"), record.authority, True, 0)]
    if arrival.validated_on is not None:
        acts.append(SideAct(arrival.validated_on, gettext("Validated"), record.signatory.name, True, 0))
    if arrival.pre_advice is not None:
        sent = timezone.localtime(arrival.pre_advice.time)
        acts.append(SideAct(sent.date(), gettext("Pre-advice sent"), figures.moment(sent, "time"), True, 0))
    if arrival.exported_on is not None:
        left = said(gettext("Left %(place)s"), place=place(record.provenance))
        acts.append(SideAct(arrival.exported_on, left, arrival.carrier, True, 0))
    return acts
