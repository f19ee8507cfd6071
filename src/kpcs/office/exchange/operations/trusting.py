"""The trust folder of this node, from its own keys and those of the peers that its supervisor confirmed.

Rows win, files are derived: the folder can be written again at any time, and is, after every change of a peer and by
the worker. Its age is what verifiers show.
"""

from datetime import datetime

from django.conf import settings

from kpcs.office import keyring
from kpcs.office.exchange import queries
from kpcs.office.participants.models import NumberRange
from kpcs.proof.keys import refuse_shared
from kpcs.proof.snapshot import Snapshot, write_snapshot
from kpcs.scheme.intervals import Interval
from kpcs.scheme.numbering import Range


def refresh_trust_folder(*, at: datetime) -> None:
    """Write ``trust/keys.cbor`` as of ``at``. Raises Refusal as :func:`kpcs.proof.keys.refuse_shared`, OSError."""
    keys = (*keyring.public_keys(), *queries.public_keys())
    refuse_shared(keys)
    ranges = tuple(
        Range(row.issuer, row.first, row.last, Interval(row.since, row.until), row.source)
        for row in NumberRange.objects.order_by("issuer", "first", "id")
    )
    write_snapshot(settings.NODE.trust, Snapshot(settings.NODE.identity, at, keys, ranges=ranges))
