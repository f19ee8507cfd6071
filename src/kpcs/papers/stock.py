"""Printing on pre-printed stock: the setting of one printer, found with a test sheet, and its limits."""

from datetime import date
from typing import NamedTuple

from kpcs.papers.layout import Layout
from kpcs.papers.typeset import plain_day, set_paper
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

CODE_SIDE = 450
"""The code's side in tenths of a millimetre."""

CODE_LEFT = 1445
"""Its left edge, in tenths of a millimetre, on a sheet that reads from left to right."""

_SMALLEST, _LARGEST = 4450, 4550
"""The code's side may be 44.50 to 45.50 mm: beyond, its window no longer leaves the quiet zone of four modules."""
_FARTHEST = 100
"""A printer that is off by more than 10 mm has the wrong paper or the wrong tray."""


class Printer(NamedTuple):
    """How one printer must be corrected, measured on its test sheet.

    ``right``, ``down``  tenths of a millimetre by which everything is moved
    ``scale``            tenths of a per cent: 1000 prints in true size, 1002 makes everything 0.2 % larger
    """

    right: int = 0
    down: int = 0
    scale: int = 1000

    def plain(self) -> dict[str, int]:
        """For templates."""
        return self._asdict()


WHOLE = Printer()
"""A printer that needs no correction."""


def code_side(printer: Printer) -> int:
    """The side of the code in hundredths of a millimetre as ``printer`` prints it.

    Raises Refusal with ``papers.overlay.code_size`` and ``papers.overlay.offset``, both where both are wrong.
    """
    side = CODE_SIDE * printer.scale // 100
    problems = []
    if not _SMALLEST <= side <= _LARGEST:
        problems.append(
            Problem(
                "papers.overlay.code_size",
                _("The code would be %(side)s mm wide; it must be 44.5 to 45.5 mm. Print the test sheet."),
                "scale",
                {"side": f"{side // 100}.{side % 100:02d}"},
            )
        )
    if max(abs(printer.right), abs(printer.down)) > _FARTHEST:
        problems.append(
            Problem(
                "papers.overlay.offset",
                _("The printer may be corrected by 10 mm at most. Check the paper and the tray."),
                "right" if abs(printer.right) > _FARTHEST else "down",
            )
        )
    if problems:
        raise Refusal(problems)
    return side


def render_test_sheet(layout: Layout, printer: Printer = WHOLE, *, day: date) -> bytes:
    """Four crosses at known places, a ruler of 150 mm and the code's window, moved and scaled for ``printer``.

    Printed on plain paper and laid over the stock of ``layout`` it shows what to enter; printed again it must fit.
    ``day`` dates the document. Raises Refusal as :func:`code_side`.
    """
    code_side(printer)
    left = CODE_LEFT if not layout.mirrored else 2100 - CODE_LEFT - CODE_SIDE
    data = {"printer": printer.plain(), "window": left, "day": plain_day(day)}
    return set_paper("testsheet", data, day)
