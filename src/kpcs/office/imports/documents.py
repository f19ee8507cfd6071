"""Letters to an issuer without a node: the confirmation of an import (CORE III(b)), the question whether a certificate
is genuine (CORE V(f))."""

from datetime import date

from kpcs.office.accounts.models import Duty, Office, Person
from kpcs.office.imports.confirmations import body_of
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import Confirmation, ForeignDocument, Question
from kpcs.office.imports.sheets import certificate_of, printed_party, reading_of
from kpcs.office.participants import queries as participants
from kpcs.papers.layout import layout
from kpcs.papers.letters import (
    Address,
    Goods,
    Heading,
    ImportFound,
    Line,
    Presented,
    Result,
    render_confirmation,
    render_query,
)
from kpcs.proof import code
from kpcs.scheme.certificate import HeadingTotal, Signatory
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.participants import Participants
from kpcs.scheme.quantities import Carats, USDollars

_RESULTS = {
    MovementState.ACCEPTED: Result.IN_ORDER,
    MovementState.ACCEPTED_WITH_DIFFERENCE: Result.WITH_DIFFERENCE,
    MovementState.PARTLY_REFUSED: Result.REFUSED_IN_PART,
    MovementState.REFUSED: Result.REFUSED,
    MovementState.RETURNED: Result.REFUSED,
    MovementState.SEIZED: Result.REFUSED,
}


def confirmation_letter(confirmation: Confirmation, *, language: str = "en") -> bytes:
    """The confirmation as PDF/A-2b, dated the day on which it was decided to send it. Raises a ``papers`` code."""
    case = confirmation.case
    document, body = case.document, body_of(case)
    day = local_day(case.office, confirmation.at)
    stated = {line.hs: line.value for line in _certified(document)}
    counted = [row.parcels_found for row in case.containers.all()]
    certified = [row.parcels_certified or 0 for row in case.containers.all()]
    known = [count for count in counted if count is not None]
    remark = " ".join(filter(None, (*body.differences, body.remarks)))
    return render_confirmation(
        _heading(case.office, document.issuer, confirmation.by, case.reference, day, language),
        ImportFound(
            number=body.number,
            check_value=_check_value(document),
            exporter=body.exporter,
            importer=body.importer,
            received_on=body.received_on,
            confirmed_on=day,
            case=case.reference,
            certified=Goods(
                sum(certified), tuple(Line(line.hs, line.certified, stated.get(line.hs)) for line in body.lines)
            ),
            found=Goods(
                sum(known) if len(known) == len(counted) else None,
                tuple(Line(line.hs, line.found, None) for line in body.lines if line.found is not None),
            ),
            seals_intact=body.seals_intact,
            result=_RESULTS[body.result],
            remark=remark,
        ),
        label_code=_label(document),
    )


def query_letter(question: Question, *, language: str = "en") -> bytes:
    """The question as PDF/A-2b. Raises a ``papers`` code."""
    document = question.document
    certificate = certificate_of(document)
    asker = question.asked_by or document.captured_by
    case = getattr(document, "case", None)
    reference = case.reference if case else f"{document.office.code} D{document.pk}"
    day = local_day(document.office, question.asked_at)
    if certificate is not None:
        presented = Presented(
            number=certificate.number,
            check_value=_check_value(document),
            issued_on=certificate.issued_on,
            expires_on=certificate.expires_on,
            exporter=certificate.exporter,
            importer=certificate.importer,
            carats=certificate.carats,
            value=certificate.value,
            questions=(question.text,),
        )
    else:
        presented = _typed(document, question.text)
    return render_query(
        _heading(document.office, question.addressee, asker, reference, day, language),
        presented,
        label_code=_label(document),
    )


def _typed(document: ForeignDocument, question: str) -> Presented:
    reading, printed = reading_of(document), document.printed
    carats = [line.carats for line in reading.lines if line.carats is not None]
    values = [line.value for line in reading.lines if line.value is not None]
    return Presented(
        number=document.number or str(printed.get("number", "–")),
        check_value="",
        issued_on=reading.issued_on,
        expires_on=reading.expires_on,
        exporter=printed_party(printed["exporter"]) if printed.get("exporter") else None,
        importer=printed_party(printed["importer"]) if printed.get("importer") else None,
        carats=reading.carats if reading.carats is not None else (Carats.total(carats) if carats else None),
        value=reading.value if reading.value is not None else (USDollars.total(values) if values else None),
        questions=(question,),
    )


def _certified(document: ForeignDocument) -> list[HeadingTotal | Line]:
    """Values by sub-heading as certified; of a paper only what could be read."""
    certificate = certificate_of(document)
    if certificate is not None:
        return list(certificate.lines)
    sums: dict[SubHeading, USDollars] = {}
    for line in reading_of(document).lines:
        if line.hs is not None and line.value is not None:
            sums[line.hs] = sums.get(line.hs, USDollars(0)) + line.value
    return [Line(hs, Carats(0), value) for hs, value in sums.items()]


def _heading(office: Office, recipient: str, signer: Person, reference: str, day: date, language: str) -> Heading:
    known = participants.authority(recipient)
    duty = Duty.objects.filter(person=signer, office=office).exclude(title="").first()
    return Heading(
        sender=Address(office.authority, _lines(office.address)),
        recipient=Address(
            known.name if known else Participants.published().name(recipient, language),
            _lines(known.address) if known else (),
        ),
        reference=reference,
        day=day,
        language=language,
        signatory=Signatory(signer.name, duty.title if duty else ""),
        layout=layout(pack_of(office, day).layout.value),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _check_value(document: ForeignDocument) -> str:
    return code.check_value(bytes.fromhex(document.commitment)) if document.commitment else ""


def _label(document: ForeignDocument) -> str:
    return code.label(document.number, bytes.fromhex(document.commitment)) if document.commitment else ""
