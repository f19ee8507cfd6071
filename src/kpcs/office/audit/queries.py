"""Reading the record: history of a subject, the stream behind a cursor, the check of the whole chain."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from kpcs.office.audit import chain
from kpcs.office.audit.models import Cursor, Event, Head, Personal


class Told(NamedTuple):
    """One act as a timeline shows it. ``personal`` is empty where there was none or it was erased."""

    sequence: int
    at: datetime
    act: str
    subject: str
    account: str
    office: str
    role: str
    facts: dict[str, Any]
    personal: dict[str, Any]


def history(*subjects: str) -> list[Told]:
    """Every act about any of ``subjects``, oldest first."""
    events = Event.objects.filter(subject__in=subjects).select_related("personal").order_by("sequence")
    return [_told(event) for event in events]


def _told(event: Event) -> Told:
    personal: Personal | None = getattr(event, "personal", None)
    return Told(
        event.sequence,
        event.at,
        event.act,
        event.subject,
        event.account,
        event.office,
        event.role,
        json.loads(event.facts),
        json.loads(personal.text) if personal else {},
    )


def after(subscriber: str, limit: int = 500) -> list[Told]:
    """The next acts that ``subscriber`` has not done yet, in order."""
    cursor = Cursor.objects.filter(subscriber=subscriber).first()
    position = cursor.position if cursor else 0
    events = Event.objects.filter(sequence__gt=position).select_related("personal").order_by("sequence")
    return [_told(event) for event in events[:limit]]


def last_act_at() -> datetime | None:
    """The time of the newest act, None on an empty record."""
    return Head.objects.get(id=1).at


def check() -> list[chain.Break]:
    """Every break of the whole chain, of the head row, and of each personal part that is still there."""
    found = list(chain.breaks(_streamed()))
    head = Head.objects.get(id=1)
    last = Event.objects.order_by("-sequence").first()
    if (head.sequence, bytes(head.digest)) != ((last.sequence, bytes(last.digest)) if last else (0, chain.GENESIS)):
        found.append(chain.Break(head.sequence, "head"))
    for row in Personal.objects.select_related("event").iterator(chunk_size=2000):
        if hashlib.sha256(bytes(row.salt) + row.text.encode()).digest() != bytes(row.event.personal_digest):
            found.append(chain.Break(row.event_id, "personal"))
    return found


def _streamed() -> Iterable[Event]:
    return Event.objects.order_by("sequence").iterator(chunk_size=2000)
