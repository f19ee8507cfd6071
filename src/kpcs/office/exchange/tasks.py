"""What the worker does for the exchange beside sending and fetching."""

from datetime import datetime, timedelta

from django.conf import settings

from kpcs.office.exchange.operations.trusting import refresh_trust_folder
from kpcs.proof.snapshot import open_trust
from kpcs.scheme.problems import Refusal

FRESH = timedelta(hours=1)
"""How old ``trust/keys.cbor`` may grow: verifiers show its age. Not defined by a source."""


def keep_trust_folder(*, at: datetime) -> bool:
    """Write ``trust/keys.cbor`` again when it is missing, damaged or an hour old; answers whether it was written."""
    try:
        if at - open_trust(settings.NODE.trust).as_of < FRESH:
            return False
    except Refusal:
        pass  # missing or damaged: written anew from the rows, which are what counts
    refresh_trust_folder(at=at)
    return True
