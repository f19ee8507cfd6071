"""Messages between authorities: signed, then sealed to one recipient.

A message is a payload of deterministic CBOR (:mod:`kpcs.proof.cbor`). Its **id** is SHA-256 of the payload:
it is not stored inside and does not depend on the signature, so that a message signed again is the same
message. The payload is signed with the sender's message key (purpose ``kpcs/message/1``), and the signed
bytes are sealed with HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305) to the recipient's sealing key.

====  ==============  =====================================================
key   payload field   form
====  ==============  =====================================================
0     type            text, for example ``pre-advice``
1     version         number: the version of the body's form
2     sender          text: code or name of the authority
3     recipient       the same
4     time            POSIX seconds
5     seq             number, counted from 1 for each pair of authorities
6     subject         text: what it is about, usually a certificate's number
7     in reply to     id of 32 bytes; absent when it answers nothing
8     body            map; its keys are numbers from 0 to 23
====  ==============  =====================================================

The envelope is ``["kp-enc/1", suite, kid, sender, id, enc || ct]``: ``suite`` the three identifiers of RFC
9180, 7 as six bytes, ``kid`` the recipient's sealing key. The ``info`` of HPKE is ``["kp-enc/1", suite, kid,
sender, id, recipient]``: nothing on the envelope can be changed without the opening failing.

Receipts and outbox requests are small, hold nothing confidential, and are signed only.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kpcs.proof import cbor, cose
from kpcs.proof.cose import Purpose
from kpcs.proof.digest import sha256
from kpcs.proof.keys.private import SealingKey, Signer
from kpcs.proof.keys.public import KEY_ID_LENGTH, KeyState, PublicKey, Role, require_role
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

FORMAT = "kp-enc/1"
SUITE_ID = bytes.fromhex("002000010003")
"""KEM 0x0020 DHKEM(X25519, HKDF-SHA256), KDF 0x0001 HKDF-SHA256, AEAD 0x0003 ChaCha20Poly1305."""
ID_LENGTH = 32
CEILING = 4 << 20
"""Bytes of an envelope that are read at most."""
SMALL_CEILING = 64 << 10
"""Bytes of a receipt or outbox request that are read at most."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_MANY = 1 << 53  # the whole numbers that every peer's JSON view can show

type FindKey = Callable[[bytes], PublicKey | None]
"""Looks a key up by its identifier; None when it is unknown."""


class Message(NamedTuple):
    """What one authority says to another; the fields are those of the payload."""

    type: str
    version: int
    sender: str
    recipient: str
    time: datetime
    seq: int
    subject: str
    body: dict[int, cbor.Value]
    in_reply_to: bytes = b""

    @property
    def payload(self) -> bytes:
        """The bytes that are signed and whose hash is the id. Raises Refusal with a ``cbor`` code when the
        body holds something outside the profile, or ``sealing.message`` when a field cannot be read back."""
        fields: dict[int, cbor.Value] = {
            0: self.type,
            1: self.version,
            2: self.sender,
            3: self.recipient,
            4: cbor.seconds(self.time),
            5: self.seq,
            6: self.subject,
            8: self.body,
        }
        if self.in_reply_to:
            fields[7] = self.in_reply_to
        payload = cbor.encode(fields)
        read_message(payload)
        return payload


class Opened(NamedTuple):
    """A message that was opened and whose signature holds.

    ``signed`` is the COSE_Sign1 as received: kept, it proves the message to third parties. ``signer`` is the
    sender's message key.
    """

    message: Message
    payload: bytes
    id: bytes
    signed: bytes
    signer: PublicKey


class Envelope(NamedTuple):
    """The outside of a sealed message: what can be seen without the key, none of it believed yet."""

    kid: bytes
    sender: str
    id: bytes
    sealed: bytes


class Receipt(NamedTuple):
    """The transport's acknowledgement of one message, signed at once; the authority's own answer is a
    message.

    ``outcome`` is one of :data:`OUTCOMES`; ``problems`` are codes of what was wrong.
    """

    message_id: bytes
    outcome: str
    time: datetime
    receiver: str
    sender: str
    problems: tuple[str, ...] = ()


class OutboxRequest(NamedTuple):
    """``recipient`` asks ``sender`` for its messages after number ``after``."""

    recipient: str
    sender: str
    after: int
    time: datetime


DELIVERED, WITH_WARNINGS, UNREADABLE, FAILED = "delivered", "delivered_with_warnings", "unreadable", "failed"
OUTCOMES = (DELIVERED, WITH_WARNINGS, UNREADABLE, FAILED)


def message_id(payload: bytes) -> bytes:
    """The id of a message: SHA-256 of its payload."""
    return sha256(payload).digest()


def read_message(payload: bytes) -> Message:
    """The fields of a payload. Raises Refusal ``sealing.message`` naming all missing or malformed fields, or
    a
    ``cbor`` code."""
    reader = cbor.Reader("sealing.message")
    fields = reader.fields(cbor.decode(payload), "message", {0, 1, 2, 3, 4, 5, 6, 8}, {7})
    reader.finish()
    body = fields[8]
    if type(body) is not dict:
        reader.fault("body")
        body = {}
    message = Message(
        type=reader.text(fields[0], "type"),
        version=reader.whole(fields[1], "version", _MANY),
        sender=reader.text(fields[2], "sender"),
        recipient=reader.text(fields[3], "recipient"),
        time=reader.moment(fields[4], "time"),
        seq=reader.whole(fields[5], "seq", _MANY),
        subject=reader.text(fields[6], "subject"),
        body=body,
        in_reply_to=reader.octets(fields[7], "in_reply_to", ID_LENGTH) if 7 in fields else b"",
    )
    for name in ("type", "sender", "recipient", "seq"):
        if not getattr(message, name):
            reader.fault(name)
    reader.finish()
    return message


def sign_message(message: Message, signer: Signer) -> bytes:
    """``message`` signed by its sender, not yet sealed. Raises Refusal ``keys.role``,
    ``sealing.signer_not_sender``, or as :attr:`Message.payload`."""
    if signer.key.owner != message.sender:
        raise _not_sender()
    return cose.sign(message.payload, Purpose.MESSAGE, signer)


def seal(signed: bytes, recipient_key: PublicKey) -> bytes:
    """A signed message sealed to the owner of ``recipient_key``: sealing anew, for example to a peer's newer
    key, changes neither the message nor its id.

    Raises Refusal ``keys.role`` when the key is no sealing key, ``sealing.recipient`` when it belongs to
    somebody else than the recipient, ``sealing.key_not_in_use`` when it is retired or compromised.
    """
    require_role(recipient_key.role, Role.SEALING)
    payload = cose.parse(signed).payload
    message = read_message(payload)
    if recipient_key.owner != message.recipient:
        raise _other_recipient(message.recipient)
    if recipient_key.state is not KeyState.ACTIVE:
        raise refuse("sealing.key_not_in_use", _("The recipient’s sealing key is no longer in use: get the new one."))
    kid, identifier = recipient_key.kid, message_id(payload)
    sealed = _SUITE.encrypt(
        signed,
        X25519PublicKey.from_public_bytes(recipient_key.public),
        _info(kid, message.sender, identifier, message.recipient),
    )
    return cbor.encode([FORMAT, SUITE_ID, kid, message.sender, identifier, sealed])


def seal_message(message: Message, signer: Signer, recipient_key: PublicKey) -> bytes:
    """Sign and seal in one step; refusals as :func:`sign_message` and :func:`seal`."""
    return seal(sign_message(message, signer), recipient_key)


def read_envelope(data: bytes) -> Envelope:
    """The outside of a sealed message. Raises Refusal ``sealing.too_large``, ``sealing.envelope``,
    ``sealing.suite`` (another format or suite), or a ``cbor`` code."""
    if len(data) > CEILING:
        raise refuse("sealing.too_large", _("The message is larger than any that is read."))
    reader = cbor.Reader("sealing.envelope")
    name, suite, kid, sender, identifier, sealed = reader.items(cbor.decode(data), "envelope", 6, 6)
    reader.finish()
    if name != FORMAT or suite != SUITE_ID:
        raise refuse("sealing.suite", _("The message is sealed in a way that this program does not know."))
    envelope = Envelope(
        reader.octets(kid, "kid", KEY_ID_LENGTH),
        reader.text(sender, "sender"),
        reader.octets(identifier, "id", ID_LENGTH),
        reader.octets(sealed, "sealed"),
    )
    reader.finish()
    return envelope


def open_message(data: bytes, keys: Iterable[SealingKey], find_key: FindKey) -> Opened:
    """Open an envelope with one of our sealing ``keys`` and check the signature with the sender's message
    key.

    Raises Refusal with ``sealing.kid_unknown`` (sealed to a key that we do not hold), ``sealing.opening``
    (altered, or sealed for somebody else), ``sealing.id`` (the envelope names another message than it holds),
    ``sealing.sender`` (the envelope names another sender), ``sealing.recipient`` (signed for somebody else,
    sealed to us), ``sealing.signer_unknown``, ``sealing.signer_not_sender``, ``sealing.signer_compromised``,
    ``sealing.signer_validity``, or as :func:`read_envelope`, :func:`read_message` and
    :func:`kpcs.proof.cose.verify`.
    """
    envelope = read_envelope(data)
    own = next((key for key in keys if key.key.kid == envelope.kid), None)
    if own is None:
        raise refuse(
            "sealing.kid_unknown",
            _("The message is sealed to the key %(key)s, which is not one of ours."),
            key=envelope.kid.hex(" ", 2),
        )
    try:
        signed = _SUITE.decrypt(
            envelope.sealed, own.private, _info(envelope.kid, envelope.sender, envelope.id, own.key.owner)
        )
    except (InvalidTag, ValueError):
        raise refuse("sealing.opening", _("The message cannot be opened: it was altered, or is not for us.")) from None
    payload = cose.parse(signed).payload
    if message_id(payload) != envelope.id:
        raise refuse("sealing.id", _("The envelope names another message than it holds."))
    message = read_message(payload)
    if message.sender != envelope.sender:
        raise refuse("sealing.sender", _("The envelope names another sender than the message."))
    if message.recipient != own.key.owner:
        raise _other_recipient(message.recipient)
    signer = _verify(signed, Purpose.MESSAGE, find_key, message.sender, message.time)
    return Opened(message, payload, envelope.id, signed, signer)


def verify_message(signed: bytes, find_key: FindKey) -> Opened:
    """Check a message that was opened before and kept; refusals as :func:`open_message` has for the
    inside."""
    payload = cose.parse(signed).payload
    message = read_message(payload)
    signer = _verify(signed, Purpose.MESSAGE, find_key, message.sender, message.time)
    return Opened(message, payload, message_id(payload), signed, signer)


def sign_receipt(receipt: Receipt, signer: Signer) -> bytes:
    """``receipt`` signed by the receiver of the message. Raises Refusal ``sealing.receipt`` for an unknown
    outcome or a malformed field, ``sealing.signer_not_sender``, ``keys.role``."""
    if signer.key.owner != receipt.receiver:
        raise _not_sender()
    payload = cbor.encode(
        {
            0: receipt.message_id,
            1: receipt.outcome,
            2: cbor.seconds(receipt.time),
            3: receipt.receiver,
            4: receipt.sender,
            5: list(receipt.problems),
        }
    )
    _receipt(payload)
    return cose.sign(payload, Purpose.RECEIPT, signer)


def read_receipt(data: bytes, find_key: FindKey) -> Receipt:
    """A receipt whose signature holds. Raises Refusal ``sealing.too_large``, ``sealing.receipt``, and as
    :func:`open_message` for the signer."""
    receipt = _receipt(cose.parse(_small(data)).payload)
    _verify(data, Purpose.RECEIPT, find_key, receipt.receiver, receipt.time)
    return receipt


def sign_outbox_request(request: OutboxRequest, signer: Signer) -> bytes:
    """``request`` signed by the recipient who asks. Raises Refusal ``sealing.outbox``,
    ``sealing.signer_not_sender``, ``keys.role``."""
    if signer.key.owner != request.recipient:
        raise _not_sender()
    payload = cbor.encode({0: request.recipient, 1: request.sender, 2: request.after, 3: cbor.seconds(request.time)})
    _outbox_request(payload)
    return cose.sign(payload, Purpose.OUTBOX, signer)


def read_outbox_request(data: bytes, find_key: FindKey) -> OutboxRequest:
    """An outbox request whose signature holds; that its time is recent and ``sender`` is us, the caller
    checks. Raises Refusal ``sealing.too_large``, ``sealing.outbox``, and as :func:`open_message` for the
    signer."""
    request = _outbox_request(cose.parse(_small(data)).payload)
    _verify(data, Purpose.OUTBOX, find_key, request.recipient, request.time)
    return request


def _receipt(payload: bytes) -> Receipt:
    reader = cbor.Reader("sealing.receipt")
    fields = reader.fields(cbor.decode(payload), "receipt", {0, 1, 2, 3, 4, 5})
    reader.finish()
    receipt = Receipt(
        message_id=reader.octets(fields[0], "message_id", ID_LENGTH),
        outcome=reader.text(fields[1], "outcome"),
        time=reader.moment(fields[2], "time"),
        receiver=reader.text(fields[3], "receiver"),
        sender=reader.text(fields[4], "sender"),
        problems=reader.texts(fields[5], "problems"),
    )
    if receipt.outcome not in OUTCOMES:
        reader.fault("outcome")
    reader.finish()
    return receipt


def _outbox_request(payload: bytes) -> OutboxRequest:
    reader = cbor.Reader("sealing.outbox")
    fields = reader.fields(cbor.decode(payload), "request", {0, 1, 2, 3})
    reader.finish()
    request = OutboxRequest(
        recipient=reader.text(fields[0], "recipient"),
        sender=reader.text(fields[1], "sender"),
        after=reader.whole(fields[2], "after", _MANY),
        time=reader.moment(fields[3], "time"),
    )
    reader.finish()
    return request


def _verify(signed: bytes, purpose: Purpose, find_key: FindKey, author: str, time: datetime) -> PublicKey:
    parsed = cose.parse(signed)
    key = find_key(parsed.kid)
    if key is None:
        raise refuse(
            "sealing.signer_unknown", _("It is signed with the unknown key %(key)s."), key=parsed.kid.hex(" ", 2)
        )
    cose.verify(parsed, purpose, key)
    if key.owner != author:
        raise _not_sender()
    if key.state is KeyState.COMPROMISED:
        # the time inside is the signer's own word, so nothing under such a key can be placed before the
        # compromise
        raise refuse("sealing.signer_compromised", _("It is signed with a key that was reported as compromised."))
    retired = key.since is not None and time >= key.since
    if retired or not key.may_sign_on(time.date()):
        raise refuse("sealing.signer_validity", _("It is signed with a key that was not valid at that time."))
    return key


def _info(kid: bytes, sender: str, identifier: bytes, recipient: str) -> bytes:
    return cbor.encode([FORMAT, SUITE_ID, kid, sender, identifier, recipient])


def _small(data: bytes) -> bytes:
    if len(data) > SMALL_CEILING:
        raise refuse("sealing.too_large", _("The message is larger than any that is read."))
    return data


def _other_recipient(recipient: str) -> Refusal:
    return refuse("sealing.recipient", _("The message is for %(recipient)s."), recipient=recipient)


def _not_sender() -> Refusal:
    return refuse("sealing.signer_not_sender", _("The key does not belong to the one who is named as the author."))
