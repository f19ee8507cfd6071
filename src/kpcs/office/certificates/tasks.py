"""What the worker does for certificates: takes in what others say of theirs and ask of ours, keeps the trust folder's
status file."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import operations as audit
from kpcs.office.audit import queries as audit_queries
from kpcs.office.certificates import operations, queries
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind
from kpcs.proof.status import FILE_NAME, NumberedFact, write_status

SUBSCRIBER = "certificates.status"


def walk_inbox(*, at: datetime) -> int:
    """Take in status notices and authenticity queries that wait; answers how many were applied. What is refused is
    set aside with its problem and never stops the loop."""
    return exchange.walk(kinds=(Kind.CERTIFICATE_STATUS, Kind.AUTHENTICITY_QUERY), effect=_take(at), at=at)


def _take(at: datetime) -> Callable[[Received], None]:
    def effect(message: Received) -> None:
        told = message.id.hex()
        if isinstance(message.body, bodies.CertificateStatus):
            operations.take_status(by=NODE, at=at, told_by=message.sender, notice=message.body, message=told)
        elif isinstance(message.body, bodies.AuthenticityQuery):
            operations.take_query(by=NODE, at=at, asked_by=message.sender, asked=message.body, message=told)

    return effect


def follow_status(*, at: datetime, others: Callable[[], Iterable[NumberedFact]] | None = None) -> bool:
    """Write ``trust/status.bin`` again when anything has happened since it was last written; answers whether it was.

    ``others`` gives what later contexts know of certificates (cases that claim a number). The cursor moves after the
    file is there, so a kill in between writes the same file once more.
    """
    told = audit_queries.after(SUBSCRIBER)
    if not told and (settings.NODE.trust / FILE_NAME).exists():
        return False
    # the facts are read after the acts: what happens in between is told again and costs one more writing
    write_status(settings.NODE.trust, [*queries.status_facts(), *(others() if others else ())], at)
    if told:
        with transaction.atomic():
            audit.advance(subscriber=SUBSCRIBER, position=told[-1].sequence)
    return True
