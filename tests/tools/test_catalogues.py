"""A catalogue compiles to the same bytes each time, and what a translator broke is named."""

import gettext
import io
from pathlib import Path

import pytest
import time_machine

from tools.catalogues import compiled, problems

HEADER = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nLanguage: fr\nPlural-Forms: nplurals=2; plural=n>1;\n"
"""


def catalogue(folder: Path, entry: str) -> Path:
    file = folder / "fr" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(f"{HEADER}\n{entry}", "utf-8")
    return file


def test_a_compiled_catalogue_speaks(tmp_path: Path) -> None:
    source = catalogue(tmp_path, '#, python-format\nmsgid "%(n)s boxes"\nmsgstr "%(n)s boîtes"\n')
    assert problems(source) == []
    with time_machine.travel("2030-01-01"):
        later = compiled(source)
    assert compiled(source) == later
    assert gettext.GNUTranslations(io.BytesIO(compiled(source))).gettext("%(n)s boxes") == "%(n)s boîtes"


@pytest.mark.parametrize(
    "entry",
    [
        '#, python-format\nmsgid "%(n)s boxes"\nmsgstr "%(m)s boîtes"\n',
        '#, fuzzy\nmsgid "Box"\nmsgstr "Boîte"\n',
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, entry: str) -> None:
    (line,) = problems(catalogue(tmp_path, entry))
    assert line.startswith("fr: django.po:")
