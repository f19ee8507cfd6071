"""Taking a document in: from a code, or from foreign paper as it is printed; its evidence; sightings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kpcs.office import attachments
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.imports import errors, paper, rules
from kpcs.office.imports.events import ImportAct
from kpcs.office.imports.media import media_type
from kpcs.office.imports.models import Arrival, Evidence, ForeignDocument, InspectionCase, Sighting
from kpcs.office.imports.operations.checking import record_check
from kpcs.office.imports.terms import EvidenceKind, Medium
from kpcs.proof import code as codes
from kpcs.proof.evidence import Comparison
from kpcs.scheme import numbering
from kpcs.scheme.certificate import Certificate, plain
from kpcs.scheme.lifecycles import FOREIGN_DOCUMENT
from kpcs.scheme.problems import Refusal


@transaction.atomic
def capture_code(
    *,
    by: Acting,
    at: datetime,
    text: str,
    brought_by: str = "",
    another_sheet: bool = False,
    scan: bytes = b"",
    comparison: Comparison | None = None,
) -> ForeignDocument:
    """Take in a document by its code, check it, and keep the statement.

    The same contents brought to this office again are the same document, unless the officer says that it is
    ``another_sheet``. ``scan`` is the photograph or PDF that the code was read from, ``comparison`` what its printed
    page gave. Nothing is believed of the code by taking it in: an unknown key, a wrong signature, another destination
    are findings. Raises Refusal as :func:`kpcs.proof.code.decode` for a text that is no code at all; the statement
    about such a text is :func:`kpcs.office.imports.statements.of_text`.
    """
    require(rules.may_capture, by, None, errors.ONLY_DESK)
    assert by.office is not None and by.person is not None
    code = codes.decode(text)
    commitment = code.commitment.hex()
    document = None
    if not another_sheet:
        document = ForeignDocument.objects.filter(commitment=commitment, office=by.office, code=text).first()
    if document is None:
        number, key, issuer = number_of(code.certificate.number)
        document = ForeignDocument.objects.create(
            medium=Medium.CODE,
            state=FOREIGN_DOCUMENT.start,
            number=number,
            number_key=key,
            issuer=code.certificate.issuer if len(code.certificate.issuer) == 2 else issuer,
            code=text,
            commitment=commitment,
            record=plain(_with_packing(code.certificate, commitment)),
            brought_by=brought_by.strip()[:160],
            office=by.office,
            captured_at=at,
            captured_by=by.person,
        )
        audit.record(
            act=ImportAct.CAPTURED,
            subject=f"document/{document.pk}",
            by=by.actor,
            at=at,
            facts={"medium": document.medium, "number": number, "commitment": commitment},
            personal={"brought_by": document.brought_by, "name": by.name},
        )
    if scan:
        keep_evidence(document=document, by=by, at=at, data=scan, kind=EvidenceKind.SHEET)
    if comparison is not None:
        document.comparison = [list(comparison.agreeing), [list(each) for each in comparison.differing]]
        document.save(update_fields=["comparison"])
    record_check(document=document, by=by, at=at)
    return document


def number_of(text: str) -> tuple[str, str, str]:
    """Normal form, key without leading zeros and issuer of a number as a document states it; what cannot be read as a
    number is kept as it is, cut to length, and has no issuer."""
    try:
        number = numbering.parse(text)
    except Refusal:
        kept = text.strip()[:20]
        return kept, kept, ""
    return number.normal, number.key, number.issuer


def _with_packing(certificate: Certificate, commitment: str) -> Certificate:
    """The certificate with its annexed packing list, where the pre-advice brought that."""
    if certificate.containers or not certificate.packing_digest:
        return certificate
    advised = Arrival.objects.filter(commitment=commitment).exclude(packing=b"").first()
    return codes.attach(certificate, bytes(advised.packing)) if advised else certificate


@transaction.atomic
def capture_paper(
    *,
    by: Acting,
    at: datetime,
    texts: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    brought_by: str = "",
    scans: Sequence[bytes] = (),
) -> ForeignDocument:
    """Take in foreign paper as it is printed and check it; ``texts`` and ``lines`` by the keys of
    :mod:`kpcs.office.imports.paper`. Its faults are findings, never refusals; only a form without any text is refused
    (``imports.paper.empty``)."""
    require(rules.may_capture, by, None, errors.ONLY_DESK)
    assert by.office is not None and by.person is not None
    printed = paper.capture(texts, lines)
    if not any(printed.values()):
        raise errors.paper_empty()
    number, key, issuer = number_of(printed.get("number", ""))
    document = ForeignDocument.objects.create(
        medium=Medium.PAPER,
        state=FOREIGN_DOCUMENT.start,
        number=number,
        number_key=key,
        issuer=issuer,
        printed=printed,
        brought_by=brought_by.strip()[:160],
        office=by.office,
        captured_at=at,
        captured_by=by.person,
    )
    audit.record(
        act=ImportAct.CAPTURED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"medium": document.medium, "number": number},
        personal={"printed": printed, "brought_by": document.brought_by, "name": by.name},
    )
    for scan in scans:
        keep_evidence(document=document, by=by, at=at, data=scan, kind=EvidenceKind.SHEET)
    record_check(document=document, by=by, at=at)
    return document


@transaction.atomic
def amend_paper(
    *,
    by: Acting,
    at: datetime,
    document: ForeignDocument,
    texts: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
) -> ForeignDocument:
    """Correct what was mistyped from a paper, before a case is open on it. What stood there before stays in the audit
    record. Raises Refusal ``imports.paper.case_open``, ``imports.paper.empty``."""
    document = ForeignDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(rules.may_look, by, document, errors.ONLY_CASE_OFFICE)
    if document.medium != Medium.PAPER or InspectionCase.objects.filter(document=document).exists():
        raise errors.amended_after_case()
    printed = paper.capture(texts, lines)
    if not any(printed.values()):
        raise errors.paper_empty()
    before = document.printed
    document.printed = printed
    document.number, document.number_key, document.issuer = number_of(printed.get("number", ""))
    document.save()
    audit.record(
        act=ImportAct.AMENDED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"number": document.number},
        personal={"before": before, "printed": printed, "name": by.name},
    )
    record_check(document=document, by=by, at=at)
    return document


@transaction.atomic
def add_evidence(
    *,
    by: Acting,
    at: datetime,
    document: ForeignDocument,
    data: bytes,
    kind: EvidenceKind,
    caption: str = "",
    container: int | None = None,
) -> Evidence:
    """Keep a photograph or scan with a document, under the hash of its content. The same file twice is one.

    Raises Refusal ``imports.evidence.empty``, ``imports.evidence.media_type``.
    """
    require(rules.may_add_evidence, by, document, errors.ONLY_DESK)
    return keep_evidence(document=document, by=by, at=at, data=data, kind=kind, caption=caption, container=container)


def keep_evidence(
    *,
    document: ForeignDocument,
    by: Acting,
    at: datetime,
    data: bytes,
    kind: EvidenceKind,
    caption: str = "",
    container: int | None = None,
) -> Evidence:
    """Keep a file with a document in the caller's transaction."""
    if not data:
        raise errors.evidence_empty()
    kept_as = media_type(data)
    if not kept_as:
        raise errors.evidence_kind(data[:4].hex(" "))
    digest = attachments.store(data)
    found = Evidence.objects.filter(document=document, digest=digest).first()
    if found is not None:
        return found
    evidence = Evidence.objects.create(
        document=document,
        kind=kind,
        digest=digest,
        media_type=kept_as,
        caption=caption.strip()[:200],
        container=container,
        added_at=at,
        added_by=by.person,
    )
    audit.record(
        act=ImportAct.EVIDENCE_ADDED,
        subject=f"document/{document.pk}",
        by=by.actor,
        at=at,
        facts={"digest": digest, "kind": kind, "bytes": len(data)},
        personal={"caption": evidence.caption, "name": by.name},
    )
    return evidence


@transaction.atomic
def record_sighting(
    *,
    by: Acting,
    at: datetime,
    number: str,
    place: str,
    commitment: str = "",
    seals_intact: bool | None = None,
    remark: str = "",
) -> Sighting:
    """Record that a certificate or its container was seen. It claims nothing and moves nothing.

    Raises Refusal ``imports.sighting.number``, ``imports.text_missing`` (place).
    """
    require(rules.may_record_sighting, by, None, errors.ONLY_DESK)
    assert by.office is not None and by.person is not None
    if not number.strip():
        raise errors.sighting_number()
    if not place.strip():
        raise errors.text_missing("place")
    normal, key, _issuer = number_of(number)
    sighting = Sighting.objects.create(
        number=normal,
        number_key=key,
        commitment=commitment,
        at=at,
        office=by.office,
        by=by.person,
        place=place.strip()[:160],
        seals_intact=seals_intact,
        remark=remark.strip(),
    )
    audit.record(
        act=ImportAct.SIGHTED,
        subject=f"certificate/{normal}",
        by=by.actor,
        at=at,
        facts={"sighting": sighting.pk, "seals_intact": seals_intact, "commitment": commitment},
        personal={"place": sighting.place, "remark": sighting.remark, "name": by.name},
    )
    return sighting
