"""What an officer does about messages that went wrong: take up again, dismiss, go on without one that is missing."""

from datetime import datetime

from django.db import transaction

from kpcs.office import keyring
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import errors, queries
from kpcs.office.exchange.events import ExchangeAct
from kpcs.office.exchange.models import Peer, ReceivedMessage, UnreadableEnvelope
from kpcs.office.exchange.operations.receiving import contiguous, judge, keep, receipt_for, record
from kpcs.office.exchange.rules import may_handle_messages, may_pass_gap
from kpcs.office.exchange.terms import ReceivedState
from kpcs.proof import sealing
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _


@transaction.atomic
def try_again(*, by: Acting, at: datetime, message: ReceivedMessage) -> ReceivedMessage:
    """Let a message that was set aside, could not be read or was not understood wait for its effect again.

    Raises ``permission.denied``, ``exchange.not_waiting``, or the problems that are still there.
    """
    require(may_handle_messages, by, message, _("Only the focal point or a supervisor takes a message up again."))
    row = ReceivedMessage.objects.select_for_update(of=("self",)).select_related("peer").get(pk=message.pk)
    if row.state not in (ReceivedState.SET_ASIDE, ReceivedState.UNREADABLE, ReceivedState.NOT_UNDERSTOOD):
        raise errors.not_waiting(row.get_state_display())
    state, outcome, problems = judge(queries.message_of(row))
    if problems:
        raise Refusal(problems)
    if row.state != ReceivedState.SET_ASIDE:
        row.receipt = receipt_for(row.peer, bytes(row.message_id), outcome, (), at)
        row.receipt_owed = True
    row.state, row.problems, row.closed_at = state, [], None
    row.save()
    record(ExchangeAct.TRIED_AGAIN, row.peer, row.sequence, bytes(row.message_id), by, at, kind=row.kind)
    return row


def open_again(*, by: Acting, at: datetime, envelope: UnreadableEnvelope) -> bytes:
    """Try an unreadable envelope again, for example with the peer's new keys; answers the receipt.

    Raises ``permission.denied``, or the problems that are still there.
    """
    require(may_handle_messages, by, envelope, _("Only the focal point or a supervisor takes a message up again."))
    opened = sealing.open_message(bytes(envelope.envelope), keyring.sealing_keys(), queries.find_key)
    return keep(envelope.peer, opened, at, fetched=True)


@transaction.atomic
def dismiss(*, by: Acting, at: datetime, envelope: UnreadableEnvelope) -> None:
    """An officer has done with an unreadable envelope: it stays, but no longer waits. Raises ``permission.denied``."""
    require(may_handle_messages, by, envelope, _("Only the focal point or a supervisor dismisses a message."))
    UnreadableEnvelope.objects.filter(pk=envelope.pk, resolved_at__isnull=True).update(resolved_at=at)
    record(ExchangeAct.UNREADABLE, envelope.peer, None, bytes(envelope.message_id), by, at, dismissed=True)


@transaction.atomic
def pass_gap(*, by: Acting, at: datetime, peer: Peer, reason: str) -> Peer:
    """Go on without the first missing messages of ``peer``, so that later ones are applied; they are applied when they
    come after all. ``reason`` is a short code or reference. Raises ``permission.denied``, ``exchange.no_gap``."""
    require(may_pass_gap, by, peer, _("Only a supervisor decides to go on without a missing message."))
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    later = ReceivedMessage.objects.filter(peer=peer, sequence__gt=peer.received_through)
    first = later.exclude(state=ReceivedState.CONFLICT).order_by("sequence").first()
    if first is None:
        raise errors.no_gap(peer.identity)
    missing = peer.received_through + 1
    peer.received_through = first.sequence
    peer.received_through = contiguous(peer)
    peer.save(update_fields=["received_through"])
    audit.record(
        act=ExchangeAct.GAP_PASSED,
        subject=f"peer/{peer.identity}",
        by=by.actor,
        at=at,
        facts={"first": missing, "last": first.sequence - 1, "reason": reason},
    )
    return peer
