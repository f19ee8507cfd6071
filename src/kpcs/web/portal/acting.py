"""Who is at the screen: the signed-in person in the office where he acts, once for each request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kpcs.office.accounts import queries
from kpcs.office.accounts.terms import Acting

OFFICE = "office"
"""Key of the session under which a person with duties in several offices keeps the chosen one."""


def acting(request: HttpRequest) -> Acting | None:
    """The person of the request in the office where he acts today; None before sign-in or without any duty.

    ``request.acting`` is set by :class:`OfficeMiddleware`; views hand it to operations as ``by``.
    """
    found: Acting | None = getattr(request, "acting", None)
    return found


def _look_up(request: HttpRequest) -> Acting | None:
    if not request.user.is_authenticated:
        return None
    today = timezone.now().date()
    offices = queries.offices_of(request.user, today)
    chosen = next((office for office in offices if office.code == request.session.get(OFFICE)), None)
    office = chosen or (offices[0] if offices else None)
    if office is None:
        return None
    local = timezone.now().astimezone(ZoneInfo(office.time_zone)).date()
    return queries.acting(request.user, office, local)


class OfficeMiddleware:
    """Puts the acting person on the request and sets the clock of the page to the zone of his office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Runs after sign-in is known; stands behind AuthenticationMiddleware."""
        by = _look_up(request)
        request.acting = by  # type: ignore[attr-defined]
        zone = ZoneInfo(by.office.time_zone) if by and by.office else timezone.get_default_timezone()
        with timezone.override(zone):
            return self.get_response(request)
