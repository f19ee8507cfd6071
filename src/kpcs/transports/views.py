"""The endpoints that peers call: they hand a message in, fetch theirs, and bring receipts for what they fetched."""

from django.utils import timezone

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations, queries
from kpcs.proof import cbor, sealing
from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _
from kpcs.transports.answers import CBOR, COSE, endpoint

MOST_RECEIPTS = 100
"""Receipts that one request brings at most."""


@endpoint(CBOR, sealing.CEILING)
def inbox(body: bytes) -> bytes:
    """``POST /exchange/inbox``: one envelope; the answer is the signed receipt."""
    return operations.receive(envelope=body, at=timezone.now())


@endpoint(COSE, sealing.SMALL_CEILING)
def outbox(body: bytes, recipient: str) -> bytes:
    """``POST /exchange/outbox/<recipient>``: a signed request; the answer is an array of envelopes in the order of
    their numbers. It is asked again, after the last number received in full, until the array is empty."""
    at = timezone.now()
    try:
        peer, after = operations.asked(request=body, recipient=recipient, at=at)
    except Refusal as refusal:
        # whatever is wrong with the proof of who asks: he is not the recipient as far as we can tell
        code = refusal.codes[0]
        known = ("exchange.request_stale", "exchange.peer_suspended", "sealing.too_large")
        if code in known or code.startswith("cbor."):
            raise
        raise refuse("exchange.request_other_party", _("Only the recipient may fetch messages.")) from None
    return cbor.encode([*queries.outbox(peer, after, at.date())])


@endpoint(CBOR, MOST_RECEIPTS * sealing.SMALL_CEILING // 16)
def receipts(body: bytes) -> bytes:
    """``POST /exchange/receipts``: an array of signed receipts for messages of ours that were fetched; the answer is an
    array with an empty text for each one taken, else the code of what is wrong with it."""
    reader = cbor.Reader("sealing.receipts")
    brought = [
        reader.octets(receipt, "receipts") for receipt in reader.items(cbor.decode(body), "receipts", 0, MOST_RECEIPTS)
    ]
    reader.finish()
    codes: list[cbor.Value] = []
    for receipt in brought:
        try:
            operations.record_receipt(receipt=receipt, at=timezone.now(), by=NODE)
            codes.append("")
        except Refusal as refusal:
            codes.append(refusal.codes[0])
    return cbor.encode(codes)
