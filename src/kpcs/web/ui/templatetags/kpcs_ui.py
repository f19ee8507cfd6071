"""``{% load kpcs_ui %}``: the components and figures of every page. ``README.md`` of the app shows each in use."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, Field, RadioSelect, Textarea
from django.forms.boundfield import BoundWidget
from django.forms.widgets import CheckboxSelectMultiple, FileInput, Select
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kpcs.proof.verification.statement import CLOSING
from kpcs.scheme.certificate import Container
from kpcs.scheme.commodities import DESCRIPTIONS, SubHeading
from kpcs.scheme.lifecycles import State
from kpcs.web.ui import figures, icons, packing, pieces, places, refusals, tones

register = template.Library()

_FILTERS: dict[str, Callable[..., SafeString | str]] = {
    "certified": figures.certified,
    "found": figures.found,
    "difference": figures.difference,
    "dollars": figures.dollars,
    "number": figures.number,
    "percent": figures.percent,
    "code": figures.code,
    "shortened": figures.shortened,
    "day": figures.day,
    "moment": figures.moment,
    "place": places.place,
    "sentence": refusals.sentence,
}
for _name, _function in _FILTERS.items():
    register.filter(_name, _function)

register.simple_tag(figures.per_carat, name="per_carat")
register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.shape, name="shape")


# ---------------------------------------------------------------- words


@register.simple_tag
def tag(label: pieces.Text, tone: str = tones.REST, icon: str = "") -> SafeString:
    """A state word in its tone. ``icon`` is ``lock``, ``clock`` or the name of a shape's tone (``care``)."""
    sign: SafeString | str = ""
    if icon:
        sign = icons.shape(icon) if icon in {"good", "care", "bad", "rest"} else icons.icon(icon)
    return format_html('<span class="kp-tag kp-tag--{}">{}{}</span>', tone, sign, label)


@register.simple_tag
def state(value: State) -> SafeString:
    """The tag of a state of a lifecycle: its own label in its own tone."""
    return tag(gettext(value.label), tones.tone_of(value))


@register.simple_tag
def word(text: pieces.Text, tone: str = "") -> SafeString:
    """A strong word in the colour of its tone, whole in a right-to-left line: *4 days late*."""
    return format_html(
        "<strong{}><bdi>{}</bdi></strong>", format_html(' class="kp-text--{}"', tone) if tone else "", text
    )


@register.inclusion_tag("kpcs/parts/fixed.html")
def fixed_sentence(*, lead: bool = False) -> dict[str, Any]:
    """The sentence that ends every verification; ``lead`` says before it that it does."""
    return {"lead": lead, "sentence": gettext(CLOSING)}


@register.simple_block_tag
def notice(content: str, title: pieces.Text = "", tone: str = tones.HAND) -> SafeString:
    """A short notice in a tone, with the content of the block."""
    head = format_html('<h2 class="kp-notice__title">{}</h2>', title) if title else ""
    return format_html('<div class="kp-notice kp-notice--{}">{}{}</div>', tone, head, content)


# ---------------------------------------------------------------- containers


@register.simple_block_tag
def pagehead(
    content: str, title: pieces.Text, eyebrow: pieces.Text = "", aside: pieces.Text = "", line: pieces.Text = ""
) -> SafeString:
    """The head of a page: what kind of page, its title, tags (the content), and what stands at the end of the line."""
    return format_html(
        '<div class="kp-pagehead">{}<h1>{}</h1>{}{}{}</div>',
        format_html('<p class="kp-pagehead__eyebrow">{}</p>', eyebrow) if eyebrow else "",
        title,
        content.strip() and mark_safe(content),
        format_html('<div class="kp-pagehead__aside">{}</div>', aside) if aside else "",
        format_html('<p class="kp-pagehead__line">{}</p>', line) if line else "",
    )


@register.simple_block_tag
def card(content: str, title: pieces.Text, aside: pieces.Text = "", kind: str = "") -> SafeString:
    """A framed card. ``kind`` ``columns`` sets its content in three columns."""
    return format_html(
        '<section class="kp-card"><div class="kp-card__head"><h2>{}</h2>{}</div>'
        '<div class="kp-card__body{}">{}</div></section>',
        title,
        format_html('<div class="kp-card__aside">{}</div>', aside) if aside else "",
        f" kp-card__body--{kind}" if kind else "",
        content,
    )


@register.simple_block_tag
def frame(content: str, label: pieces.Text) -> SafeString:
    """The frame inside which a wide table scrolls; it can be scrolled by keyboard and has a name."""
    return format_html('<div class="kp-frame" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


@register.inclusion_tag("kpcs/parts/rows.html")
def rows(items: Iterable[pieces.Row], kind: str = "") -> dict[str, Any]:
    """Label and value, row by row. ``kind``: ``figures`` (values at the end) or ``stacked`` (label above)."""
    return {"items": list(items), "kind": kind}


# ---------------------------------------------------------------- desks


@register.inclusion_tag("kpcs/parts/counts.html")
def counts(cells: Sequence[pieces.Count], label: pieces.Text) -> dict[str, Any]:
    """The counts strip; the first cell is the sum of the disjoint ones, *Held* comes last."""
    return {"cells": cells, "label": label}


@register.inclusion_tag("kpcs/parts/intake.html", takes_context=True)
def intake(
    context: dict[str, Any],
    title: pieces.Text,
    line: pieces.Text,
    action: str,
    ways: Sequence[pieces.Way] = (),
    name: str = "text",
    placeholder: str = "BW00042187, KP1:…",
    typed: str = "",
) -> dict[str, Any]:
    """The intake box: one field that takes a reader's keystrokes, a number or a pasted code, posted to ``action``.
    ``typed`` is what stands in it already."""
    return {
        "title": title,
        "line": line,
        "action": action,
        "ways": ways,
        "name": name,
        "placeholder": placeholder,
        "typed": typed,
        "csrf_token": context.get("csrf_token", ""),
    }


# ---------------------------------------------------------------- verification


@register.inclusion_tag("kpcs/parts/answers.html")
def answers(*cells: pieces.Answer) -> dict[str, Any]:
    """Verdict first, then standing: two answers in one frame, never merged."""
    return {"cells": cells}


@register.inclusion_tag("kpcs/parts/findings.html")
def findings(items: Iterable[pieces.Found]) -> dict[str, Any]:
    """Findings in the fixed order: not established, not checked, established. An empty group says so."""
    found = list(items)
    groups = [
        (gettext("Not established"), "bad", "refuted", gettext("Nothing that was checked turned out wrong.")),
        (gettext("Not checked"), "rest", "not_checked", gettext("Everything on the list was checked.")),
        (gettext("Established"), "good", "established", gettext("Nothing is established.")),
    ]
    return {
        "groups": [
            (title, tone, [item for item in found if item.outcome == outcome], empty)
            for title, tone, outcome, empty in groups
        ]
    }


@register.inclusion_tag("kpcs/parts/claims.html")
def two_claims(
    labels: Sequence[pieces.Text], this: pieces.Claim, other: pieces.Claim, unmarked: int = 0
) -> dict[str, Any]:
    """Two cases that claim one number, row beside row; rows that differ are marked. The first ``unmarked`` rows name
    the cases themselves: they always differ, and are never marked."""

    def lines(claim: pieces.Claim) -> list[tuple[pieces.Text, pieces.Text, bool]]:
        rows = zip(labels, claim.values, this.values, other.values, strict=True)
        return [
            (label, value, place >= unmarked and str(mine) != str(theirs))
            for place, (label, value, mine, theirs) in enumerate(rows)
        ]

    return {"claims": [(this, lines(this)), (other, lines(other))]}


# ---------------------------------------------------------------- casework


@register.inclusion_tag("kpcs/parts/stages.html")
def stages(items: Sequence[pieces.Stage]) -> dict[str, Any]:
    """The stage line: done, in hand, to come."""
    return {"items": items}


@register.inclusion_tag("kpcs/parts/steps.html")
def steps(items: Sequence[pieces.Step]) -> dict[str, Any]:
    """The numbered step list with the one step in hand."""
    return {"items": items}


@register.inclusion_tag("kpcs/parts/acts.html")
def acts(items: Iterable[pieces.Act]) -> dict[str, Any]:
    """A timeline of acts with times and names."""
    return {"items": items}


@register.inclusion_tag("kpcs/parts/sides.html")
def acts_both_sides(items: Iterable[pieces.SideAct], exporting: pieces.Text, importing: pieces.Text) -> dict[str, Any]:
    """Acts of both authorities on one line of days: exporting side before it, importing side after it."""
    return {"days": packing.both_sides(items), "exporting": exporting, "importing": importing}


@register.inclusion_tag("kpcs/parts/map.html")
def shipment_map(containers: Iterable[Container]) -> dict[str, Any]:
    """The containers of a certificate as blocks, width by carats and tone by HS line, and the same as a table."""
    blocks = packing.shipment(containers)
    lines = [line for container in blocks for parcel in container.parcels for line in parcel.lines]
    keys = {line.tone: (line.hs, gettext(DESCRIPTIONS[SubHeading(line.hs)])) for line in lines}
    return {"containers": blocks, "keys": sorted(keys.items())}


@register.inclusion_tag("kpcs/parts/linebar.html")
def line_bar(parts: Sequence[pieces.BarPart], label: pieces.Text) -> dict[str, Any]:
    """A bar of lines: weighed, different, still to weigh."""
    return {"parts": parts, "label": label}


# ---------------------------------------------------------------- forms


@register.inclusion_tag("kpcs/parts/errors.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Everything that is wrong, at the head of the page, each with a link to its field."""
    found: list[tuple[str, str]] = []
    for form in forms:
        if not form.is_bound:
            continue
        found += [("", str(message)) for message in form.non_field_errors()]
        found += [(first_box(field), message) for field in form for message in messages_of(field)]
    return {"errors": found}


def messages_of(bound: BoundField) -> list[str]:
    """What is wrong with a field; for an empty one a sentence that names it, as it is read away from the field too."""
    plain = str(Field.default_error_messages["required"])
    return [_empty(bound) if str(message) == plain else str(message) for message in bound.errors]


def _empty(bound: BoundField) -> str:
    what = _kind(bound)
    if what == "checkbox":
        return gettext("Tick “%(label)s”.") % {"label": bound.label}
    if what in {"radios", "checkboxes", "select", "file"}:
        return gettext("Choose “%(label)s”.") % {"label": bound.label}
    return gettext("Enter “%(label)s”.") % {"label": bound.label}


def first_box(field: BoundField) -> str:
    """The id of the first thing to type into or choose in a field."""
    many = field.field.widget.use_fieldset
    return f"{field.auto_id}_0" if many else str(field.auto_id)


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    kinds: Sequence[tuple[type, str]] = (
        (CheckboxSelectMultiple, "checkboxes"),
        (RadioSelect, "radios"),
        (CheckboxInput, "checkbox"),
        (Select, "select"),
        (Textarea, "textarea"),
        (FileInput, "file"),
    )
    if field.field.widget.__class__.__name__ == "DayWidget":
        return "day"
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "input")


_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "input": "govuk-input",
    "checkbox": "govuk-checkboxes__input",
}


@register.inclusion_tag("kpcs/parts/field.html")
def field(bound: BoundField, width: str = "", label: pieces.Text = "", kind: str = "") -> dict[str, Any]:
    """A form field with label, hint, error and its box.

    ``width`` is the number of characters expected (2, 4, 10, 20, 40), ``kind`` ``code`` or ``figure`` for codes and
    figures. Radios, check boxes and days are set as a group with the label as its legend.
    """
    what = _kind(bound)
    box: SafeString | str = ""
    if what in _CLASSES:
        base = _CLASSES[what]
        classes = [base, f"kp-w-{width}" if width else "", f"kp-input--{kind}" if kind else ""]
        classes.append(f"{base}--error" if bound.errors else "")
        own = str(bound.field.widget.attrs.get("class", ""))
        box = bound.as_widget(attrs={"class": " ".join(filter(None, [*classes, own]))})
    elif what == "day":
        box = bound.as_widget(attrs={"wrong": True} if bound.errors else None)
    choices: list[BoundWidget] = list(bound.subwidgets) if what in {"radios", "checkboxes"} else []
    return {
        "field": bound,
        "what": what,
        "box": box,
        "choices": choices,
        "label": label or bound.label,
        "errors": messages_of(bound),
    }


@register.inclusion_tag("kpcs/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form in its order, hidden ones first."""
    return {"form": form}


@register.simple_tag
def button(label: pieces.Text, kind: str = "", name: str = "", value: str = "", icon: str = "") -> SafeString:
    """The button of a form. ``kind``: empty for the main one, else ``second``, ``navy``, ``bad``, ``white``."""
    return format_html(
        '<button type="submit" class="govuk-button{}" data-module="govuk-button"'
        ' data-prevent-double-click="true"{}>{}{}</button>',
        f" kp-button--{kind}" if kind else "",
        format_html(' name="{}" value="{}"', name, value) if name else "",
        icons.icon(icon) if icon else "",
        label,
    )


@register.simple_tag
def button_link(label: pieces.Text, href: str, kind: str = "second", icon: str = "") -> SafeString:
    """A link that looks like a button; for going somewhere, never for an act."""
    return format_html(
        '<a class="govuk-button{}" href="{}" role="button" draggable="false">{}{}</a>',
        f" kp-button--{kind}" if kind else "",
        href,
        icons.icon(icon) if icon else "",
        label,
    )


@register.simple_tag
def back(label: pieces.Text, href: str) -> SafeString:
    """The link back, above the head of the page."""
    return format_html('<p class="kp-backline"><a class="govuk-back-link" href="{}">{}</a></p>', href, label)


@register.filter
def language_tag(language: str) -> str:
    """A language of Django as HTML names it: ``zh-hans`` is ``zh-Hans``."""
    head, _, script = language.partition("-")
    return f"{head}-{script.title()}" if len(script) == 4 else language


_OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
    "zh-hans": "中文",
}


@register.filter
def own_name(language: str) -> str:
    """A language by the name that its readers know."""
    return _OWN_NAMES.get(language, language)


@register.simple_tag
def phrase(*parts: Any) -> SafeString:
    """Join texts and safe figures into one safe text, for an argument of another tag (``as name``)."""
    return mark_safe("".join(conditional_escape(part) for part in parts))
