"""The endpoints: what they take, what they answer, and that a refusal is always one form with a code."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations, queries
from kpcs.office.exchange.models import Peer, ReceivedMessage
from kpcs.proof import cbor, sealing
from kpcs.scheme.problems import refuse
from tests.office.exchange.foreign import MINUTE, Foreign, read_receipt
from tests.office.exchange.test_sending import queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CBOR, COSE = "application/cbor", "application/cose"


@pytest.fixture
def post() -> Callable[..., Any]:
    client = Client(enforce_csrf_checks=True)

    def send(path: str, body: bytes, content_type: str = CBOR) -> Any:
        # said outright: the test client leaves both out where the body is empty
        return client.generic(
            "POST", f"/exchange/{path}", body, CONTENT_TYPE=content_type, CONTENT_LENGTH=str(len(body))
        )

    return send


def now(eu: Foreign, **changes: Any) -> bytes:
    return eu.envelope(eu.message(time=timezone.now().replace(microsecond=0), **changes))


def code(response: Any) -> str:
    assert response["content-type"] == "application/problem+json"
    document = json.loads(response.content)
    assert document.keys() == {"type", "title", "status", "code"}
    assert document["status"] == response.status_code
    return str(document["code"])


def test_the_inbox_answers_with_a_receipt(eu: Foreign, peer: Peer, post: Callable[..., Any]) -> None:
    response = post("inbox", now(eu))
    assert (response.status_code, response["content-type"]) == (200, CBOR)
    assert read_receipt(response.content).outcome == "delivered"
    assert ReceivedMessage.objects.get().state == "received"


def test_the_inbox_keeps_what_it_cannot_read(eu: Foreign, peer: Peer, post: Callable[..., Any]) -> None:
    response = post("inbox", now(Foreign("EU")))
    assert response.status_code == 200
    assert read_receipt(response.content).problems == ("sealing.signer_unknown",)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "expected"),
    [
        (b"\x80", "text/plain", 415, "exchange.content_type"),
        (b"\x80", COSE, 415, "exchange.content_type"),
        (b"", CBOR, 400, "cbor.malformed"),
        (b"<html>", CBOR, 400, "cbor.malformed"),
        (b"\x80", CBOR, 400, "sealing.envelope"),
        (b"x" * (sealing.CEILING + 1), CBOR, 413, "exchange.too_large"),
    ],
)
def test_what_is_no_envelope_is_refused(
    peer: Peer, post: Callable[..., Any], body: bytes, content_type: str, status: int, expected: str
) -> None:
    response = post("inbox", body, content_type)
    assert (response.status_code, code(response)) == (status, expected)


def test_only_post_and_only_with_a_length(peer: Peer) -> None:
    client = Client()
    for path in ("inbox", "outbox/EU", "receipts"):
        response = client.get(f"/exchange/{path}")
        assert (response.status_code, response["allow"], code(response)) == (405, "POST", "exchange.method")
    for length in ("", "-1", "1e3", "٣"):
        response = client.generic("POST", "/exchange/inbox", b"", CONTENT_TYPE=CBOR, CONTENT_LENGTH=length)
        assert (response.status_code, code(response)) == (411, "exchange.length")


def test_strangers_and_suspended_peers_are_told_so(eu: Foreign, peer: Peer, post: Callable[..., Any]) -> None:
    response = post("inbox", now(Foreign("NA")))
    assert (response.status_code, code(response)) == (403, "exchange.sender_unknown")
    Peer.objects.update(state="suspended")
    response = post("inbox", now(eu))
    assert (response.status_code, code(response)) == (403, "exchange.peer_suspended")


@pytest.mark.parametrize(
    "trouble", [refuse("keys.passphrase.missing", "No key."), refuse("audit.clock_behind", "x"), OperationalError("y")]
)
def test_our_own_trouble_is_answered_as_unavailable(
    eu: Foreign, peer: Peer, post: Callable[..., Any], trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: object) -> bytes:
        raise trouble

    monkeypatch.setattr(operations, "receive", fail)
    response = post("inbox", now(eu))
    assert (response.status_code, response["retry-after"]) == (503, "30")
    assert code(response) == "exchange.unavailable"


def test_the_recipient_fetches_and_brings_receipts(eu: Foreign, peer: Peer, post: Callable[..., Any]) -> None:
    messages = [queue(at=timezone.now()) for _n in range(3)]
    response = post("outbox/EU", eu.asks(after=1, at=timezone.now()), COSE)
    batch = cbor.decode(response.content)
    assert isinstance(batch, list)
    assert [sealing.read_envelope(e).id for e in batch] == [bytes(m.message_id) for m in messages[1:]]  # type: ignore[arg-type]
    receipts: list[Any] = [eu.receipt(bytes(m.message_id), time=timezone.now()) for m in messages]
    receipts.append(Foreign("EU").receipt(b"x" * 32))
    answer = post("receipts", cbor.encode(receipts))
    assert cbor.decode(answer.content) == ["", "", "", "sealing.signer_unknown"]
    assert {m.state for m in queries.sent_about("BW00042187")} == {"delivered"}


def test_nobody_else_fetches(eu: Foreign, peer: Peer, post: Callable[..., Any]) -> None:
    queue(at=timezone.now())
    na = Foreign("NA")
    introduced = na.introduction()
    operations.add_peer(by=NODE, at=timezone.now(), introduced=introduced, fingerprint=introduced.fingerprint)
    at = timezone.now()
    wrong = {
        na.asks(at=at): "exchange.request_other_party",
        eu.asks(at=at, sender="NA"): "exchange.request_other_party",
        Foreign("EU").asks(at=at): "exchange.request_other_party",
        eu.asks(at=at - 11 * MINUTE): "exchange.request_stale",
        b"garbage": "exchange.request_other_party",
    }
    for request, expected in wrong.items():
        response = post("outbox/EU", request, COSE)
        assert (response.status_code, code(response)) == (403, expected)
    assert post("outbox/NA", eu.asks(at=at), COSE).status_code == 403
    assert post("outbox/EU", eu.asks(at=at)).status_code == 415
    assert post("outbox/EU", b"x" * (1 << 17), COSE).status_code == 413


def test_receipts_that_are_no_list_are_refused(peer: Peer, post: Callable[..., Any]) -> None:
    for body in (b"", b"\x01", cbor.encode(["text"]), cbor.encode([b"x"] * 101)):
        response = post("receipts", body)
        assert response.status_code == 400
        assert code(response).split(".")[0] in ("cbor", "sealing")
    assert cbor.decode(post("receipts", cbor.encode([b"x"])).content) == ["cose.tag"]
