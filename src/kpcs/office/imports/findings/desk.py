"""Findings that this authority makes itself: the pre-advice, the issuer's answer, what the officer saw, what the
inspection found."""

from collections.abc import Iterator

from kpcs.office.imports import comparing
from kpcs.office.imports.models import Arrival, DeskFinding, ForeignDocument, InspectionCase
from kpcs.office.imports.paper import PaperReading
from kpcs.office.imports.sheets import certificate_of, reading_of
from kpcs.office.imports.terms import Announced
from kpcs.proof.verification import Finding, established, refuted
from kpcs.scheme.certificate import Certificate, from_plain
from kpcs.scheme.lifecycles import ForeignDocumentState
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats

_LOOKS = {
    "paper.specimen": (
        _("The officer found the paper like the issuer’s specimen."),
        _("The officer found the paper unlike the issuer’s specimen. %(remark)s"),
    ),
    "paper.validation": (
        _("The officer found stamp and signature to be those of the issuer’s signatory."),
        _("The officer found stamp or signature wrong. %(remark)s"),
    ),
    "goods.kind": (
        _("The officer found rough diamonds of the sub-headings stated, and nothing else."),
        _("The officer found other goods than the certificate states. %(remark)s"),
    ),
}


def findings(document: ForeignDocument, *, tolerance: Carats) -> Iterator[Finding]:
    """Everything that the desk knows of ``document``; ``tolerance`` is the pack's."""
    yield from _advice(document)
    yield from _answer(document)
    for look in document.desk_findings.order_by("pk"):
        yield _look(look)
    case = InspectionCase.objects.filter(document=document).first()
    if case is not None:
        yield from _inspection(case, tolerance)


def _look(look: DeskFinding) -> Finding:
    right, wrong = _LOOKS[look.check_code]
    if look.established:
        return established(look.check_code, right)
    return refuted(look.check_code, wrong, remark=look.remark[:200])


# ---------------------------------------------------------------- pre-advice


def _advice(document: ForeignDocument) -> Iterator[Finding]:
    advised = Arrival.objects.filter(announced=Announced.PRE_ADVICE)
    if document.commitment:
        same = advised.filter(commitment=document.commitment).first()
        if same is not None:
            yield established(
                "advice.equal",
                _("It equals the pre-advice that came on %(day)s."),
                day=same.announced_at.date().isoformat(),
            )
            return
    if not document.number_key:
        return
    other = advised.filter(number_key=document.number_key).order_by("-pk").first()
    if other is None or other.record is None:
        return
    differing = list(_unlike(document, from_plain(other.record)))
    when = other.announced_at.date().isoformat()
    if document.commitment or differing:
        yield refuted(
            "advice.equal",
            _("It differs from the pre-advice of %(day)s. %(fields)s"),
            day=when,
            fields="; ".join(differing) or _("The two codes are not one."),
        )
    else:
        yield established("advice.equal", _("What was typed equals the pre-advice that came on %(day)s."), day=when)


def _unlike(document: ForeignDocument, advised: Certificate) -> Iterator[str]:
    """What differs, as ``paper against pre-advice``; of a typed paper only what could be read is compared."""
    certificate = certificate_of(document)
    ours: PaperReading | Certificate = certificate if certificate is not None else reading_of(document)
    pairs: list[tuple[object, object]] = [
        (ours.issued_on, advised.issued_on),
        (ours.expires_on, advised.expires_on),
        (ours.destination or None, advised.destination),
    ]
    if isinstance(ours, Certificate):
        pairs += [
            (ours.exporter.name, advised.exporter.name),
            (ours.importer.name, advised.importer.name),
            (ours.carats, advised.carats),
            (ours.value, advised.value),
            (ours.parcel_count, advised.parcel_count),
            (", ".join(ours.seals), ", ".join(advised.seals)),
        ]
    else:
        stated = [line.carats for line in ours.lines]
        whole = Carats.total(c for c in stated if c is not None) if stated and None not in stated else None
        pairs += [
            (ours.carats if ours.carats is not None else whole, advised.carats),
            (ours.value, advised.value),
            (ours.parcels, advised.parcel_count),
        ]
    for mine, theirs in pairs:
        if mine is not None and mine != theirs:
            yield f"{mine} ≠ {theirs}"


# ---------------------------------------------------------------- the issuer's answer


_DENIED = {
    ForeignDocumentState.FAKE: _("The issuer answered that the document is a fake."),
    ForeignDocumentState.ALTERED: _("The issuer answered that the document is genuine but was altered."),
    ForeignDocumentState.GENUINE_VOID: _("The issuer answered that the document is genuine but void."),
    ForeignDocumentState.UNKNOWN: _("The issuer answered that it does not know the document."),
}


def _answer(document: ForeignDocument) -> Iterator[Finding]:
    state = ForeignDocumentState(document.state)
    if state in _DENIED:
        yield refuted("report.ended" if state is ForeignDocumentState.GENUINE_VOID else "report.doubt", _DENIED[state])
    elif state is ForeignDocumentState.GENUINE:
        yield established("report.doubt", _("The issuer answered that the document is genuine."))


# ---------------------------------------------------------------- inspection


def _inspection(case: InspectionCase, tolerance: Carats) -> Iterator[Finding]:
    wrong: dict[str, list[Finding]] = {}
    kinds = {"seal": "container.seals", "parcels": "goods.parcels", "line": "goods.weight"}
    for problem in comparing.differences(case, tolerance):
        check = kinds[problem.where.partition(".")[0]]
        if problem.code == "imports.difference.heading":
            check = "goods.kind"
        wrong.setdefault(check, []).append(refuted(check, problem.sentence, **problem.params))
    seals, containers, lines = list(case.seals.all()), list(case.containers.all()), list(case.lines.all())
    looked = {
        "container.seals": bool(seals) and all(seal.condition for seal in seals),
        "goods.parcels": bool(containers) and all(row.parcels_found is not None for row in containers),
        "goods.weight": bool(lines) and all(line.found is not None for line in lines),
    }
    right = {
        "container.seals": _("All seals are intact and bear the numbers on the certificate."),
        "goods.parcels": _("The number of parcels is right."),
        "goods.weight": _("The weight is right in every line."),
    }
    for check in ("container.seals", "goods.parcels", "goods.weight", "goods.kind"):
        if check in wrong:
            yield from wrong[check]
        elif looked.get(check):
            yield established(check, right[check])
