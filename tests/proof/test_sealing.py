from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kpcs.proof import cbor, cose, sealing
from kpcs.proof.cose import Purpose
from kpcs.proof.keys import KeyState, PublicKey, Role
from kpcs.proof.sealing import Message, OutboxRequest, Receipt
from tests.proof import keyring
from tests.proof.keyring import NOW, public, signer
from tests.proof.refusals import refused

BW = signer("BW", Role.MESSAGE)
EU = keyring.sealing("EU")
KNOWN: dict[bytes, PublicKey] = {
    key.kid: key for key in (BW.key, public("EU", Role.MESSAGE), public("BW", Role.ISSUING), EU.key)
}
MESSAGE = Message("pre-advice", 1, "BW", "EU", NOW, 7, "BW00042187", {0: "KP1:...", 1: [4812360, 2046180]})


def seal(message: Message = MESSAGE) -> bytes:
    return sealing.seal_message(message, BW, EU.key)


def test_a_message_arrives_as_it_was_sent() -> None:
    opened = sealing.open_message(seal(), [keyring.sealing("BW"), EU], KNOWN.get)
    assert opened.message == MESSAGE
    assert opened.id == sealing.message_id(opened.payload) == sealing.message_id(MESSAGE.payload)
    assert opened.signer == BW.key
    assert sealing.verify_message(opened.signed, KNOWN.get) == opened


def test_an_answer_names_what_it_answers() -> None:
    answer = MESSAGE._replace(in_reply_to=sealing.message_id(MESSAGE.payload))
    assert sealing.open_message(seal(answer), [EU], KNOWN.get).message == answer
    with refused("sealing.message"):
        seal(MESSAGE._replace(in_reply_to=b"short"))


def test_the_id_does_not_depend_on_signature_or_seal() -> None:
    one, other = (sealing.open_message(seal(), [EU], KNOWN.get) for _ in range(2))
    assert one.id == other.id
    assert seal() != seal()


def test_a_message_is_sealed_anew_without_being_signed_anew() -> None:
    signed = sealing.sign_message(MESSAGE, BW)
    assert sealing.open_message(sealing.seal(signed, EU.key), [EU], KNOWN.get).signed == signed


def test_a_body_outside_the_profile_is_refused_before_signing() -> None:
    with refused("cbor.key"):
        seal(MESSAGE._replace(body={"text": 1}))  # type: ignore[dict-item]
    with refused("cbor.type"):
        seal(MESSAGE._replace(body={0: 1.5}))  # type: ignore[dict-item]
    with refused("sealing.message"):
        seal(MESSAGE._replace(body=[1]))  # type: ignore[arg-type]
    with refused("sealing.message"):
        seal(MESSAGE._replace(seq=0, type=""))


def test_only_the_sender_signs_and_only_with_a_message_key() -> None:
    with refused("sealing.signer_not_sender"):
        sealing.sign_message(MESSAGE, signer("EU", Role.MESSAGE))
    with refused("keys.role"):
        sealing.sign_message(MESSAGE, signer("BW", Role.ISSUING))


def test_only_the_recipient_is_sealed_to() -> None:
    with refused("sealing.recipient"):
        sealing.seal_message(MESSAGE, BW, keyring.sealing("IN").key)
    with refused("keys.role"):
        sealing.seal_message(MESSAGE, BW, public("EU", Role.MESSAGE))
    with refused("sealing.key_not_in_use"):
        sealing.seal_message(MESSAGE, BW, EU.key._replace(state=KeyState.RETIRED, since=NOW))


def parts(data: bytes) -> list[Any]:
    value = cbor.decode(data)
    assert type(value) is list
    return value


def altered(place: int, value: object) -> bytes:
    changed = parts(seal())
    changed[place] = value
    return cbor.encode(changed)


def test_nothing_on_the_envelope_can_be_changed() -> None:
    kid, identifier, sealed = EU.key.kid, sealing.message_id(MESSAGE.payload), parts(seal())[5]
    flipped = bytearray(sealed)
    flipped[-1] ^= 1
    for place, value, code in (
        (0, "kp-enc/2", "sealing.suite"),
        (1, bytes.fromhex("002000010001"), "sealing.suite"),
        (2, kid[:-1] + b"\0", "sealing.kid_unknown"),
        (2, kid[:-1], "sealing.envelope"),
        (3, "NA", "sealing.opening"),
        (4, identifier[:-1] + b"\0", "sealing.opening"),
        (4, b"", "sealing.envelope"),
        (5, bytes(flipped), "sealing.opening"),
        (5, sealed[:-1], "sealing.opening"),
        (5, b"", "sealing.opening"),
    ):
        with refused(code):
            sealing.open_message(altered(place, value), [EU], KNOWN.get)
    for data, code in (
        (seal() + b"\0", "cbor.trailing"),
        (seal()[:-1], "cbor.malformed"),
        (b"garbage", "cbor.malformed"),
        (cbor.encode(parts(seal())[:5]), "sealing.envelope"),
        (bytes(sealing.CEILING + 1), "sealing.too_large"),
    ):
        with refused(code):
            sealing.open_message(data, [EU], KNOWN.get)


def test_the_wrong_recipient_opens_nothing() -> None:
    with refused("sealing.kid_unknown"):
        sealing.open_message(seal(), [keyring.sealing("IN")], KNOWN.get)
    with refused("sealing.kid_unknown"):
        sealing.open_message(seal(), [], KNOWN.get)


def sealed_by_hand(signed: bytes, *, sender: str = "BW", identifier: bytes = b"", to: PublicKey = EU.key) -> bytes:
    """An envelope whose outside is in order, around an inside that may not be."""
    name = identifier or sealing.message_id(cose.parse(signed).payload)
    info = cbor.encode([sealing.FORMAT, sealing.SUITE_ID, to.kid, sender, name, to.owner])
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    sealed = suite.encrypt(signed, X25519PublicKey.from_public_bytes(to.public), info)
    return cbor.encode([sealing.FORMAT, sealing.SUITE_ID, to.kid, sender, name, sealed])


def test_what_lies_inside_must_fit_the_outside() -> None:
    signed = sealing.sign_message(MESSAGE, BW)
    assert sealing.open_message(sealed_by_hand(signed), [EU], KNOWN.get).message == MESSAGE
    with refused("sealing.id"):
        sealing.open_message(sealed_by_hand(signed, identifier=bytes(32)), [EU], KNOWN.get)
    with refused("sealing.sender"):
        sealing.open_message(sealed_by_hand(signed, sender="NA"), [EU], KNOWN.get)
    elsewhere = sealing.sign_message(MESSAGE._replace(recipient="IN"), BW)
    with refused("sealing.recipient"):
        sealing.open_message(sealed_by_hand(elsewhere), [EU], KNOWN.get)


def signed_by(key: PublicKey, owner: str, role: Role) -> bytes:
    """MESSAGE signed with a key of this owner and role, whatever our own signing would say."""
    maker = signer(owner, role)
    protected = cbor.encode({1: key.algorithm, 4: key.kid})
    over = cbor.encode(["Signature1", protected, b"kpcs/message/1", MESSAGE.payload])
    return b"\xd2" + cbor.encode([protected, {}, MESSAGE.payload, maker.sign(over)])


def test_only_the_senders_message_key_is_believed() -> None:
    for owner, role, code in (
        ("BW", Role.ISSUING, "keys.role"),
        ("EU", Role.MESSAGE, "sealing.signer_not_sender"),
        ("NA", Role.MESSAGE, "sealing.signer_unknown"),
    ):
        made = signed_by(public(owner, role), owner, role)
        with refused(code):
            sealing.open_message(sealed_by_hand(made), [EU], KNOWN.get)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": KeyState.COMPROMISED, "since": NOW + timedelta(days=9)}, "sealing.signer_compromised"),
        ({"state": KeyState.RETIRED, "since": NOW}, "sealing.signer_validity"),
        ({"valid_until": NOW.date()}, "sealing.signer_validity"),
        ({"valid_from": NOW.date() + timedelta(days=1)}, "sealing.signer_validity"),
    ],
)
def test_the_state_of_the_senders_key(changes: dict[str, Any], code: str) -> None:
    known = {BW.key.kid: BW.key._replace(**changes)}
    with refused(code):
        sealing.open_message(seal(), [EU], known.get)


def test_a_retired_key_still_proves_what_it_signed_before() -> None:
    known = {BW.key.kid: BW.key._replace(state=KeyState.RETIRED, since=NOW + timedelta(seconds=1))}
    assert sealing.open_message(seal(), [EU], known.get).message == MESSAGE


def test_receipts() -> None:
    receipt = Receipt(bytes(32), sealing.WITH_WARNINGS, NOW, "BW", "EU", ("message.late",))
    made = sealing.sign_receipt(receipt, BW)
    assert sealing.read_receipt(made, KNOWN.get) == receipt
    with refused("sealing.signer_not_sender"):
        sealing.sign_receipt(receipt._replace(receiver="NA"), BW)
    with refused("sealing.receipt"):
        sealing.sign_receipt(receipt._replace(outcome="accepted"), BW)
    with refused("sealing.receipt"):
        sealing.sign_receipt(receipt._replace(message_id=b""), BW)
    with refused("sealing.signer_unknown"):
        sealing.read_receipt(made, {}.get)
    with refused("sealing.too_large"):
        sealing.read_receipt(bytes(sealing.SMALL_CEILING + 1), KNOWN.get)


def test_outbox_requests() -> None:
    request = OutboxRequest("BW", "EU", 0, NOW)
    made = sealing.sign_outbox_request(request, BW)
    assert sealing.read_outbox_request(made, KNOWN.get) == request
    with refused("sealing.signer_not_sender"):
        sealing.sign_outbox_request(request._replace(recipient="NA"), BW)
    with refused("sealing.outbox"):
        sealing.sign_outbox_request(request._replace(after=-1), BW)


def test_one_kind_is_never_taken_for_another() -> None:
    receipt = sealing.sign_receipt(Receipt(bytes(32), sealing.DELIVERED, NOW, "BW", "EU"), BW)
    request = sealing.sign_outbox_request(OutboxRequest("BW", "EU", 0, NOW), BW)
    with refused("sealing.receipt"):
        sealing.read_receipt(request, KNOWN.get)
    with refused("sealing.outbox"):
        sealing.read_outbox_request(receipt, KNOWN.get)
    with refused("sealing.message"):
        sealing.verify_message(receipt, KNOWN.get)
    forged = cose.sign(cose.parse(receipt).payload, Purpose.OUTBOX, BW)
    with refused("cose.signature"):
        sealing.read_receipt(forged, KNOWN.get)


def test_another_hpke_library_seals_and_opens_the_same() -> None:
    """The peer is pyhpke; the envelope's bytes follow RFC 9180, 6.1 with the info of kpcs."""
    from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
    signed = sealing.sign_message(MESSAGE, BW)
    name = sealing.message_id(MESSAGE.payload)
    info = cbor.encode([sealing.FORMAT, sealing.SUITE_ID, EU.key.kid, "BW", name, "EU"])

    theirs = KEMKey.from_pyca_cryptography_key(X25519PublicKey.from_public_bytes(EU.key.public))
    encapsulated, sender = suite.create_sender_context(theirs, info=info)
    envelope = [sealing.FORMAT, sealing.SUITE_ID, EU.key.kid, "BW", name, encapsulated + sender.seal(signed)]
    assert sealing.open_message(cbor.encode(envelope), [EU], KNOWN.get).message == MESSAGE

    sealed = parts(sealing.seal(signed, EU.key))[5]
    assert isinstance(EU.private, X25519PrivateKey)
    own = KEMKey.from_pyca_cryptography_key(EU.private)
    recipient = suite.create_recipient_context(sealed[:32], own, info=info)
    assert recipient.open(sealed[32:]) == signed


def test_times_are_whole_seconds_in_utc() -> None:
    message = MESSAGE._replace(time=datetime(2026, 11, 25, 9, 30, 0, 999_999, tzinfo=UTC))
    assert sealing.read_message(message.payload).time == NOW
    assert NOW.date() == date(2026, 11, 25)
