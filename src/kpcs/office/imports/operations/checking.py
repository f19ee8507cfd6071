"""Checks recorded with a document: the machine's statement, and what the officer saw."""

from datetime import datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import errors, rules, statements
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.models import DeskFinding, ForeignDocument, InspectionCase, Verification
from kpcs.office.imports.terms import LOOKS
from kpcs.proof.verification import Statement
from kpcs.scheme.lifecycles import INSPECTION_CASE, CaseAct
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


@transaction.atomic
def check_again(*, by: Acting, at: datetime, document: ForeignDocument) -> Verification:
    """Run all checks now and keep the statement; a case that waits for it becomes *verified*.

    A comparison of the printed page with the code that was made when the document came stays part of the statement.
    """
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(rules.may_capture, by, document, errors.ONLY_DESK)
    case = InspectionCase.objects.select_for_update(of=("self",)).filter(document=document).first()
    if case is not None and INSPECTION_CASE.allows(case.state, CaseAct.VERIFY):
        return verify_in_case(case=case, by=by, at=at)
    return record_check(document=document, by=by, at=at)


@transaction.atomic
def look(*, by: Acting, at: datetime, document: ForeignDocument, saw: dict[str, tuple[bool, str]]) -> Verification:
    """Record what the officer saw: check -> established or not, with a remark; a second look replaces the first.

    Raises Refusal ``imports.look.unknown`` for what is not for the eye, ``imports.text_missing`` for a fault without
    words.
    """
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(rules.may_look, by, document, errors.ONLY_CASE_OFFICE)
    assert by.person is not None
    for check, (established, remark) in saw.items():
        if check not in LOOKS:
            raise refuse("imports.look.unknown", _("“%(check)s” is not checked by eye."), check, check=check)
        if not established and not remark.strip():
            raise errors.text_missing(check)
        DeskFinding.objects.update_or_create(
            document=document,
            check_code=check,
            defaults={"established": established, "remark": remark.strip(), "at": at, "by": by.person},
        )
    verification = _keep(document, statements.state(document, at=at), by=by, at=at)
    audit.record(
        act=ImportAct.LOOKED_AT,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"saw": {check: established for check, (established, _remark) in saw.items()}},
        personal={
            "remarks": {check: remark for check, (_established, remark) in saw.items()},
            "name": by.name,
        },
    )
    return verification


def verify_in_case(*, case: InspectionCase, by: Acting, at: datetime) -> Verification:
    """The checks of a case in the caller's transaction: the case is *verified* afterwards."""
    state = INSPECTION_CASE.after(case.state, CaseAct.VERIFY)
    verification = _keep(case.document, statements.state(case.document, at=at), by=by, at=at)
    case.state = state
    case.save(update_fields=["state"])
    audit.record(
        act=ImportAct.VERIFIED,
        subject=f"case/{case.reference}",
        by=by.actor,
        at=at,
        facts={"verdict": verification.verdict, "standing": verification.standing},
        personal={"name": by.name},
    )
    return verification


def record_check(*, document: ForeignDocument, by: Acting, at: datetime) -> Verification:
    """The checks of a document in the caller's transaction."""
    verification = _keep(document, statements.state(document, at=at), by=by, at=at)
    audit.record(
        act=ImportAct.CHECKED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"verdict": verification.verdict, "standing": verification.standing},
        personal={"name": by.name},
    )
    return verification


def _keep(document: ForeignDocument, statement: Statement, *, by: Acting, at: datetime) -> Verification:
    return Verification.objects.create(
        document=document,
        at=at,
        by=by.person,
        verdict=statement.verdict,
        standing=statement.standing,
        statement=statement.plain(),
        sentences=[{"sentence": finding.sentence, "params": dict(finding.params)} for finding in statement.findings],
    )
