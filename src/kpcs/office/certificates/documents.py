"""The papers of a certificate: the certificate itself on plain or pre-printed stock, and its containers' labels."""

from kpcs.office.certificates import queries
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import PrintMode
from kpcs.papers.certificate import render_certificate, render_overlay
from kpcs.papers.label import render_labels
from kpcs.papers.layout import layout
from kpcs.proof import code


def certificate_paper(row: Certificate, mode: PrintMode) -> bytes:
    """The printed certificate as PDF/A-2b; the same record gives the same bytes.

    Stock that the office keeps bears its numbers already, so the overlay leaves them out there. Raises a ``papers``
    code when the paper cannot be made.
    """
    record = queries.record(row)
    lines = tuple(line for line in row.office.address.splitlines() if line.strip())
    sheet = layout(record.layout)
    if mode == PrintMode.OVERLAY:
        numbered = row.sheet is not None and row.sheet.certificate_number is not None
        return render_overlay(
            record,
            code=row.code,
            check_value=row.check_value,
            layout=sheet,
            pre_numbered=numbered,
            authority_lines=lines,
        )
    return render_certificate(record, code=row.code, check_value=row.check_value, layout=sheet, authority_lines=lines)


def labels(row: Certificate) -> bytes:
    """One label for each container, as PDF/A-2b. Raises ``certificate.unknown`` before freezing."""
    record = queries.record(row)
    return render_labels(
        record,
        check_value=row.check_value,
        label_code=code.label(row.number, bytes.fromhex(row.commitment)),
        layout=layout(record.layout),
    )
