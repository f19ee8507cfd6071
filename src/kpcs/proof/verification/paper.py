"""Verification of a document as it was scanned, photographed or received: its code, and its print against the code."""

from collections.abc import Iterable
from datetime import date

from kpcs.proof import code as codes
from kpcs.proof.comparison import compare
from kpcs.proof.evidence import Comparison, Reading
from kpcs.proof.snapshot import Trust
from kpcs.proof.status import StatusFact
from kpcs.proof.verification import no_code, verify
from kpcs.proof.verification.statement import Finding, Statement
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _


def verify_paper(
    data: bytes,
    *,
    on: date,
    trust: Trust | None = None,
    at: str = "",
    packing: bytes = b"",
    facts: Iterable[StatusFact] = (),
    case: bytes = b"",
    extra: Iterable[Finding] = (),
) -> Statement:
    """Verify the bytes of a PDF or picture; the arguments are those of :func:`kpcs.proof.verification.verify`.

    What cannot be read is a finding. Raises Refusal only for a damaged trust folder.
    """
    from kpcs.proof.reading import read  # here: the readers of PDF and pictures are an extra of the package

    try:
        reading = read(data)
    except Refusal as refusal:
        return no_code(refusal.problems[0].sentence, on=on, trust=trust, **refusal.problems[0].params)
    return verify_reading(reading, on=on, trust=trust, at=at, packing=packing, facts=facts, case=case, extra=extra)


def verify_reading(
    reading: Reading,
    *,
    on: date,
    trust: Trust | None = None,
    at: str = "",
    packing: bytes = b"",
    facts: Iterable[StatusFact] = (),
    case: bytes = b"",
    extra: Iterable[Finding] = (),
) -> Statement:
    """Verify what a reader found: exactly one certificate's code, or else a container's label."""
    certificates = list(dict.fromkeys(text for text in reading.codes if text.startswith(codes.PREFIX)))
    labels = [text for text in reading.codes if text.startswith(codes.LABEL_PREFIX)]
    if len(certificates) > 1:
        return no_code(
            _("There are codes of %(count)s certificates: verify one document at a time."),
            on=on,
            trust=trust,
            count=str(len(certificates)),
        )
    text = (certificates or labels or [""])[0]
    if not text:
        if reading.problems:
            return no_code(reading.problems[0].sentence, on=on, trust=trust, **reading.problems[0].params)
        return no_code(_("No code was found in the document."), on=on, trust=trust)
    return verify(
        text,
        on=on,
        trust=trust,
        at=at,
        comparison=_comparison(text, packing, reading),
        packing=packing,
        facts=facts,
        case=case,
        extra=extra,
    )


def _comparison(text: str, packing: bytes, reading: Reading) -> Comparison | None:
    """The print against the code; None where nothing is printed that a machine can read, or the code says nothing."""
    if not reading.printed:
        return None
    try:
        code = codes.decode(text)
        certificate = codes.attach(code.certificate, packing) if packing else code.certificate
    except Refusal:
        return None
    return compare(certificate, code.check_value, reading.printed)
