"""Messages from peers: opened, proven, kept, receipted; what cannot be read is kept too."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from kpcs.office import keyring
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import bodies, errors, queries, storage
from kpcs.office.exchange.events import ExchangeAct
from kpcs.office.exchange.models import Peer, ReceivedMessage, UnreadableEnvelope
from kpcs.office.exchange.terms import Kind, PeerKind, PeerState, ReceivedState
from kpcs.proof import sealing
from kpcs.proof.keys import Role
from kpcs.proof.sealing import Envelope, Message, Opened, Receipt
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

MOST_UNREADABLE = 200
"""Envelopes kept unread in the name of one peer: whoever knows a name can send them. Not defined by a source."""
MOST_PROBLEMS = 30
"""Codes that a receipt names at most."""
REQUEST_WINDOW = timedelta(minutes=10)
"""How far from our clock the time of an outbox request may be. Not defined by a source."""


def receive(*, envelope: bytes, at: datetime, fetched: bool = False) -> bytes:
    """Keep the message in ``envelope`` and answer with the signed receipt. Receiving it again changes nothing and
    gives the same receipt.

    ``fetched``: it came from the sender's outbox, who is still to be given the receipt.

    Raises Refusal, with nothing kept, ``sealing.*`` or ``cbor.*`` for what is no envelope, ``exchange.sender_unknown``,
    ``exchange.peer_suspended``, ``exchange.too_many_unreadable``, or ``keys.*`` while our own keys are out of reach.
    Everything else is kept, and the receipt tells what became of it.
    """
    outside = sealing.read_envelope(envelope)
    peer = Peer.objects.filter(identity=outside.sender, kind=PeerKind.NODE).first()
    if peer is None:
        raise errors.sender_unknown(outside.sender)
    if peer.state != PeerState.ACTIVE:
        raise errors.peer_suspended(peer.identity)
    own = keyring.sealing_keys()
    try:
        opened = sealing.open_message(envelope, own, queries.find_key)
    except Refusal as refusal:
        return _keep_unreadable(peer, outside, envelope, refusal, at, fetched)
    return keep(peer, opened, at, fetched)


@transaction.atomic
def keep(peer: Peer, opened: Opened, at: datetime, fetched: bool) -> bytes:
    """Keep a proven message once, in its place in the sequence, and give the receipt for it."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    known = ReceivedMessage.objects.filter(message_id=opened.id).first()
    if known is not None:
        if fetched and not known.receipt_owed:
            ReceivedMessage.objects.filter(pk=known.pk).update(receipt_owed=True)
        return bytes(known.receipt)
    message = opened.message
    taken = ReceivedMessage.objects.filter(peer=peer, sequence=message.seq).exclude(state=ReceivedState.CONFLICT)
    if taken.exists():
        state, outcome = ReceivedState.CONFLICT, sealing.FAILED
        problems = [Problem("exchange.conflict", _("Another message came under the same sequence number."))]
    else:
        state, outcome, problems = judge(message)
    receipt = receipt_for(peer, opened.id, outcome, problems, at)
    ReceivedMessage.objects.create(
        peer=peer,
        sequence=message.seq,
        message_id=opened.id,
        kind=_clean(message.type, 40),
        version=message.version,
        subject=_clean(message.subject, 200),
        in_reply_to=message.in_reply_to,
        time=message.time,
        received_at=at,
        content=storage.encrypt(opened.signed, f"received/{peer.identity}"),
        state=state,
        problems=plain(problems),
        receipt=receipt,
        receipt_owed=fetched,
    )
    UnreadableEnvelope.objects.filter(peer=peer, message_id=opened.id, resolved_at__isnull=True).update(resolved_at=at)
    peer.received_through = contiguous(peer)
    peer.last_contact = at
    if message.seq > peer.received_through:
        peer.fetch_at = None  # something before it is missing: ask for it at once
    peer.save()
    record(
        ExchangeAct.CONFLICT if state == ReceivedState.CONFLICT else ExchangeAct.RECEIVED,
        peer,
        message.seq,
        opened.id,
        NODE,
        at,
        kind=message.type if message.type in Kind.values else "unknown",
        outcome=outcome,
        problems=[problem.code for problem in problems],
    )
    return receipt


def judge(message: Message) -> tuple[ReceivedState, str, list[Problem]]:
    """What can be done with an authentic message: its state, the receipt's outcome, and why."""
    if message.type not in Kind.values:
        sentence = _("This program does not know messages of the kind “%(kind)s”. Update it.")
        unknown = Problem("exchange.kind_unknown", sentence, "type", {"kind": _clean(message.type, 40)})
        return ReceivedState.NOT_UNDERSTOOD, sealing.WITH_WARNINGS, [unknown]
    if message.version != bodies.VERSION:
        sentence = _("This program does not know version %(version)s of such messages. Update it.")
        newer = Problem("exchange.version_unknown", sentence, "version", {"version": str(message.version)})
        return ReceivedState.NOT_UNDERSTOOD, sealing.WITH_WARNINGS, [newer]
    try:
        bodies.read(Kind(message.type), message.body)
    except Refusal as refusal:
        return ReceivedState.UNREADABLE, sealing.UNREADABLE, list(refusal.problems)
    return ReceivedState.RECEIVED, sealing.DELIVERED, []


def contiguous(peer: Peer) -> int:
    """The number up to which every message of ``peer`` is here or was passed over."""
    through = peer.received_through
    later = ReceivedMessage.objects.filter(peer=peer, sequence__gt=through).exclude(state=ReceivedState.CONFLICT)
    for sequence in later.order_by("sequence").values_list("sequence", flat=True).iterator():
        if sequence != through + 1:
            break
        through = sequence
    return through


@transaction.atomic
def _keep_unreadable(
    peer: Peer, outside: Envelope, envelope: bytes, refusal: Refusal, at: datetime, fetched: bool
) -> bytes:
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    digest = sha256(envelope).digest()
    known = UnreadableEnvelope.objects.filter(digest=digest).first()
    if known is not None:
        if fetched and not known.receipt_owed:
            UnreadableEnvelope.objects.filter(pk=known.pk).update(receipt_owed=True)
        return bytes(known.receipt)
    waiting = UnreadableEnvelope.objects.filter(peer=peer, resolved_at__isnull=True).count()
    if waiting >= MOST_UNREADABLE:
        raise errors.too_many_unreadable(peer.identity)
    receipt = receipt_for(peer, outside.id, sealing.UNREADABLE, refusal.problems, at)
    UnreadableEnvelope.objects.create(
        peer=peer,
        digest=digest,
        message_id=outside.id,
        envelope=envelope,
        received_at=at,
        problems=plain(refusal.problems),
        receipt=receipt,
        receipt_owed=fetched,
    )
    record(ExchangeAct.UNREADABLE, peer, None, outside.id, NODE, at, problems=list(refusal.codes))
    return receipt


def receipt_for(peer: Peer, message_id: bytes, outcome: str, problems: Iterable[Problem], at: datetime) -> bytes:
    """A signed receipt of ours."""
    codes = tuple(problem.code for problem in problems)[:MOST_PROBLEMS]
    receipt = Receipt(message_id, outcome, at, settings.NODE.identity, peer.identity, codes)
    return sealing.sign_receipt(receipt, keyring.signer(Role.MESSAGE, at.date()))


@transaction.atomic
def receipts_given(*, sender: Peer, receipts: Iterable[bytes], at: datetime) -> None:
    """The sender has the receipts for what was fetched from it."""
    given = list(receipts)
    ReceivedMessage.objects.filter(peer=sender, receipt__in=given).update(receipt_owed=False)
    UnreadableEnvelope.objects.filter(peer=sender, receipt__in=given).update(receipt_owed=False)
    Peer.objects.filter(pk=sender.pk).update(last_contact=at)


def fetched_from(*, sender: Peer, again_at: datetime, failures: int = 0, error: str = "") -> None:
    """Note when to ask the outbox of ``sender`` next, and what went wrong this time."""
    Peer.objects.filter(pk=sender.pk).update(fetch_at=again_at, fetch_failures=failures, fetch_error=error[:80])


def asked(*, request: bytes, recipient: str, at: datetime) -> tuple[Peer, int]:
    """Who asks for our messages to him, and after which number. Numbers that he has beyond ours are skipped.

    Raises Refusal ``exchange.request_other_party`` unless ``recipient`` himself asks us, ``exchange.request_stale``,
    ``exchange.peer_suspended``, or as :func:`kpcs.proof.sealing.read_outbox_request`.
    """
    read = sealing.read_outbox_request(request, queries.find_key)
    if read.recipient != recipient or read.sender != settings.NODE.identity:
        raise errors.request_other_party()
    if abs(at - read.time) > REQUEST_WINDOW:
        raise errors.request_stale()
    peer = Peer.objects.get(identity=recipient)
    if peer.state != PeerState.ACTIVE:
        raise errors.peer_suspended(peer.identity)
    return _caught_up(peer, read.after, at), read.after


@transaction.atomic
def _caught_up(peer: Peer, after: int, at: datetime) -> Peer:
    """Note the contact. A peer that has more messages of ours than we know of shows that our database was restored
    from a backup: the numbers that he has are not given again."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    known, peer.last_contact = peer.sent_through, at
    peer.sent_through = max(known, after)
    peer.save(update_fields=["last_contact", "sent_through"])
    if after > known:
        audit.record(
            act=ExchangeAct.NUMBERS_SKIPPED,
            subject=f"peer/{peer.identity}",
            by=NODE.actor,
            at=at,
            facts={"first": known + 1, "last": after},
        )
    return peer


# ---------------------------------------------------------------- within


def record(
    act: ExchangeAct, peer: Peer, sequence: int | None, message_id: bytes, by: Acting, at: datetime, **facts: object
) -> None:
    """Received messages stand under their own subject: what they are about is the sender's word until applied."""
    audit.record(
        act=act,
        subject=f"message/{message_id.hex()}",
        by=by.actor,
        at=at,
        facts={"peer": peer.identity, "sequence": sequence, **facts},
    )


def _clean(text: str, most: int) -> str:
    """Foreign text for a column: without control characters, cut."""
    return "".join(c for c in text if c.isprintable())[:most]


def plain(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as a row keeps them; foreign text in them is cleaned and cut."""
    return [
        {
            "code": problem.code,
            "sentence": problem.sentence,
            "where": problem.where,
            "params": {name: _clean(str(value), 200) for name, value in problem.params.items()},
        }
        for problem in problems
    ][:MOST_PROBLEMS]
