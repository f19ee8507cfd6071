"""Who may enter a desk: signed in, with a duty that sees it."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from rules.predicates import Predicate

from kpcs.office.accounts.terms import Acting
from kpcs.web.portal.acting import acting


def desk(may_see: Predicate) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of a desk. Its view takes the request and the acting person; others are sent to sign in, or told that
    the desk is not theirs."""

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            by: Acting | None = acting(request)
            if by is None:
                return redirect_to_login(request.get_full_path())
            if not may_see.test(by, None):
                raise PermissionDenied
            return view(request, by, *args, **kwargs)

        return entered

    return door
