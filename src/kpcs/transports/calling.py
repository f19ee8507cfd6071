"""Calling a peer's node: one POST with limits on time and size, no redirects, and the peer's refusal by its code."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache

import httpx

from kpcs.transports.answers import CBOR, PROBLEM

CONNECT, SILENCE, WHOLE = 5.0, 15.0, 60.0
"""Seconds to connect, without a byte, and for a whole call. Not defined by a source."""

_OURS = ("exchange.", "sealing.", "cbor.", "cose.")
_PASSING = ("exchange.sender_unknown", "exchange.peer_suspended", "exchange.unavailable", "exchange.request_stale")


class Unanswered(Exception):
    """The call brought nothing that can be used; it is tried again later. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """The peer's node refuses this request for good, with its ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Clock:
    """The time of a round that began at ``at`` and takes a while."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()

    def now(self) -> datetime:
        """``at`` and what has passed since."""
        return self._at + timedelta(seconds=time.monotonic() - self._started)


@contextmanager
def line() -> Iterator[httpx.Client]:
    """A client for one round. Proxies and passwords of the environment are not used."""
    timeout = httpx.Timeout(SILENCE, connect=CONNECT)
    with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=authorities()) as client:
        yield client


@cache
def authorities() -> ssl.SSLContext:
    """Who vouches for the peers' TLS certificates: the system's authorities, or those that ``SSL_CERT_FILE`` names."""
    return ssl.create_default_context()


def post(client: httpx.Client, url: str, body: bytes, content_type: str, ceiling: int) -> bytes:
    """POST ``body`` to ``url`` and give the answer's CBOR, at most ``ceiling`` bytes.

    Raises :class:`Refused` for a refusal that stays, :class:`Unanswered` for everything that may pass: no connection,
    silence, a redirect, an error of the server or of something between, an answer that is too large or no CBOR.
    """
    ends = time.monotonic() + WHOLE
    headers = {
        "content-type": content_type,
        "accept": f"{CBOR}, {PROBLEM}",
        "accept-encoding": "identity",  # what is read is what is counted
    }
    answer = bytearray()
    try:
        with client.stream("POST", url, content=body, headers=headers) as response:
            for chunk in response.iter_raw():
                answer += chunk
                if len(answer) > ceiling:
                    raise Unanswered("exchange.answer_too_large")
                if time.monotonic() > ends:
                    raise Unanswered("exchange.answer_too_slow")
    except httpx.TimeoutException:
        raise Unanswered("exchange.no_answer") from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
        raise Unanswered("exchange.no_connection") from None
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.status_code == 200:
        if kind != CBOR:
            raise Unanswered("exchange.answer_garbage")
        return bytes(answer)
    code = _code(bytes(answer)) if kind == PROBLEM else ""
    if 400 <= response.status_code < 500 and response.status_code != 429 and code and code not in _PASSING:
        raise Refused(code)
    raise Unanswered(code or f"exchange.http_{response.status_code}")


def _code(answer: bytes) -> str:
    """The code of a problem document, empty when there is none that our profile knows."""
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    code = document.get("code") if isinstance(document, dict) else None
    return code if isinstance(code, str) and code.startswith(_OURS) and code.isascii() and len(code) <= 80 else ""
