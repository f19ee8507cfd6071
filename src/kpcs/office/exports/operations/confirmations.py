"""What the importing authority says of the goods: taken in by message or from paper, disputed, reconciled."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kpcs.office import attachments
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import queries as certificate_queries
from kpcs.office.certificates.terms import local_day
from kpcs.office.exchange import bodies
from kpcs.office.exports import errors, queries, rules
from kpcs.office.exports.events import ExportEvent
from kpcs.office.exports.models import Application, Confirmation, Movement
from kpcs.office.exports.terms import Agreement, Arrived
from kpcs.scheme import numbering
from kpcs.scheme.lifecycles import (
    CONFIRMATION,
    MOVEMENT,
    ConfirmationAct,
    MovementAct,
    MovementState,
)
from kpcs.scheme.problems import Problem, Refusal

_RESULTS = {
    MovementState.ACCEPTED: MovementAct.ACCEPT,
    MovementState.ACCEPTED_WITH_DIFFERENCE: MovementAct.ACCEPT_WITH_DIFFERENCE,
    MovementState.PARTLY_REFUSED: MovementAct.REFUSE_IN_PART,
    MovementState.REFUSED: MovementAct.REFUSE,
    MovementState.RETURNED: MovementAct.RETURN,
    MovementState.SEIZED: MovementAct.SEIZE,
}
RESULTS = tuple(_RESULTS)
"""What a confirmation can say of the goods."""


@transaction.atomic
def take_confirmation(
    *, by: Acting, at: datetime, told_by: str, body: bodies.Confirmation, message: str
) -> Confirmation:
    """Take in a confirmation that came as a message; ``message`` is its hex identifier.

    It must name a certificate that this authority validated, come from its destination, and be about the very contents
    that were signed. Raises ``confirmation.never_issued``, ``confirmation.not_destination``,
    ``confirmation.other_contents``, ``confirmation.answered_twice``; the message is then set aside for an officer.
    A confirmation of more than was certified is taken in and disputed at once.
    """
    require(rules.may_take_in_messages, by, None, errors.ONLY_NODE)
    movement, confirmation = _awaiting(body, told_by)
    return _receive(movement, confirmation, body, Arrived.MESSAGE, by, at, message=message)


def _awaiting(body: bodies.Confirmation, told_by: str) -> tuple[Movement, Confirmation]:
    """The movement that ``body`` is about, with its confirmation, both locked."""
    number = numbering.parse(body.number).normal
    movement = (
        Movement.objects.select_for_update(of=("self",))
        .select_related("certificate__office", "application__office")
        .filter(certificate__number=number)
        .first()
    )
    if movement is None:
        raise errors.confirmation_never_issued(number)
    if told_by != movement.destination:
        raise errors.confirmation_not_destination(number, told_by)
    if body.commitment and body.commitment != movement.certificate.commitment:
        raise errors.confirmation_other_contents(number)
    confirmation = Confirmation.objects.select_for_update().get(movement=movement)
    if not CONFIRMATION.allows(confirmation.state, ConfirmationAct.RECEIVE):
        raise errors.confirmation_twice(number)
    return movement, confirmation


@transaction.atomic
def record_confirmation(
    *, by: Acting, at: datetime, body: bodies.Confirmation, arrived: Arrived, scan: bytes
) -> Confirmation:
    """Record a confirmation that came on a slip or by e-mail, as the paper says it, with its scan.

    Raises, both at once, ``confirmation.scan_missing``, ``confirmation.received_in_future``; or as
    :func:`take_confirmation`.
    """
    certificate = certificate_queries.find(body.number)
    require(rules.may_record_confirmation, by, certificate, errors.ONLY_RECORDER)
    if certificate is None:
        raise errors.confirmation_never_issued(body.number)
    problems = []
    if not scan:
        problems.append(errors.scan_missing())
    if body.received_on > local_day(certificate.office, at):
        problems.append(errors.received_in_future())
    if problems:
        raise Refusal(problems)
    movement, confirmation = _awaiting(body, certificate.destination)
    stored = attachments.store(scan)
    return _receive(movement, confirmation, body, arrived, by, at, scan=stored)


def _receive(
    movement: Movement,
    confirmation: Confirmation,
    body: bodies.Confirmation,
    arrived: Arrived,
    by: Acting,
    at: datetime,
    *,
    message: str | None = None,
    scan: str = "",
) -> Confirmation:
    """Write what was said: the goods have arrived and were decided upon; both sides agree, or differ."""
    for act in (MovementAct.ARRIVE, _RESULTS[body.result]):
        movement.state = MOVEMENT.after(movement.state, act)
    movement.received_on = body.received_on
    movement.inspected_parcels, movement.inspected_carats = body.parcels, body.found
    movement.inspected_value = body.value
    movement.save()
    confirmation.state = CONFIRMATION.after(confirmation.state, ConfirmationAct.RECEIVE)
    confirmation.arrived, confirmation.message, confirmation.scan = arrived, message, scan
    confirmation.body, confirmation.result, confirmation.received_at = bodies.shown(body), body.result, at
    disputes = _contradictions(movement, body)
    confirmation.agreement = Agreement.DIFFERS if disputes or _differences(movement, body) else Agreement.SAME
    if disputes:
        confirmation.state = CONFIRMATION.after(confirmation.state, ConfirmationAct.DISPUTE)
        confirmation.disputed_at = at
        confirmation.dispute_note = " ".join(problem.text for problem in disputes)
    elif confirmation.agreement == Agreement.SAME:
        confirmation.state = CONFIRMATION.after(confirmation.state, ConfirmationAct.RECONCILE)
        confirmation.reconciled_at = at
    confirmation.save()
    facts = {
        "number": movement.certificate.number,
        "result": str(body.result),
        "found": str(body.found) if body.found is not None else None,
        "parcels": body.parcels,
        "arrived": str(arrived),
        "message": message or "",
        "scan": scan,
        "agreement": str(confirmation.agreement),
    }
    _record(ExportEvent.CONFIRMATION_RECEIVED, movement.application, by, at, facts, {"remarks": body.remarks})
    if disputes:
        codes = {"number": movement.certificate.number, "problems": [problem.code for problem in disputes]}
        _record(ExportEvent.CONFIRMATION_DISPUTED, movement.application, NODE, at, codes)
    elif confirmation.agreement == Agreement.SAME:
        _record(ExportEvent.RECONCILED, movement.application, NODE, at, {"number": movement.certificate.number})
    return confirmation


def _contradictions(movement: Movement, body: bodies.Confirmation) -> list[Problem]:
    """What cannot be a mere difference of balances: more than was certified, or another certificate's figures."""
    found = []
    if body.certified != movement.carats:
        found.append(errors.certified_differs(str(body.certified), str(movement.carats)))
    if body.found is not None and body.found > movement.carats:
        found.append(errors.more_than_certified(str(body.found), str(movement.carats)))
    return found


def _differences(movement: Movement, body: bodies.Confirmation) -> bool:
    """Whether anything at all is otherwise than certified: outcome, parcels, weight, seals."""
    return (
        body.result != MovementState.ACCEPTED
        or body.parcels != movement.parcels
        or body.found != movement.carats
        or body.seals_intact is False
        or bool(body.differences)
    )


@transaction.atomic
def dispute(*, by: Acting, at: datetime, reference: str, note: str) -> Confirmation:
    """Contest what the importing authority said. Raises ``export.note_missing``."""
    movement, confirmation = _held(reference, by)
    confirmation.state = CONFIRMATION.after(confirmation.state, ConfirmationAct.DISPUTE)
    if not note.strip():
        raise Refusal([errors.note_missing()])
    confirmation.disputed_at, confirmation.dispute_note = at, note.strip()
    confirmation.save(update_fields=["state", "disputed_at", "dispute_note"])
    facts = {"number": movement.certificate.number}
    _record(ExportEvent.CONFIRMATION_DISPUTED, movement.application, by, at, facts, {"note": note.strip()})
    return confirmation


@transaction.atomic
def reconcile(*, by: Acting, at: datetime, reference: str, note: str = "") -> Confirmation:
    """Both sides hold the same story: what was found is acknowledged. A difference needs a note that explains it.

    Raises ``export.note_missing``.
    """
    movement, confirmation = _held(reference, by)
    confirmation.state = CONFIRMATION.after(confirmation.state, ConfirmationAct.RECONCILE)
    if confirmation.agreement == Agreement.DIFFERS and not note.strip():
        raise Refusal([errors.note_missing()])
    confirmation.reconciled_at, confirmation.reconciled_note = at, note.strip()
    confirmation.save(update_fields=["state", "reconciled_at", "reconciled_note"])
    facts = {"number": movement.certificate.number}
    _record(ExportEvent.RECONCILED, movement.application, by, at, facts, {"note": note.strip()})
    return confirmation


@transaction.atomic
def close_movement(*, by: Acting, at: datetime, reference: str, note: str) -> Movement:
    """Close a movement that will not be confirmed, for example because the goods never left. Raises
    ``export.note_missing``."""
    movement, _confirmation = _held(reference, by)
    movement.state = MOVEMENT.after(movement.state, MovementAct.CLOSE_MANUALLY)
    if not note.strip():
        raise Refusal([errors.note_missing()])
    movement.save(update_fields=["state"])
    facts = {"number": movement.certificate.number}
    _record(ExportEvent.MOVEMENT_CLOSED, movement.application, by, at, facts, {"note": note.strip()})
    return movement


def _held(reference: str, by: Acting) -> tuple[Movement, Confirmation]:
    """The newest movement of an application and its confirmation, both locked. Raises ``export.no_movement``."""
    application = queries.held(reference)
    require(rules.may_record_confirmation, by, application, errors.ONLY_RECORDER)
    movement = (
        Movement.objects.select_for_update(of=("self",))
        .select_related("certificate", "application")
        .filter(application=application)
        .first()
    )
    if movement is None:
        raise errors.no_movement()
    return movement, Confirmation.objects.select_for_update().get(movement=movement)


def _record(
    act: ExportEvent,
    row: Application,
    by: Acting,
    at: datetime,
    facts: dict[str, Any],
    personal: dict[str, str] | None = None,
) -> None:
    kept = {key: text for key, text in (personal or {}).items() if text}
    audit.record(
        act=act, subject=f"application/{row.reference}", by=by.actor, at=at, facts=facts, personal=kept or None
    )
