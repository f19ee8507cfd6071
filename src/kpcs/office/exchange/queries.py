"""Reading peers and messages: what waits to be applied, what waits to be sent, what went wrong."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from kpcs.office.exchange import bodies, errors, storage
from kpcs.office.exchange.bodies import Body, PreAdvice
from kpcs.office.exchange.models import Peer, PeerKey, ReceivedMessage, SentMessage, UnreadableEnvelope
from kpcs.office.exchange.terms import Kind, PeerKind, PeerState, ReceivedState
from kpcs.proof import cbor, cose, sealing
from kpcs.proof.keys import KeyState, PublicKey, Role
from kpcs.proof.sealing import Message
from kpcs.scheme.lifecycles import TransmissionState
from kpcs.scheme.problems import Problem

OUTBOX_COUNT, OUTBOX_BYTES = 50, 8 << 20
"""Messages and bytes that one answer of the outbox holds at most. Not defined by a source."""


class Received(NamedTuple):
    """A received message with its typed body. ``row`` identifies it here, ``id`` everywhere (SHA-256 of the payload);
    ``time`` is the sender's word."""

    row: int
    sender: str
    sequence: int
    id: bytes
    kind: Kind
    subject: str
    time: datetime
    received_at: datetime
    body: Body
    in_reply_to: bytes


# ---------------------------------------------------------------- peers


def peers() -> list[Peer]:
    """All peers by identity."""
    return list(Peer.objects.order_by("identity"))


def node_peers() -> list[Peer]:
    """Peers with a node, by identity."""
    return list(Peer.objects.filter(kind=PeerKind.NODE).order_by("identity"))


def peer(identity: str) -> Peer | None:
    """The peer of that identity."""
    return Peer.objects.filter(identity=identity).first()


def public_keys(*owners: str) -> list[PublicKey]:
    """The keys of ``owners``, of all peers when none is named."""
    rows = PeerKey.objects.select_related("peer").order_by("peer__identity", "role", "valid_from")
    return [_public_key(row) for row in (rows.filter(peer__identity__in=owners) if owners else rows)]


def find_key(kid: bytes) -> PublicKey | None:
    """The peer's key of that identifier, of whatever role: who verifies, checks role and owner."""
    row = PeerKey.objects.select_related("peer").filter(kid=kid).first()
    return _public_key(row) if row else None


def _public_key(row: PeerKey) -> PublicKey:
    return PublicKey(
        owner=row.peer.identity,
        role=Role(row.role),
        algorithm=row.algorithm,
        public=bytes(row.public),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=KeyState(row.state),
        since=row.since,
    )


# ---------------------------------------------------------------- received


def unapplied(kinds: Iterable[Kind]) -> list[Received]:
    """Messages of ``kinds`` that wait for their effect, by sender and number; those after a gap wait for it."""
    return [received(row) for row in unapplied_rows(kinds)]


def unapplied_rows(kinds: Iterable[Kind]) -> list[ReceivedMessage]:
    """The rows of :func:`unapplied`, their contents not read yet."""
    rows = ReceivedMessage.objects.filter(
        state=ReceivedState.RECEIVED, kind__in=list(kinds), sequence__lte=F("peer__received_through")
    )
    return list(rows.select_related("peer").order_by("peer__identity", "sequence"))


def received(row: ReceivedMessage) -> Received:
    """A message with its body. Raises Refusal when the row was changed, or has no body that can be read."""
    message = message_of(row)
    kind = Kind(row.kind)
    return Received(
        row=row.pk,
        sender=row.peer.identity,
        sequence=row.sequence,
        id=bytes(row.message_id),
        kind=kind,
        subject=row.subject,
        time=row.time,
        received_at=row.received_at,
        body=bodies.read(kind, message.body),
        in_reply_to=message.in_reply_to,
    )


def message_of(row: ReceivedMessage) -> Message:
    """The message as its sender signed it. Raises Refusal ``exchange.storage`` when the row was changed."""
    return sealing.read_message(cose.parse(signed_received(row)).payload)


def signed_received(row: ReceivedMessage) -> bytes:
    """The signed bytes of a received message: the evidence for a third party."""
    return storage.decrypt(bytes(row.content), f"received/{row.peer.identity}")


def received_about(subject: str) -> list[ReceivedMessage]:
    """What peers have written about ``subject``, by time of arrival."""
    rows = ReceivedMessage.objects.filter(subject=subject).select_related("peer")
    return list(rows.order_by("received_at", "id"))


def received_by_id(message_id: bytes) -> ReceivedMessage | None:
    """The received message of that id."""
    return ReceivedMessage.objects.select_related("peer").filter(message_id=message_id).first()


def in_trouble() -> list[ReceivedMessage]:
    """Received messages that an officer must look at, newest first."""
    wrong = (
        ReceivedState.SET_ASIDE,
        ReceivedState.UNREADABLE,
        ReceivedState.NOT_UNDERSTOOD,
        ReceivedState.CONFLICT,
    )
    return list(ReceivedMessage.objects.filter(state__in=wrong).select_related("peer").order_by("-received_at"))


def unreadable_envelopes() -> list[UnreadableEnvelope]:
    """Envelopes that could not be opened or proven, not yet done with, newest first."""
    rows = UnreadableEnvelope.objects.filter(resolved_at__isnull=True).select_related("peer")
    return list(rows.order_by("-received_at"))


def gaps() -> list[tuple[Peer, int]]:
    """Peers of whom a message is missing while a later one is here, with the number of the first missing one."""
    waiting = Peer.objects.filter(received__sequence__gt=F("received_through") + 1).distinct()
    return [(found, found.received_through + 1) for found in waiting.order_by("identity")]


def numbers_named(issuer: str) -> set[str]:
    """Certificate numbers beginning with ``issuer`` that messages from peers name, as they name them: what a node
    restored from a backup must not use again."""
    found: set[str] = set()
    readable = (ReceivedState.RECEIVED, ReceivedState.APPLIED, ReceivedState.SET_ASIDE)
    for row in ReceivedMessage.objects.filter(state__in=readable).select_related("peer").iterator():
        body = received(row).body
        if not isinstance(body, PreAdvice):
            found.add(body.number)
    return {number for number in found if number.strip().upper().startswith(issuer)}


def problems_of(row: ReceivedMessage | UnreadableEnvelope) -> list[Problem]:
    """Why the message was not applied."""
    return [Problem(p["code"], p["sentence"], p["where"], p["params"]) for p in row.problems]


# ---------------------------------------------------------------- sent


def body_of(message: SentMessage) -> Body:
    """What a message of ours says. Raises Refusal ``exchange.storage`` when the row was changed."""
    kind = Kind(message.kind)
    if message.sequence is None:
        fields = cbor.decode(storage.decrypt(bytes(message.content), f"sent/{message.peer.identity}"))
        assert isinstance(fields, dict)
        return bodies.read(kind, fields)
    return bodies.read(kind, sealing.read_message(cose.parse(signed_sent(message)).payload).body)


def signed_sent(message: SentMessage) -> bytes:
    """The signed bytes of a message to a node. Raises Refusal ``exchange.a_letter``, ``exchange.storage``."""
    if message.sequence is None:
        raise errors.a_letter()
    return storage.decrypt(bytes(message.content), f"sent/{message.peer.identity}")


def envelope(message: SentMessage, day: date) -> bytes:
    """The message sealed to the newest sealing key of its recipient. Raises Refusal ``exchange.no_sealing_key``."""
    usable = [
        key
        for key in public_keys(message.peer.identity)
        if key.role is Role.SEALING and key.state is KeyState.ACTIVE and key.may_sign_on(day)
    ]
    if not usable:
        raise errors.no_sealing_key(message.peer.identity)
    return sealing.seal(signed_sent(message), max(usable, key=lambda key: (key.valid_from, key.kid)))


def outbox(recipient: Peer, after: int, day: date) -> list[bytes]:
    """Envelopes of our messages to ``recipient`` after number ``after``, in order, as many as one answer holds.

    Delivered ones are among them when asked for: a peer restored from a backup asks for what it has lost.
    """
    batch: list[bytes] = []
    size = 0
    rows = SentMessage.objects.filter(peer=recipient, sequence__gt=after).select_related("peer").order_by("sequence")
    for message in rows[:OUTBOX_COUNT]:
        sealed = envelope(message, day)
        size += len(sealed)
        if batch and size > OUTBOX_BYTES:
            break
        batch.append(sealed)
    return batch


def to_send(at: datetime) -> list[Peer]:
    """Peers for whom messages wait and whose node can be reached, when their first one is due: later ones wait for
    it."""
    due = []
    for recipient in Peer.objects.filter(pk__in=_waiting().values("peer")).order_by("identity"):
        first = waiting_for(recipient, 1)[0]
        if first.next_attempt_at is None or first.next_attempt_at <= at:
            due.append(recipient)
    return due


def waiting_for(recipient: Peer, limit: int) -> list[SentMessage]:
    """The next messages that wait to be sent to ``recipient``, in order."""
    return list(_waiting().filter(peer=recipient).order_by("sequence")[:limit])


def _waiting() -> QuerySet[SentMessage]:
    nodes = {"peer__kind": PeerKind.NODE, "peer__state": PeerState.ACTIVE}
    queued = SentMessage.objects.filter(state=TransmissionState.QUEUED, sequence__gte=1, **nodes)
    return queued.exclude(peer__endpoint="").select_related("peer")


def to_fetch(at: datetime) -> list[Peer]:
    """Peers whose outbox is to be asked now."""
    nodes = Peer.objects.filter(kind=PeerKind.NODE, state=PeerState.ACTIVE).exclude(endpoint="")
    return list(nodes.filter(Q(fetch_at__isnull=True) | Q(fetch_at__lte=at)).order_by("identity"))


def receipts_owed(sender: Peer, limit: int = 100) -> list[bytes]:
    """Receipts for fetched messages that ``sender`` has not had yet."""
    known = ReceivedMessage.objects.filter(peer=sender, receipt_owed=True).values_list("receipt", flat=True)
    unknown = UnreadableEnvelope.objects.filter(peer=sender, receipt_owed=True).values_list("receipt", flat=True)
    return [bytes(receipt) for receipt in [*known[:limit], *unknown[:limit]]][:limit]


def letters() -> list[SentMessage]:
    """Messages to authorities without a node that wait to be printed and sent, oldest first."""
    rows = SentMessage.objects.filter(
        state__in=(TransmissionState.QUEUED, TransmissionState.FAILED), sequence__isnull=True
    )
    return list(rows.select_related("peer").order_by("created_at", "id"))


def sent_about(subject: str) -> list[SentMessage]:
    """What this authority has written about ``subject``, oldest first."""
    return list(SentMessage.objects.filter(subject=subject).select_related("peer").order_by("created_at", "id"))


def sent_by_id(message_id: bytes) -> SentMessage | None:
    """Our message of that id: the question that an answer answers."""
    return SentMessage.objects.select_related("peer").filter(message_id=message_id).first()


def undelivered() -> list[SentMessage]:
    """Messages to nodes that are not delivered, oldest first, with attempts and the last error."""
    open_states = (TransmissionState.QUEUED, TransmissionState.FAILED, TransmissionState.UNREADABLE)
    rows = SentMessage.objects.filter(state__in=open_states, sequence__gte=1)
    return list(rows.select_related("peer").order_by("created_at", "id"))


def troubled() -> dict[str, int]:
    """How many messages need an officer, by what is the matter (words for the operator)."""
    states = ReceivedMessage.objects.values_list("state").annotate(number=Count("id")).order_by()
    received = dict(states)
    failed = SentMessage.objects.filter(state__in=(TransmissionState.FAILED, TransmissionState.UNREADABLE)).count()
    return {
        "not taken by the peer": failed,
        "set aside": received.get(ReceivedState.SET_ASIDE, 0),
        "unreadable": received.get(ReceivedState.UNREADABLE, 0)
        + UnreadableEnvelope.objects.filter(resolved_at__isnull=True).count(),
        "not understood": received.get(ReceivedState.NOT_UNDERSTOOD, 0),
        "under a number that another message has": received.get(ReceivedState.CONFLICT, 0),
        "waiting for one that is missing": ReceivedMessage.objects.filter(
            sequence__gt=F("peer__received_through"), state=ReceivedState.RECEIVED
        ).count(),
    }


# ---------------------------------------------------------------- as screens and files show it


def shown(row: SentMessage | ReceivedMessage) -> dict[str, Any]:
    """The JSON view of a message with its header; the body is left out where it cannot be read."""
    sent = isinstance(row, SentMessage)
    view: dict[str, Any] = {
        "kind": row.kind,
        "sender": settings.NODE.identity if sent else row.peer.identity,
        "recipient": row.peer.identity if sent else settings.NODE.identity,
        "sequence": row.sequence,
        "id": bytes(row.message_id).hex() if row.message_id else None,
        "subject": row.subject,
        "in_reply_to": bytes(row.in_reply_to).hex() or None,
        "state": row.state,
    }
    if isinstance(row, SentMessage):
        view |= {"time": _stamp(row.created_at), "body": bodies.shown(body_of(row))}
    else:
        view |= {"time": _stamp(row.time), "received_at": _stamp(row.received_at)}
        if row.state in (ReceivedState.RECEIVED, ReceivedState.APPLIED, ReceivedState.SET_ASIDE):
            view["body"] = bodies.shown(received(row).body)
    return view


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
