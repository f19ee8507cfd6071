"""Recording acts. Every operation of every context calls :func:`record` inside its own transaction."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kpcs.office.audit import chain, errors
from kpcs.office.audit.models import Cursor, Event, Head, Personal
from kpcs.office.audit.terms import Actor, AuditAct, known_act

__all__ = ["CLOCK_TOLERANCE", "advance", "erase_personal", "record"]

CLOCK_TOLERANCE = timedelta(seconds=5)
"""How far behind the last row an act may be dated: acts that waited in line for the head. Not defined by a source."""


def record(
    *,
    act: str,
    subject: str,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Event:
    """Append one act to the chain, in the caller's transaction.

    ``act``       a value of some context's list of acts
    ``subject``   what it is about: ``certificate/BW00042187``, ``application/12``
    ``facts``     JSON values without names or free text; they stay for ever
    ``personal``  names and free text; erasable later, bound by a salted hash

    Raises Refusal ``audit.clock_behind`` when ``at`` is earlier than the last row by more than the tolerance.
    """
    if not known_act(act):
        raise ValueError(f"{act!r} is in no context's list of acts")
    if at.tzinfo is None:
        raise ValueError("an act needs a time with its zone")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is recorded in the transaction of the act itself")
    head = Head.objects.select_for_update().get(id=1)
    if head.at is not None and at < head.at - CLOCK_TOLERANCE:
        raise errors.clock_behind(at.isoformat(timespec="seconds"), head.at.isoformat(timespec="seconds"))
    salt, text = b"", ""
    if personal:
        salt, text = secrets.token_bytes(16), chain.canonical(personal)
    event = Event(
        sequence=head.sequence + 1,
        at=at,
        act=act,
        subject=subject,
        account=by.account,
        office=by.office,
        role=by.role,
        facts=chain.canonical(facts or {}),
        personal_digest=hashlib.sha256(salt + text.encode()).digest() if personal else b"",
        previous=bytes(head.digest),
    )
    event.digest = chain.digest(event)
    event.save(force_insert=True)
    if personal:
        Personal.objects.create(event=event, salt=salt, text=text)
    head.sequence, head.digest, head.at = event.sequence, event.digest, max(at, head.at or at)
    head.save()
    return event


def advance(*, subscriber: str, position: int) -> None:
    """Mark everything up to ``position`` as done for ``subscriber``, in the transaction of the consequence."""
    Cursor.objects.update_or_create(subscriber=subscriber, defaults={"position": position})


@transaction.atomic
def erase_personal(*, sequence: int, by: Actor, second: Actor, reason: str, at: datetime) -> Event:
    """Erase the personal part of one act; the chain still checks. Two different persons are needed.

    ``reason`` is a code or a legal reference, never a name. Raises ``audit.two_persons``, ``audit.nothing_personal``.
    """
    if by.account == second.account:
        raise errors.two_persons()
    deleted, _rows = Personal.objects.filter(event_id=sequence).delete()
    if not deleted:
        raise errors.nothing_personal(sequence)
    return record(
        act=AuditAct.PERSONAL_ERASED,
        subject=f"audit/{sequence}",
        by=by,
        at=at,
        facts={"sequence": sequence, "second": second.account, "reason": reason},
    )
