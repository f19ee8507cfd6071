"""Forms of the acts upon an export case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.office.accounts.models import Person
from kpcs.office.certificates.terms import REASONS, EndReason, PrintMode
from kpcs.office.exchange.terms import Carriage
from kpcs.office.exports.operations.confirmations import RESULTS
from kpcs.office.exports.terms import Arrived, DecisionReason
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import CertificateAct, MovementState
from kpcs.scheme.quantities import Carats
from kpcs.web.portal.exports.sections import LINES, PartiesSection, set_choices
from kpcs.web.ui import figures
from kpcs.web.ui.fields import CaratsField, DayField, DollarsField


class NoteForm(forms.Form):
    """A sentence or two."""

    note = forms.CharField(label=_("Note"), widget=forms.Textarea(LINES), required=False)


class NothingForm(forms.Form):
    """The act itself is all there is to say."""


class ReasonForm(forms.Form):
    """A reason from the list, and in writing."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DecisionReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("In writing, for the applicant"), widget=forms.Textarea(LINES))


class ApproveForm(forms.Form):
    """The approval; conditions that the scheme attaches are confirmed."""

    conditions_met = forms.BooleanField(label=_("I have checked that the conditions are met"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(LINES), required=False)

    def __init__(self, *args: Any, conditional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not conditional:
            del self.fields["conditions_met"]


class SealsForm(forms.Form):
    """The seals of each container."""

    def __init__(self, *args: Any, containers: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for i in range(containers):
            self.fields[f"container_{i}"] = forms.CharField(
                label=gettext("Seals of container %(number)s") % {"number": i + 1},
                help_text=gettext("One or more numbers, separated by spaces."),
            )

    def seals(self) -> list[list[str]]:
        """Seal numbers by container."""
        return [self.cleaned_data[name].split() for name in self.fields if name.startswith("container_")]


class WitnessedForm(forms.Form):
    """Before named witnesses."""

    witnesses = forms.CharField(
        label=_("Witnesses"),
        help_text=_("One name a line."),
        widget=forms.Textarea(LINES),
    )

    def named(self) -> list[str]:
        """The witnesses by name."""
        return [line.strip() for line in self.cleaned_data["witnesses"].splitlines() if line.strip()]


class WeighForm(WitnessedForm):
    """What the balance showed for each parcel."""

    def __init__(self, *args: Any, parcels: Mapping[str, Carats] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        witnesses = self.fields.pop("witnesses")
        self.places: dict[str, str] = {}
        for i, (parcel, carats) in enumerate((parcels or {}).items()):
            self.places[f"weight_{i}"] = parcel
            self.fields[f"weight_{i}"] = CaratsField(
                label=gettext("Parcel %(parcel)s, in carats") % {"parcel": parcel},
                help_text=gettext("Stated: %(carats)s") % {"carats": figures.plain(carats.printed())},
            )
        self.fields["witnesses"] = witnesses

    def weights(self) -> dict[str, Carats]:
        """Found weights by parcel; parcels that were not weighed are left out."""
        found = {parcel: self.cleaned_data[name] for name, parcel in self.places.items()}
        return {parcel: carats for parcel, carats in found.items() if carats is not None}


class SignatoryForm(forms.Form):
    """Who will sign the paper."""

    signatory = forms.ModelChoiceField(
        Person.objects.none(), label=_("Signatory"), widget=forms.RadioSelect, empty_label=None
    )


class PrintForm(forms.Form):
    """On what the paper is printed."""

    mode = forms.ChoiceField(
        label=_("Print"), choices=PrintMode.choices, widget=forms.RadioSelect, initial=PrintMode.WHOLE
    )


class ReceiverForm(forms.Form):
    """Who took the original."""

    receiver = forms.CharField(label=_("Received by"), help_text=_("Name of the person."), max_length=120)


class ExitForm(forms.Form):
    """When customs saw the goods leave."""

    exported_on = DayField(label=_("Day of exit"), help_text=_("For example 20 11 2026"))


def reasons(act: CertificateAct) -> list[tuple[str, Any]]:
    """The reasons that may be given for an end."""
    return [(reason.value, reason.label) for reason in REASONS[act]]


class SpoilForm(forms.Form):
    """Why sheet and number are spoiled."""

    reason = forms.ChoiceField(label=_("Reason"), choices=reasons(CertificateAct.VOID), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(LINES), required=False)

    def chosen(self) -> EndReason:
        """The reason."""
        return EndReason(self.cleaned_data["reason"])


class ReplaceForm(forms.Form):
    """The original comes back before another takes its place."""

    surrendered = forms.BooleanField(label=_("The original lies here"), required=False)
    note = forms.CharField(label=_("What is wrong with it"), widget=forms.Textarea(LINES), required=False)


class ConfirmationForm(forms.Form):
    """A confirmation as a slip or an e-mail says it."""

    arrived = forms.ChoiceField(
        label=_("It came"),
        choices=[(Arrived.SLIP.value, Arrived.SLIP.label), (Arrived.EMAIL.value, Arrived.EMAIL.label)],
        widget=forms.RadioSelect,
    )
    scan = forms.FileField(label=_("Scan or file"), required=False)
    result = forms.ChoiceField(label=_("What became of the goods"), widget=forms.RadioSelect)
    received_on = DayField(label=_("Day of receipt there"), help_text=_("For example 23 11 2026"))
    parcels = forms.IntegerField(label=_("Parcels found"), min_value=0)
    case_number = forms.CharField(label=_("Case number there"), max_length=60, required=False)
    remarks = forms.CharField(label=_("Remarks on the paper"), widget=forms.Textarea(LINES), required=False)

    def __init__(self, *args: Any, lines: Mapping[SubHeading, Carats] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "result", list(results()))
        self.places: dict[str, SubHeading] = {}
        for heading, carats in (lines or {}).items():
            name = f"found_{heading.place}"
            self.places[name] = heading
            self.fields[name] = CaratsField(
                label=gettext("%(hs)s, carats found") % {"hs": heading.value},
                help_text=gettext("Certified: %(carats)s") % {"carats": figures.plain(carats.printed())},
                required=False,
            )
        self.fields["value"] = DollarsField(label=_("Value there, in US dollars"), required=False)
        self.order_fields(["arrived", "scan", "result", "received_on", "parcels", *self.places, "value"])


def results() -> list[tuple[str, str]]:
    """What a confirmation can say of the goods."""
    return [(state.value, gettext(MovementState(state).label)) for state in RESULTS]


class CorrectForm(PartiesSection):
    """Parties of an approved application, corrected before the record is signed, and why."""

    note = forms.CharField(label=_("Why it is corrected"), widget=forms.Textarea(LINES))


class CarriageForm(forms.Form):
    """How a letter went."""

    carriage = forms.ChoiceField(label=_("The letter went"), choices=Carriage.choices, widget=forms.RadioSelect)
