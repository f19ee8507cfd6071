"""Sentences with figures in them."""

from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def said(text: str, **parts: Any) -> SafeString:
    """A translated sentence with ``%(name)s`` places filled by texts (escaped) or by figures, which are safe HTML."""
    filled = conditional_escape(text) % {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(filled)  # noqa: S308  # every part was escaped or is safe by construction
