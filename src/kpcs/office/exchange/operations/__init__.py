"""Acts of the exchange: ``sending`` to peers, ``receiving`` from them and ``applying`` what they say, ``mending`` what
went wrong, ``peering`` with them, and the trust folder that their keys make."""

from kpcs.office.exchange.operations.applying import mark_applied, set_aside, walk
from kpcs.office.exchange.operations.mending import dismiss, open_again, pass_gap, try_again
from kpcs.office.exchange.operations.peering import add_peer, own_introduction, resume_peer, suspend_peer
from kpcs.office.exchange.operations.receiving import asked, fetched_from, receipts_given, receive
from kpcs.office.exchange.operations.sending import (
    attempt_failed,
    queue,
    record_printed,
    record_receipt,
    refused_by_peer,
    retry,
)
from kpcs.office.exchange.operations.trusting import refresh_trust_folder

__all__ = [
    "add_peer",
    "asked",
    "attempt_failed",
    "dismiss",
    "fetched_from",
    "mark_applied",
    "open_again",
    "own_introduction",
    "pass_gap",
    "queue",
    "receipts_given",
    "receive",
    "record_printed",
    "record_receipt",
    "refresh_trust_folder",
    "refused_by_peer",
    "resume_peer",
    "retry",
    "set_aside",
    "suspend_peer",
    "try_again",
    "walk",
]
