"""Messages to peers: numbered without gaps, signed, kept sealed, receipted by nobody but their recipient."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import queries as audit
from kpcs.office.exchange import bodies, operations, queries
from kpcs.office.exchange.models import Peer, PeerKey, SentMessage
from kpcs.office.exchange.terms import Carriage, Kind
from kpcs.proof import sealing
from kpcs.proof.keys import Role as KeyRole
from kpcs.scheme.lifecycles import CertificateState
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import AT, MINUTE, Foreign, confirmation
from tests.office.exchange.test_receiving import CLERK, SUPERVISOR

pytestmark = pytest.mark.django_db

STATUS = bodies.CertificateStatus("BW00042187", CertificateState.CANCELLED, date(2026, 11, 22), reason="unused")


def queue(recipient: str = "EU", **changes: object) -> SentMessage:
    given = {
        "by": SUPERVISOR,
        "at": AT,
        "recipient": recipient,
        "kind": Kind.CERTIFICATE_STATUS,
        "subject": "BW00042187",
        "body": STATUS,
    }
    return operations.queue(**(given | changes))  # type: ignore[arg-type]


def take(receipt: bytes, message: SentMessage | None = None) -> SentMessage:
    return operations.record_receipt(receipt=receipt, at=AT, by=NODE, message=message)


def test_a_message_is_numbered_signed_and_kept_encrypted(eu: Foreign, peer: Peer) -> None:
    question = b"q" * 32
    first, second = queue(), queue(in_reply_to=question)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.state == "queued"
    assert b"unused" not in bytes(first.content)
    assert queries.body_of(second) == STATUS
    opened = sealing.open_message(queries.envelope(second, AT.date()), [eu.sealing_key()], our_key)
    assert opened.message.body == bodies.write(STATUS)
    assert (opened.message.sender, opened.message.recipient, opened.message.seq) == ("BW", "EU", 2)
    assert (opened.message.in_reply_to, opened.message.subject) == (question, "BW00042187")
    assert opened.id == bytes(second.message_id)
    assert queries.sent_by_id(opened.id) == second
    told = audit.history("certificate/BW00042187")
    assert [(event.act, event.facts["sequence"]) for event in told] == [("exchange.queued", 1), ("exchange.queued", 2)]


def our_key(kid: bytes) -> object:
    from kpcs.office import keyring

    return next((key for key in keyring.public_keys() if key.kid == kid), None)


def test_a_message_about_a_paper_without_number_stands_under_its_peer(eu: Foreign, peer: Peer) -> None:
    queue(subject="")
    assert audit.history("peer/EU")[-1].act == "exchange.queued"


def test_a_number_is_given_back_when_the_act_fails(eu: Foreign, peer: Peer) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError("the act failed after it queued its message")
    assert queue().sequence == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipient": "BW"}, "exchange.own_identity"),
        ({"recipient": "ZZ"}, "exchange.recipient_unknown"),
        ({"kind": Kind.CONFIRMATION}, "exchange.kind_differs"),
        ({"body": STATUS._replace(status=CertificateState.PRINTED)}, "exchange.certificate_status.status"),
        ({"body": STATUS._replace(number="")}, "exchange.certificate_status.number"),
    ],
)
def test_what_cannot_be_said_is_not_queued(eu: Foreign, peer: Peer, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        queue(**changes)
    assert caught.value.codes == (code,)
    assert not SentMessage.objects.exists()
    assert Peer.objects.get().sent_through == 0


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("delivered", "delivered"),
        ("delivered_with_warnings", "delivered_with_warnings"),
        ("unreadable", "unreadable"),
        ("failed", "failed"),
    ],
)
def test_the_receipt_tells_what_became_of_it(eu: Foreign, peer: Peer, outcome: str, state: str) -> None:
    message = queue()
    problems = () if outcome == "delivered" else ("exchange.kind_unknown",)
    receipt = eu.receipt(bytes(message.message_id), outcome, problems=problems)
    done = take(receipt, message)
    assert (done.state, bytes(done.receipt), done.closed_at) == (state, receipt, AT)
    assert done.last_error == (problems[0] if problems else "")
    told = audit.history("certificate/BW00042187")[-1]
    assert (told.act, told.facts["outcome"]) == ("exchange.receipted", outcome)
    count = len(audit.after("test"))
    assert take(receipt).state == state
    assert len(audit.after("test")) == count
    assert Peer.objects.get().last_contact == AT


def test_a_receipt_that_came_late_ends_a_failure(eu: Foreign, peer: Peer) -> None:
    message = queue()
    take(eu.receipt(bytes(message.message_id), "unreadable"))
    assert take(eu.receipt(bytes(message.message_id))).state == "delivered"
    assert take(eu.receipt(bytes(message.message_id), "unreadable")).state == "delivered"


def test_a_false_receipt_changes_nothing(eu: Foreign, peer: Peer) -> None:
    message, other = queue(), queue()
    na = Foreign("NA")
    introduced = na.introduction()
    operations.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    own, identifier = eu.receipt, bytes(message.message_id)
    stranger = Foreign("EU")
    wrong = {
        "exchange.receipt_other_message": own(b"x" * 32),
        "exchange.receipt_other_party": na.receipt(identifier),
        "sealing.signer_unknown": stranger.receipt(identifier),
        "sealing.signer_not_sender": sealing_receipt_by(na, identifier),
        "cose.tag": b"<html>",
        "sealing.too_large": b"x" * (1 << 17),
    }
    for code, receipt in wrong.items():
        with pytest.raises(Refusal) as caught:
            take(receipt)
        assert caught.value.codes == (code,)
    with pytest.raises(Refusal) as for_another:
        take(own(bytes(other.message_id)), message)
    assert for_another.value.codes == ("exchange.receipt_other_message",)
    with pytest.raises(Refusal) as to_another:
        take(own(identifier, sender="NA"))
    assert to_another.value.codes == ("exchange.receipt_other_party",)
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"queued"}


def sealing_receipt_by(signer: Foreign, message_id: bytes) -> bytes:
    """A receipt in the name of EU with another peer's key."""
    from kpcs.proof import cbor, cose
    from kpcs.proof.cose import Purpose

    fields = {0: message_id, 1: "delivered", 2: cbor.seconds(AT), 3: "EU", 4: "BW", 5: []}
    return cose.sign(cbor.encode(fields), Purpose.RECEIPT, signer.signer())  # type: ignore[arg-type]


def test_failed_attempts_wait_longer_each_time(eu: Foreign, peer: Peer) -> None:
    message = queue()
    waits = []
    for _n in range(12):
        message.refresh_from_db()
        operations.attempt_failed(message=message, code="exchange.no_connection", at=AT)
        message.refresh_from_db()
        waits.append(message.next_attempt_at - AT)
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits[-1] == timedelta(hours=1)
    assert (message.attempts, message.last_error, message.state) == (12, "exchange.no_connection", "queued")
    assert queries.to_send(AT + 30 * MINUTE) == []
    assert queries.to_send(AT + 61 * MINUTE) == [peer]
    assert queries.undelivered() == [message]


def test_a_refused_message_is_failed_until_somebody_retries_it(eu: Foreign, peer: Peer) -> None:
    message = queue()
    operations.refused_by_peer(message=message, code="sealing.too_large", at=AT, by=NODE)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", "sealing.too_large")
    assert queries.to_send(AT) == []
    assert queries.troubled()["not taken by the peer"] == 1
    with pytest.raises(Refusal) as denied:
        operations.retry(by=CLERK, at=AT, message=message)
    assert denied.value.codes == ("permission.denied",)
    again = operations.retry(by=SUPERVISOR, at=AT, message=message)
    assert (again.state, again.sequence, again.attempts) == ("queued", 1, 0)
    with pytest.raises(Refusal) as wrong:
        operations.retry(by=SUPERVISOR, at=AT, message=message)
    assert wrong.value.codes == ("transmission.wrong_state",)


def test_after_a_restore_a_message_under_a_used_number_gets_the_next_one(eu: Foreign, peer: Peer) -> None:
    message = queue()
    take(eu.receipt(bytes(message.message_id), "failed", problems=("exchange.conflict",)))
    again = operations.retry(by=SUPERVISOR, at=AT, message=message)
    assert again.sequence == 2
    assert bytes(again.message_id) != bytes(message.message_id)
    assert queries.body_of(again) == STATUS


def test_numbers_that_the_peer_has_are_not_given_again(eu: Foreign, peer: Peer) -> None:
    queue()
    asking, after = operations.asked(request=eu.asks(after=7), recipient="EU", at=AT)
    assert (asking.sent_through, after) == (7, 7)
    assert audit.history("peer/EU")[-1].facts == {"first": 2, "last": 7}
    assert queue().sequence == 8
    events = len(audit.after("test"))
    assert operations.asked(request=eu.asks(after=3), recipient="EU", at=AT)[0].sent_through == 8
    assert len(audit.after("test")) == events


def test_without_a_sealing_key_nothing_is_sealed(eu: Foreign, peer: Peer) -> None:
    message = queue()
    PeerKey.objects.filter(role="sealing").update(state="retired", since=AT)
    with pytest.raises(Refusal) as caught:
        queries.envelope(message, AT.date())
    assert caught.value.codes == ("exchange.no_sealing_key",)


def test_the_outbox_holds_what_the_recipient_has_not_seen(eu: Foreign, peer: Peer) -> None:
    for _n in range(3):
        queue()
    find = {1: [1, 2, 3], 2: [2, 3], 4: []}
    for after, expected in find.items():
        envelopes = queries.outbox(peer, after - 1, AT.date())
        opened = [sealing.open_message(e, [eu.sealing_key()], our_key) for e in envelopes]  # type: ignore[arg-type]
        assert [one.message.seq for one in opened] == expected


def test_only_the_recipient_fetches_and_only_now(eu: Foreign, peer: Peer) -> None:
    asked = operations.asked
    assert asked(request=eu.asks(after=7), recipient="EU", at=AT) == (peer, 7)
    na = Foreign("NA")
    introduced = na.introduction()
    operations.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    wrong = [
        (na.asks(), "EU", AT, "exchange.request_other_party"),
        (eu.asks(sender="NA"), "EU", AT, "exchange.request_other_party"),
        (eu.asks(), "EU", AT + 11 * MINUTE, "exchange.request_stale"),
        (eu.asks(), "EU", AT - 11 * MINUTE, "exchange.request_stale"),
        (Foreign("EU").asks(), "EU", AT, "sealing.signer_unknown"),
        (eu.receipt(b"x" * 32), "EU", AT, "sealing.outbox"),
    ]
    for request, recipient, at, code in wrong:
        with pytest.raises(Refusal) as caught:
            asked(request=request, recipient=recipient, at=at)
        assert caught.value.codes == (code,)
    operations.suspend_peer(by=SUPERVISOR, at=AT, peer=peer, reason="notice 7")
    with pytest.raises(Refusal) as suspended:
        asked(request=eu.asks(), recipient="EU", at=AT)
    assert suspended.value.codes == ("exchange.peer_suspended",)
    queue()
    assert queries.to_send(AT) == []  # what is queued for a suspended peer waits


# ---------------------------------------------------------------- letters


def test_a_participant_without_a_node_gets_a_letter(db: None) -> None:
    message = queue("CA")
    assert (message.peer.kind, message.peer.name, message.sequence) == ("paper", "Canada", None)
    assert queries.letters() == [message]
    assert queries.to_send(AT) == []
    assert queries.body_of(message) == STATUS
    assert queries.shown(message)["body"]["status"] == "cancelled"
    with pytest.raises(Refusal) as no_envelope:
        queries.envelope(message, AT.date())
    assert no_envelope.value.codes == ("exchange.no_sealing_key",)
    with pytest.raises(Refusal) as denied:
        operations.record_printed(by=CLERK, at=AT, message=message, sent_by=Carriage.POST)
    assert denied.value.codes == ("permission.denied",)
    sent = operations.record_printed(by=SUPERVISOR, at=AT, message=message, sent_by=Carriage.COURIER)
    assert (sent.state, sent.carriage, sent.closed_at) == ("printed", "courier", AT)
    assert audit.history("certificate/BW00042187")[-1].facts["sent_by"] == "courier"
    assert queries.letters() == []
    with pytest.raises(Refusal) as twice:
        operations.record_printed(by=SUPERVISOR, at=AT, message=message, sent_by=Carriage.POST)
    assert twice.value.codes == ("transmission.wrong_state",)


def test_a_message_to_a_node_is_no_letter(eu: Foreign, peer: Peer) -> None:
    with pytest.raises(Refusal) as caught:
        operations.record_printed(by=SUPERVISOR, at=AT, message=queue(), sent_by=Carriage.POST)
    assert caught.value.codes == ("exchange.not_a_letter",)


def test_when_a_paper_peer_gets_a_node_waiting_letters_travel_and_history_stays(eu: Foreign) -> None:
    printed, waiting = queue(), queue(body=STATUS._replace(reason="second"))
    operations.record_printed(by=SUPERVISOR, at=AT, message=printed, sent_by=Carriage.EMAIL)
    introduced = eu.introduction()
    operations.add_peer(by=SUPERVISOR, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    history = queries.sent_about("BW00042187")
    assert [(m.state, m.sequence) for m in history] == [("printed", None), ("queued", 1)]
    opened = sealing.open_message(
        queries.envelope(history[1], AT.date()),
        [eu.sealing_key()],
        our_key,  # type: ignore[arg-type]
    )
    assert opened.message.body == bodies.write(STATUS._replace(reason="second"))
    assert queue().sequence == 2
    assert waiting.pk == history[1].pk


def test_a_large_confirmation_travels(eu: Foreign, peer: Peer) -> None:
    body = confirmation(differences=tuple(f"parcel {n}: one stone more" for n in range(900)))
    message = queue(kind=Kind.CONFIRMATION, body=body)
    assert queries.body_of(message) == body
    assert KeyRole.SEALING in {key.role for key in queries.public_keys("EU")}
