"""Letters to an authority without a node: what the Core Document wants told, in two languages."""

from datetime import date

import pypdfium2
import pytest
from zxingcpp import read_barcodes

from kpcs.papers.layout import layout
from kpcs.papers.letters import (
    Address,
    Goods,
    Heading,
    ImportFound,
    Presented,
    Result,
    render_confirmation,
    render_pre_advice,
    render_query,
)
from kpcs.scheme.certificate import Signatory
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.papers.making import botswana, emirates, picture, text_of
from tests.papers.test_certificate import in_order

BOTSWANA = Address("Example Office for Rough Diamonds", ("Gaborone Sealing Office", "Gaborone"))
UNION = Address("Example Union Authority", ("12 Specimen Quay", "Sample Port"))


def heading(language: str = "en", key: str = "BW-A4-1") -> Heading:
    return Heading(
        BOTSWANA,
        UNION,
        "BW-2026-0117",
        date(2026, 11, 20),
        language,
        Signatory("Kago Example", "Registrar"),
        layout(key),
    )


def found(**changes: object) -> ImportFound:
    record = botswana().record
    return ImportFound(
        number=record.number,
        check_value=botswana().check_value,
        exporter=record.exporter,
        importer=record.importer,
        received_on=date(2026, 11, 24),
        confirmed_on=date(2026, 11, 25),
        case="EU-A-26-0918",
        certified=Goods(3, record.lines),
        found=Goods(3, (record.lines[0], record.lines[1]._replace(carats=Carats.parse("7763.91")))),
        seals_intact=True,
        result=Result.WITH_DIFFERENCE,
        remark="0.05 ct less than certified.",
    )._replace(**changes)


def confirmation(language: str = "en", **changes: object) -> bytes:
    return render_confirmation(heading(language, "EU-A4-1"), found(**changes), label_code=botswana().label)


def test_notice_tells_what_annex_ii_19_and_21_name() -> None:
    letter = render_pre_advice(
        heading(),
        botswana().record,
        check_value=botswana().check_value,
        label_code=botswana().label,
        carriage="Example Air Cargo, 000-1234 5675",
    )
    in_order(
        text_of(letter),
        "EXAMPLE OFFICE FOR ROUGH DIAMONDS",
        "Notice of a shipment",
        "Example Union Authority",
        "2026-11-20",
        "BW-2026-0117",
        "BW 00042187",
        "6 Exporter",
        "Mopane Example Diamonds",
        "Scheldt Sample Traders",
        "European Union EU",
        "Botswana BW",
        "Botswana BW, Namibia NA",
        "S118204, S118205",
        "Example Air Cargo",
        "7102.10 1\u202f310.75 101\u202f189.90",
        "Total 9\u202f074.71 1\u202f240\u202f534.89",
        "Kago Example",
    )
    (code,) = read_barcodes(picture(letter, 200))
    assert code.text == botswana().label


def test_confirmation_tells_what_core_iii_b_names_and_marks_only_what_differs() -> None:
    letter = confirmation()
    in_order(
        text_of(letter),
        "Confirmation of import",
        "BW 00042187",
        "20 Date of receipt 2026-11-24",
        "2026-11-25",
        "EU-A-26-0918",
        "Mopane Example Diamonds",
        "Scheldt Sample Traders",
        "13 Parcels, certified and found",
        "3 and 3",
        "21 Seals intact, numbers equal",
        "yes",
        "0.05 ct less than certified.",
        "22 Contents found",
        "7102.31 7\u202f763.96 1\u202f139\u202f344.99 7\u202f763.91 1\u202f139\u202f344.99",
        "9\u202f074.71 1\u202f240\u202f534.89 9\u202f074.66",
        "in order",
        "× in order, with difference",
        "it does not show where the stones were mined",
    )
    assert "accepted" not in text_of(letter)
    bold = {text for text, face in runs(letter) if "SemiBold" in face}
    assert any("763.91" in text for text in bold)
    assert not any("763.96" in text for text in bold)


def runs(pdf: bytes) -> list[tuple[str, str]]:
    """Each text object with the name of its face."""
    import ctypes

    import pypdfium2.raw as pdfium

    page = pypdfium2.PdfDocument(pdf)[0]
    textpage = page.get_textpage()
    got = []
    for item in page.get_objects(max_depth=8):
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            name, text = ctypes.create_string_buffer(200), ctypes.create_string_buffer(4000)
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(item), name, 200)
            length = pdfium.FPDFTextObj_GetText(
                item, textpage, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), 2000
            )
            got.append((text.raw[: max(0, length - 1) * 2].decode("utf-16-le"), name.value.decode()))
    return got


def test_a_sub_heading_only_found_or_only_certified_is_shown() -> None:
    lines = botswana().record.lines
    text = text_of(confirmation(certified=Goods(None, lines[:1]), found=Goods(2, lines[1:])))
    in_order(text, "– and 2", "7102.10 1\u202f310.75 101\u202f189.90 – –", "7102.31 – – 7\u202f763.96")


@pytest.mark.parametrize(("seals", "word"), [(True, "yes"), (False, "no"), (None, "not recorded")])
def test_seals(seals: bool | None, word: str) -> None:
    in_order(text_of(confirmation(seals_intact=seals)), "21 Seals intact, numbers equal", word)


@pytest.mark.parametrize("result", Result)
def test_one_of_four_results_is_ticked(result: Result) -> None:
    text = " ".join(text_of(confirmation("fr", result=result)).split())
    words = {
        Result.IN_ORDER: "× conforme",
        Result.WITH_DIFFERENCE: "× conforme, avec écart",
        Result.REFUSED_IN_PART: "× refus partiel",
        Result.REFUSED: "× refusé",
    }
    assert words[result] in text
    assert text.count("×") == 1


def test_query_asks_and_leaves_room_for_the_answer() -> None:
    presented = Presented(
        number="SL004306",
        check_value="",
        issued_on=date(2026, 10, 1),
        expires_on=None,
        exporter=emirates().record.exporter,
        importer=None,
        carats=Carats.parse("12.345"),
        value=None,
        questions=("The parcel number ends in 4199. Is this your numbering?",),
    )
    letter = render_query(heading("en", "EU-A4-1"), presented)
    in_order(
        text_of(letter),
        "Query on the authenticity of a certificate",
        "SL 004306",
        "–",
        "2026-10-01",
        "12.345",
        "Is this your numbering?",
        "Answer of the issuing authority",
        "Did your authority issue this certificate?",
        "Do the particulars above agree with your record?",
    )
    assert read_barcodes(picture(letter, 150)) == []


def test_french_letters_are_french() -> None:
    letter = render_pre_advice(heading("fr"), botswana().record, check_value=botswana().check_value)
    in_order(text_of(letter), "Préavis d’envoi", "6 Exportateur", "Union européenne EU", "SH")
    assert "Exporter" not in text_of(letter)


def test_same_bytes_and_many_lines_flow_to_another_page() -> None:
    assert confirmation() == confirmation()
    remark = "Different weights were found in several parcels of this shipment. " * 90
    document = pypdfium2.PdfDocument(confirmation(remark=remark.strip()))
    assert len(document) > 1
    assert "Kago Example" in document[len(document) - 1].get_textpage().get_text_range()


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        confirmation("de")
    assert refused.value.codes == ("papers.language.unknown",)
