"""Who was a Participant on a day, with the restrictions in force: public, and read from the dated register."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kpcs.scheme.participants import Participants
from kpcs.web.ui.fields import DayField
from kpcs.web.ui.places import order, place


class DayForm(forms.Form):
    """The day that is asked about: of export, as certificates count only between Participants of that day."""

    day = DayField(label=_("Day of export"))


@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """The register on the day asked for, today when none is asked for."""
    today = timezone.localdate()
    asked = "day_0" in request.GET
    form = DayForm(request.GET if asked else None, initial={"day": today})
    day = (form.cleaned_data["day"] if form.is_valid() else None) if asked else today
    register = Participants.published()
    found = register.on(day) if day else None
    listed = [(place(code), code, _members(register, code, found.day)) for code in found.codes] if found else []
    return render(
        request,
        "portal/participants.html",
        {
            "form": form,
            "day": day,
            "register": found,
            "listed": sorted(listed, key=lambda row: order(row[0])),
            "traders": sorted(map(place, found.traders), key=order) if found else [],
        },
    )


def _members(register: Participants, code: str, day: date) -> list[str]:
    return sorted(map(place, register.places_of(code, day)), key=order)
