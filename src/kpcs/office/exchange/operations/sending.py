"""Messages to peers: queued in the acting context's transaction, receipted, refused, retried, printed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kpcs.office import keyring
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import bodies, errors, queries, storage
from kpcs.office.exchange.bodies import Body
from kpcs.office.exchange.events import ExchangeAct
from kpcs.office.exchange.models import Peer, SentMessage
from kpcs.office.exchange.rules import may_handle_messages, may_send_letters
from kpcs.office.exchange.terms import Carriage, Kind, PeerKind
from kpcs.proof import cbor, sealing
from kpcs.proof.keys import Role
from kpcs.proof.sealing import Message
from kpcs.scheme.lifecycles import TRANSMISSION, TransmissionAct, TransmissionState
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import gettext_noop as _

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""Between attempts the wait doubles from the first to the longest. Not defined by a source."""

_OUTCOMES = {
    sealing.DELIVERED: TransmissionAct.DELIVER,
    sealing.WITH_WARNINGS: TransmissionAct.DELIVER_WITH_WARNINGS,
    sealing.UNREADABLE: TransmissionAct.REPORT_UNREADABLE,
    sealing.FAILED: TransmissionAct.FAIL,
}


@transaction.atomic
def queue(
    *,
    by: Acting,
    at: datetime,
    recipient: str,
    kind: Kind,
    subject: str,
    body: Body,
    in_reply_to: bytes | None = None,
) -> SentMessage:
    """Queue a message to ``recipient`` in the transaction of the act that it tells of.

    ``subject`` is the number of the certificate that it is about, empty where a paper shows none; the audit row stands
    under ``certificate/<subject>``. Call it before the acting operation records its own act (the audit head is locked
    last). The acting operation has checked who may. A Participant that is no peer yet is taken for one on paper, so
    that no act waits for technology.

    Raises Refusal ``exchange.recipient_unknown``, ``exchange.own_identity``, ``exchange.kind_differs``, a problem for
    each wrong field of the body, ``keys.none`` or ``keys.locked``.
    """
    if bodies.kind_of(body) != kind:
        raise errors.kind_differs(kind, type(body).__name__)
    fields = bodies.write(body)
    peer = _locked_peer(recipient, at)
    message = SentMessage(
        peer=peer,
        kind=kind,
        subject=subject,
        in_reply_to=in_reply_to or b"",
        created_at=at,
        state=TRANSMISSION.start,
    )
    if peer.kind == PeerKind.NODE:
        _number(message, fields, at)
    else:
        message.content = storage.encrypt(cbor.encode(fields), f"sent/{peer.identity}")
    message.save()
    _record(message, ExchangeAct.QUEUED, by, at)
    return message


def _locked_peer(identity: str, at: datetime) -> Peer:
    """The recipient's row, locked until the end of the transaction."""
    if identity == settings.NODE.identity:
        raise errors.own_identity()
    found = Peer.objects.select_for_update().filter(identity=identity).first()
    if found is not None:
        return found
    register = Participants.published()
    if not register.may_trade(identity, at.date()):
        raise errors.recipient_unknown(identity)
    Peer.objects.get_or_create(identity=identity, defaults={"name": register.name(identity), "kind": PeerKind.PAPER})
    return Peer.objects.select_for_update().get(identity=identity)


def _number(message: SentMessage, fields: dict[int, cbor.Value], at: datetime) -> None:
    """Give ``message`` the next number of its (locked) peer and sign it."""
    peer = message.peer
    peer.sent_through += 1
    peer.save(update_fields=["sent_through"])
    letter = Message(
        type=str(message.kind),
        version=bodies.VERSION,
        sender=settings.NODE.identity,
        recipient=peer.identity,
        time=message.created_at,
        seq=peer.sent_through,
        subject=message.subject,
        body=fields,
        in_reply_to=bytes(message.in_reply_to),
    )
    signed = sealing.sign_message(letter, keyring.signer(Role.MESSAGE, at.date()))
    message.sequence = letter.seq
    message.message_id = sealing.message_id(letter.payload)
    message.content = storage.encrypt(signed, f"sent/{peer.identity}")


def number_letters(peer: Peer, at: datetime) -> int:
    """Number and sign the letters still waiting for ``peer`` (locked), who has a node now; answers how many."""
    waiting = SentMessage.objects.filter(peer=peer, sequence__isnull=True, state=TransmissionState.QUEUED)
    count = 0
    for message in waiting.order_by("created_at", "id"):
        message.peer = peer
        _number(message, bodies.write(queries.body_of(message)), at)
        message.save()
        count += 1
    return count


@transaction.atomic
def record_receipt(*, receipt: bytes, at: datetime, by: Acting, message: SentMessage | None = None) -> SentMessage:
    """Take in the peer's signed receipt, for ``message`` where it answers that one. A second one changes nothing.

    Raises Refusal ``exchange.receipt_other_message``, ``exchange.receipt_other_party``, or as
    :func:`kpcs.proof.sealing.read_receipt`; nothing is changed then.
    """
    read = sealing.read_receipt(receipt, queries.find_key)
    if message is not None and bytes(message.message_id or b"") != read.message_id:
        raise errors.receipt_other_message()
    found = SentMessage.objects.select_related("peer").filter(message_id=read.message_id).first()
    if found is None:
        raise errors.receipt_other_message()
    if read.receiver != found.peer.identity or read.sender != settings.NODE.identity:
        raise errors.receipt_other_party()
    Peer.objects.filter(pk=found.peer_id).update(last_contact=at)
    message = SentMessage.objects.select_for_update(of=("self",)).select_related("peer").get(pk=found.pk)
    act = _OUTCOMES[read.outcome]
    if not TRANSMISSION.allows(message.state, act):
        if not TRANSMISSION.allows(message.state, TransmissionAct.RETRY) or act in (
            TransmissionAct.FAIL,
            TransmissionAct.REPORT_UNREADABLE,
        ):
            return message
        # it had failed here and was fetched, or was read on a later attempt there
        message.state = TRANSMISSION.after(message.state, TransmissionAct.RETRY)
    message.state = TRANSMISSION.after(message.state, act)
    message.receipt, message.closed_at = receipt, at
    message.last_error = read.problems[0][:80] if read.problems else ""
    message.next_attempt_at = None
    message.save()
    _record(message, ExchangeAct.RECEIPTED, by, at, outcome=read.outcome, problems=list(read.problems))
    return message


def attempt_failed(*, message: SentMessage, code: str, at: datetime) -> None:
    """Note a failed attempt; the next one waits twice as long. Not an act: nothing of the message changes."""
    wait = min(FIRST_WAIT * 2 ** min(message.attempts, 20), LONGEST_WAIT)
    SentMessage.objects.filter(pk=message.pk, state=TransmissionState.QUEUED).update(
        attempts=message.attempts + 1, next_attempt_at=at + wait, last_error=code[:80]
    )


@transaction.atomic
def refused_by_peer(*, message: SentMessage, code: str, at: datetime, by: Acting) -> SentMessage:
    """The peer's node refuses the message for good: it is failed and visible until somebody retries it."""
    message = SentMessage.objects.select_for_update(of=("self",)).select_related("peer").get(pk=message.pk)
    if not TRANSMISSION.allows(message.state, TransmissionAct.FAIL):
        return message  # it was fetched meanwhile
    message.state = TRANSMISSION.after(message.state, TransmissionAct.FAIL)
    message.attempts += 1
    message.last_error, message.closed_at, message.next_attempt_at = code[:80], at, None
    message.save()
    _record(message, ExchangeAct.FAILED, by, at, problems=[code])
    return message


@transaction.atomic
def retry(*, by: Acting, at: datetime, message: SentMessage) -> SentMessage:
    """Queue a failed or unreadable message again.

    One that the peer holds another message for under the same number (our database was restored from a backup) gets
    the next number. Raises ``permission.denied``, ``transmission.wrong_state``.
    """
    require(may_handle_messages, by, message, _("Only the focal point or a supervisor sends a message again."))
    peer = Peer.objects.select_for_update().get(pk=message.peer_id)
    message = SentMessage.objects.select_for_update().get(pk=message.pk)
    message.peer = peer
    message.state = TRANSMISSION.after(message.state, TransmissionAct.RETRY)
    if message.last_error == "exchange.conflict":
        _number(message, bodies.write(queries.body_of(message)), at)
    message.attempts, message.next_attempt_at, message.closed_at, message.receipt = 0, None, None, b""
    message.save()
    _record(message, ExchangeAct.RETRIED, by, at)
    return message


@transaction.atomic
def record_printed(*, by: Acting, at: datetime, message: SentMessage, sent_by: Carriage) -> SentMessage:
    """Record that the letter was printed and how it went. Raises ``permission.denied``, ``exchange.not_a_letter``,
    ``transmission.wrong_state``."""
    require(may_send_letters, by, message, _("Only an officer who deals with other authorities records a letter."))
    message = SentMessage.objects.select_for_update(of=("self",)).select_related("peer").get(pk=message.pk)
    if message.sequence is not None:
        raise errors.not_a_letter()
    message.state = TRANSMISSION.after(message.state, TransmissionAct.PRINT)
    message.carriage, message.closed_at = sent_by, at
    message.save()
    _record(message, ExchangeAct.PRINTED, by, at, sent_by=str(sent_by))
    return message


def _record(message: SentMessage, act: ExchangeAct, by: Acting, at: datetime, **facts: object) -> None:
    audit.record(
        act=act,
        subject=f"certificate/{message.subject}" if message.subject else f"peer/{message.peer.identity}",
        by=by.actor,
        at=at,
        facts={
            "message": message.pk,
            "kind": str(message.kind),
            "peer": message.peer.identity,
            "sequence": message.sequence,
            "id": bytes(message.message_id).hex() if message.message_id else "",
            **facts,
        },
    )
