"""What both authorities did about one certificate, on one line of days: our record, and what they told."""

from datetime import date, datetime
from itertools import count

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import gettext

from kpcs.office.audit.queries import Told
from kpcs.office.audit.terms import SYSTEM, act_label
from kpcs.office.certificates.models import Certificate
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.terms import Kind
from kpcs.office.exports.models import Movement
from kpcs.scheme.lifecycles import MovementState, TransmissionState
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import SideAct, Text

SHOWN = frozenset(
    {
        "exports.submitted",
        "exports.approved",
        "exports.corrected",
        "exports.sealed",
        "certificates.reserved",
        "certificates.frozen",
        "certificates.printed",
        "certificates.validated",
        "certificates.handed_over",
        "certificates.exported",
        "certificates.superseded",
        "certificates.voided",
        "certificates.cancelled",
        "certificates.revoked",
        "certificates.reported_lost",
        "certificates.reported_stolen",
        "certificates.query_received",
        "certificates.query_answered",
        "exports.confirmation_received",
        "exports.confirmation_disputed",
        "exports.reconciled",
    }
)
"""Acts of ours that concern both sides; the rest stands in the case."""

_DELIVERED = (TransmissionState.DELIVERED, TransmissionState.DELIVERED_WITH_WARNINGS)


def both_sides(
    certificate: Certificate, movement: Movement | None, history: list[Told], names: dict[str, str]
) -> list[SideAct]:
    """Acts in the order of time. An act of theirs that answers one of ours stands on its line."""
    places = count(1)
    items: list[tuple[datetime, SideAct]] = []
    for told in history:
        if told.act in SHOWN:
            at = timezone.localtime(told.at)
            who = names.get(told.account, told.account)
            fact: Text = figures.moment(told.at, "time")
            if who != SYSTEM.account:
                fact = format_html("{}, {}", fact, who)
            items.append((told.at, SideAct(at.date(), act_label(told.act), fact, True, 0)))
    for message in exchange.sent_about(certificate.number):
        items.append(_sent(message.created_at, message.kind))
        if message.state in _DELIVERED and message.closed_at is not None:
            day = timezone.localtime(message.closed_at).date()
            what = gettext("%(message)s delivered") % {"message": Kind(message.kind).label}
            items.append((message.closed_at, SideAct(day, what, figures.moment(message.closed_at, "time"), False, 0)))
    ordered = [
        (act.day, at, act._replace(row=next(places)))
        for at, act in sorted(items, key=lambda pair: (pair[1].day, pair[0]))
    ]
    return [act for _day, _at, act in ordered] + _told_by_them(movement, places)


def _sent(at: datetime, kind: str) -> tuple[datetime, SideAct]:
    what = gettext("%(message)s sent") % {"message": Kind(kind).label}
    return at, SideAct(timezone.localtime(at).date(), what, figures.moment(at, "time"), True, 0)


def _told_by_them(movement: Movement | None, places: "count[int]") -> list[SideAct]:
    """What the confirmation says was done over there, by its own dates."""
    if movement is None or not hasattr(movement, "confirmation") or not movement.confirmation.body:
        return []
    body = movement.confirmation.body
    found = []
    case = body.get("case_number", "")
    received = _day(body.get("received_on"))
    if received:
        what = gettext("Arrived")
        found.append(SideAct(received, what, _case(case), False, next(places)))
    inspected = _day(body.get("inspected_on")) or received
    if inspected and movement.inspected_carats is not None:
        fact = format_html(gettext("{carats} found"), carats=figures.found(movement.inspected_carats, "ct"))
        found.append(SideAct(inspected, gettext("Opened and weighed"), fact, False, next(places)))
    if inspected:
        label = gettext(MovementState(movement.confirmation.result).label)
        found.append(SideAct(inspected, label, body.get("office", ""), False, next(places)))
    return found


def _case(case: str) -> Text:
    return format_html(gettext("case {case}"), case=figures.code(case)) if case else ""


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
