"""The papers of a certificate: the certificate itself on plain or pre-printed stock."""

from kpcs.office.certificates import queries
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import PrintMode
from kpcs.papers.certificate import render_certificate, render_overlay
from kpcs.papers.layout import layout


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
