"""Forms of how a case ends: decision, hold, confirmation, letter, copy, original."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpcs.office.exchange.terms import Carriage
from kpcs.office.imports.terms import HoldReason
from kpcs.web.portal.imports.forms import WORDS
from kpcs.web.ui.fields import CaratsField, DayField


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


class DisposalForm(DecisionForm):
    """What becomes of goods that were refused."""


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


class CarriageForm(forms.Form):
    """How a letter went."""

    carriage = forms.ChoiceField(label=_("The letter went"), choices=Carriage.choices, widget=forms.RadioSelect)
