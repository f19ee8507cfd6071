"""The sender against peers that are down, slow, broken or hostile: nothing is lost, nobody else waits."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations, queries
from kpcs.office.exchange.models import Peer, SentMessage
from kpcs.proof import cbor, sealing
from kpcs.transports import calling, puller, sender
from tests.office.exchange.foreign import AT, Foreign
from tests.office.exchange.test_sending import queue
from tests.transports.servers import CBOR, PROBLEM, Answer, free_port, serving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(calling, "SILENCE", 0.5)
    monkeypatch.setattr(calling, "WHOLE", 0.8)
    yield


def at_endpoint(endpoint: str, identity: str = "EU") -> None:
    Peer.objects.filter(identity=identity).update(endpoint=endpoint)


def refusal(code: str, status: int = 400) -> Answer:
    return Answer(json.dumps({"code": code, "status": status}).encode(), status, PROBLEM)


def message() -> SentMessage:
    return SentMessage.objects.order_by("-id")[0]


def test_delivered_and_receipted(eu: Foreign, peer: Peer) -> None:
    first, second = queue(), queue()
    receipts = [Answer(eu.receipt(bytes(m.message_id))) for m in (first, second)]
    with serving(*receipts) as server:
        at_endpoint(server.endpoint)
        assert sender.run_once(at=AT) == 2
        assert sender.run_once(at=AT) == 0
    assert [asked[:2] for asked in server.asked] == [("/exchange/inbox", CBOR)] * 2
    assert [sealing.read_envelope(asked.body).id for asked in server.asked] == [
        bytes(first.message_id),
        bytes(second.message_id),
    ]
    assert message().state == "delivered"


GARBAGE = {
    "a page": (Answer(b"<html>It works!</html>", content_type="text/html"), "exchange.answer_garbage"),
    "no receipt": (Answer(b"\x80"), "cose.tag"),
    "nothing": (Answer(b""), "cose.tag"),
    "random bytes": (Answer(bytes(range(256)) * 9), "cose.tag"),
    "too much": (Answer(b"x" * (1 << 17)), "exchange.answer_too_large"),
    "a zip bomb": (Answer(b"\x1f\x8b" + b"x" * 99, encoding="gzip"), "cose.tag"),
    "a redirect": (Answer(b"", 302, location="http://127.0.0.1:1/"), "exchange.http_302"),
    "an error": (Answer(b"oops", 500, "text/plain"), "exchange.http_500"),
    "a proxy's refusal": (Answer(b"no", 403, "text/html"), "exchange.http_403"),
    "a foreign problem": (refusal("OUT_OF_CHEESE"), "exchange.http_400"),
    "a broken problem": (Answer(b"{", 400, PROBLEM), "exchange.http_400"),
    "no list of codes": (Answer(b"[]", 400, PROBLEM), "exchange.http_400"),
    "not yet known there": (refusal("exchange.sender_unknown", 403), "exchange.sender_unknown"),
    "busy": (refusal("exchange.unavailable", 503), "exchange.unavailable"),
    "too many": (refusal("exchange.too_many_unreadable", 429), "exchange.too_many_unreadable"),
    "cut off": (Answer(b"\xd2\x84", cut=True), "exchange.no_"),
    "drop by drop": (Answer(b"x" * 40, pause=0.05), "exchange.answer_too_slow"),
    "silence": (Answer(b"x", pause=0.7), "exchange.no_answer"),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_a_useless_answer_is_a_failed_attempt_that_is_repeated(eu: Foreign, peer: Peer, what: str) -> None:
    answer, code = GARBAGE[what]
    sent = queue()
    with serving(answer, Answer(eu.receipt(bytes(sent.message_id)))) as server:
        at_endpoint(server.endpoint)
        assert sender.run_once(at=AT) == 0
        failed = message()
        assert (failed.state, failed.attempts) == ("queued", 1)
        assert failed.last_error.startswith(code)
        assert sender.run_once(at=AT + timedelta(seconds=20)) == 0
        assert len(server.asked) == 1
        assert sender.run_once(at=AT + timedelta(seconds=40)) == 1
    assert (message().state, message().last_error) == ("delivered", "")


def test_a_false_receipt_is_a_failed_attempt(eu: Foreign, peer: Peer) -> None:
    sent, other = queue(), queue()
    stranger = Foreign("EU")
    for false, code in (
        (eu.receipt(bytes(other.message_id)), "exchange.receipt_other_message"),
        (stranger.receipt(bytes(sent.message_id)), "sealing.signer_unknown"),
        (eu.receipt(bytes(sent.message_id), sender="NA"), "exchange.receipt_other_party"),
    ):
        SentMessage.objects.update(next_attempt_at=None)
        with serving(Answer(false)) as server:
            at_endpoint(server.endpoint)
            assert sender.run_once(at=AT) == 0
            assert len(server.asked) == 1  # the next message waits for this one
        sent.refresh_from_db()
        assert (sent.state, sent.last_error) == ("queued", code)
    other.refresh_from_db()
    assert (other.state, other.attempts) == ("queued", 0)


def test_a_coded_refusal_is_visible_and_does_not_stop_the_next_message(eu: Foreign, peer: Peer) -> None:
    first, second = queue(), queue()
    with serving(refusal("sealing.too_large", 413), Answer(eu.receipt(bytes(second.message_id)))) as server:
        at_endpoint(server.endpoint)
        assert sender.run_once(at=AT) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.last_error) == ("failed", "sealing.too_large")
    assert second.state == "delivered"
    assert queries.troubled()["not taken by the peer"] == 1


def test_a_peer_that_is_down_or_has_no_key_stops_no_other(eu: Foreign, peer: Peer) -> None:
    sent = queue()
    for identity in ("AO", "NA", "ZA"):
        other = Foreign(identity)
        introduced = other.introduction(f"http://127.0.0.1:{free_port()}")
        operations.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
        queue(identity)
    Peer.objects.get(identity="NA").keys.filter(role="sealing").update(state="retired", since=AT)
    with serving(Answer(eu.receipt(bytes(sent.message_id)))) as server:
        at_endpoint(server.endpoint)
        assert sender.run_once(at=AT) == 1
    errors = dict(SentMessage.objects.values_list("peer__identity", "last_error"))
    assert errors == {
        "AO": "exchange.no_connection",
        "EU": "",
        "NA": "exchange.no_sealing_key",
        "ZA": "exchange.no_connection",
    }


def test_a_node_without_an_address_is_not_called(eu: Foreign, peer: Peer) -> None:
    queue()
    at_endpoint("")
    assert sender.run_once(at=AT) == 0
    assert puller.pull_once(at=AT) == 0
    assert (message().state, message().attempts) == ("queued", 0)
    assert len(queries.outbox(peer, 0, AT.date())) == 1


# ---------------------------------------------------------------- fetching


def test_messages_are_fetched_and_receipts_brought(eu: Foreign, peer: Peer) -> None:
    batch = Answer(cbor.encode([eu.envelope(), eu.envelope()]))
    with serving(batch, Answer(cbor.encode(["", ""])), Answer(cbor.encode([]))) as server:
        at_endpoint(server.endpoint)
        assert puller.pull_once(at=AT) == 2
    paths = [asked[:2] for asked in server.asked]
    assert paths == [
        ("/exchange/outbox/BW", "application/cose"),
        ("/exchange/receipts", CBOR),
        ("/exchange/outbox/BW", "application/cose"),
    ]
    assert [m.sequence for m in queries.unapplied(["confirmation"])] == [1, 2]  # type: ignore[list-item]
    assert queries.receipts_owed(peer) == []
    assert queries.to_fetch(AT) == []
    assert queries.to_fetch(AT + timedelta(minutes=2)) == [peer]


def test_receipts_are_owed_until_the_sender_has_them(eu: Foreign, peer: Peer) -> None:
    batch = Answer(cbor.encode([eu.envelope(), Foreign("EU").envelope()]))
    with serving(batch, Answer(b"oops", 500)) as server:
        at_endpoint(server.endpoint)
        assert puller.pull_once(at=AT) == 0
    assert len(queries.receipts_owed(peer)) == 2
    with serving(Answer(cbor.encode([])), Answer(cbor.encode(["", ""]))) as server:
        at_endpoint(server.endpoint)
        assert puller.pull_once(at=AT + timedelta(minutes=3)) == 0
    assert server.asked[1].path == "/exchange/receipts"
    assert queries.receipts_owed(peer) == []


def test_one_bad_envelope_does_not_stop_the_others(eu: Foreign, peer: Peer) -> None:
    na = Foreign("NA")
    batch = Answer(cbor.encode([b"garbage", na.envelope(), eu.envelope()]))
    with serving(batch, Answer(cbor.encode([""])), Answer(cbor.encode([]))) as server:
        at_endpoint(server.endpoint)
        puller.pull_once(at=AT)
    assert len(queries.unapplied(["confirmation"])) == 1  # type: ignore[list-item]
    peer.refresh_from_db()
    assert (peer.fetch_failures, peer.fetch_error) == (1, "exchange.answer_other_sender")


@pytest.mark.parametrize("what", ["a page", "too much", "an error", "a redirect", "silence", "random bytes"])
def test_a_useless_outbox_is_asked_again_later(eu: Foreign, peer: Peer, what: str) -> None:
    answer = GARBAGE[what][0]
    if what == "too much":
        answer = Answer(b"x" * (puller.CEILING + 1))
    with serving(answer) as server:
        at_endpoint(server.endpoint)
        assert puller.pull_once(at=AT) == 0
        assert puller.pull_once(at=AT + timedelta(seconds=100)) == 0
        assert len(server.asked) == 1
        assert puller.pull_once(at=AT + timedelta(seconds=200)) == 0
        assert len(server.asked) == 2
    peer.refresh_from_db()
    assert peer.fetch_failures == 2
    assert peer.fetch_error.split(".")[0] in ("exchange", "cbor")
