"""Writing an application: one section a page, kept at every step, complete or not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.exports import operations, queries, rules
from kpcs.office.exports.models import Application
from kpcs.office.traders import queries as traders
from kpcs.office.traders.models import Trader
from kpcs.office.traders.terms import TraderKind
from kpcs.scheme.lifecycles import ApplicationState
from kpcs.scheme.problems import Problem, Refusal
from kpcs.web.portal.doors import desk
from kpcs.web.portal.exports.sections import SECTIONS, LineForm, LineForms, LinesSection, Section, StartForm
from kpcs.web.ui.pieces import Step
from kpcs.web.ui.refusals import sentence
from kpcs.web.ui.templatetags.kpcs_ui import first_box, messages_of

_WRITABLE = (ApplicationState.DRAFT, ApplicationState.INFORMATION_REQUESTED)


def application(by: Acting, reference: str) -> Application:
    """The application of the address. 404 where there is none that ``by`` may see."""
    row = queries.find(reference, by, timezone.localdate())
    if row is None:
        raise Http404
    return row


def _writable(by: Acting, row: Application) -> Application:
    if row.state not in _WRITABLE or not rules.may_apply.test(by, row):
        raise PermissionDenied
    return row


@desk(rules.may_apply)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, by: Acting) -> HttpResponse:
    """Begin: for which trader."""
    form = StartForm(request.POST if request.method == "POST" else None)
    day = timezone.localdate()
    mine = Trader.objects.all() if Role.INTAKE in by.roles else None
    if mine is None and by.person is not None:
        mine = Trader.objects.filter(pk__in=[trader.pk for trader in traders.traders_of(by.person, day)])
    choice: Any = form.fields["trader"]
    choice.queryset = mine.exclude(kind__in=(TraderKind.CARRIER, TraderKind.IMPORTER)) if mine is not None else None
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.start(by=by, at=timezone.now(), trader=form.cleaned_data["trader"])
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return redirect("portal:exports-section", reference=row.reference, section=SECTIONS[0].name)
    return render(request, "portal/exports/start.html", {"form": form})


def _say(form: Any, refusal: Refusal) -> None:
    for problem in refusal.problems:
        form.add_error(None, sentence(problem))


@desk(rules.may_see_desk)
@require_safe
def draft(request: HttpRequest, by: Acting, reference: str) -> HttpResponse:
    """The sections of an application with what each still lacks; the way to submitting."""
    row = _writable(by, application(by, reference))
    found = queries.draft_problems(row, timezone.now())
    steps = [_step(row, section, found) for section in SECTIONS]
    others = [problem for problem in found if _section_of(problem) is None]
    return render(
        request,
        "portal/exports/draft.html",
        {
            "row": row,
            "steps": steps,
            "others": [sentence(problem) for problem in others],
            "complete": not found,
            "act": "submit" if row.state == ApplicationState.DRAFT else "answer",
        },
    )


def _step(row: Application, section: type[Section], found: list[Problem]) -> Step:
    href = reverse("portal:exports-section", kwargs={"reference": row.reference, "section": section.name})
    own = [problem for problem in found if _section_of(problem) is section]
    if not own:
        return Step(section.title, "done", "", href)
    words = gettext("%(n)s to complete") % {"n": len(own)}
    return Step(section.title, "to-come", sentence(own[0]), href, words)


def _section_of(problem: Problem) -> type[Section] | None:
    """The section in which the field of ``problem`` stands."""
    head = problem.where.split(".")[0]
    for section in SECTIONS:
        heads = {path.split(".")[0] for path in section.paths}
        if head in heads or (section is LinesSection and head == "lines"):
            return section
    return None


@desk(rules.may_see_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, by: Acting, reference: str, section: str) -> HttpResponse:
    """One section: saved as typed, and what is wrong with it said at once."""
    row = _writable(by, application(by, reference))
    kind = next((known for known in SECTIONS if known.name == section), None)
    if kind is None:
        raise Http404
    if kind is LinesSection:
        return _lines(request, by, row)
    form = kind.filled(row.draft, request.POST if request.method == "POST" else None, timezone.localdate())
    if request.method == "POST":
        form.is_valid()
        row = operations.save_draft(by=by, at=timezone.now(), reference=reference, draft=form.into(row.draft))
        for problem in queries.draft_problems(row, timezone.now()):
            field = kind.paths.get(problem.where)
            if field is not None and field not in form.errors:
                form.add_error(field, sentence(problem))
        if "later" in request.POST:
            return _later(request, row)
        if not form.errors:
            return redirect(_after(row, kind))
    return render(request, "portal/exports/section.html", {"row": row, "form": form, "section": kind})


def _later(request: HttpRequest, row: Application) -> HttpResponse:
    messages.success(request, gettext("The draft is kept."))
    return redirect("portal:exports-draft", reference=row.reference)


def _after(row: Application, kind: type[Section]) -> str:
    place = SECTIONS.index(kind) + 1
    if place < len(SECTIONS):
        return reverse("portal:exports-section", kwargs={"reference": row.reference, "section": SECTIONS[place].name})
    return reverse("portal:exports-draft", kwargs={"reference": row.reference})


LEAST_ROWS = 3
"""Empty rows shown in a new parcel list."""


def _lines(request: HttpRequest, by: Acting, row: Application) -> HttpResponse:
    """The parcel list: rows are added and removed by buttons, so that it works without a script."""
    held = list(row.draft.get("lines", []))
    if request.method != "POST":
        rows = held + [{}] * max(0, LEAST_ROWS - len(held))
        return _list_page(request, row, LinesSection.filled(row.draft, None, timezone.localdate()), rows)
    form = LinesSection.filled(row.draft, request.POST, timezone.localdate())
    form.is_valid()
    rows = _typed(request)
    if "remove" in request.POST and request.POST["remove"].isdigit():
        rows = [typed for i, typed in enumerate(rows) if i != int(request.POST["remove"])]
    if "paste" in request.POST:
        rows = [typed for typed in rows if any(typed.values())] + pasted(request.POST.get("pasted", ""))
    if "add" in request.POST:
        rows = [*rows, _next_row(rows)]
    kept = form.into(row.draft) | {"lines": rows}
    row = operations.save_draft(by=by, at=timezone.now(), reference=row.reference, draft=kept)
    if "later" in request.POST:
        return _later(request, row)
    if {"add", "remove", "paste"} & request.POST.keys():
        # a page that only grew says nothing yet about what is still missing
        return _list_page(request, row, LinesSection.filled(row.draft, None, timezone.localdate()), rows)
    found = [problem for problem in queries.draft_problems(row, timezone.now()) if _section_of(problem) is LinesSection]
    if not found:
        return redirect(_after(row, LinesSection))
    for problem in found:
        if problem.where in LinesSection.paths and problem.where not in form.errors:
            form.add_error(problem.where, sentence(problem))
        elif problem.where == "lines":
            form.add_error(None, sentence(problem))
    return _list_page(request, row, form, rows, found)


def _typed(request: HttpRequest) -> list[dict[str, str]]:
    """The rows as they were sent."""
    formset = LineForms(request.POST, prefix="lines")
    formset.is_valid()
    return [form.row() for form in formset.forms]


def _next_row(rows: list[dict[str, str]]) -> dict[str, str]:
    """An empty row in the container of the last one."""
    return {"container": rows[-1].get("container", "")} if rows else {}


def pasted(text: str) -> list[dict[str, str]]:
    """Rows from a pasted table: container, parcel, HS, carats, value, origin, separated by tabs or semicolons."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        if any(cells):
            form = LineForm(dict(zip(LineForm.base_fields, cells, strict=False)))
            form.is_valid()
            rows.append(form.row() | {"hs": cells[2] if len(cells) > 2 else ""})
    return rows


def _list_page(
    request: HttpRequest,
    row: Application,
    form: Section,
    rows: list[dict[str, str]],
    found: list[Problem] | None = None,
) -> HttpResponse:
    """The parcel list as a table of boxes; a problem of a row stands in the row and leads to its box."""
    wrong: dict[str, str] = {}
    for problem in found or []:
        if problem.where.startswith("lines."):
            _head, number, cell = problem.where.split(".")[:3]
            wrong.setdefault(f"id_lines-{number}-{cell}", sentence(problem))
    formset = LineForms(initial=rows, prefix="lines")
    table = []
    for line in formset.forms:
        faults = [(wrong[box], box) for box in (line[name].id_for_label for name in line.fields) if box in wrong]
        for name, field in line.fields.items():
            if line[name].id_for_label in wrong:
                field.widget.attrs["aria-invalid"] = "true"
                field.widget.attrs["class"] += " govuk-input--error"
        table.append((line, faults))
    summary = [("", str(message)) for message in form.non_field_errors()] if form.is_bound else []
    summary += [(box, message) for _line, faults in table for message, box in faults]
    if form.is_bound:
        summary += [(first_box(field), message) for field in form for message in messages_of(field)]
    return render(
        request,
        "portal/exports/lines.html",
        {
            "row": row,
            "form": form,
            "formset": formset,
            "table": table,
            "section": LinesSection,
            "summary": summary,
        },
    )
