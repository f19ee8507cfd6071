"""The contract about libraries: kept by what is allowed, broken by a line that is not."""

import sys
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import lint_imports

from tools.library_contract import imported_names

CONFIGURATION = """
[importlinter]
root_package = house
include_external_packages = true
contract_types =
    libraries: tools.library_contract.LibraryContract

[importlinter:contract:one]
name = One
type = libraries
modules =
    house.rules
allowed =
    cbor2
refused =
    json.tool
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("from django.http import HttpRequest", ["django.http", "django.http.HttpRequest"]),
        ("from django import forms, template", ["django", "django.forms", "django.template"]),
        ("    import django.forms", ["django.forms"]),
        ("from django.http import (", ["django.http"]),
    ],
)
def test_a_line_may_name_a_package_or_what_is_in_it(line: str, names: list[str]) -> None:
    assert imported_names(line) == names


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("import json\nimport cbor2\nfrom house import proof\n", True),
        ("import typst\n", False),
        ("from typst import compile\n", False),
    ],
)
def test_only_allowed_libraries_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: str, kept: bool
) -> None:
    house = tmp_path / "house"
    (house / "rules").mkdir(parents=True)
    for package in (house, house / "rules"):
        (package / "__init__.py").touch()
    (house / "proof.py").touch()
    (house / "rules" / "numbers.py").write_text(lines)
    configuration = tmp_path / ".importlinter"
    configuration.write_text(CONFIGURATION)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert (lint_imports(config_filename=str(configuration), no_cache=True) == 0) is kept
    finally:
        sys.modules.pop("house", None)
    assert ("house.rules.numbers:1" in capsys.readouterr().out) is not kept


def test_the_contracts_of_this_repository_name_every_ring() -> None:
    """A ring that no contract names would be free to import anything."""
    contracts = {contract["id"]: contract for contract in read_configuration()["contracts_options"]}
    assert contracts["rings"]["exhaustive"] == contracts["contexts"]["exhaustive"] == "True"
    assert {contracts[f"{ring}-libraries"]["modules"][0] for ring in ("scheme", "proof", "papers")} == {
        "kpcs.scheme",
        "kpcs.proof",
        "kpcs.papers",
    }
