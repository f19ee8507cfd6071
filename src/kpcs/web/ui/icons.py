"""The icons and outcome shapes, drawn here and written into the page, so that they take the colour of their text.

An icon never stands without a word beside it, and a colour never without its shape, so all are hidden from readers.
"""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Lines of 1.8 on a field of 24.
_LINES: Final = {
    "camera": "M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM12 10.2a3.3 3.3 0 1 0 .01 0z",
    "upload": "M12 15V4M7.5 8.2 12 3.7l4.5 4.5M4 14.5V20h16v-5.5",
    "download": "M12 4v11M7.5 10.8 12 15.3l4.5-4.5M4 14.5V20h16v-5.5",
    "keyboard": "M3 7h18v11H3zM6.5 10.5h.01M10 10.5h.01M13.7 10.5h.01M17.3 10.5h.01M8.5 14.5h7",
    "document": "M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12.5h6M9 16h6",
    "diamond": "M7.5 4.5h9L21.5 10 12 20.5 2.5 10zM2.5 10h19M7.5 4.5 9 10l3 10.5L15 10l1.5-5.5",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "clock": "M12 3.5a8.5 8.5 0 1 0 .01 0zM12 7.5V12l3 2",
    "flag": "M6 21V4h12l-2.5 4L18 12H6",
    "printer": "M7 8V4h10v4M7 16H4V8.5h16V16h-3M7 13.5h10V20H7z",
    "search": "M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5 20.5 20.5",
}

_LOCK: Final = (
    '<path fill="currentColor" d="M5 10.5h14V21H5z"/>'
    '<path fill="none" stroke="currentColor" stroke-width="2.4" d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>'
)

# One shape an outcome: disc with tick, octagon with cross, dashed ring with bar, triangle, padlock, clock.
_SHAPES: Final = {
    "good": (
        '<circle cx="12" cy="12" r="12" fill="currentColor"/>'
        '<path fill="none" stroke="#fff" stroke-width="2.8" d="m6.5 12.3 3.8 3.8 7.2-8"/>'
    ),
    "bad": (
        '<path fill="currentColor" d="M7 0h10l7 7v10l-7 7H7l-7-7V7z"/>'
        '<path stroke="#fff" stroke-width="2.8" d="m7.5 7.5 9 9m0-9-9 9"/>'
    ),
    "care": (
        '<path fill="currentColor" d="M12 1 24 22.5H0z"/>'
        '<path stroke="#fff" stroke-width="2.6" d="M12 8.5v7m0 1.8v2.6"/>'
    ),
    "rest": (
        '<circle cx="12" cy="12" r="10.6" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-dasharray="4.3 2.36"/><path stroke="currentColor" stroke-width="2.4" d="M7.5 12h9"/>'
    ),
    "waiting": _LOCK,
    "hand": (
        '<circle cx="12" cy="12" r="10.6" fill="none" stroke="currentColor" stroke-width="2.4"/>'
        '<path fill="none" stroke="currentColor" stroke-width="2.4" d="M12 6v6l4 2.5"/>'
    ),
}

# What points along the line of reading turns round with it; a tick or a clock does not.
_TURNING: Final = frozenset({"arrow"})


def icon(name: str) -> SafeString:
    """The inline SVG of an icon of 20 px. Raises KeyError for a name that is not drawn."""
    turning = " kp-icon--turns" if name in _TURNING else ""
    if name == "lock":
        body = mark_safe(_LOCK)
    else:
        body = format_html(
            '<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"'
            ' stroke-linejoin="round" d="{}"/>',
            _LINES[name],
        )
    return format_html(
        '<svg class="kp-icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', turning, body
    )


def shape(tone: str) -> SafeString:
    """The shape of an outcome in the colour of its tone; the same six tones as tags. Raises KeyError otherwise."""
    return format_html(
        '<svg class="kp-shape kp-shape--{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        tone,
        mark_safe(_SHAPES[tone]),
    )
