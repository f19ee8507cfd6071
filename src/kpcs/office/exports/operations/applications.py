"""From the first line typed to the decision (CORE Annex II.17-18)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.audit import operations as audit
from kpcs.office.certificates.terms import local_day
from kpcs.office.exports import drafts, errors, queries, rules
from kpcs.office.exports.drafts import Shipment
from kpcs.office.exports.events import ExportEvent
from kpcs.office.exports.models import Application, RunningNumber, Seal
from kpcs.office.exports.terms import DecisionReason
from kpcs.office.traders import queries as traders
from kpcs.office.traders.models import Trader
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import APPLICATION, ApplicationAct, ApplicationState, CertificateState
from kpcs.scheme.problems import Problem, Refusal


@transaction.atomic
def start(*, by: Acting, at: datetime, trader: Trader, draft: Mapping[str, Any] | None = None) -> Application:
    """Begin an application of ``trader`` at the acting person's office; ``draft`` may hold what is known already.

    Raises ``application.no_office``, ``application.not_an_agent``.
    """
    require(rules.may_apply, by, None, errors.ONLY_APPLICANT)
    if by.office is None or by.person is None:
        raise errors.no_office()
    _is_applicant(by, trader, at, by.office)
    year = local_day(by.office, at).year
    RunningNumber.objects.get_or_create(year=year)
    running = RunningNumber.objects.select_for_update().get(year=year)
    digits = pack(settings.NODE.participant, local_day(by.office, at)).reference_digits.value
    row = Application.objects.create(
        reference=f"EX-{year}-{running.next:0{digits}d}",
        office=by.office,
        trader=trader,
        draft=dict(draft or {}),
        started_at=at,
        started_by=by.person,
    )
    running.next += 1
    running.save(update_fields=["next"])
    _record(ExportEvent.STARTED, row, by, at, facts={"trader": trader.pk})
    return row


def _is_applicant(by: Acting, trader: Trader, at: datetime, office: Any) -> None:
    """An agent writes for the traders that appointed him; an intake officer writes for anybody at the counter."""
    if Role.INTAKE in by.roles or by.person is None:
        return
    if not traders.is_agent(by.person, trader, local_day(office, at)):
        raise errors.not_an_agent(trader.name)


@transaction.atomic
def save_draft(*, by: Acting, at: datetime, reference: str, draft: Mapping[str, Any]) -> Application:
    """Keep what was typed so far, complete or not. It is nobody's act yet and enters no record.

    Raises ``application.draft_closed`` once submitted, except while information is requested.
    """
    row = queries.held(reference)
    require(rules.may_apply, by, row, errors.ONLY_APPLICANT)
    _is_applicant(by, row.trader, at, row.office)
    if row.state not in (ApplicationState.DRAFT, ApplicationState.INFORMATION_REQUESTED):
        raise errors.draft_closed()
    row.draft = dict(draft)
    row.save(update_fields=["draft"])
    return row


@transaction.atomic
def submit(*, by: Acting, at: datetime, reference: str) -> Application:
    """Submit the draft: everything in it must be complete and right, the trader licensed, the destination open.

    Raises, all at once, what ``drafts.read`` finds, ``export.no_licence``, ``export.departs_past``, ``trade.*``.
    """
    row = queries.held(reference)
    require(rules.may_apply, by, row, errors.ONLY_APPLICANT)
    _is_applicant(by, row.trader, at, row.office)
    row.state = APPLICATION.after(row.state, ApplicationAct.SUBMIT)
    _take_record(row, row.draft, at)
    row.submitted_at, row.submitted_by = at, by.person
    row.save()
    _record(ExportEvent.SUBMITTED, row, by, at, facts=_facts(row), personal={"name": by.name})
    return row


def _take_record(row: Application, draft: Mapping[str, Any], at: datetime) -> Shipment:
    """Make ``draft`` the record of the application. Raises Refusal with all that ``queries.draft_problems`` finds."""
    row.draft = dict(draft)
    problems = queries.draft_problems(row, at)
    if problems:
        raise Refusal(problems)
    goods = drafts.read(draft, issuer=settings.NODE.participant, exporter=traders.party(row.trader))
    row.record = row.draft = drafts.plain(goods)
    row.destination, row.importer, row.kind = goods.destination, goods.importer.name, goods.kind
    row.parcels, row.carats, row.value = len(goods.parcels), goods.carats, goods.value
    row.departs_on = goods.departs_on
    return goods


@transaction.atomic
def examine(*, by: Acting, at: datetime, reference: str) -> Application:
    """Take a submitted application in hand."""
    row = queries.held(reference)
    require(rules.may_examine, by, row, errors.ONLY_EXAMINER)
    row.state = APPLICATION.after(row.state, ApplicationAct.EXAMINE)
    row.examined_by = by.person
    row.save(update_fields=["state", "examined_by"])
    _record(ExportEvent.EXAMINED, row, by, at, personal={"name": by.name})
    return row


@transaction.atomic
def request_information(*, by: Acting, at: datetime, reference: str, reason: DecisionReason, note: str) -> Application:
    """Ask the applicant for what is missing, in writing (CA-ACT 9-10).

    Raises, both at once, ``export.reason_missing``, ``export.note_missing``.
    """
    row = queries.held(reference)
    require(rules.may_examine, by, row, errors.ONLY_EXAMINER)
    row.state = APPLICATION.after(row.state, ApplicationAct.REQUEST_INFORMATION)
    _reasoned(row, reason, note)
    row.save(update_fields=["state", "decision_reason", "decision_note"])
    _record(
        ExportEvent.INFORMATION_REQUESTED, row, by, at, facts={"reason": str(reason)}, personal={"note": note.strip()}
    )
    return row


@transaction.atomic
def answer(*, by: Acting, at: datetime, reference: str, note: str = "") -> Application:
    """Give the information that was asked for: the draft as it stands now becomes the record.

    Raises as :func:`submit`.
    """
    row = queries.held(reference)
    require(rules.may_apply, by, row, errors.ONLY_APPLICANT)
    _is_applicant(by, row.trader, at, row.office)
    row.state = APPLICATION.after(row.state, ApplicationAct.ANSWER)
    _take_record(row, row.draft, at)
    row.submitted_at, row.submitted_by = at, by.person
    row.save()
    _record(ExportEvent.INFORMATION_GIVEN, row, by, at, facts=_facts(row), personal={"note": note.strip()})
    return row


@transaction.atomic
def approve(*, by: Acting, at: datetime, reference: str, conditions_met: bool = False, note: str = "") -> Application:
    """Approve; the approver is never the applicant.

    ``conditions_met`` confirms that the conditions which the scheme attaches to the shipment (``queries.ruling``) were
    checked. Raises, all at once, ``export.same_person``, ``export.no_licence``, ``trade.*``,
    ``export.conditions_open``.
    """
    row = queries.held(reference)
    require(rules.may_decide, by, row, errors.ONLY_APPROVER)
    row.state = APPLICATION.after(row.state, ApplicationAct.APPROVE)
    day = local_day(row.office, at)
    problems = _another_person(row, by)
    if traders.licence_on(row.trader, day) is None:
        problems.append(errors.no_licence(row.trader.name, day.isoformat()))
    ruling = queries.ruling(row.destination, queries.shipment(row).containers, day)
    problems += ruling.problems
    if ruling.conditions and not conditions_met:
        problems.append(errors.conditions_open("; ".join(problem.text for problem in ruling.conditions)))
    if problems:
        raise Refusal(problems)
    row.decided_at, row.decided_by, row.decision_reason, row.decision_note = at, by.person, "", note.strip()
    row.save()
    facts = {"conditions": [problem.code for problem in ruling.conditions]}
    _record(ExportEvent.APPROVED, row, by, at, facts=facts, personal={"name": by.name, "note": note.strip()})
    return row


def _another_person(row: Application, by: Acting) -> list[Problem]:
    return [errors.same_person()] if by.person in (row.submitted_by, row.started_by) else []


@transaction.atomic
def refuse_application(*, by: Acting, at: datetime, reference: str, reason: DecisionReason, note: str) -> Application:
    """Refuse, with a reason from the list and in writing (CA-ACT 9).

    Raises, all at once, ``export.same_person``, ``export.reason_missing``, ``export.note_missing``.
    """
    row = queries.held(reference)
    require(rules.may_decide, by, row, errors.ONLY_APPROVER)
    row.state = APPLICATION.after(row.state, ApplicationAct.REFUSE)
    _reasoned(row, reason, note, _another_person(row, by))
    row.decided_at, row.decided_by = at, by.person
    row.save()
    _record(
        ExportEvent.REFUSED,
        row,
        by,
        at,
        facts={"reason": str(reason)},
        personal={"name": by.name, "note": note.strip()},
    )
    return row


def _reasoned(row: Application, reason: DecisionReason, note: str, problems: list[Problem] | None = None) -> None:
    found = list(problems or [])
    if reason not in DecisionReason.values:
        found.append(errors.reason_missing())
    if not note.strip():
        found.append(errors.note_missing())
    if found:
        raise Refusal(found)
    row.decision_reason, row.decision_note = reason, note.strip()


@transaction.atomic
def withdraw(*, by: Acting, at: datetime, reference: str, note: str = "") -> Application:
    """The applicant withdraws. Raises ``export.certificate_in_force`` while a number serves the application."""
    row = queries.held(reference)
    require(rules.may_apply, by, row, errors.ONLY_APPLICANT)
    _is_applicant(by, row.trader, at, row.office)
    row.state = APPLICATION.after(row.state, ApplicationAct.WITHDRAW)
    serving = queries.current(row)
    if serving is not None:
        raise errors.certificate_in_force(serving.number)
    row.save(update_fields=["state"])
    _record(ExportEvent.WITHDRAWN, row, by, at, personal={"note": note.strip()} if note.strip() else None)
    return row


@transaction.atomic
def correct(*, by: Acting, at: datetime, reference: str, draft: Mapping[str, Any], note: str) -> Application:
    """Correct an approved application before its record is signed, for example before a replacement is frozen.

    It is an approval of the corrected record and needs the same second person. Where what is packed changes, the goods
    must be opened, weighed and sealed again. Raises, all at once, as :func:`submit` and ``export.same_person``,
    ``export.note_missing``; or ``export.record_signed``, ``export.not_approved``.
    """
    row = queries.held(reference)
    require(rules.may_decide, by, row, errors.ONLY_APPROVER)
    if row.state != ApplicationState.APPROVED:
        raise errors.not_approved(ApplicationState(row.state).label)
    serving = queries.current(row)
    if serving is not None and serving.state != CertificateState.RESERVED:
        raise errors.record_signed(serving.number)
    before = queries.shipment(row)
    problems = _another_person(row, by)
    if not note.strip():
        problems.append(errors.note_missing())
    try:
        goods: Shipment | None = _take_record(row, draft, at)
    except Refusal as refusal:
        problems.extend(refusal.problems)
        goods = None
    if problems or goods is None:
        raise Refusal(problems)
    repacked = goods.containers != before.containers
    if repacked:
        row.opened_at = at
        if serving is not None:
            Seal.objects.filter(certificate=serving, sealed_at__isnull=False, spoiled_at__isnull=True).update(
                spoiled_at=at
            )
            Seal.objects.filter(certificate=serving, sealed_at__isnull=True).delete()
    row.decided_at, row.decided_by = at, by.person
    row.save()
    _record(
        ExportEvent.CORRECTED,
        row,
        by,
        at,
        facts={**_facts(row), "repacked": repacked},
        personal={"name": by.name, "note": note.strip()},
    )
    return row


def _facts(row: Application) -> dict[str, Any]:
    return {
        "destination": row.destination,
        "kind": str(row.kind),
        "parcels": row.parcels,
        "carats": str(row.carats),
        "value": str(row.value),
    }


def _record(
    act: ExportEvent,
    row: Application,
    by: Acting,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> None:
    audit.record(act=act, subject=f"application/{row.reference}", by=by.actor, at=at, facts=facts, personal=personal)
