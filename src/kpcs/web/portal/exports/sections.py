"""Sections of an application: kept as they were typed, complete or not."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.office.exchange.terms import MovementKind
from kpcs.office.exports import drafts
from kpcs.office.traders.models import Trader
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.participants import Participants
from kpcs.web.ui.fields import DayField, plain
from kpcs.web.ui.places import order, place

LINES = {"rows": 3}


def destinations(day: date) -> list[tuple[str, str]]:
    """Participants and others that may trade on ``day``, by name; whether trade is open is asked when it is known
    what is sent."""
    register = Participants.published().on(day)
    return [("", gettext("Choose a country")), *_named([*register.codes, *register.traders])]


def countries(day: date) -> list[tuple[str, str]]:
    """Countries of a firm's address, by name."""
    register = Participants.published()
    held = {place for code in register.on(day).codes for place in register.places_of(code, day)}
    return [("", gettext("Not stated")), *_named({*register.on(day).codes, *held} - {"EU"})]


def _named(codes: Any) -> list[tuple[str, str]]:
    return sorted(((code, place(code)) for code in codes), key=lambda pair: order(pair[1]))


class StartForm(forms.Form):
    """For which trader."""

    trader = forms.ModelChoiceField(Trader.objects.none(), label=_("Exporter"), empty_label=_("Choose a trader"))


class Section(forms.Form):
    """A part of the draft. What is missing is said when it is saved, and what was typed is kept all the same."""

    name: ClassVar[str]
    title: ClassVar[Any]
    paths: ClassVar[Mapping[str, str]]
    """Field of the form by path of the draft."""

    @classmethod
    def filled(cls, draft: Mapping[str, Any], data: Mapping[str, Any] | None, day: date) -> "Section":
        """The section with what the draft holds, or with what was just sent."""
        initial = {field: _at(draft, path) for path, field in cls.paths.items()}
        form = cls(data, initial=initial, use_required_attribute=False)
        form.prepare(day)
        return form

    def prepare(self, day: date) -> None:
        """Fill in the choices that depend on the day."""

    def into(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """The draft with the values of this section, after ``is_valid()``; what was left empty is emptied, what could
        not be read stays as it was."""
        whole = dict(draft)
        for path, field in self.paths.items():
            if field in self.cleaned_data:
                _put(whole, path, _text(self.cleaned_data[field]))
            elif self.has_error(field, "required"):
                _put(whole, path, "")
        return whole


def _at(draft: Mapping[str, Any], path: str) -> Any:
    value: Any = draft
    for key in path.split("."):
        value = value.get(key, "") if isinstance(value, Mapping) else ""
    return value


def _put(draft: dict[str, Any], path: str, text: str) -> None:
    head, _dot, tail = path.partition(".")
    if tail:
        inner = dict(draft.get(head) or {})
        _put(inner, tail, text)
        draft[head] = inner
    else:
        draft[head] = text


def _text(value: Any) -> str:
    if value is True:
        return drafts.YES
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


class PartiesSection(Section):
    """To whom the goods go."""

    name = "parties"
    title = _("Importer and destination")
    paths: ClassVar[Mapping[str, str]] = {
        "destination": "destination",
        "importer.name": "importer",
        "importer.address": "importer_address",
        "importer.country": "importer_country",
        "consignee.name": "consignee",
        "consignee.address": "consignee_address",
        "consignee.country": "consignee_country",
    }

    destination = forms.ChoiceField(label=_("Country of destination"))
    importer = forms.CharField(label=_("Importer"), max_length=200)
    importer_address = forms.CharField(
        label=_("Address of the importer"), help_text=_("Four lines at most."), widget=forms.Textarea(LINES)
    )
    importer_country = forms.ChoiceField(label=_("Country of the importer"), required=False)
    consignee = forms.CharField(label=_("Consignee, when it is another firm"), max_length=200, required=False)
    consignee_address = forms.CharField(
        label=_("Address of the consignee"), widget=forms.Textarea(LINES), required=False
    )
    consignee_country = forms.ChoiceField(label=_("Country of the consignee"), required=False)

    def prepare(self, day: date) -> None:
        """Countries of ``day``."""
        set_choices(self, "destination", destinations(day))
        set_choices(self, "importer_country", countries(day))
        set_choices(self, "consignee_country", countries(day))


def set_choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give the field ``name`` of ``form`` its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class RouteSection(Section):
    """How the goods travel."""

    name = "route"
    title = _("Carrier and dates")
    paths: ClassVar[Mapping[str, str]] = {
        "kind": "kind",
        "carrier": "carrier",
        "waybill": "waybill",
        "departs_on": "departs_on",
        "expected_on": "expected_on",
    }

    kind = forms.ChoiceField(
        label=_("Kind of movement"), choices=MovementKind.choices, widget=forms.RadioSelect, required=False
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=120)
    waybill = forms.CharField(
        label=_("Air waybill or itinerary"),
        help_text=_("The itinerary where a person carries the box."),
        max_length=400,
    )
    departs_on = DayField(label=_("Day of departure"), help_text=_("For example 20 11 2026"), required=False)
    expected_on = DayField(
        label=_("Expected at the destination"), help_text=_("For example 23 11 2026"), required=False
    )


class PapersSection(Section):
    """What the exporter declares."""

    name = "papers"
    title = _("Invoice and declarations")
    paths: ClassVar[Mapping[str, str]] = {
        "invoice.number": "invoice",
        "invoice.date": "invoice_date",
        "warranty": "warranty",
        "declaration": "declaration",
    }

    invoice = forms.CharField(label=_("Number of the invoice"), max_length=60)
    invoice_date = DayField(label=_("Date of the invoice"), help_text=_("For example 16 11 2026"))
    warranty = forms.BooleanField(label=_("The invoice carries the statement of warranty"))
    declaration = forms.BooleanField(
        label=_("The exporter declares that the diamonds are not conflict diamonds"), help_text=_("CORE Annex II.18")
    )


def _box(width: str) -> forms.TextInput:
    return forms.TextInput({"class": f"govuk-input {width}".strip(), "dir": "ltr", "autocomplete": "off"})


def _figure() -> forms.TextInput:
    return forms.TextInput(
        {
            "class": "govuk-input kp-w-10 kp-input--figure",
            "dir": "ltr",
            "autocomplete": "off",
            "inputmode": "decimal",
        }
    )


class LineForm(forms.Form):
    """One row of the parcel list, kept as typed."""

    container = forms.CharField(label=_("Container"), max_length=4, required=False, widget=_box("kp-w-2"))
    parcel = forms.CharField(label=_("Parcel"), max_length=60, required=False, widget=_box("kp-w-10"))
    hs = forms.ChoiceField(
        label=_("HS"),
        choices=[("", "–"), *((hs.value, hs.value) for hs in SubHeading)],
        required=False,
        widget=forms.Select({"class": "govuk-select"}),
    )
    carats = forms.CharField(label=_("Carats"), max_length=40, required=False, widget=_figure())
    value = forms.CharField(label=_("Value, US$"), max_length=40, required=False, widget=_figure())
    origins = forms.CharField(label=_("Origin"), max_length=400, required=False, widget=_box(""))

    def row(self) -> dict[str, str]:
        """The row for the draft, after ``is_valid()``; figures without their separators."""
        kept = {name: str(self.cleaned_data.get(name, "")).strip() for name in drafts.CELLS}
        return kept | {name: plain(kept[name]) for name in ("carats", "value")}


LineForms = forms.formset_factory(LineForm, extra=0)


class LinesSection(Section):
    """What is in the box: the totals; the rows are a set of :class:`LineForm`."""

    name = "lines"
    title = _("Parcel list")
    paths: ClassVar[Mapping[str, str]] = {"carats": "carats", "value": "value"}

    carats = forms.CharField(label=_("Total weight in carats"), max_length=40)
    value = forms.CharField(label=_("Total value in US dollars"), max_length=40)

    def clean_carats(self) -> str:
        """Without separators."""
        return plain(self.cleaned_data["carats"])

    def clean_value(self) -> str:
        """Without separators."""
        return plain(self.cleaned_data["value"])


SECTIONS: tuple[type[Section], ...] = (PartiesSection, RouteSection, LinesSection, PapersSection)
