"""The printed code: the same modules as another writer makes, and readable after what happens to paper."""

import io
from collections.abc import Callable
from functools import cache

import pytest
import segno
from PIL import Image, ImageFilter
from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

from kpcs.papers.codes import drawing, modules
from kpcs.scheme.problems import Refusal
from tests.papers.making import ALL, botswana, paper, picture


@pytest.mark.parametrize("text", ["KP1:ABCDEFGHIJKLMNOPQRSTUVWXYZ", "KPL1:BW00042187:GEW6MMVLGEW6MMVL"])
def test_modules_are_those_of_another_writer(text: str) -> None:
    ours = modules(text)
    others = [
        [[bool(cell) for cell in row] for row in segno.make_qr(text, error="m", mask=mask, boost_error=False).matrix]
        for mask in range(8)
    ]
    assert ours in others


def test_modules_of_a_whole_certificate_are_those_of_another_writer() -> None:
    ours = modules(botswana().code)
    by_mask = (segno.make_qr(botswana().code, error="m", mask=m, boost_error=False).matrix for m in range(8))
    assert any(ours == [[bool(cell) for cell in row] for row in matrix] for matrix in by_mask)


def test_the_drawing_holds_every_dark_module_once() -> None:
    text = drawing("KP1:ABC")
    side = len(modules("KP1:ABC"))
    widths = [int(run.split("h")[1].split("v")[0]) for run in text.split("M")[1:]]
    assert f'viewBox="0 0 {side} {side}"' in text
    assert sum(widths) == sum(cell for row in modules("KP1:ABC") for cell in row)


def test_a_text_that_no_printed_code_can_hold_is_refused() -> None:
    assert len(modules("KP1:" + "A" * 3387)) == 177  # version 40: the longest text that a signed code may have
    with pytest.raises(Refusal) as refused:
        drawing("KP1:" + "A" * 4000)
    assert refused.value.codes == ("papers.code.too_long",)


def _jpeg(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=25)
    return Image.open(buffer)


ORDEALS: dict[str, tuple[int, Callable[[Image.Image], Image.Image]]] = {
    "300 dpi": (300, lambda image: image),
    "150 dpi": (150, lambda image: image),
    "100 dpi": (100, lambda image: image),
    "blurred": (300, lambda image: image.filter(ImageFilter.GaussianBlur(2.5))),
    "turned by 7 degrees": (200, lambda image: image.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=255)),
    "JPEG of quality 25": (150, _jpeg),
    "washed out": (150, lambda image: image.point(lambda v: 150 + v * 105 // 255)),
    "two-level copy": (200, lambda image: image.point(lambda v: 255 if v > 128 else 0)),
}


@cache
def seen(key: str, dpi: int) -> Image.Image:
    return picture(paper(ALL[key]()), dpi)


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("ordeal", ORDEALS)
def test_the_code_is_read(key: str, ordeal: str) -> None:
    dpi, spoil = ORDEALS[ordeal]
    found = read_barcodes(spoil(seen(key, dpi)), formats=BarcodeFormats([BarcodeFormat.QRCode]))
    assert [code.text for code in found] == [ALL[key]().code]
