"""The printed certificate: every element of Annex I.A, English beside the state's language, the signed code at
45 mm, and the part for the import confirmation (Annex I.B) below a perforation.

Two modes over one template: the whole page, and the overlay, which prints what varies on stock that the security
printer has prepared. The same record gives the same bytes.
"""

from collections.abc import Sequence
from typing import Any

from kpcs.papers.codes import drawing
from kpcs.papers.guilloche import sheet
from kpcs.papers.layout import Layout
from kpcs.papers.record import certificate_fields
from kpcs.papers.stock import WHOLE, Printer, code_side
from kpcs.papers.typeset import plain_day, set_paper
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

_EMPTY_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'


def render_certificate(
    certificate: Certificate,
    *,
    code: str,
    check_value: str,
    layout: Layout,
    authority_lines: Sequence[str] = (),
    specimen: bool = False,
) -> bytes:
    """The whole page as PDF/A-2b.

    ``code``             the text of the signed code (``KP1:...``), drawn as QR at error level M
    ``check_value``      eight characters, printed in two groups of four
    ``authority_lines``  address of the issuing office, under the authority's name (field 16)
    ``specimen``         prints SPECIMEN across the sheet

    A certificate whose lists are annexed in its code is given with its containers and with ``packing_digest``: the
    lists follow as an annexed list bound by number, check value and digest, as do lists that the form cannot hold.
    A text that does not fit goes a step smaller, down to 7 pt, and then to the annexed list, which follows as further
    pages; it is never cut. Raises Refusal ``papers.layout.differs``, ``papers.packing.missing``,
    ``papers.code.too_long`` or ``papers.character.missing``.
    """
    data = _data(certificate, check_value, layout, authority_lines, specimen=specimen)
    drawings = {"background": sheet(layout.guilloche, layout.mirrored), "code": drawing(code)}
    return set_paper("certificate", data, drawings, certificate.issued_on)


def render_overlay(
    certificate: Certificate,
    *,
    code: str,
    check_value: str,
    layout: Layout,
    printer: Printer = WHOLE,
    pre_numbered: bool = True,
    authority_lines: Sequence[str] = (),
) -> bytes:
    """Only what varies, in black, for pre-printed stock, moved and scaled for one ``printer``.

    ``pre_numbered``  the stock carries number and sheet number; they are then not printed again

    Raises what :func:`render_certificate` raises, and ``papers.overlay.code_size`` or ``papers.overlay.offset`` for
    a printer whose setting would spoil the sheet.
    """
    code_side(printer)
    data = _data(certificate, check_value, layout, authority_lines, specimen=False)
    data["overlay"] = True
    data["numbered"] = not pre_numbered
    data["printer"] = printer.plain()
    return set_paper("certificate", data, {"background": _EMPTY_DRAWING, "code": drawing(code)}, certificate.issued_on)


def _data(
    certificate: Certificate, check_value: str, layout: Layout, authority_lines: Sequence[str], *, specimen: bool
) -> dict[str, Any]:
    if (certificate.layout, certificate.issuer) != (layout.key, layout.issuer):
        raise refuse(
            "papers.layout.differs",
            _("The certificate was frozen for the layout %(wanted)s, not for %(given)s."),
            "layout",
            wanted=f"{certificate.issuer} {certificate.layout}",
            given=f"{layout.issuer} {layout.key}",
        )
    if not certificate.containers:
        raise refuse(
            "papers.packing.missing",
            _("The containers and their seals are not at hand: print from the record, not from the code."),
            "containers",
        )
    fields = certificate_fields(certificate, check_value, layout, authority_lines)
    return {
        "title": f"{layout.wording['title'].english or layout.wording['title'].own} {fields['number']}",
        "author": certificate.authority,
        "day": plain_day(certificate.issued_on),
        "paper": paper(layout),
        "specimen": specimen,
        "overlay": False,
        "numbered": True,
        "printer": WHOLE.plain(),
        "certificate": fields,
        "foot": _foot(layout, fields["number"]),
    }


def _foot(layout: Layout, number: str) -> str:
    """Names layout, edition and number on every sheet; in English where the own script runs the other way."""
    if layout.mirrored:
        return f"{layout.key} · {layout.words['edition'][-1]} {layout.edition} · {number}"
    return f"{layout.key} · {layout.words['edition'][0]} {layout.edition} · {number} · {layout.words['foot'][0]}"


def paper(layout: Layout) -> dict[str, Any]:
    """What templates need of a layout, in plain values."""
    return {
        "language": layout.language,
        "rtl": layout.mirrored,
        "letters": layout.letters,
        "ink": layout.ink,
        "words": {key: list(words) for key, words in layout.words.items()},
    }
