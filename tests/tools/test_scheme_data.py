"""The compiled facts are those of the TOML files, and a faulty fact is refused."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools import scheme_data
from tools.scheme_data import Incomplete, names_module, outputs, pack_row, packs_module, register_module


@pytest.mark.parametrize(("path", "text"), outputs(), ids=lambda value: getattr(value, "name", ""))
def test_what_is_generated_is_fresh(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text, "run: python -m tools.scheme_data"


def register(**changes: Any) -> dict[str, Any]:
    """A register of one entry, with ``changes`` to it; None removes a field."""
    row = {
        "kind": "participant",
        "code": "BW",
        "name": "Botswana",
        "from": tomllib.loads("d = 2003-01-01")["d"],
        "reason": "In the scheme from its start.",
        "sources": ["S01"],
        "confidence": "high",
    }
    return {
        "sources": {"S01": "A source"},
        "entry": [{key: value for key, value in (row | changes).items() if value is not None}],
        "restriction": [],
    }


def test_a_complete_entry_compiles() -> None:
    text = register_module(register())
    assert "('participant', 'BW', 'Botswana', '2003-01-01', ''" in text
    assert "A source" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": []},
        {"from_precision": "about"},
        {"confidence": "certain"},
        {"until": tomllib.loads("d = 2003-01-01")["d"]},
    ],
)
def test_a_faulty_entry_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Incomplete):
        register_module(register(**changes))


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(KeyError):
        register_module(register(sources=["S99"]))


@pytest.mark.parametrize(("effect", "condition"), [("conditional", None), ("prohibited", "Only so.")])
def test_a_condition_belongs_to_a_conditional_restriction(effect: str, condition: str | None) -> None:
    rows = register()
    restriction = {**rows["entry"][0], "direction": "export", "effect": effect}
    if condition:
        restriction["condition"] = condition
    rows["restriction"] = [restriction]
    with pytest.raises(Incomplete):
        register_module(rows)


def test_a_rule_without_a_source_is_refused() -> None:
    pack = tomllib.loads('code = "ZZ"\ntitle = "Z"\nfrom = 2003-01-01\n[validity]\nvalue = 1\nsource = ""\n')
    with pytest.raises(Incomplete, match=r"ZZ\.validity"):
        pack_row(pack)


def test_compiled_text_is_python() -> None:
    compile(packs_module([]), "packs", "exec")
    compile(names_module({"fr": {"CI": "Côte d’Ivoire"}}), "names", "exec")


def test_every_name_belongs_to_a_code_and_every_code_has_its_names() -> None:
    facts = tomllib.loads(scheme_data.REGISTER.read_text("utf-8"))
    codes = {row["code"] for row in facts["entry"]}
    for language, table in tomllib.loads(scheme_data.NAMES.read_text("utf-8")).items():
        assert set(table) == codes, language


def test_every_source_is_cited_and_every_citation_has_its_source() -> None:
    facts = tomllib.loads(scheme_data.REGISTER.read_text("utf-8"))
    cited = {
        key for kind in ("entry", "restriction", "chair", "observer") for row in facts[kind] for key in row["sources"]
    }
    assert cited == set(facts["sources"])


def test_the_page_shows_every_value_with_its_source() -> None:
    page = scheme_data.SOURCES_PAGE.read_text("utf-8")
    for path in scheme_data.pack_files():
        pack = tomllib.loads(path.read_text("utf-8"))
        for name, rule in pack.items():
            if isinstance(rule, dict):
                assert f"| `{name}` |" in page
                shown = rule["source"] if rule["source"] != "not defined by a source" else "*not defined by a source*"
                assert shown in page
