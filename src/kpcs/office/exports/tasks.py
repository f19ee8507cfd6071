"""What the worker does for exports: takes in the confirmations that wait."""

from datetime import datetime

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind
from kpcs.office.exports import operations


def walk_inbox(*, at: datetime) -> int:
    """Apply waiting confirmations; answers how many were applied. What is refused (never issued, other contents,
    answered twice) is set aside with its problem and never stops the loop."""

    def effect(message: Received) -> None:
        assert isinstance(message.body, bodies.Confirmation)
        operations.take_confirmation(
            by=NODE, at=at, told_by=message.sender, body=message.body, message=message.id.hex()
        )

    return exchange.walk(kinds=(Kind.CONFIRMATION,), effect=effect, at=at)
