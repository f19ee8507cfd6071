"""Handing queued messages in at the peers' inboxes, in the order of their numbers, again and again until receipted.

Nothing is kept in memory: killed at any point, the next round goes on. A message that was delivered before the receipt
was written down is delivered once more, and the peer answers with the same receipt.
"""

import logging
from datetime import datetime

import httpx

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations, queries
from kpcs.office.exchange.models import Peer
from kpcs.proof import sealing
from kpcs.scheme.problems import Refusal
from kpcs.transports.answers import CBOR
from kpcs.transports.calling import Clock, Refused, Unanswered, line, post

MOST_AT_ONCE = 100
"""Messages to one peer in one round: no peer keeps the others waiting."""

_log = logging.getLogger(__name__)


def run_once(*, at: datetime) -> int:
    """One round over all peers; answers how many messages were receipted. A peer that fails waits for its next
    attempt and stops no other."""
    clock, receipted = Clock(at), 0
    due = queries.to_send(at)
    if not due:
        return 0
    with line() as client:
        for peer in due:
            try:
                receipted += _send_all(client, peer, clock)
            except Refusal as refusal:
                _log.warning("sending to %s stopped: %s", peer.identity, ", ".join(refusal.codes))
    return receipted


def _send_all(client: httpx.Client, peer: Peer, clock: Clock) -> int:
    """The messages that wait for one peer, until one has to be tried again later."""
    receipted = 0
    for message in queries.waiting_for(peer, MOST_AT_ONCE):
        try:
            envelope = queries.envelope(message, clock.now().date())
            receipt = post(client, f"{peer.endpoint}/exchange/inbox", envelope, CBOR, sealing.SMALL_CEILING)
            operations.record_receipt(receipt=receipt, at=clock.now(), by=NODE, message=message)
            receipted += 1
        except Refused as refused:
            operations.refused_by_peer(message=message, code=refused.code, at=clock.now(), by=NODE)
        except (Unanswered, Refusal) as failed:
            # nothing came, or no true receipt for this message, or keys of ours or theirs are missing
            code = failed.codes[0] if isinstance(failed, Refusal) else failed.code
            operations.attempt_failed(message=message, code=code, at=clock.now())
            break
    return receipted
