"""What every template is given besides its own values: the frame of the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs import __version__
from kpcs.office.accounts.terms import Acting, Role
from kpcs.web.portal.acting import acting
from kpcs.web.portal.navigation import entries
from kpcs.web.ui.pieces import Chrome
from kpcs.web.ui.places import place


def page(request: HttpRequest) -> dict[str, Any]:
    """``chrome``: authority, office, person, clock and navigation (see :class:`kpcs.web.ui.pieces.Chrome`)."""
    by = acting(request)
    now = timezone.now()
    node = settings.NODE
    edition = gettext("kpcs %(version)s") % {"version": __version__}
    if node.demonstration:
        edition = gettext("kpcs %(version)s, sample data only") % {"version": __version__}
    if by is None or by.office is None:
        return {"chrome": Chrome(node.name, _("Kimberley Process certificates"), now, edition=edition)}
    return {
        "chrome": Chrome(
            authority=node.name,
            place=_place(by),
            now=now,
            home=reverse("portal:home"),
            person=by.name,
            role=_role(by),
            entries=entries(request, by, now),
            find=_find(),
            edition=edition,
        )
    }


def _place(by: Acting) -> str:
    return f"{place(by.office.participant)}, {by.office.name}" if by.office else ""


def _role(by: Acting) -> str:
    """The first duty in the order of the work; a person with many is still one person at one desk."""
    return next((str(role.label) for role in Role if role.value in by.roles), "")


def _find() -> str:
    """The number search, once its page exists."""
    try:
        return reverse("portal:find")
    except NoReverseMatch:
        return ""
