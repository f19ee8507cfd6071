"""Forms of the import desk about what comes: shipments, documents, paper, evidence, questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.office.exchange.terms import MovementKind
from kpcs.office.imports.paper import LINE_KEYS, TEXT_KEYS
from kpcs.office.imports.terms import ANSWERS, LOOKS, EvidenceKind
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


class ReasonForm(forms.Form):
    """Why a movement is closed by hand."""

    act = forms.ChoiceField(
        label=_("What happened"),
        choices=[("divert", _("It went elsewhere")), ("close_manually", _("It will not arrive"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(WORDS))
