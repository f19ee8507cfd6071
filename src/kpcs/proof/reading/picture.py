"""A photograph or scan: the code on it, whatever its angle, light and focus.

The picture is tried as it is, then prepared in other ways, the cheap and likely ones first; the first preparation
that gives a code ends the search, and the whole search ends in time.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from functools import partial

from PIL import Image, ImageChops, ImageFilter, ImageOps
from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, read_barcodes

from kpcs.proof.reading.finding import Failed, Found
from kpcs.proof.reading.parent import Limits

_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
_QR = BarcodeFormats([BarcodeFormat.QRCode])
_STEPS = 12
_LONGEST = 3600
"""Pixels of the longer side that are searched; more only cost time."""


def read(data: bytes, limits: Limits, found: Found) -> None:
    """Fill ``found`` from a picture. Raises Failed."""
    picture = _open(data, limits)
    found.pages = 1
    search(picture, found)
    found.conclude()


def _open(data: bytes, limits: Limits) -> Image.Image:
    """The first frame in grey. Its size is judged from the header, before any pixel is unpacked."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > limits.pixels:
            raise Failed("reading.too_large", limit=f"{limits.pixels // 1_000_000} megapixels")
        picture.draft("L", (_LONGEST, _LONGEST))
        return _flat(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Failed("reading.too_large", limit=f"{limits.pixels // 1_000_000} megapixels") from fault
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as fault:
        raise Failed("reading.not_readable") from fault


def _flat(picture: Image.Image) -> Image.Image:
    """Grey on white: what is transparent counts as paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    grey = picture.convert("L")
    grey.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    return grey


def look(picture: Image.Image, found: Found, binarizer: Binarizer = Binarizer.LocalAverage) -> bool:
    """Take the QR codes that the reader finds in ``picture`` as it is; True when one of ours is among them."""
    ours = [found.take(code.text) for code in read_barcodes(picture, formats=_QR, binarizer=binarizer)]
    return any(ours)


def search(picture: Image.Image, found: Found) -> bool:
    """Prepare ``picture`` in one way after another until a code of ours is found; False when time or ideas run out."""
    for prepare in _preparations(picture):
        if not found.in_time:
            return False
        prepared = prepare()
        if look(prepared, found) or look(prepared, found, Binarizer.GlobalHistogram):
            return True
    return False


type Preparation = Callable[[], Image.Image]


def _preparations(picture: Image.Image) -> Iterator[Preparation]:
    """Ways to look at ``picture``, likely ones first."""
    yield lambda: picture
    lit = _evenly_lit(picture)
    yield lambda: lit
    yield lambda: _sharpened(picture)
    for factor in (0.5, 0.7, 1.5):
        yield partial(_scaled, lit, factor)
    for blur in (3.0, 4.0):
        yield partial(_restored, picture, blur)
    for tile in _tiles(lit):
        yield partial(_scaled, tile, 2.0)
    yield partial(_restored, lit, 3.0)
    yield lambda: _sharpened(lit)


def _evenly_lit(picture: Image.Image) -> Image.Image:
    """The picture divided by its own light: a wide blur, taken as the brightness of the paper at each place."""
    small = picture.reduce(8) if min(picture.size) >= 64 else picture
    light = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(12))
    light = light.resize(picture.size, Image.Resampling.BILINEAR)
    # 255 - (light - picture), stretched: shadows and glare go, what is darker than its paper stays
    return ImageOps.autocontrast(ImageOps.invert(ImageChops.subtract(light, picture)), cutoff=1)


def _sharpened(picture: Image.Image) -> Image.Image:
    """Edges raised twice: enough for a slightly soft picture, and cheap."""
    mask = ImageFilter.UnsharpMask(3, 300, 0)
    return picture.filter(mask).filter(mask)


def _restored(picture: Image.Image, blur: float) -> Image.Image:
    """The picture before a blur of that radius, approached step by step: what blurring the estimate again would lose
    is added back each time (P. H. van Cittert, Zeitschrift fuer Physik 69, 1931)."""
    estimate = picture
    for _ in range(_STEPS):
        blurred = estimate.filter(ImageFilter.GaussianBlur(blur))
        lost = ImageChops.subtract(picture, blurred, 1, 128)
        estimate = ImageChops.add(estimate, lost, 1, -128)
    return estimate


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _tiles(picture: Image.Image) -> Iterator[Image.Image]:
    """Nine overlapping parts, for a code that is small in the picture."""
    width, height = picture.size
    if max(width, height) < 800:
        return
    for row in range(3):
        for column in range(3):
            left, top = column * width // 4, row * height // 4
            yield picture.crop((left, top, left + width // 2, top + height // 2))
