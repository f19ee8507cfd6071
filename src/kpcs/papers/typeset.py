"""Sets a paper: a template and the data of one record as JSON, drawings as SVG texts in it; PDF/A-2b bytes come out.

The same input gives the same bytes, in another process and on another day too: the document's date is the record's,
no system font is used, and nothing is read from outside the package.
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import typst

from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

_STANDARD: Literal["a-2b"] = "a-2b"
_LOCK = threading.Lock()
"""The one compiler holds the warm caches; it is used by one thread at a time."""


@cache
def _templates() -> Path:
    """The folder of templates as real files; typst reads nothing else."""
    with as_file(files("kpcs.papers") / "templates") as folder:
        return folder


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("kpcs.papers") / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=_templates(), font_paths=_fonts(), ignore_system_fonts=True)


def _quoted(text: str) -> str:
    """``text`` between the quotes of a typst string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def plain_day(day: date) -> dict[str, int]:
    """The date of a document, for templates."""
    return {"year": day.year, "month": day.month, "day": day.day}


def set_paper(
    template: str,
    record: Mapping[str, Any],
    day: date,
    *,
    fixed: Mapping[str, str] | None = None,
) -> bytes:
    """PDF/A-2b of ``template`` filled with ``record``; ``day`` dates the document.

    ``fixed`` is what stays the same from one record to the next (words of a layout, its line work): the compiler keeps
    its work on it. Raises Refusal ``papers.character.missing`` when a text needs a letter that no shipped font has.
    """
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    main = f'#import "{template}.typ": sheet\n#sheet(json(bytes("{_quoted(text)}")))\n'.encode()
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    with _LOCK:
        try:
            pdf = _compiler().compile(
                input=main,
                format="pdf",
                sys_inputs=dict(fixed or {}),
                pdf_standards=[_STANDARD],
                timestamp=stamp,
                pdf_tags=False,
            )
        except typst.TypstError as fault:
            if "could not be displayed" not in fault.message:
                raise
            problem = Problem(
                "papers.character.missing",
                _("A text holds letters that cannot be printed yet: %(fault)s"),
                "",
                {"fault": fault.message[:200]},
            )
            raise Refusal([problem]) from fault
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf
