"""A PDF as it is seen: codes from its rendered pages, never from a hidden copy or an attachment, and the words of its
text layer that are visible there.

A word counts as visible when taking the text away changes the rendered page at the place of each of its letters: this
drops words without ink, in the colour of the paper, under other things, outside the page, or too small to see. What
it cannot tell is a font that draws another figure than its text says; that is for the eye, or for a scan of the
paper: see docs/printing.md.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from kpcs.proof.reading.finding import Failed, Found
from kpcs.proof.reading.parent import Limits
from kpcs.proof.reading.picture import look, search

_POINTS = 72.0
_CODE_DPI = (200, 300, 120)
_TEXT_DPI = 150
_VISIBLE = 32
"""Grey levels out of 255 by which a letter must change the page."""
_NARROW = 4
"""Pixels."""
_SMALLEST = 1.0
"""Points: a figure less high than this cannot be read by anyone."""
_DEPTH = 12
_WORDS_SHOWN = 5


def read(data: bytes, limits: Limits, found: Found) -> None:
    """Fill ``found`` from a PDF. Raises Failed."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise Failed("reading.locked" if locked else "reading.not_readable") from fault
    count = len(document)
    if not count:
        raise Failed("reading.not_readable")
    hidden: list[str] = []
    found.printed = []
    for index in range(min(count, limits.pages)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as fault:
            raise Failed("reading.not_readable") from fault
        _measure(page, limits)
        page.set_rotation(0)  # here only: the words of a page that lies on its side come in order when it stands
        words, unseen = _words(page)
        found.pages = index + 1
        found.printed.extend(words)
        hidden.extend(unseen)
        _codes(page, found, typeset=bool(words))
        page.close()
    if count > limits.pages:
        found.problems.append(("reading.more_pages", {"limit": str(limits.pages)}))
    if hidden:
        shown = ", ".join(hidden[:_WORDS_SHOWN]) + (" …" if len(hidden) > _WORDS_SHOWN else "")
        found.problems.append(("reading.hidden_text", {"words": shown[:120]}))
    found.conclude()


def _measure(page: pypdfium2.PdfPage, limits: Limits) -> None:
    """Refuse a page that would not fit into the pixels allowed for it at the lowest resolution."""
    width, height = page.get_size()
    if width * height * (min(_CODE_DPI) / _POINTS) ** 2 > limits.pixels / limits.pages or min(width, height) < 1:
        raise Failed("reading.too_large", limit=f"{limits.pixels // limits.pages // 1_000_000} megapixels a page")


def _render(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    bitmap = page.render(scale=dpi / _POINTS, grayscale=True, may_draw_forms=False)
    picture: Image.Image = bitmap.to_pil().convert("L")
    return picture


def _codes(page: pypdfium2.PdfPage, found: Found, *, typeset: bool) -> None:
    """Look for codes on the rendered page. One without words is a scan, and is searched like a photograph."""
    if any(look(_render(page, dpi), found) for dpi in _CODE_DPI):
        return
    if not typeset:
        search(_render(page, _CODE_DPI[0]), found)


class _Letter(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    made_up: bool


def _words(page: pypdfium2.PdfPage) -> tuple[list[str], list[str]]:
    """The visible words in reading order, and the words that cannot be seen."""
    textpage = page.get_textpage()
    letters = list(_letters(textpage))
    if not letters:
        return [], []
    ink = _ink_of_text(page)
    seen: list[str] = []
    unseen: list[str] = []
    place = _Place(page, ink.size)
    word: list[_Letter] = []
    for letter in [*letters, _Letter(" ", 0, 0, 0, 0, True)]:
        if not _separates(letter.text):
            word.append(letter)
            continue
        if word:
            text = "".join(item.text for item in word)
            (seen if _visible(word, ink, place) else unseen).append(text)
            word = []
    textpage.close()
    return seen, unseen


def _separates(text: str) -> bool:
    """Blanks end a word; the narrow no-break space between thousands and the no-break space do not."""
    return text.isspace() and text not in "\u202f\u00a0"


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        if not code or 0xD800 <= code <= 0xDFFF or code in _UNSEEN_MARKS:
            continue
        made_up = pdfium.FPDFText_IsGenerated(textpage, i) == 1
        pdfium.FPDFText_GetCharBox(textpage, i, left, right, bottom, top)
        yield _Letter(chr(code), left.value, bottom.value, right.value, top.value, made_up)


_UNSEEN_MARKS = frozenset((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE))
"""Marks of direction that a text layer may hold between letters, and the placeholder of a soft hyphen."""


def _ink_of_text(page: pypdfium2.PdfPage) -> Image.Image:
    """How much each pixel changes when the text is taken away."""
    whole = _render(page, _TEXT_DPI)
    texts = [o for o in page.get_objects(max_depth=_DEPTH) if o.type == pdfium.FPDF_PAGEOBJ_TEXT]
    for o in texts:
        pdfium.FPDFPageObj_SetIsActive(o, False)
    without = _render(page, _TEXT_DPI)
    for o in texts:
        pdfium.FPDFPageObj_SetIsActive(o, True)
    return ImageChops.difference(whole, without)


class _Place:
    """From points of the page to pixels of its rendering, with the page's own rotation and crop."""

    def __init__(self, page: pypdfium2.PdfPage, size: tuple[int, int]) -> None:
        self.page, self.size = page, size

    def pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.page, 0, 0, *self.size, 0, x, y, across, down)
        return across.value, down.value

    def box(self, letter: _Letter) -> tuple[int, int, int, int]:
        (x0, y0), (x1, y1) = self.pixel(letter.left, letter.bottom), self.pixel(letter.right, letter.top)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right - left < _NARROW:  # a thin stroke may lie a pixel beside where rounding puts its box
            left, right = left - 1, right + 1
        width, height = self.size
        return max(0, left), max(0, top), min(width, right + 1), min(height, bottom + 1)


def _visible(word: list[_Letter], ink: Image.Image, place: _Place) -> bool:
    """Each figure and sign must be inked where it claims to stand; figures of a word must follow each other.

    Letters of a ligature share one shape, and marks stand on their letter: those need no ink of their own, as long as
    another letter of the word has some.
    """
    any_ink = False
    last = float("-inf")
    for letter in word:
        joins = letter.made_up or unicodedata.category(letter.text)[0] in "MZ"
        figure = letter.text.isdecimal()
        small = min(letter.top - letter.bottom, letter.right - letter.left) < _SMALLEST / 4
        if figure and (letter.top - letter.bottom < _SMALLEST and letter.right - letter.left < _SMALLEST):
            return False
        if joins or (small and not figure):
            continue
        left, top, right, bottom = place.box(letter)
        extrema = ink.crop((left, top, right, bottom)).getextrema() if right > left and bottom > top else (0, 0)
        if not isinstance(extrema[1], int | float) or extrema[1] < _VISIBLE:
            return False
        any_ink = True
        if figure:
            if letter.left < last and letter.top - letter.bottom > letter.right - letter.left:
                return False
            last = letter.left
    return any_ink
