"""Effects of received messages: applied once, in order; a refused one is set aside and stops no other."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from traceback import extract_tb

from django.db import OperationalError, transaction

from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.exchange import errors, queries
from kpcs.office.exchange.events import ExchangeAct
from kpcs.office.exchange.models import ReceivedMessage
from kpcs.office.exchange.operations.receiving import plain, record
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind, ReceivedState
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

_log = logging.getLogger(__name__)


def walk(*, kinds: Iterable[Kind], effect: Callable[[Received], None], at: datetime) -> int:
    """Apply every waiting message of ``kinds`` with ``effect``; answers how many were applied.

    Effect and mark are one transaction. A refused effect leaves nothing behind but the message set aside with its
    problems; whatever is wrong with one message, the next one is applied. A context's ``tasks.walk_inbox`` is this
    call.
    """
    applied = 0
    for row in queries.unapplied_rows(kinds):
        try:
            with transaction.atomic():
                if _waiting(row.pk) is None:
                    continue  # another worker was first
                message = queries.received(row)
                effect(message)
                mark_applied(message=message, at=at)
            applied += 1
        except Refusal as refusal:
            _lay_aside(row, refusal.problems, at)
        except OperationalError:
            raise  # the database's trouble, not the message's: all of it waits for the next walk
        except Exception as error:  # a mistake of ours met this message first; the loop goes on
            where = extract_tb(error.__traceback__)[-1]
            # the error's own text may quote the message, which is confidential
            _log.error("message %s: %s in %s:%s", row.pk, type(error).__name__, where.filename, where.lineno)
            sentence = _("This program failed while it applied the message. It can be tried again after an update.")
            _lay_aside(row, [Problem("exchange.effect_failed", sentence)], at)
    return applied


def _lay_aside(row: ReceivedMessage, problems: Iterable[Problem], at: datetime) -> None:
    # refused when another worker was first, or the clock runs behind: then the message stays as it is
    with suppress(Refusal), transaction.atomic():
        _close(row.pk, ReceivedState.SET_ASIDE, list(problems), ExchangeAct.SET_ASIDE, at, NODE)


def _waiting(row: int) -> ReceivedMessage | None:
    found = ReceivedMessage.objects.select_for_update(of=("self",)).select_related("peer")
    return found.filter(pk=row, state=ReceivedState.RECEIVED).first()


@transaction.atomic
def mark_applied(*, message: Received, at: datetime, by: Acting = NODE) -> None:
    """Mark a message as applied, in the transaction of its effect. Raises ``exchange.not_waiting`` when it does not
    wait any more, which rolls the effect back."""
    _close(message.row, ReceivedState.APPLIED, [], ExchangeAct.APPLIED, at, by)


@transaction.atomic
def set_aside(*, message: Received, problems: Iterable[Problem], at: datetime, by: Acting = NODE) -> None:
    """Put a message whose effect was refused aside, with the reasons. Raises ``exchange.not_waiting``."""
    _close(message.row, ReceivedState.SET_ASIDE, list(problems), ExchangeAct.SET_ASIDE, at, by)


def _close(
    waiting: int, state: ReceivedState, problems: list[Problem], act: ExchangeAct, at: datetime, by: Acting
) -> None:
    row = _waiting(waiting)
    if row is None:
        raise errors.not_waiting(ReceivedMessage.objects.get(pk=waiting).get_state_display())
    row.state, row.problems, row.closed_at = state, plain(problems), at
    row.save(update_fields=["state", "problems", "closed_at"])
    codes = {"problems": [problem.code for problem in problems]} if problems else {}
    record(act, row.peer, row.sequence, bytes(row.message_id), by, at, kind=row.kind, **codes)
