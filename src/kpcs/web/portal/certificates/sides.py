"""What both authorities did about one certificate, on one line of days: our record, and what they told."""

from datetime import date, datetime, time, timedelta

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
        "certificates.frozen",
        "certificates.printed",
        "certificates.validated",
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

_LEAVING = ("certificates.validated", "certificates.exported")
_DELIVERED = (TransmissionState.DELIVERED, TransmissionState.DELIVERED_WITH_WARNINGS)


def both_sides(
    certificate: Certificate, movement: Movement | None, history: list[Told], names: dict[str, str]
) -> list[SideAct]:
    """Acts in the order of time. An act of theirs that answers one of ours stands on its line."""
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
    theirs = _told_by_them(movement)
    items += zip(_times(theirs, history), theirs, strict=True)
    rows = [act._replace(row=place) for place, (_at, act) in enumerate(sorted(items, key=lambda item: item[0]))]
    return _confirmed_on_one_line(rows, theirs[-1] if theirs else None)


def _times(theirs: list[SideAct], history: list[Told]) -> list[datetime]:
    """Where their acts stand among ours. They give days without times, by their own calendar: each stands at the
    beginning of its day, so before what we did about it, but never before the goods left us."""
    left = max((told.at for told in history if told.act in _LEAVING), default=None)
    times = []
    for place, act in enumerate(theirs):
        begins = timezone.make_aware(datetime.combine(act.day, time.min))
        times.append(max(begins, left) if left else begins)
        times[-1] += timedelta(microseconds=place + 1)
    return times


def _confirmed_on_one_line(rows: list[SideAct], outcome: SideAct | None) -> list[SideAct]:
    """Their outcome stands beside our receiving it, when both are of one day."""
    received = next((act for act in rows if act.what == act_label("exports.confirmation_received")), None)
    if outcome is None or received is None or received.day != outcome.day:
        return rows
    return [act._replace(row=received.row) if act._replace(row=0) == outcome else act for act in rows]


def _sent(at: datetime, kind: str) -> tuple[datetime, SideAct]:
    what = gettext("%(message)s sent") % {"message": Kind(kind).label}
    return at, SideAct(timezone.localtime(at).date(), what, figures.moment(at, "time"), True, 0)


def _told_by_them(movement: Movement | None) -> list[SideAct]:
    """What the confirmation says was done over there, by its own dates."""
    if movement is None or not hasattr(movement, "confirmation") or not movement.confirmation.body:
        return []
    body = movement.confirmation.body
    found = []
    case = body.get("case_number", "")
    received = _day(body.get("received_on"))
    if received:
        what = gettext("Arrived")
        found.append(SideAct(received, what, _case(case), False, 0))
    inspected = _day(body.get("inspected_on")) or received
    if inspected and movement.inspected_carats is not None:
        fact = format_html(gettext("{carats} found"), carats=figures.found(movement.inspected_carats, "ct"))
        found.append(SideAct(inspected, gettext("Opened and weighed"), fact, False, 0))
    if inspected:
        label = gettext(MovementState(movement.confirmation.result).label)
        found.append(SideAct(inspected, label, body.get("office", ""), False, 0))
    return found


def _case(case: str) -> Text:
    return format_html(gettext("case {case}"), case=figures.code(case)) if case else ""


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
