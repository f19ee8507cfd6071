"""The signed code as a drawing: a QR code of error level M, one path of run rectangles, so that no seams show."""

import re

from zxingcpp import BarcodeFormat, create_barcode

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


def _rows(text: str) -> list[bytes]:
    """The modules row by row, a byte each: 0 for dark. No quiet zone."""
    try:
        image = create_barcode(text, BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False)
    except ValueError as fault:
        raise refuse("papers.code.too_long", _("The signed code is too long for a printed code."), "code") from fault
    cells, side = memoryview(image).cast("B"), image.shape[0]
    return [bytes(cells[at : at + side]) for at in range(0, side * side, side)]


def modules(text: str) -> list[list[bool]]:
    """The modules of the QR code of ``text`` at error level M, row by row, True for dark; no quiet zone.

    Raises Refusal ``papers.code.too_long`` when no version holds it.
    """
    return [[cell == 0 for cell in row] for row in _rows(text)]


_DARK = re.compile(rb"\x00+")


def drawing(text: str) -> str:
    """The QR code of ``text`` as SVG, one unit a module, black on nothing; its side is that of the modules alone.

    Raises Refusal as :func:`modules`.
    """
    rows = _rows(text)
    side = len(rows)
    path = "".join(
        f"M{run.start()} {y}h{run.end() - run.start()}v1h{run.start() - run.end()}z"
        for y, row in enumerate(rows)
        for run in _DARK.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{path}"/></svg>'
    )
