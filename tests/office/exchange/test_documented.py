"""The page for other authorities' programmers says what the program does."""

from pathlib import Path

import pytest

from kpcs.office.exchange.bodies import FIELDS
from kpcs.office.exchange.terms import Kind


@pytest.mark.parametrize("kind", Kind)
def test_every_field_stands_in_the_page(kind: Kind, repository: Path) -> None:
    page = (repository / "docs" / "exchange.md").read_text("utf-8")
    section = page.split(f"### `{kind}`", 1)[1].split("\n### ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    assert rows == [
        f"| {field.key} | {field.name} | {field.form.says} | {'yes' if field.optional else 'no'} |"
        for field in FIELDS[kind][1]
    ]
