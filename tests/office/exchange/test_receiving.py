"""Messages from peers: proven, kept once, in order, applied once; what is wrong is kept, coded and never in the way."""

from datetime import date, timedelta

import pytest

from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.audit import queries as audit
from kpcs.office.exchange import bodies, operations, queries
from kpcs.office.exchange.models import Peer, PeerKey, ReceivedMessage, UnreadableEnvelope
from kpcs.office.exchange.operations import receiving
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind
from kpcs.proof import sealing
from kpcs.proof.keys import Role as KeyRole
from kpcs.scheme.lifecycles import CertificateState, MovementState
from kpcs.scheme.problems import Refusal, refuse
from tests.office.exchange.foreign import AT, MINUTE, Foreign, confirmation, our_sealing_key, read_receipt

pytestmark = pytest.mark.django_db

SUPERVISOR = Acting(Person(username="ina.sample", name="Ina Sample"), Office(code="BW-1"), frozenset({"supervisor"}))
CLERK = SUPERVISOR._replace(roles=frozenset({"intake"}))


def receive(envelope: bytes) -> sealing.Receipt:
    return read_receipt(operations.receive(envelope=envelope, at=AT))


def numbers(*kinds: Kind) -> list[int]:
    return [message.sequence for message in queries.unapplied(kinds or Kind)]


def unreadable_codes() -> list[str]:
    return [problem["code"] for row in UnreadableEnvelope.objects.order_by("id") for problem in row.problems]


def test_a_message_is_kept_and_answered_with_a_signed_receipt(eu: Foreign, peer: Peer) -> None:
    message = eu.message()
    receipt = receive(eu.envelope(message))
    assert receipt == (sealing.message_id(message.payload), "delivered", AT, "BW", "EU", ())
    (waiting,) = queries.unapplied([Kind.CONFIRMATION])
    assert waiting.body == confirmation()
    assert (waiting.sender, waiting.sequence, waiting.id) == ("EU", 1, receipt.message_id)
    assert waiting.subject == "BW00042187"
    row = ReceivedMessage.objects.get()
    assert b"Scheldt" not in bytes(row.content)
    assert sealing.verify_message(queries.signed_received(row), queries.find_key).message == message
    assert audit.history(f"message/{receipt.message_id.hex()}")[0].act == "exchange.received"


def test_the_same_message_again_gets_the_same_receipt_and_changes_nothing(eu: Foreign, peer: Peer) -> None:
    message = eu.message()
    first = operations.receive(envelope=eu.envelope(message), at=AT)
    events = len(audit.after("test"))
    assert operations.receive(envelope=eu.envelope(message), at=AT + MINUTE) == first
    assert ReceivedMessage.objects.count() == 1
    assert len(audit.after("test")) == events


def test_two_messages_under_one_number_are_both_kept_and_told(eu: Foreign, peer: Peer) -> None:
    receive(eu.envelope(eu.message(seq=1)))
    other = receive(eu.envelope(eu.message(confirmation(parcels=4), seq=1)))
    assert (other.outcome, other.problems) == ("failed", ("exchange.conflict",))
    assert ReceivedMessage.objects.count() == 2
    assert [message.body.parcels for message in queries.unapplied(Kind)] == [3]  # type: ignore[union-attr]
    assert [told.act for told in audit.after("test")][-1] == "exchange.conflict"
    assert [row.state for row in queries.in_trouble()] == ["conflict"]
    again = receive(eu.envelope(eu.message(confirmation(parcels=4), seq=1)))
    assert again == other
    assert ReceivedMessage.objects.count() == 2


def test_messages_are_applied_in_order_and_wait_for_one_that_is_missing(eu: Foreign, peer: Peer) -> None:
    one, two, three = (eu.envelope() for _n in range(3))
    receive(three)
    receive(one)
    assert numbers() == [1]
    assert [(gap[0].identity, gap[1]) for gap in queries.gaps()] == [("EU", 2)]
    assert Peer.objects.get().fetch_at is None
    assert queries.troubled()["waiting for one that is missing"] == 1
    receive(two)
    assert numbers() == [1, 2, 3]
    assert queries.gaps() == []


def test_a_supervisor_goes_on_without_a_missing_message_which_is_applied_when_it_comes(eu: Foreign, peer: Peer) -> None:
    one, two, three = (eu.envelope() for _n in range(3))
    receive(one)
    receive(three)
    with pytest.raises(Refusal) as caught:
        operations.pass_gap(by=CLERK, at=AT, peer=peer, reason="telephone")
    assert caught.value.codes == ("permission.denied",)
    operations.pass_gap(by=SUPERVISOR, at=AT, peer=peer, reason="telephone")
    assert numbers() == [1, 3]
    assert audit.history("peer/EU")[-1].facts == {"first": 2, "last": 2, "reason": "telephone"}
    with pytest.raises(Refusal) as none:
        operations.pass_gap(by=SUPERVISOR, at=AT, peer=peer, reason="telephone")
    assert none.value.codes == ("exchange.no_gap",)
    receive(two)
    assert numbers() == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "sealing.opening"),
        (lambda data: data.replace(our_sealing_key().kid, b"\1" * 8), "sealing.kid_unknown"),
    ],
)
def test_an_altered_envelope_is_kept_unread_and_answered_unreadable(
    eu: Foreign, peer: Peer, change: object, code: str
) -> None:
    message = eu.message()
    envelope = change(eu.envelope(message))  # type: ignore[operator]
    receipt = receive(envelope)
    assert (receipt.outcome, receipt.problems) == ("unreadable", (code,))
    assert receipt.message_id == sealing.message_id(message.payload)
    assert bytes(queries.unreadable_envelopes()[0].envelope) == envelope
    assert numbers() == []
    assert receive(envelope) == receipt
    assert UnreadableEnvelope.objects.count() == 1
    receive(eu.envelope(message))
    assert numbers() == [1]
    assert queries.unreadable_envelopes() == []


def test_every_flipped_bit_of_an_envelope_is_noticed(eu: Foreign, peer: Peer) -> None:
    envelope = eu.envelope()
    for place in range(0, len(envelope), 29):
        altered = bytearray(envelope)
        altered[place] ^= 1 << place % 8
        try:
            receipt = receive(bytes(altered))
        except Refusal:
            continue
        assert receipt.outcome == "unreadable", place
    assert not ReceivedMessage.objects.exists()


def test_a_key_of_another_role_signs_no_message(eu: Foreign, peer: Peer) -> None:
    from kpcs.proof import cbor, cose
    from kpcs.proof.cose import Purpose

    issuing = eu.signer(KeyRole.ISSUING)
    payload = eu.message().payload
    protected = cbor.encode({1: issuing.key.algorithm, 4: issuing.key.kid})
    to_sign = cbor.encode(["Signature1", protected, Purpose.MESSAGE.encode(), payload])
    signed = b"\xd2" + cbor.encode([protected, {}, payload, issuing.sign(to_sign)])
    assert cose.parse(signed).payload == payload
    receipt = receive(sealing.seal(signed, our_sealing_key()))
    assert (receipt.outcome, receipt.problems) == ("unreadable", ("keys.role",))


def test_another_peer_cannot_speak_for_the_sender(eu: Foreign, peer: Peer) -> None:
    other = Foreign("NA")
    introduced = other.introduction()
    operations.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    message = eu.message()
    with pytest.raises(Refusal) as caught:
        sealing.sign_message(message, other.signer())
    assert caught.value.codes == ("sealing.signer_not_sender",)
    from kpcs.proof import cose
    from kpcs.proof.cose import Purpose

    forged = cose.sign(message.payload, Purpose.MESSAGE, other.signer())
    receipt = receive(sealing.seal(forged, our_sealing_key()))
    assert (receipt.outcome, receipt.problems) == ("unreadable", ("sealing.signer_not_sender",))


def test_an_unknown_key_a_compromised_key_and_a_key_out_of_time_prove_nothing(eu: Foreign, peer: Peer) -> None:
    stranger = Foreign("EU")
    assert receive(stranger.envelope()).problems == ("sealing.signer_unknown",)
    late = eu.envelope(eu.message(time=AT.replace(year=2025)))
    assert receive(late).problems == ("sealing.signer_validity",)
    PeerKey.objects.filter(role="message").update(state="compromised", since=AT + timedelta(days=9))
    assert receive(eu.envelope()).problems == ("sealing.signer_compromised",)
    assert unreadable_codes() == ["sealing.signer_unknown", "sealing.signer_validity", "sealing.signer_compromised"]


def test_a_message_for_somebody_else_is_not_ours(eu: Foreign, peer: Peer) -> None:
    signed = sealing.sign_message(eu.message(recipient="NA"), eu.signer())
    with pytest.raises(Refusal) as caught:
        sealing.seal(signed, our_sealing_key())
    assert caught.value.codes == ("sealing.recipient",)
    theirs, _secret = Foreign("NA").keys[KeyRole.SEALING]
    receipt = receive(sealing.seal(signed, theirs))
    assert (receipt.outcome, receipt.problems) == ("unreadable", ("sealing.kid_unknown",))


@pytest.mark.parametrize("data", [b"", b"\x80", b"not cbor", b"\xd2\x84", bytes(5 << 20)])
def test_what_is_no_envelope_is_refused_and_not_kept(peer: Peer, data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        operations.receive(envelope=data, at=AT)
    assert caught.value.codes[0].split(".")[0] in ("sealing", "cbor")
    assert not UnreadableEnvelope.objects.exists()


def test_strangers_paper_peers_and_suspended_peers_are_refused(eu: Foreign, peer: Peer) -> None:
    with pytest.raises(Refusal) as unknown:
        operations.receive(envelope=Foreign("NA").envelope(), at=AT)
    assert unknown.value.codes == ("exchange.sender_unknown",)
    operations.suspend_peer(by=SUPERVISOR, at=AT, peer=peer, reason="notice 7")
    with pytest.raises(Refusal) as suspended:
        operations.receive(envelope=eu.envelope(), at=AT)
    assert suspended.value.codes == ("exchange.peer_suspended",)
    operations.resume_peer(by=SUPERVISOR, at=AT, peer=peer, reason="notice 8")
    assert receive(eu.envelope(eu.message(seq=1))).outcome == "delivered"
    Peer.objects.update(kind="paper")
    with pytest.raises(Refusal) as paper:
        operations.receive(envelope=eu.envelope(), at=AT)
    assert paper.value.codes == ("exchange.sender_unknown",)


def test_an_unknown_kind_and_a_newer_version_are_kept_with_a_warning(eu: Foreign, peer: Peer) -> None:
    kind = receive(eu.envelope(eu.message({0: "x"}, type="doubt\n" + "y" * 90)))
    assert (kind.outcome, kind.problems) == ("delivered_with_warnings", ("exchange.kind_unknown",))
    version = receive(eu.envelope(eu.message(version=2)))
    assert (version.outcome, version.problems) == ("delivered_with_warnings", ("exchange.version_unknown",))
    assert receive(eu.envelope()).outcome == "delivered"
    assert numbers() == [3]  # what is not understood is kept and holds nobody up
    assert [row.state for row in queries.in_trouble()] == ["not_understood", "not_understood"]
    with pytest.raises(Refusal) as still:
        operations.try_again(by=SUPERVISOR, at=AT, message=queries.in_trouble()[0])
    assert still.value.codes[0] in ("exchange.kind_unknown", "exchange.version_unknown")


def test_a_body_of_the_wrong_form_is_kept_and_every_wrong_field_is_named(eu: Foreign, peer: Peer) -> None:
    body = bodies.write(confirmation()) | {2: "accepted?", 3: -1, 20: "more"}
    del body[0]
    receipt = receive(eu.envelope(eu.message(body)))
    assert receipt.outcome == "unreadable"
    assert set(receipt.problems) == {
        "exchange.confirmation.number",
        "exchange.confirmation.result",
        "exchange.confirmation.parcels",
        "exchange.confirmation.unknown_field",
    }
    assert receive(eu.envelope()).outcome == "delivered"
    assert numbers() == [2]
    (row,) = queries.in_trouble()
    assert {problem.where for problem in queries.problems_of(row)} == {"number", "result", "parcels", "unknown_field"}
    assert "body" not in queries.shown(row)


def test_unreadable_envelopes_in_one_name_are_limited(eu: Foreign, peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_UNREADABLE", 2)
    stranger = Foreign("EU")
    for _n in range(2):
        receive(stranger.envelope())
    with pytest.raises(Refusal) as caught:
        receive(stranger.envelope())
    assert caught.value.codes == ("exchange.too_many_unreadable",)
    operations.dismiss(by=SUPERVISOR, at=AT, envelope=queries.unreadable_envelopes()[0])
    assert receive(stranger.envelope()).outcome == "unreadable"
    assert receive(eu.envelope()).outcome == "delivered"


def test_an_envelope_under_a_new_key_is_read_when_the_peer_has_told_its_key(eu: Foreign, peer: Peer) -> None:
    renewed = Foreign("EU")
    receive(renewed.envelope())
    (kept,) = queries.unreadable_envelopes()
    with pytest.raises(Refusal) as still:
        operations.open_again(by=SUPERVISOR, at=AT, envelope=kept)
    assert still.value.codes == ("sealing.signer_unknown",)
    introduced = renewed.introduction()
    operations.add_peer(by=SUPERVISOR, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
    assert read_receipt(operations.open_again(by=SUPERVISOR, at=AT, envelope=kept)).outcome == "delivered"
    assert numbers() == [1]
    assert queries.unreadable_envelopes() == []


# ---------------------------------------------------------------- effect


def test_an_effect_is_applied_once(eu: Foreign, peer: Peer) -> None:
    seen: list[int] = []
    for _n in range(2):
        receive(eu.envelope())
    assert operations.walk(kinds=[Kind.CONFIRMATION], effect=lambda m: seen.append(m.sequence), at=AT) == 2
    assert operations.walk(kinds=[Kind.CONFIRMATION], effect=lambda m: seen.append(m.sequence), at=AT) == 0
    assert seen == [1, 2]
    assert set(ReceivedMessage.objects.values_list("state", flat=True)) == {"applied"}


def test_marking_twice_is_refused_and_rolls_the_second_effect_back(eu: Foreign, peer: Peer) -> None:
    receive(eu.envelope())
    (message,) = queries.unapplied(Kind)
    operations.mark_applied(message=message, at=AT)
    with pytest.raises(Refusal) as caught:
        operations.mark_applied(message=message, at=AT)
    assert caught.value.codes == ("exchange.not_waiting",)


def test_a_refused_effect_leaves_nothing_and_holds_nobody_up(eu: Foreign, peer: Peer) -> None:
    for _n in range(3):
        receive(eu.envelope())
    fail = {1: refuse("exports.unknown_number", "There is no certificate %(number)s.", "number", number="BW1")}

    def effect(message: Received) -> None:
        Peer.objects.filter(identity="EU").update(name=f"changed by {message.sequence}")
        if message.sequence in fail:
            raise fail[message.sequence]
        if message.sequence == 2:
            raise KeyError("a mistake of the program")

    assert operations.walk(kinds=Kind, effect=effect, at=AT) == 1
    assert Peer.objects.get().name == "changed by 3"
    rows = {row.sequence: row for row in ReceivedMessage.objects.all()}
    assert [rows[n].state for n in (1, 2, 3)] == ["set_aside", "set_aside", "applied"]
    (problem,) = queries.problems_of(rows[1])
    assert (problem.code, problem.text) == ("exports.unknown_number", "There is no certificate BW1.")
    assert queries.problems_of(rows[2])[0].code == "exchange.effect_failed"
    with pytest.raises(Refusal) as denied:
        operations.try_again(by=CLERK, at=AT, message=rows[1])
    assert denied.value.codes == ("permission.denied",)
    operations.try_again(by=SUPERVISOR, at=AT, message=rows[1])
    fail.clear()
    assert operations.walk(kinds=Kind, effect=effect, at=AT) == 1
    with pytest.raises(Refusal) as applied:
        operations.try_again(by=SUPERVISOR, at=AT, message=rows[1])
    assert applied.value.codes == ("exchange.not_waiting",)


def test_kinds_are_walked_apart(eu: Foreign, peer: Peer) -> None:
    status = bodies.CertificateStatus("EU00000007", CertificateState.LOST, date(2026, 11, 22))
    receive(eu.envelope(eu.message(status)))
    receive(eu.envelope())
    assert numbers(Kind.CONFIRMATION) == [2]
    assert numbers(Kind.CERTIFICATE_STATUS) == [1]
    assert numbers(Kind.PRE_ADVICE) == []
    assert queries.numbers_named("BW") == {"BW00042187"}
    assert queries.numbers_named("EU") == {"EU00000007"}


def test_the_view_of_a_message_shows_what_was_said(eu: Foreign, peer: Peer) -> None:
    receive(eu.envelope(eu.message(confirmation(result=MovementState.ACCEPTED_WITH_DIFFERENCE))))
    (row,) = queries.received_about("BW00042187")
    view = queries.shown(row)
    assert (view["sender"], view["recipient"], view["kind"], view["state"]) == ("EU", "BW", "confirmation", "received")
    assert view["body"]["result"] == "accepted_with_difference"
    assert view["body"]["lines"][1] == {"hs": "7102.31", "carats_certified": "7763.960", "carats_found": "7763.950"}
    assert queries.received_by_id(bytes.fromhex(view["id"])) == row


def test_a_changed_row_is_noticed(eu: Foreign, peer: Peer) -> None:
    receive(eu.envelope())
    row = ReceivedMessage.objects.get()
    row.content = bytes(row.content)[:-1] + b"\0"
    with pytest.raises(Refusal) as caught:
        queries.message_of(row)
    assert caught.value.codes == ("exchange.storage",)


def test_a_changed_row_is_set_aside_and_holds_nobody_up(eu: Foreign, peer: Peer) -> None:
    for _n in range(2):
        receive(eu.envelope())
    first = ReceivedMessage.objects.get(sequence=1)
    ReceivedMessage.objects.filter(pk=first.pk).update(content=bytes(first.content)[:-1] + b"\0")
    assert operations.walk(kinds=Kind, effect=lambda _message: None, at=AT) == 1
    first.refresh_from_db()
    assert (first.state, queries.problems_of(first)[0].code) == ("set_aside", "exchange.storage")


def test_what_a_message_says_enters_no_log(eu: Foreign, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    receive(eu.envelope())

    def effect(message: Received) -> None:
        raise KeyError(message.body.importer.name)  # type: ignore[union-attr]

    operations.walk(kinds=Kind, effect=effect, at=AT)
    assert "KeyError" in caplog.text
    assert "Scheldt" not in caplog.text


def test_only_those_who_may_decide_do(eu: Foreign, peer: Peer) -> None:
    receive(Foreign("EU").envelope())
    (kept,) = queries.unreadable_envelopes()
    acts = (
        lambda: operations.suspend_peer(by=CLERK, at=AT, peer=peer, reason="x"),
        lambda: operations.resume_peer(by=CLERK, at=AT, peer=peer, reason="x"),
        lambda: operations.dismiss(by=CLERK, at=AT, envelope=kept),
        lambda: operations.open_again(by=CLERK, at=AT, envelope=kept),
        lambda: operations.add_peer(by=CLERK, at=AT, introduced=eu.introduction(), fingerprint=""),
    )
    for act in acts:
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.codes == ("permission.denied",)
    assert Role.SUPERVISOR in SUPERVISOR.roles
