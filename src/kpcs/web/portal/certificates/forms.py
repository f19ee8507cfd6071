"""Forms for the ends of a certificate, for queries from other authorities, and for the numbers after a restore."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpcs.office.certificates.terms import NOTE_NEEDED, REASONS, Authenticity, EndReason
from kpcs.scheme.lifecycles import CertificateAct


class EndForm(forms.Form):
    """A reason from the list of this end, and a sentence."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("What happened"), widget=forms.Textarea({"rows": 3}), required=False)

    def __init__(self, *args: Any, act: CertificateAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [(known.value, known.label) for known in REASONS[act]]
        self.fields["note"].required = act in NOTE_NEEDED
        if len(REASONS[act]) == 1:
            reason.initial = REASONS[act][0].value

    def chosen(self) -> EndReason:
        """The reason."""
        return EndReason(self.cleaned_data["reason"])


class AnswerForm(forms.Form):
    """What is answered to an authority that asks."""

    result = forms.ChoiceField(label=_("Answer"), choices=Authenticity.choices, widget=forms.RadioSelect)
    remarks = forms.CharField(label=_("Remarks"), widget=forms.Textarea({"rows": 3}), required=False)


class RestoreForm(forms.Form):
    """The number on the last certificate that left the printer."""

    last_number_used = forms.CharField(
        label=_("Last number used"),
        help_text=_("By the papers and the stock in the office, not by this program."),
        max_length=30,
    )
