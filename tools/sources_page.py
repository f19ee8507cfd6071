"""Writes ``docs/rule-sources.md``: every value of every rule pack and every row of the register with its
source."""

from collections.abc import Iterable, Mapping
from typing import Any

INTRODUCTION = """# Where every rule and every date comes from

Generated from `src/kpcs/scheme/data` by `python -m tools.scheme_data`; change the data, never this page.

The Kimberley Process is applied through national law. The **core profile** holds what the Core Document
(CORE) asks of everybody, and a default where it says nothing; a **pack** holds what one authority's law
fixes, and falls back on the core profile value by value. A value marked *not defined by a source* is a
default of kpcs: an authority settles it for itself before it relies on it, and pages say so wherever it
decides something.

Short names: CORE is the Core Document of 5 November 2002; EU is Council Regulation (EC) No 2368/2002 in the
consolidation of 13 April 2016.
"""


def page(register: Mapping[str, Any], packs: Iterable[Mapping[str, Any]]) -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION]
    for pack in packs:
        parts.append(_pack(pack))
    parts += [
        _entries(register),
        _restrictions(register),
        _chairs(register),
        _observers(register),
        _cited(register),
    ]
    return "\n".join(parts)


def _pack(pack: Mapping[str, Any]) -> str:
    rows = [
        (f"`{name}`", _shown(rule.get("value")), _source(rule["source"]), rule.get("note", ""))
        for name, rule in pack.items()
        if isinstance(rule, Mapping)
    ]
    text = [
        f"## {pack['title']} (`{pack['code']}`), from {pack['from']}\n",
        _table(("rule", "value", "source", "note"), rows),
    ]
    overlays = [
        (
            row["name"],
            f"{row['from']} to {row.get('until', '')}",
            row["sentence"],
            row["source"],
            row.get("note", ""),
        )
        for row in pack.get("overlay", ())
    ]
    if overlays:
        text.append("National measures apart from the scheme's rules:\n")
        text.append(_table(("measure", "days", "what it says", "source", "note"), overlays))
    return "\n".join(text)


def _entries(register: Mapping[str, Any]) -> str:
    rows = [
        (
            row["code"],
            row["name"] + (f" (under {row['parent']})" if "parent" in row else ""),
            row["kind"].replace("_", " "),
            _day(row, "from"),
            _day(row, "until"),
            " ".join(filter(None, (row["reason"], row.get("until_reason", ""), row.get("note", "")))),
            f"{', '.join(row['sources'])}; {row['confidence']}",
        )
        for row in sorted(register["entry"], key=lambda row: (row["code"], row["from"]))
    ]
    head = ("code", "name", "kind", "from", "until", "reason", "sources; confidence")
    return (
        "## The register\n\nAn entry is in force from its first day, and no longer on the day in *until*.\n\n"
        + _table(head, rows)
    )


def _restrictions(register: Mapping[str, Any]) -> str:
    rows = [
        (
            row["code"],
            row["effect"] + (f": {row['condition']}" if "condition" in row else ""),
            row["direction"],
            ", ".join(zone["name"] for zone in row.get("area", ())) or "whole territory",
            _day(row, "from"),
            _day(row, "until"),
            " ".join(filter(None, (row["reason"], row.get("until_reason", ""), row.get("note", "")))),
            f"{', '.join(row['sources'])}; {row['confidence']}",
        )
        for row in register["restriction"]
    ]
    head = ("code", "effect", "direction", "area", "from", "until", "reason", "sources; confidence")
    return "## Restrictions\n\n" + _table(head, rows)


def _chairs(register: Mapping[str, Any]) -> str:
    rows = [
        (row["year"], row["code"] or "none", row["role"], row.get("note", ""), ", ".join(row["sources"]))
        for row in register["chair"]
    ]
    return "## The Chair\n\n" + _table(("year", "code", "role", "note", "sources"), rows)


def _observers(register: Mapping[str, Any]) -> str:
    rows = [
        (row["name"], _day(row, "from"), row["reason"], row.get("note", ""), ", ".join(row["sources"]))
        for row in register["observer"]
    ]
    return "## Observers\n\n" + _table(("name", "from", "reason", "note", "sources"), rows)


def _cited(register: Mapping[str, Any]) -> str:
    return "## Sources of the register\n\n" + _table(("key", "source"), register["sources"].items())


def _day(row: Mapping[str, Any], end: str) -> str:
    if end not in row:
        return ""
    precision = row.get(f"{end}_precision", "day")
    return str(row[end]) if precision == "day" else f"{row[end]} ({precision.replace('_', ' ')})"


def _source(source: str) -> str:
    return "*not defined by a source*" if source == "not defined by a source" else source


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        if "unit" in value:
            return f"{value['amount']} {value['unit'].replace('_', ' ')}"
        return "; ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "; ".join(" and ".join(map(str, pair)) for pair in value)
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or "none"
    return str(value)


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)
