"""Forms of the import desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.office.exchange.terms import Carriage, MovementKind
from kpcs.office.imports.models import InspectionCase
from kpcs.office.imports.operations import Findings, FurtherLine, FurtherSeal, LineEntry, SealEntry
from kpcs.office.imports.paper import LINE_KEYS, TEXT_KEYS
from kpcs.office.imports.terms import ANSWERS, LOOKS, EvidenceKind, HoldReason, SealCondition
from kpcs.scheme.commodities import SubHeading
from kpcs.web.portal.imports.statements import LABELS
from kpcs.web.ui.fields import CaratsField, DayField, DollarsField

WORDS = {"rows": 3}
PICTURES = "image/jpeg,image/png,image/webp,application/pdf"


class UploadForm(forms.Form):
    """A photograph, scan or PDF of the certificate."""

    file = forms.FileField(
        label=_("Photo, scan or PDF of the certificate"),
        help_text=_("The whole sheet, flat and sharp. A picture of up to 24 MB can be read."),
        widget=forms.FileInput({"accept": PICTURES, "data-send": ""}),
    )
    brought_by = forms.CharField(label=_("Who brings it"), max_length=160, required=False)


class SightingForm(forms.Form):
    """A certificate or its container seen on the way."""

    number = forms.CharField(label=_("Certificate number"), max_length=40)
    place = forms.CharField(label=_("Where it was seen"), max_length=160)
    seals = forms.ChoiceField(
        label=_("Seals"),
        choices=[("", _("Nobody looked")), ("yes", _("Intact")), ("no", _("Not intact"))],
        widget=forms.RadioSelect,
        required=False,
    )
    remark = forms.CharField(label=_("What you saw"), widget=forms.Textarea(WORDS), required=False)

    @property
    def seals_intact(self) -> bool | None:
        """The answer about the seals; None when nobody looked."""
        return {"yes": True, "no": False}.get(self.cleaned_data["seals"])


class AnnounceForm(forms.Form):
    """A shipment that its importer has announced."""

    number = forms.CharField(
        label=_("Certificate number"), help_text=_("As printed, like BW 0004 2187."), max_length=40
    )
    exporter = forms.CharField(label=_("Exporter"), max_length=160)
    importer = forms.CharField(label=_("Importer"), max_length=160)
    expected_on = DayField(label=_("Expected on"), required=False)
    carrier = forms.CharField(label=_("Carrier"), max_length=160, required=False)
    waybill = forms.CharField(label=_("Air waybill or itinerary"), max_length=160, required=False)
    parcels = forms.IntegerField(label=_("Number of parcels"), min_value=0, required=False)
    carats = CaratsField(label=_("Carats"), required=False)
    value = DollarsField(label=_("Value in US dollars"), required=False)
    kind = forms.ChoiceField(label=_("Kind of movement"), choices=MovementKind.choices)


LONG = ("statement", "language", "exporter", "importer", "consignee", "origin", "seals", "validation", "authority")
NUMBERED = {
    "number": 1,
    "issued_on": 3,
    "must_export_by": 4,
    "expires_on": 5,
    "exporter": 6,
    "importer": 7,
    "consignee": 8,
    "destination": 9,
    "provenance": 10,
    "origin": 11,
    "parcels": 13,
    "containers": 14,
    "seals": 15,
    "authority": 16,
    "sheet": 17,
    "validation": 18,
}
"""The fields' numbers on kpcs's own forms, so that an officer can name them on the telephone."""
LINES = 6
"""Lines of goods that the form offers at once."""


class PaperForm(forms.Form):
    """Foreign paper, field by field, exactly as it is printed. Nothing is required and nothing is corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in TEXT_KEYS:
            label = gettext(str(LABELS[key]))
            if key in NUMBERED:
                label = f"{NUMBERED[key]} {label}"
            widget = forms.Textarea({"rows": 2, "dir": "auto"}) if key in LONG else forms.TextInput({"dir": "auto"})
            self.fields[key] = forms.CharField(label=label, required=False, max_length=2000, widget=widget, strip=False)
        for i in range(self.rows):
            for key in LINE_KEYS:
                self.fields[f"{key}_{i}"] = forms.CharField(required=False, max_length=200, strip=False)
        self.fields["brought_by"] = forms.CharField(label=_("Who brings it"), max_length=160, required=False)
        self.fields["scan"] = forms.FileField(
            label=_("Photo or scan of the sheet"), required=False, widget=forms.FileInput({"accept": PICTURES})
        )

    @property
    def rows(self) -> int:
        """Lines of goods on this form: those typed so far and some more."""
        typed = [i for i in range(60) if any(self.data.get(f"{key}_{i}") for key in LINE_KEYS)]
        given = len(self.initial.get("lines", ()))
        return max(LINES, given + 2, (max(typed) + 3) if typed else 0)

    @property
    def goods(self) -> list[list[forms.BoundField]]:
        """The cells of the lines of goods."""
        return [[self[f"{key}_{i}"] for key in LINE_KEYS] for i in range(self.rows)]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by key."""
        return {key: self.cleaned_data[key] for key in TEXT_KEYS}

    @property
    def lines(self) -> list[dict[str, str]]:
        """The lines of goods as typed."""
        return [{key: self.cleaned_data[f"{key}_{i}"] for key in LINE_KEYS} for i in range(self.rows)]

    @classmethod
    def of(cls, printed: Mapping[str, Any]) -> "PaperForm":
        """The form filled with an earlier capture."""
        initial: dict[str, Any] = {key: printed.get(key, "") for key in TEXT_KEYS}
        initial["lines"] = printed.get("lines", ())
        for i, line in enumerate(initial["lines"]):
            initial |= {f"{key}_{i}": line[key] for key in LINE_KEYS}
        return cls(initial=initial)


class EvidenceForm(forms.Form):
    """A photograph or scan to keep with the document."""

    file = forms.FileField(label=_("Photograph or scan"), widget=forms.FileInput({"accept": PICTURES}))
    kind = forms.ChoiceField(
        label=_("What it shows"), choices=[(k.value, k.label) for k in EvidenceKind if k is not EvidenceKind.LETTER]
    )
    container = forms.IntegerField(label=_("Container"), min_value=1, required=False)
    caption = forms.CharField(label=_("In your words"), max_length=200, required=False)


SAW = [("", _("Not looked at")), ("yes", _("In order")), ("no", _("Not in order"))]
LOOK_WORDS = {
    "paper.specimen": _("The paper, compared with the issuer’s specimen"),
    "paper.validation": _("Stamp and signature, compared with those of the issuer’s signatories"),
    "goods.kind": _("The goods: rough diamonds of the sub-headings stated, and nothing else"),
}


class LookForm(forms.Form):
    """What the officer saw with his own eyes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for check in LOOKS:
            name = check.replace(".", "_")
            self.fields[name] = forms.ChoiceField(
                label=LOOK_WORDS[check], choices=SAW, widget=forms.RadioSelect, required=False
            )
            self.fields[f"{name}_remark"] = forms.CharField(label=_("What you saw"), max_length=400, required=False)

    @property
    def saw(self) -> dict[str, tuple[bool, str]]:
        """What was looked at: in order or not, with the remark."""
        found = {}
        for check in LOOKS:
            name = check.replace(".", "_")
            if self.cleaned_data[name]:
                found[check] = (self.cleaned_data[name] == "yes", self.cleaned_data[f"{name}_remark"])
        return found

    places = {check: f"{check.replace('.', '_')}_remark" for check in LOOKS}


class AskForm(forms.Form):
    """A question to the issuer."""

    question = forms.CharField(label=_("What you ask"), widget=forms.Textarea(WORDS), max_length=2000)


class AnswerForm(forms.Form):
    """The issuer's answer as it came on paper or by e-mail."""

    answer = forms.ChoiceField(
        label=_("The issuer’s answer"),
        choices=[(state.value, _(state.label)) for state in ANSWERS],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label=_("In the issuer’s words"), widget=forms.Textarea(WORDS), required=False)
    scan = forms.FileField(label=_("Scan of the answer"), required=False, widget=forms.FileInput({"accept": PICTURES}))


# ---------------------------------------------------------------- inspection


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


# ---------------------------------------------------------------- the end


class DecisionForm(forms.Form):
    """What becomes of the goods."""

    act = forms.ChoiceField(label=_("What becomes of the goods"), widget=forms.RadioSelect)
    remarks = forms.CharField(
        label=_("What was found and why"),
        help_text=_("Sent to the exporting authority. Needed for everything but plain acceptance."),
        widget=forms.Textarea(WORDS),
        required=False,
    )
    legal_basis = forms.CharField(
        label=_("Law or order"),
        help_text=_("Needed for return and seizure, for example EU 5(1)(b)."),
        max_length=200,
        required=False,
    )

    def __init__(self, choices: Sequence[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = list(choices)  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Goods and document are kept together until something is settled."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[(r.value, r.label) for r in HoldReason if r is not HoldReason.TWO_CLAIMS],
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(label=_("What the holder of the goods is told"), widget=forms.Textarea(WORDS))
    legal_basis = forms.CharField(label=_("Law"), help_text=_("For example EU 5(1)(b)."), max_length=200)
    place = forms.CharField(label=_("Where the goods are kept"), max_length=160, required=False)
    seal = forms.CharField(label=_("Seal on the held container"), max_length=40, required=False)
    inventory = CaratsField(label=_("Weight put under that seal"), required=False)


class EndHoldForm(forms.Form):
    """How a hold ends."""

    act = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    order = forms.CharField(label=_("On what ground"), widget=forms.Textarea(WORDS), max_length=200)

    def __init__(self, choices: Sequence[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = list(choices)  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """The importer has his authenticated copy."""

    given_on = DayField(label=_("Given on"))
    given_to = forms.CharField(label=_("Given to"), max_length=160)


class FilingForm(forms.Form):
    """Where the original lies."""

    place = forms.CharField(label=_("Filed at"), help_text=_("For example Archive 3, box 118."), max_length=160)


class ReasonForm(forms.Form):
    """Why a movement is closed by hand."""

    act = forms.ChoiceField(
        label=_("What happened"),
        choices=[("divert", _("It went elsewhere")), ("close_manually", _("It will not arrive"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(WORDS))


class CarriageForm(forms.Form):
    """How a letter went."""

    carriage = forms.ChoiceField(label=_("The letter went"), choices=Carriage.choices, widget=forms.RadioSelect)
