"""Printing on pre-printed stock: only what varies, moved and scaled for one printer."""

from datetime import date

import pytest
from zxingcpp import read_barcodes

from kpcs.papers.certificate import render_overlay
from kpcs.papers.layout import layout
from kpcs.papers.stock import WHOLE, Printer, code_side, render_test_sheet
from kpcs.proof.comparison import compare
from kpcs.proof.reading import read
from kpcs.scheme.certificate.elements import FIELD_LABELS
from kpcs.scheme.problems import Refusal
from tests.papers.making import OFFICE, Signed, botswana, emirates, picture, text_of, union, window

COUNTRIES = ("Union européenne", "European Union", "United Arab Emirates", "الإمارات العربية المتحدة")
"""Names of the state on the stock that are also the country of provenance."""


def overlay(signed: Signed, printer: Printer = WHOLE, *, pre_numbered: bool = True) -> bytes:
    return render_overlay(
        signed.record,
        code=signed.code,
        check_value=signed.check_value,
        layout=layout(signed.record.layout),
        printer=printer,
        pre_numbered=pre_numbered,
        authority_lines=OFFICE,
    )


@pytest.mark.parametrize("make", [botswana, union, emirates])
def test_nothing_that_the_stock_carries_is_printed(make: object) -> None:
    signed: Signed = make()  # type: ignore[operator]
    sheet = layout(signed.record.layout)
    text = text_of(overlay(signed))
    for words in (*(sheet.words[str(n)] for n in FIELD_LABELS), *(w[:2] for w in sheet.wording.values())):
        for word in words:
            assert not word or word not in text or word in COUNTRIES
    assert "SPECIMEN" not in text


def test_everything_that_varies_is_printed() -> None:
    signed = union()
    compared = compare(signed.record, signed.check_value, read(overlay(signed, pre_numbered=False)).printed or ())
    assert compared.differing == ()


def test_number_and_sheet_are_printed_only_where_the_stock_has_none() -> None:
    assert "00042187" not in text_of(overlay(botswana()))
    assert "A00271946" not in text_of(overlay(botswana()))
    blank = text_of(overlay(botswana(), pre_numbered=False))
    assert blank.count("BW 00042187") == 2
    assert blank.count("A00271946") == 1


def test_everything_is_black() -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(overlay(union(), pre_numbered=False))[0].render(scale=2).to_pil().convert("RGB")
    assert all(max(colour) - min(colour) < 4 for _count, colour in page.getcolors(1 << 20))


def code_at(pdf: bytes) -> tuple[float, float, float]:
    """Left, top and width of the code on a page, in millimetres."""
    (found,) = read_barcodes(picture(pdf, 300))
    mm = 25.4 / 300
    corner = found.position.top_left
    return corner.x * mm, corner.y * mm, (found.position.top_right.x - corner.x) * mm


def test_a_printer_is_corrected() -> None:
    left, top, width = code_at(overlay(botswana()))
    assert (left, top, width) == pytest.approx((144.5, 102.0, 45.0), abs=0.15)
    left, top, width = code_at(overlay(botswana(), Printer(right=12, down=-7, scale=1000)))
    assert (left, top) == pytest.approx((145.7, 101.3), abs=0.15)
    left, top, width = code_at(overlay(botswana(), Printer(scale=1010)))
    assert (left, top, width) == pytest.approx((144.5 * 1.01, 102.0 * 1.01, 45.45), abs=0.15)


def test_fields_stand_where_the_whole_page_has_them() -> None:
    from tests.papers.making import paper

    for box in ((17, 76, 56, 14), (141, 76, 52, 18), (79, 138.5, 56, 14), (17, 195, 56, 8)):
        whole = window(picture(paper(botswana()), 150), 150, *box).point(lambda v: 0 if v < 90 else 255)
        alone = window(picture(overlay(botswana()), 150), 150, *box).point(lambda v: 0 if v < 90 else 255)
        assert whole.getbbox() is not None
        dark = sum(1 for v in alone.tobytes() if v == 0)
        both = sum(1 for a, b in zip(whole.tobytes(), alone.tobytes(), strict=True) if a == b == 0)
        assert both > 0.9 * dark > 0


@pytest.mark.parametrize("scale", [988, 989, 1011, 1012])
def test_the_code_stays_between_44_5_and_45_5_mm(scale: int) -> None:
    if scale in (989, 1011):
        assert code_side(Printer(scale=scale)) in (4450, 4549)
        return
    with pytest.raises(Refusal) as refused:
        overlay(botswana(), Printer(scale=scale))
    assert refused.value.codes == ("papers.overlay.code_size",)
    assert refused.value.problems[0].text.startswith("The code would be 4")


def test_a_printer_too_far_off_is_refused_with_every_reason() -> None:
    with pytest.raises(Refusal) as refused:
        code_side(Printer(right=101, scale=900))
    assert refused.value.codes == ("papers.overlay.code_size", "papers.overlay.offset")
    assert refused.value.problems[1].where == "right"
    with pytest.raises(Refusal) as refused:
        render_test_sheet(layout("BW-A4-1"), Printer(down=-101), day=date(2026, 1, 1))
    assert refused.value.problems[0].where == "down"


def test_the_test_sheet_has_four_crosses_and_a_ruler_of_150_mm() -> None:
    sheet = render_test_sheet(layout("BW-A4-1"), day=date(2026, 1, 1))
    image = picture(sheet, 300)
    for x, y in ((10, 10), (200, 10), (10, 287), (200, 287)):
        assert window(image, 300, x - 0.2, y - 0.2, 0.4, 0.4).getextrema()[0] < 60
    mm = 300 / 25.4
    row = round(200.0 * mm)
    dark = [x for x in range(image.width) if min(image.getpixel((x, row + d)) for d in (-1, 0, 1)) < 100]
    assert (dark[-1] - dark[0]) / mm == pytest.approx(150.0, abs=0.3)
    assert "45.0 mm" in text_of(sheet)
    other = render_test_sheet(layout("AE-A4-1"), day=date(2026, 1, 1))
    assert other != sheet
