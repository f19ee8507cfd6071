"""What the worker does for the import desk: applies messages, keeps the claims in the trust folder."""

from datetime import datetime

from kpcs.office.certificates import tasks as certificates
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind
from kpcs.office.imports import reports
from kpcs.office.imports.operations.arriving import apply_pre_advice
from kpcs.office.imports.operations.asking import apply_answer


def walk_inbox(*, at: datetime) -> int:
    """Apply the waiting pre-advices and answers of issuers; answers how many were applied. One that is refused is set
    aside with its problem and stops nothing."""

    def effect(message: Received) -> None:
        if isinstance(message.body, bodies.PreAdvice):
            apply_pre_advice(at=at, message=message, body=message.body)
        elif isinstance(message.body, bodies.AuthenticityAnswer):
            apply_answer(at=at, message=message, body=message.body)

    return exchange.walk(kinds=(Kind.PRE_ADVICE, Kind.AUTHENTICITY_ANSWER), effect=effect, at=at)


def keep_status(*, at: datetime) -> bool:
    """Write ``trust/status.bin`` again when anything has happened, with the cases that claim numbers; answers whether
    it was written."""
    return certificates.follow_status(at=at, others=reports.claims)
