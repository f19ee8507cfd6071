"""What readers of paper hand to the verification.

A reader (:mod:`kpcs.proof.reading`) turns bytes into a :class:`Reading`;
:func:`kpcs.proof.comparison.compare` turns its printed words and a certificate into a :class:`Comparison`.
"""

from typing import NamedTuple

from kpcs.scheme.problems import Problem


class Reading(NamedTuple):
    """What a reader found.

    ``kind``      ``text``, ``pdf`` or ``image``
    ``codes``     texts of the codes found (``KP1:`` or ``KPL1:``), each once, in reading order
    ``pages``     pages looked at
    ``printed``   words of the rendered page's text layer in reading order; None for pictures, which have none
    ``problems``  what kept the reader from reading all
    """

    kind: str
    codes: tuple[str, ...]
    pages: int = 1
    printed: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()


class Difference(NamedTuple):
    """A field of the certificate that the printed page does not show as the code has it. ``label`` is a
    message id."""

    label: str
    expected: str


class Comparison(NamedTuple):
    """The fields of the code (labels) that the printed page shows, and those that it does not."""

    agreeing: tuple[str, ...]
    differing: tuple[Difference, ...]
