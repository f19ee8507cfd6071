"""Pictures of the printed sheet as they are made at a counter."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.papers.making import picture
from tests.proof.reading.documents import blurred, saved, turned, unevenly_lit

FRAMES = 6
WIDTH, HEIGHT = 1280, 960


def photograph(pdf: bytes) -> bytes:
    """The first page, lying askew, a little out of focus, with a shadow over it: a JPEG."""
    askew = blurred(unevenly_lit(turned(picture(pdf, 200), 8), 110), 0.7)
    return saved(askew, "JPEG", quality=80)


def film(pdf: bytes, file: Path) -> Path:
    """The code on the first page, held before a camera by a hand that is not quite still: motion JPEG."""
    page = picture(pdf, 300)
    corners = zxingcpp.read_barcodes(page)[0].position
    middle = (corners.top_left.x + corners.bottom_right.x) // 2, (corners.top_left.y + corners.bottom_right.y) // 2
    frames = io.BytesIO()
    for n in range(FRAMES):
        hand = turned(page.crop(_around(middle, n)), 3 + n / 2).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
        unevenly_lit(hand, 150).convert("RGB").save(frames, "JPEG", quality=85)
    file.write_bytes(frames.getvalue())
    return file


def _around(middle: tuple[int, int], shake: int) -> tuple[int, int, int, int]:
    left, top = middle[0] - WIDTH // 2 + 4 * shake, middle[1] - HEIGHT // 2 - 3 * shake
    return left, top, left + WIDTH, top + HEIGHT
