"""The printed certificate: every element of Annex I.A, English beside the state's language, the signed code at
45 mm, and the part for the import confirmation (Annex I.B) below a perforation.

Two modes over one template: the whole page, and the overlay, which prints what varies on stock that the security
printer has prepared. The same record gives the same bytes.
"""

import json
from collections.abc import Sequence
from typing import Any

from kpcs.papers.codes import drawing
from kpcs.papers.guilloche import sheet
from kpcs.papers.layout import Layout
from kpcs.papers.record import certificate_fields
from kpcs.papers.stock import WHOLE, Printer, code_side
from kpcs.papers.typeset import plain_day, set_paper
from kpcs.proof.claims import packing_digest, write_packing
from kpcs.proof.code import decode
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


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

    The lists of containers, seals and parcels follow as an annexed list, bound by number and check value, where the
    form cannot hold them, and where the code holds only their digest, which is printed with them then. A text that
    does not fit goes a step smaller, down to 7 pt, and then to the annexed list; it is never cut.

    Raises Refusal ``papers.layout.differs``, ``papers.code.differs`` (the code does not say what would be printed),
    ``papers.code.too_long``, ``papers.character.missing``, or a code of :func:`kpcs.proof.code.decode`.
    """
    record = _record(certificate, code, check_value, layout, authority_lines)
    return set_paper("certificate", record, certificate.issued_on, fixed=_whole_page(layout, specimen))


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
    record = _record(certificate, code, check_value, layout, authority_lines)
    stock = _paper(layout) | {"overlay": True, "numbered": not pre_numbered, "printer": printer.plain()}
    return set_paper("certificate", record, certificate.issued_on, fixed={"paper": json.dumps(stock)})


def _whole_page(layout: Layout, specimen: bool) -> dict[str, str]:
    """What all whole pages of a layout share: words, ink and line work."""
    page = _paper(layout) | {"specimen": specimen}
    return {"paper": json.dumps(page, ensure_ascii=False), "background": sheet(layout.guilloche, layout.mirrored)}


def _as_coded(certificate: Certificate, code: str, check_value: str) -> Certificate:
    """The record with the digest of its lists where the code annexes them; refused unless the code says the same.

    What is printed equals what is signed by construction, and not by the care of the caller.
    """
    coded = decode(code)
    digest = coded.certificate.packing_digest
    record = certificate._replace(packing_digest=digest)
    same = coded.certificate == (record._replace(containers=()) if digest else record)
    bound = not digest or packing_digest(write_packing(certificate.containers)).hex() == digest
    if not (same and bound and coded.check_value == check_value):
        raise refuse("papers.code.differs", _("The signed code does not say what would be printed."), "code")
    return record


def _record(
    certificate: Certificate, code: str, check_value: str, layout: Layout, authority_lines: Sequence[str]
) -> dict[str, Any]:
    """What varies from one certificate to the next."""
    if (certificate.layout, certificate.issuer) != (layout.key, layout.issuer):
        raise refuse(
            "papers.layout.differs",
            _("The certificate was frozen for the layout %(wanted)s, not for %(given)s."),
            "layout",
            wanted=f"{certificate.issuer} {certificate.layout}",
            given=f"{layout.issuer} {layout.key}",
        )
    certificate = _as_coded(certificate, code, check_value)
    fields = certificate_fields(certificate, check_value, layout, authority_lines)
    return fields | {
        "title": f"{layout.wording['title'].english or layout.wording['title'].own} {fields['number']}",
        "author": certificate.authority,
        "day": plain_day(certificate.issued_on),
        "code": drawing(code),
        "foot": _foot(layout, fields["number"]),
    }


def _foot(layout: Layout, number: str) -> str:
    """Names layout, edition and number on every sheet; in English where the own script runs the other way."""
    if layout.mirrored:
        return f"{layout.key} · {layout.words['edition'][-1]} {layout.edition} · {number}"
    return f"{layout.key} · {layout.words['edition'][0]} {layout.edition} · {number} · {layout.words['foot'][0]}"


def _paper(layout: Layout) -> dict[str, Any]:
    """What the template needs of a layout, and how a plain whole page is printed."""
    return {
        "language": layout.language,
        "rtl": layout.mirrored,
        "letters": layout.letters,
        "ink": layout.ink,
        "words": {key: list(words) for key, words in layout.words.items()},
        "overlay": False,
        "numbered": True,
        "specimen": False,
        "printer": WHOLE.plain(),
    }
