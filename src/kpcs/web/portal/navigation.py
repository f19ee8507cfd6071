"""The service navigation: one line for each desk that exists."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpcs.office.accounts.terms import Acting
from kpcs.office.exports import queries as exports
from kpcs.office.exports.rules import may_see_desk
from kpcs.office.imports import queries as imports
from kpcs.office.imports.rules import may_see as may_see_imports
from kpcs.web.ui.pieces import Entry


class Desk(NamedTuple):
    """A desk: its page, who sees it, and ``waiting`` the counter beside its name (None for no counter)."""

    label: str | Promise
    page: str
    may_see: Callable[[Acting], bool] = lambda _by: True
    waiting: Callable[[Acting, datetime], int | None] = lambda _by, _at: None


DESKS: tuple[Desk, ...] = (
    Desk(
        _("Import desk"),
        "portal:imports",
        lambda by: may_see_imports.test(by, None),
        lambda by, _at: imports.open_count(by.office) if by.office else None,
    ),
    Desk(
        _("Export desk"),
        "portal:exports-desk",
        lambda by: may_see_desk.test(by, None),
        lambda by, at: exports.waiting(by, timezone.localdate(at)) or None,
    ),
    Desk(_("Certificates"), "portal:certificates", lambda by: may_see_desk.test(by, None)),
    Desk(_("Participants"), "portal:participants"),
)


def entries(request: HttpRequest, by: Acting, at: datetime) -> list[Entry]:
    """What ``by`` may see, in order; the desk whose pages the request is on is the current one."""
    found = []
    for desk in DESKS:
        if desk.may_see(by):
            href = reverse(desk.page)
            found.append(Entry(desk.label, href, request.path.startswith(href), desk.waiting(by, at)))
    return found
