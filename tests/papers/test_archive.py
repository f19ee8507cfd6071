"""What a PDF for the archive must be (ISO 19005-2, level B), as far as it can be read from the file itself."""

import re
import zlib
from collections.abc import Callable
from functools import partial

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from kpcs.papers.label import render_labels
from kpcs.papers.layout import layout
from tests.papers.making import ALL, Signed, botswana, emirates, paper
from tests.papers.test_letters import confirmation

PAPERS: dict[str, Callable[[], bytes]] = {
    **{key: partial(lambda key: paper(ALL[key]()), key) for key in ALL},
    "label": lambda: labels(botswana()),
    "letter": confirmation,
}


def labels(signed: Signed) -> bytes:
    return render_labels(
        signed.record, check_value=signed.check_value, label_code=signed.label, layout=layout(signed.record.layout)
    )


def unpacked(pdf: bytes) -> bytes:
    """The file with all streams that can be inflated, for looking up keys."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("name", PAPERS)
def test_claims_and_ingredients_of_pdf_a_2b(name: str) -> None:
    pdf = PAPERS[name]()
    content = unpacked(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(rb"pdfaid:part[^0-9]{1,3}2", content)
    assert re.search(rb"pdfaid:conformance[^A-Z]{1,3}B", content)
    assert b"/OutputIntents" in content
    assert b"GTS_PDFA1" in content
    assert b"/ID" in content
    for forbidden in (b"/Encrypt", b"/JavaScript", b"/EmbeddedFiles", b"/Launch", b"/AA"):
        assert forbidden not in content


@pytest.mark.parametrize("name", PAPERS)
def test_every_face_is_embedded_and_one_of_ours(name: str) -> None:
    document = pypdfium2.PdfDocument(PAPERS[name]())
    faces = set()
    for page in document:
        for item in page.get_objects(max_depth=8):
            if item.type != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            font = pdfium.FPDFTextObj_GetFont(item)
            assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
            import ctypes

            buffer = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
            faces.add(buffer.value.decode().split("+")[-1])
    assert faces
    assert all(face.startswith(("Inter", "EBGaramond12", "JetBrainsMono", "NotoSansArabic", "Amiri")) for face in faces)


def test_an_arabic_sheet_uses_the_arabic_faces() -> None:
    names = {match.decode() for match in re.findall(rb"/BaseFont/[A-Z]+\+([A-Za-z-]+)", unpacked(paper(emirates())))}
    assert any(name.startswith("Amiri") for name in names)
    assert any(name.startswith("NotoSansArabic") for name in names)


def test_the_document_is_dated_by_its_record() -> None:
    assert b"2026-11-19" in unpacked(paper(botswana()))
