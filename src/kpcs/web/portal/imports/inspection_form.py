"""The form of the inspection: seals, parcels and weights of one case, as many fields as the case has rows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpcs.office.imports.models import InspectionCase
from kpcs.office.imports.operations import Findings, FurtherLine, FurtherSeal, LineEntry, SealEntry
from kpcs.office.imports.terms import SealCondition
from kpcs.scheme.commodities import SubHeading
from kpcs.web.portal.imports.forms import WORDS
from kpcs.web.ui.fields import CaratsField

HEADINGS = [("", _("As certified")), *((hs.value, hs.value) for hs in SubHeading)]


class InspectionForm(forms.Form):
    """Seals, parcels and weights of one case; everything may be saved half done."""

    def __init__(self, case: InspectionCase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.seals = list(case.seals.all())
        self.containers = list(case.containers.all())
        self.lines = list(case.lines.all())
        for seal in self.seals:
            name = f"seal_{seal.container}_{seal.position}"
            # what the certificate names is offered, what was found is the officer's to confirm by its condition
            offered = seal.found or ("" if seal.condition else seal.certified)
            self.fields[name] = forms.CharField(
                label=_("Seal found"), max_length=40, required=False, initial=offered, widget=_code()
            )
            self.fields[f"{name}_is"] = forms.ChoiceField(
                label=_("Condition"),
                choices=[("", _("Not looked at")), *SealCondition.choices],
                required=False,
                initial=seal.condition,
            )
        for row in self.containers:
            self.fields[f"parcels_{row.container}"] = forms.IntegerField(
                label=_("Parcels found"), required=False, initial=row.parcels_found, widget=forms.TextInput(_DIGITS)
            )
        for line in self.lines:
            name = f"line_{line.container}_{line.parcel}_{line.line}"
            self.fields[name] = CaratsField(
                label=_("Found"), required=False, initial=line.found.fixed(3) if line.found is not None else None
            )
            self.fields[f"{name}_hs"] = forms.ChoiceField(
                label=_("Sub-heading found"), choices=HEADINGS, required=False, initial=line.hs_found
            )
        self.fields["more_container"] = forms.IntegerField(label=_("Container"), min_value=1, required=False)
        self.fields["more_seal"] = forms.CharField(label=_("Seal"), max_length=40, required=False)
        self.fields["more_hs"] = forms.ChoiceField(label=_("Sub-heading"), choices=HEADINGS[1:], required=False)
        self.fields["more_found"] = CaratsField(label=_("Found"), required=False)
        self.fields["present"] = forms.CharField(
            label=_("Present"),
            help_text=_("One a line: name, then what for, as in “Tom Specimen, weigher”."),
            widget=forms.Textarea({"rows": 4}),
            required=False,
            initial="\n".join(", ".join(filter(None, (p["name"], p["role"]))) for p in case.present),
        )
        self.fields["observations"] = forms.CharField(
            label=_("What you saw"),
            help_text=_("Sent to the exporting authority with the result."),
            widget=forms.Textarea(WORDS),
            required=False,
            initial=case.observations,
        )

    @property
    def findings(self) -> Findings:
        """What is to be saved."""
        data = self.cleaned_data
        seals = {}
        for seal in self.seals:
            name = f"seal_{seal.container}_{seal.position}"
            condition = data[f"{name}_is"]
            gone = condition in ("", SealCondition.MISSING)
            found = "" if gone and data[name] == seal.certified else data[name]
            seals[seal.container, seal.position] = SealEntry(found if condition else "", condition)
        container = data["more_container"] or 1
        further_seals: Sequence[FurtherSeal] = ()
        further_lines: Sequence[FurtherLine] = ()
        if data["more_seal"]:
            further_seals = (FurtherSeal(container, data["more_seal"], SealCondition.INTACT),)
        if data["more_found"] is not None:
            further_lines = (FurtherLine(container, "", data["more_hs"], data["more_found"]),)
        return Findings(
            seals=seals,
            parcels={row.container: data[f"parcels_{row.container}"] for row in self.containers},
            lines={
                (line.container, line.parcel, line.line): LineEntry(
                    data[f"line_{line.container}_{line.parcel}_{line.line}"],
                    data[f"line_{line.container}_{line.parcel}_{line.line}_hs"],
                )
                for line in self.lines
            },
            further_seals=further_seals,
            further_lines=further_lines,
            present=_people(data["present"]),
            observations=data["observations"],
        )

    @property
    def places(self) -> dict[str, str]:
        """Where the problems of an inspection stand on the form."""
        found = {f"seal.{s.container}.{s.position}": f"seal_{s.container}_{s.position}" for s in self.seals}
        found |= {f"parcels.{row.container}": f"parcels_{row.container}" for row in self.containers}
        for line in self.lines:
            place = f"{line.container}.{line.parcel}.{line.line}"
            found[f"line.{place}"] = f"line_{place.replace('.', '_')}"
        return found | {"further_seals.0": "more_seal", "further_lines.0": "more_found"}


_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}


def _code() -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"})


def _people(text: str) -> list[tuple[str, str]]:
    people = []
    for line in text.splitlines():
        name, _comma, role = (part.strip() for part in line.partition(","))
        if name:
            people.append((name, role))
    return people
