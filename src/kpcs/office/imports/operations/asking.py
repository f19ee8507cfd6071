"""Asking the authority that is said to have issued, and recording what it answers (CORE V(f); EU 5(3))."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from kpcs.office import attachments
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.queries import Received
from kpcs.office.exchange.terms import Kind
from kpcs.office.imports import errors, rules
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import ForeignDocument, InspectionCase, Question
from kpcs.office.imports.sheets import facts_of
from kpcs.office.imports.terms import ANSWERS
from kpcs.scheme.lifecycles import FOREIGN_DOCUMENT, ForeignDocumentAct, ForeignDocumentState
from kpcs.scheme.problems import Refusal


@transaction.atomic
def ask_issuer(*, by: Acting, at: datetime, document: ForeignDocument, question: str) -> Question:
    """Ask the issuer whether ``document`` is his: by message, or by a letter that exchange prints for a paper peer.

    Raises Refusal ``imports.text_missing``, ``foreign_document.wrong_state`` (asked already), or as
    :func:`kpcs.office.exchange.operations.queue` (nobody to write to).
    """
    require(rules.may_ask, by, None, errors.ONLY_ASKERS)
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not question.strip():
        raise errors.text_missing("question")
    return _ask(document, question.strip(), by=by, at=at)


def ask_about_two_claims(*, case: InspectionCase, by: Acting, at: datetime) -> Question | None:
    """Ask about the document of a case whose number another case claims too, in the transaction that opens the second
    case. Where the document was asked about or answered already, or nobody can be written to, nothing is sent."""
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=case.document_id)
    if not FOREIGN_DOCUMENT.allows(document.state, ForeignDocumentAct.ASK):
        return None
    with override("en"):  # letters between authorities are in English; the issuer's own words are his matter
        question = gettext(
            "Two of our inspection cases claim the number %(number)s. Both are held. Did you issue this document, and"
            " which shipment is yours?"
        ) % {"number": document.number}
    try:
        with transaction.atomic():
            return _ask(document, question, by=by, at=at)
    except Refusal:
        return None


def _ask(document: ForeignDocument, question: str, *, by: Acting, at: datetime) -> Question:
    state = FOREIGN_DOCUMENT.after(document.state, ForeignDocumentAct.ASK)
    case = InspectionCase.objects.filter(document=document).first()
    sent = exchange.queue(
        by=by,
        at=at,
        recipient=document.issuer,
        kind=Kind.AUTHENTICITY_QUERY,
        subject=document.number or "–",
        body=bodies.AuthenticityQuery(
            number=document.number or document.printed.get("number") or "–",
            question=question,
            case_number=case.reference if case else f"{document.office.code} D{document.pk}",
            commitment=document.commitment,
            facts=facts_of(document),
        ),
    )
    document.state = state
    document.save(update_fields=["state"])
    found = Question.objects.create(
        document=document,
        addressee=document.issuer,
        text=question,
        asked_at=at,
        asked_by=by.person,
        sent=sent,
    )
    audit.record(
        act=ImportAct.ASKED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"number": document.number, "addressee": document.issuer, "sent": sent.pk},
        personal={"question": question, "name": by.name},
    )
    return found


@transaction.atomic
def record_answer(
    *,
    by: Acting,
    at: datetime,
    document: ForeignDocument,
    answer: str,
    remarks: str = "",
    scan: bytes = b"",
) -> Question:
    """Record an answer that came on paper, by e-mail or on the telephone; ``scan`` is kept under its hash.

    Raises Refusal ``imports.answer.unknown`` or ``foreign_document.wrong_state``.
    """
    require(rules.may_ask, by, None, errors.ONLY_ASKERS)
    digest = attachments.store(scan) if scan else ""
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    return _answer(document, answer, remarks.strip(), by=by, at=at, scan=digest)


def apply_answer(*, at: datetime, message: Received, body: bodies.AuthenticityAnswer) -> Question:
    """Bring an answer that came by message to its document, in the transaction that marks the message applied.

    The question is found by what the message replies to, else by number and case among the questions to its sender.
    Raises Refusal ``imports.answer.no_question`` or ``foreign_document.wrong_state``.
    """
    questions = Question.objects.filter(addressee=message.sender).order_by("-pk")
    found = None
    if message.in_reply_to:
        found = questions.filter(sent__message_id=message.in_reply_to).first()
    if found is None:
        same = questions.filter(document__number=body.number, answer="")
        found = same.filter(document__case__reference=body.case_number).first() if body.case_number else same.first()
    if found is None:
        raise errors.answer_without_question(body.number)
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=found.document_id)
    return _answer(document, str(body.result), body.remarks, by=NODE, at=at, message=message.row)


def _answer(
    document: ForeignDocument,
    answer: str,
    remarks: str,
    *,
    by: Acting,
    at: datetime,
    message: int | None = None,
    scan: str = "",
) -> Question:
    try:
        act = ANSWERS[ForeignDocumentState(answer)]
    except (KeyError, ValueError):
        raise errors.answer_unknown(answer) from None
    document.state = FOREIGN_DOCUMENT.after(document.state, act)
    document.save(update_fields=["state"])
    question = document.questions.latest()
    question.answer, question.answered_at, question.remarks = answer, at, remarks
    question.answer_message_id, question.answer_scan = message, scan
    question.save()
    audit.record(
        act=ImportAct.ANSWERED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"number": document.number, "answer": answer, "by_message": message is not None, "scan": scan},
        personal={"remarks": remarks, "name": by.name},
    )
    return question


@transaction.atomic
def close_unanswered(*, by: Acting, at: datetime, document: ForeignDocument) -> ForeignDocument:
    """Stop waiting for an answer; one that comes later still counts, and the issuer can be asked again."""
    require(rules.may_ask, by, None, errors.ONLY_ASKERS)
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.state = FOREIGN_DOCUMENT.after(document.state, ForeignDocumentAct.CLOSE_UNANSWERED)
    document.save(update_fields=["state"])
    audit.record(act=ImportAct.UNANSWERED, subject=f"document/{document.pk}", by=by.actor, at=at)
    return document
