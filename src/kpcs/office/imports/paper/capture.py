"""What is typed from a paper, in one shape: texts by key, and lines of goods."""

from collections.abc import Mapping, Sequence
from typing import Any

TEXT_KEYS: tuple[str, ...] = (
    "title",
    "statement",
    "language",
    "number",
    "sheet",
    "issued_on",
    "must_export_by",
    "expires_on",
    "exporter",
    "importer",
    "consignee",
    "destination",
    "provenance",
    "origin",
    "carats",
    "value",
    "parcels",
    "containers",
    "seals",
    "authority",
    "validation",
)
"""Elements of Annex I by their keys in :mod:`kpcs.scheme.certificate.elements`, and what papers carry beside them.
``language`` holds the English words where another language stands first; ``carats`` and ``value`` are the totals."""

LINE_KEYS: tuple[str, ...] = ("hs", "carats", "value")
"""One line of goods as printed."""

LONGEST = 2000
"""Characters kept of one text: more than any form has room for. Not defined by a source."""
MOST_LINES = 60
"""Lines of goods kept of one paper. Not defined by a source."""

type Capture = dict[str, Any]


def capture(texts: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> Capture:
    """The capture of one paper: inner text untouched, empty elements left out, lines without any text left out.

    Keys that no paper has are dropped; texts are cut at :data:`LONGEST` characters.
    """
    kept: Capture = {key: texts[key].strip()[:LONGEST] for key in TEXT_KEYS if texts.get(key, "").strip()}
    rows = [{key: line.get(key, "").strip()[:LONGEST] for key in LINE_KEYS} for line in lines]
    kept["lines"] = [row for row in rows if any(row.values())][:MOST_LINES]
    return kept
