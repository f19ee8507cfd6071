"""JSON for the answer of one cold command: the library's own module brings regular expressions and a parser along,
which would cost a tenth of the time that an officer at a gate waits."""

from typing import Any

_ESCAPES = {number: f"\\u{number:04x}" for number in range(32)} | {34: '\\"', 92: "\\\\"}


def json_text(value: Any) -> str:
    """``value``, made of dicts with text keys, lists, texts, whole numbers and None, as JSON (RFC 8259) on one line."""
    if type(value) is str:
        return f'"{value.translate(_ESCAPES)}"'
    if type(value) is dict:
        return "{" + ", ".join(f"{json_text(key)}: {json_text(item)}" for key, item in value.items()) + "}"
    if type(value) is list:
        return "[" + ", ".join(map(json_text, value)) + "]"
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
