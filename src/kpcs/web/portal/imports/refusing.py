"""A refused act without a form: its reasons stand at the head of the page it came from."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kpcs.scheme.problems import Refusal
from kpcs.web.ui.refusals import sentence


def acted(request: HttpRequest, act: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Do ``act`` and go to ``done``; when it is refused, go ``back`` with every reason."""
    try:
        act()
    except Refusal as refusal:
        return sent_back(request, refusal, back)
    return redirect(done)


def sent_back(request: HttpRequest, refusal: Refusal, back: str) -> HttpResponse:
    """Go ``back`` with every reason of ``refusal``."""
    for problem in refusal.problems:
        messages.error(request, sentence(problem))
    return redirect(back)
