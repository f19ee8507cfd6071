"""The public front page; after sign-in it leads on to the person's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpcs.scheme.participants import Participants
from kpcs.web.portal.acting import acting
from kpcs.web.portal.navigation import entries
from kpcs.web.portal.register import DayForm


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Check a certificate, ask who was a Participant, sign in."""
    by = acting(request)
    at = timezone.now()
    if by is not None and (desks := entries(request, by, at)):
        return redirect(desks[0].href)
    today = timezone.localdate(at)
    return render(
        request,
        "portal/home.html",
        {"day": DayForm(initial={"day": today}), "register": Participants.published().on(today)},
    )
