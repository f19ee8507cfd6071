"""Fetching messages from the peers' outboxes: for an office that cannot be reached, and to catch up after a gap.

Messages are kept and receipted like those handed in; the receipts are brought to the sender afterwards, and owed until
he has taken them. Killed at any point, the next round goes on.
"""

from datetime import datetime, timedelta
from urllib.parse import quote

import httpx
from django.conf import settings

from kpcs.office import keyring
from kpcs.office.exchange import operations, queries
from kpcs.office.exchange.models import Peer
from kpcs.office.exchange.operations.sending import LONGEST_WAIT
from kpcs.proof import cbor, sealing
from kpcs.proof.keys import Role
from kpcs.proof.sealing import OutboxRequest
from kpcs.scheme.problems import Refusal
from kpcs.transports.answers import CBOR, COSE
from kpcs.transports.calling import Clock, Refused, Unanswered, line, post

EVERY = timedelta(minutes=1)
"""Between two visits to an outbox that answers; after failures the wait doubles. Not defined by a source."""
MOST_BATCHES = 20
"""Answers taken from one peer in one round."""
CEILING = queries.OUTBOX_BYTES + sealing.CEILING + 1024


def pull_once(*, at: datetime) -> int:
    """Visit every outbox that is due; answers how many envelopes were taken in. A peer that fails stops no other."""
    clock, taken = Clock(at), 0
    due = queries.to_fetch(at)
    if not due:
        return 0
    with line() as client:
        for peer in due:
            failures, error = 0, ""
            try:
                taken += _fetch_all(client, peer, clock)
            except (Unanswered, Refused) as unanswered:
                failures, error = peer.fetch_failures + 1, unanswered.code
            except Refusal as refusal:
                failures, error = peer.fetch_failures + 1, refusal.codes[0]
            wait = min(EVERY * 2 ** min(failures, 20), LONGEST_WAIT)
            operations.fetched_from(sender=peer, again_at=clock.now() + wait, failures=failures, error=error)
    return taken


def _fetch_all(client: httpx.Client, peer: Peer, clock: Clock) -> int:
    taken, wrong = 0, ""
    for _n in range(MOST_BATCHES):
        through = peer.received_through
        batch = _batch(client, peer, clock.now())
        for envelope in batch:
            try:
                if sealing.read_envelope(envelope).sender != peer.identity:
                    raise Unanswered("exchange.answer_other_sender")
                operations.receive(envelope=envelope, at=clock.now(), fetched=True)
                taken += 1
            except (Refusal, Unanswered) as failed:
                wrong = failed.codes[0] if isinstance(failed, Refusal) else failed.code
        _bring_receipts(client, peer, clock)
        peer.refresh_from_db()
        if not batch or peer.received_through == through:
            break
    if wrong:
        raise Unanswered(wrong)
    return taken


def _batch(client: httpx.Client, peer: Peer, at: datetime) -> list[bytes]:
    request = OutboxRequest(settings.NODE.identity, peer.identity, peer.received_through, at)
    signed = sealing.sign_outbox_request(request, keyring.signer(Role.MESSAGE, at.date()))
    answer = post(
        client, f"{peer.endpoint}/exchange/outbox/{quote(settings.NODE.identity, safe='')}", signed, COSE, CEILING
    )
    reader = cbor.Reader("exchange.answer_garbage")
    batch = [reader.octets(item, "envelopes") for item in reader.items(cbor.decode(answer), "envelopes")]
    reader.finish()
    return batch


def _bring_receipts(client: httpx.Client, peer: Peer, clock: Clock) -> None:
    for _n in range(MOST_BATCHES):
        owed = queries.receipts_owed(peer)
        if not owed:
            return
        post(client, f"{peer.endpoint}/exchange/receipts", cbor.encode([*owed]), CBOR, sealing.SMALL_CEILING)
        operations.receipts_given(sender=peer, receipts=owed, at=clock.now())
