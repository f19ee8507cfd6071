"""What the endpoints take and answer: content types, size limits, and one form for every refusal.

A refusal is a problem document (RFC 9457) with a constant title and the ``code``; it repeats nothing of the request.
"""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kpcs.scheme.problems import Refusal

CBOR, COSE, PROBLEM = "application/cbor", "application/cose", "application/problem+json"

_STATUSES = {
    "exchange.sender_unknown": HTTPStatus.FORBIDDEN,
    "exchange.peer_suspended": HTTPStatus.FORBIDDEN,
    "exchange.request_other_party": HTTPStatus.FORBIDDEN,
    "exchange.request_stale": HTTPStatus.FORBIDDEN,
    "exchange.no_sealing_key": HTTPStatus.CONFLICT,
    "exchange.too_many_unreadable": HTTPStatus.TOO_MANY_REQUESTS,
    "sealing.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
_OF_THE_REQUEST = ("sealing.", "cbor.", "cose.")
_RETRY_AFTER = {HTTPStatus.SERVICE_UNAVAILABLE: "30", HTTPStatus.TOO_MANY_REQUESTS: "3600"}


def problem(status: HTTPStatus, code: str) -> HttpResponse:
    """A problem document."""
    text = json.dumps({"type": "about:blank", "title": status.phrase, "status": status, "code": code})
    response = HttpResponse(text, content_type=PROBLEM, status=status)
    if status in _RETRY_AFTER:
        response["Retry-After"] = _RETRY_AFTER[status]
    return response


def refused(refusal: Refusal) -> HttpResponse:
    """The answer to a request that was refused. What is no fault of the request (our keys are out of reach, our clock
    runs behind) is answered as unavailable, without saying more."""
    code = refusal.codes[0]
    if code in _STATUSES:
        return problem(_STATUSES[code], code)
    if code.startswith(_OF_THE_REQUEST):
        return problem(HTTPStatus.BAD_REQUEST, code)
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "exchange.unavailable")


def endpoint(content_type: str, ceiling: int) -> Callable[[Callable[..., bytes]], Callable[..., HttpResponse]]:
    """Make a view of a function that takes the request's body (POST, of ``content_type``, at most ``ceiling`` bytes)
    and gives the answer's, as CBOR. Proof of who asks is in the body, so there is no session and no CSRF token."""

    def decorate(act: Callable[..., bytes]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(act)
        def view(request: HttpRequest, **path: str) -> HttpResponse:
            wrong = _unfit(request, content_type, ceiling)
            if wrong is not None:
                return wrong
            try:
                return HttpResponse(act(request.read(ceiling), **path), content_type=CBOR)
            except Refusal as refusal:
                return refused(refusal)
            except OperationalError:
                return problem(HTTPStatus.SERVICE_UNAVAILABLE, "exchange.unavailable")

        return view

    return decorate


def _unfit(request: HttpRequest, content_type: str, ceiling: int) -> HttpResponse | None:
    if request.method != "POST":
        response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "exchange.method")
        response["Allow"] = "POST"
        return response
    if request.content_type != content_type:
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "exchange.content_type")
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isascii() or not length.isdigit():
        return problem(HTTPStatus.LENGTH_REQUIRED, "exchange.length")
    if len(length) > 12 or int(length) > ceiling:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "exchange.too_large")
    return None
