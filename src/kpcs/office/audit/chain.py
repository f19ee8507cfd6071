"""The hash chain: what is hashed, and how a whole chain is checked."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from kpcs.office.audit.models import Event

GENESIS = hashlib.sha256(b"kpcs/audit/1").digest()
"""The digest before the first act."""


class Break(NamedTuple):
    """Where the chain does not hold: the sequence number, and which promise is broken."""

    sequence: int
    what: str


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; floats are refused, so that the text is the same everywhere."""
    return json.dumps(_exact(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("no floats in the audit record")
    if isinstance(value, dict):
        return {str(key): _exact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(item) for item in value]
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)


def digest(event: Event) -> bytes:
    """SHA-256 over the purpose, the previous digest and every column in canonical form."""
    text = canonical(
        [
            event.sequence,
            int(event.at.timestamp()) * 1_000_000 + event.at.microsecond,
            event.act,
            event.subject,
            event.account,
            event.office,
            event.role,
            event.facts,
            bytes(event.personal_digest).hex(),
        ]
    )
    return hashlib.sha256(b"kpcs/audit/1" + bytes(event.previous) + text.encode()).digest()


def breaks(events: Iterable[Event]) -> Iterable[Break]:
    """Every break in a run of events that begins with the first one."""
    expected, before = 1, GENESIS
    for event in events:
        if event.sequence != expected:
            yield Break(event.sequence, "sequence")
        if bytes(event.previous) != before:
            yield Break(event.sequence, "previous")
        if digest(event) != bytes(event.digest):
            yield Break(event.sequence, "digest")
        expected, before = event.sequence + 1, bytes(event.digest)
