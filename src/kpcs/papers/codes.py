"""The signed code as a drawing: a QR code of error level M, one path of run rectangles, so that no seams show."""

from zxingcpp import BarcodeFormat, create_barcode

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


def modules(text: str) -> list[list[bool]]:
    """The modules of the QR code of ``text`` at error level M, row by row, True for dark; no quiet zone.

    Raises Refusal ``papers.code.too_long`` when no version holds it.
    """
    try:
        image = create_barcode(text, BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False)
    except ValueError as fault:
        raise refuse("papers.code.too_long", _("The signed code is too long for a printed code."), "code") from fault
    side = image.shape[0]
    cells = memoryview(image).cast("B")
    return [[cells[row * side + column] < 128 for column in range(side)] for row in range(side)]


def drawing(text: str) -> str:
    """The QR code of ``text`` as SVG, one unit a module, black on nothing; its side is that of the modules alone."""
    cells = modules(text)
    side = len(cells)
    path = []
    for y, row in enumerate(cells):
        x = 0
        while x < side:
            if not row[x]:
                x += 1
                continue
            start = x
            while x < side and row[x]:
                x += 1
            path.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(path)}"/></svg>'
    )
