"""The desk's own page: the intake box, the counts, the list by urgency; the same list as a file."""

import csv
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kpcs.office.accounts.terms import Acting
from kpcs.office.imports import queries
from kpcs.office.imports.models import Arrival
from kpcs.office.imports.queries import DeskRow, DeskView, Group, Step
from kpcs.office.imports.rules import may_see
from kpcs.office.imports.terms import Announced
from kpcs.scheme.lifecycles import MovementState
from kpcs.web.portal.doors import desk
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Count, Way
from kpcs.web.ui.templatetags.kpcs_ui import state, tag, word

PAGE = 25
"""Rows of a group that are shown before the rest is asked for."""

STEPS: dict[Step, tuple[Any, str, str]] = {
    Step.NOT_ARRIVED: (_("Not arrived"), "care", "clock"),
    Step.TO_CHECK: (_("To check"), "hand", ""),
    Step.TO_WEIGH: (_("To weigh"), "hand", ""),
    Step.BEING_WEIGHED: (_("Being weighed"), "hand", ""),
    Step.DIFFERENCE: (_("Difference"), "care", ""),
    Step.TO_DECIDE: (_("Weighed, to decide"), "hand", ""),
    Step.TO_CONFIRM: (_("Decided, to confirm"), "hand", ""),
    Step.LETTER_TO_SEND: (_("Letter to send"), "hand", ""),
    Step.COPY_TO_GIVE: (_("Importer’s copy to give"), "hand", ""),
    Step.HELD: (_("Held"), "waiting", "lock"),
    Step.HELD_TWO_CLAIMS: (_("Held: two claims"), "waiting", "lock"),
}
GROUPS: dict[Group, Any] = {
    Group.COUNTER: _("At the counter"),
    Group.OVERDUE: _("Overdue"),
    Group.TODAY: _("Due today"),
    Group.EXPECTED: _("Expected"),
}
HELD = "held"
COLUMNS = (
    "number",
    "issuer",
    "exporter",
    "importer",
    "parcels",
    "carats",
    "value_usd",
    "announced",
    "expected_on",
    "arrived_at",
    "due_on",
    "step",
)
"""Heads of the list as a file."""


class ListRow(NamedTuple):
    """A row of the list, ready to be set."""

    arrival: Arrival
    href: str
    due: Any
    due_on: Any
    came: Any
    came_how: Any
    state: SafeString


class ListGroup(NamedTuple):
    """A group of the list. ``more`` is the address that shows all of it, empty when nothing is left out."""

    title: Any
    summary: str
    rows: list[ListRow]


@require_safe
@desk(may_see)
def import_desk(request: HttpRequest, by: Acting) -> HttpResponse:
    """The desk of the acting person's office."""
    return show(request, by)


def show(request: HttpRequest, by: Acting, *, typed: str = "", wrong: Sequence[str] = ()) -> HttpResponse:
    """The desk's page, with what was ``typed`` into the intake box and what is ``wrong`` with it."""
    assert by.office is not None
    view = queries.desk(by.office, timezone.now())
    chosen = request.GET.get("show", "")
    whole = "all" in request.GET
    groups, shown, total = _groups(view, chosen, whole)
    return render(
        request,
        "portal/imports/desk.html",
        {
            "office": by.office,
            "ways": [
                Way(_("Use the camera"), reverse("portal:imports-camera"), "camera"),
                Way(_("Upload a photo or PDF"), reverse("portal:imports-upload"), "upload"),
                Way(_("Enter a paper certificate"), reverse("portal:imports-paper"), "keyboard"),
            ],
            "counts": _counts(view, chosen),
            "groups": groups,
            "shown": shown,
            "total": total,
            "rest": total - shown,
            "chosen": chosen,
            "typed": typed,
            "wrong": wrong,
        },
        status=422 if wrong else 200,
    )


def _counts(view: DeskView, chosen: str) -> list[Count]:
    base = reverse("portal:imports")

    def cell(rows: Sequence[DeskRow], label: Any, show: str, tone: str = "") -> Count:
        href = f"{base}?show={show}" if show else base
        return Count(str(len(rows)), label, href, chosen == show, tone if rows else "")

    return [
        cell(view.rows, _("All open"), ""),
        cell(view.of(Group.EXPECTED), _("Expected"), Group.EXPECTED),
        cell(view.of(Group.COUNTER), _("At the counter"), Group.COUNTER),
        cell(view.of(Group.TODAY), _("Due today"), Group.TODAY),
        cell(view.of(Group.OVERDUE), _("Overdue"), Group.OVERDUE, "bad"),
        cell(view.held, _("Held"), HELD, "waiting"),
    ]


def _groups(view: DeskView, chosen: str, whole: bool) -> tuple[list[ListGroup], int, int]:
    """The groups that are shown, how many rows they show, and how many there are."""
    found, shown, total = [], 0, 0
    for group, title in GROUPS.items():
        if chosen in (*Group,) and chosen != group:
            continue
        rows = [row for row in view.of(group) if chosen != HELD or row.held]
        if not rows:
            continue
        kept = rows if whole else rows[:PAGE]
        shown, total = shown + len(kept), total + len(rows)
        summary = ngettext("%(count)s certificate", "%(count)s certificates", len(rows)) % {"count": len(rows)}
        if group is Group.EXPECTED and len(rows) > 1:
            summary = gettext("%(count)s, earliest arrival first") % {"count": summary}
        found.append(ListGroup(title, summary, [_row(row) for row in kept]))
    return found, shown, total


def _row(row: DeskRow) -> ListRow:
    arrival, case = row.arrival, row.case
    name = ("portal:imports-case", case.pk) if case else ("portal:imports-arrival", arrival.pk)
    came: Any = figures.day(arrival.expected_on, "short") if arrival.expected_on else "–"
    how: Any = arrival.waybill or gettext("No air waybill yet")
    if arrival.arrived_at is not None:
        came = figures.day(timezone.localtime(arrival.arrived_at).date(), "short")
        how = gettext("Arrived")
    elif row.step is Step.NOT_ARRIVED and arrival.expected_on is not None:
        late = (timezone.localdate() - arrival.expected_on).days
        how = ngettext("%(count)s day late", "%(count)s days late", late) % {"count": late}
    return ListRow(
        arrival,
        reverse(name[0], args=[name[1]]),
        _due(row),
        figures.day(row.due_on, "short") if row.due_on else "",
        came,
        how,
        _state(row),
    )


def _due(row: DeskRow) -> Any:
    if row.days is None:
        return gettext("Not due")
    if row.days < 0:
        return word(ngettext("%(count)s day late", "%(count)s days late", -row.days) % {"count": -row.days}, "bad")
    if row.days == 0:
        return word(gettext("Today"), "care")
    return word(ngettext("In %(count)s day", "In %(count)s days", row.days) % {"count": row.days})


def _state(row: DeskRow) -> SafeString:
    if row.step is Step.COMING:
        found: SafeString = state(MovementState(row.arrival.state))
        return found
    label, tone, icon = STEPS[row.step]
    text = gettext(str(label))
    if row.step is Step.DIFFERENCE and row.difference:
        text = gettext("Difference %(carats)s ct") % {"carats": abs(row.difference).printed()}
    return tag(text, tone, icon)


@require_safe
@desk(may_see)
def download(_request: HttpRequest, by: Acting) -> HttpResponse:
    """The open list as CSV: one row a shipment, codes and amounts as programs read them."""
    assert by.office is not None
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-desk-{by.office.code}.csv"'
    out = csv.writer(response)
    out.writerow(COLUMNS)
    for row in queries.desk(by.office, timezone.now()).rows:
        arrival = row.arrival
        out.writerow(
            _plain(
                arrival.number,
                arrival.issuer,
                arrival.exporter,
                arrival.importer,
                arrival.parcels,
                arrival.carats,
                arrival.value,
                Announced(arrival.announced).value,
                arrival.expected_on,
                arrival.arrived_at.isoformat(timespec="seconds") if arrival.arrived_at else None,
                row.due_on,
                row.step.value,
            )
        )
    return response


def _plain(*values: object) -> list[str]:
    """Cells that no spreadsheet takes for a formula."""
    texts = ["" if value is None else str(value) for value in values]
    return [f"'{text}" if text[:1] in "=+-@\t\r" and text else text for text in texts]
