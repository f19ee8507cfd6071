"""What authorities tell each other about certificates: an end of ours, an end of theirs, a question and its answer."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import errors, rules
from kpcs.office.certificates.events import CertificateEvent
from kpcs.office.certificates.models import AuthenticityQuery, Certificate, KnownStatus
from kpcs.office.certificates.terms import Authenticity, EndReason
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.terms import Kind
from kpcs.scheme import numbering
from kpcs.scheme.lifecycles import CertificateState, ForeignDocumentState
from kpcs.scheme.problems import Refusal


def tell_destination(row: Certificate, *, by: Acting, at: datetime, day: date, replacement: str) -> None:
    """Tell the destination of ``row`` how it ended, in the transaction of the end itself."""
    body = bodies.CertificateStatus(
        number=row.number,
        status=CertificateState(row.state),
        day=day,
        commitment=row.commitment,
        replacement=replacement,
        reason=str(EndReason(row.end_reason).label),
    )
    exchange.queue(
        by=by,
        at=at,
        recipient=row.destination,
        kind=Kind.CERTIFICATE_STATUS,
        subject=row.number,
        body=body,
    )


@transaction.atomic
def take_status(
    *, by: Acting, at: datetime, told_by: str, notice: bodies.CertificateStatus, message: str | None = None
) -> KnownStatus:
    """Store what an issuer told about its certificate; ``message`` is the hex identifier of the message, None for a
    notice on paper.

    Raises ``notice.not_issuer`` when it is not the teller's certificate (lost and stolen are taken from anybody: they
    are shown with the claimant), or a ``number`` code.
    """
    require(rules.may_take_in_notices, by, None, errors.ONLY_FOCAL_POINT)
    number = numbering.parse(notice.number)
    if number.issuer != told_by and notice.status not in (CertificateState.LOST, CertificateState.STOLEN):
        raise errors.notice_not_issuer(number.normal, told_by)
    row = KnownStatus.objects.create(
        number=number.normal,
        issuer=number.issuer,
        commitment=notice.commitment,
        status=notice.status,
        day=notice.day,
        replacement=notice.replacement,
        reason=notice.reason,
        told_by=told_by,
        message=message,
        received_at=at,
    )
    audit.record(
        act=CertificateEvent.STATUS_RECEIVED,
        subject=f"certificate/{row.number}",
        by=by.actor,
        at=at,
        facts={"status": str(notice.status), "day": notice.day, "told_by": told_by, "replacement": notice.replacement},
        personal={"reason": notice.reason} if notice.reason else None,
    )
    return row


@transaction.atomic
def take_query(
    *, by: Acting, at: datetime, asked_by: str, asked: bodies.AuthenticityQuery, message: str | None = None
) -> AuthenticityQuery:
    """Take in another authority's question about a paper with one of our numbers; an officer answers it.

    Raises ``query.not_ours`` or a ``number`` code.
    """
    require(rules.may_take_in_notices, by, None, errors.ONLY_FOCAL_POINT)
    number = numbering.parse(asked.number)
    if number.issuer != settings.NODE.participant:
        raise errors.not_our_number(number.normal)
    row = AuthenticityQuery.objects.create(
        number=number.normal,
        asked_by=asked_by,
        commitment=asked.commitment,
        facts=[list(fact) for fact in asked.facts],
        question=asked.question,
        case=asked.case_number,
        message=message,
        received_at=at,
    )
    audit.record(
        act=CertificateEvent.QUERY_RECEIVED,
        subject=f"certificate/{row.number}",
        by=by.actor,
        at=at,
        facts={"asked_by": asked_by, "query": row.pk},
        personal={"question": asked.question},
    )
    return row


_ANSWERS = {
    Authenticity.GENUINE: ForeignDocumentState.GENUINE,
    Authenticity.FAKE: ForeignDocumentState.FAKE,
    Authenticity.ALTERED: ForeignDocumentState.ALTERED,
    Authenticity.GENUINE_VOID: ForeignDocumentState.GENUINE_VOID,
    Authenticity.UNKNOWN: ForeignDocumentState.UNKNOWN,
}


@transaction.atomic
def answer_query(
    *, by: Acting, at: datetime, query: AuthenticityQuery, result: str, remarks: str = ""
) -> AuthenticityQuery:
    """Answer an authority's question: the facts propose (``queries.proposal``), the officer decides.

    Raises ``query.answered`` or ``query.result_missing``.
    """
    require(rules.may_answer_queries, by, None, errors.ONLY_FOCAL_POINT)
    row = AuthenticityQuery.objects.select_for_update().get(pk=query.pk)
    if row.answered_at is not None:
        raise errors.query_answered()
    if result not in Authenticity.values:
        raise Refusal([errors.query_result_missing()])
    chosen = Authenticity(result)
    row.result, row.remarks, row.answered_by, row.answered_at = chosen, remarks.strip(), by.person, at
    row.save(update_fields=["result", "remarks", "answered_by", "answered_at"])
    exchange.queue(
        by=by,
        at=at,
        recipient=row.asked_by,
        kind=Kind.AUTHENTICITY_ANSWER,
        subject=row.number,
        body=bodies.AuthenticityAnswer(
            number=row.number, result=_ANSWERS[chosen], case_number=row.case, remarks=row.remarks
        ),
        in_reply_to=bytes.fromhex(row.message) if row.message else None,
    )
    audit.record(
        act=CertificateEvent.QUERY_ANSWERED,
        subject=f"certificate/{row.number}",
        by=by.actor,
        at=at,
        facts={"query": row.pk, "result": str(chosen)},
        personal={"remarks": row.remarks} if row.remarks else None,
    )
    return row
