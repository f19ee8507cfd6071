"""The printed certificate: every element, in reading order; the same bytes; what does not fit; what is refused."""

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

from kpcs.papers.layout import layout
from kpcs.proof.comparison import compare
from kpcs.proof.reading import read
from kpcs.scheme.certificate import (
    Certificate,
    Container,
    ContentLine,
    OriginMode,
    Origins,
    OriginShare,
    Parcel,
    Party,
    combine_origins,
    heading_totals,
)
from kpcs.scheme.certificate.elements import FIELD_LABELS
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests import samples
from tests.papers.making import ALL, Signed, botswana, emirates, paper, picture, sign, text_of, union, window

ROOT = Path(__file__).parents[2]


def in_order(text: str, *expected: str) -> None:
    """Every expected text occurs, each after the one before."""
    flat = " ".join(text.split())
    at = 0
    for item in expected:
        found = flat.find(" ".join(item.split()), at)
        assert found >= 0, f"{item!r} not found after {flat[max(0, at - 60) : at]!r}"
        at = found + 1


def test_every_element_of_annex_i_stands_in_the_text_in_reading_order() -> None:
    in_order(
        text_of(paper(botswana())),
        "REPUBLIC OF BOTSWANA",
        "Kimberley Process Certificate",  # title, CORE Annex I.A 1
        "The rough diamonds in this shipment have been handled in accordance with the provisions of the Kimberley "
        "Process Certification Scheme for rough diamonds.",  # statement, 2
        "1 Certificate number",
        "BW 00042187",
        "2 Check value",
        f"{botswana().check_value[:4]} {botswana().check_value[4:]}",
        "3 Date of issue",
        "2026-11-19",
        "4 To be exported by",
        "–",
        "5 Date of expiry",
        "2027-01-18",
        "6 Exporter",
        "Mopane Example Diamonds",
        "4 Sample Road",
        "7 Importer",
        "Scheldt Sample Traders",
        "16 Issuing authority and office",
        "Example Office for Rough Diamonds",
        "BW-ST",
        "8 Consignee",
        "9 Country of destination",
        "European Union EU",
        "10 Country of provenance",
        "Botswana BW",
        "11 Country of origin",
        "BW Botswana 8\u202f574.71 ct",
        "NA Namibia 500.00 ct",
        "12 Contents by sub-heading",
        "7102.10 Unsorted 1\u202f310.75 101\u202f189.90",
        "7102.31 Non-industrial 7\u202f763.96 1\u202f139\u202f344.99",
        "Total 9\u202f074.71 1\u202f240\u202f534.89",
        "13 Parcels",
        "3",
        "14 Containers",
        "2",
        "15 Container and seal number",
        "1 S118204",
        "2 S118205",
        "19 Signed code",
        "17 Sheet number",
        "A00271946",
        "Kago Example",
        "Deputy Registrar",
        "18 Validation by the exporting authority",
        "Authorised signatory",
        "Import confirmation",  # Annex I.B
        "BW 00042187",
        "9 Destination",
        "European Union EU",
        "7 Importer",
        "20 Date of receipt",
        "21 Seals intact",
        "22 Contents found",
        "23 Result",
        "24 Importing authority",
    )


@pytest.mark.parametrize("key", ALL)
def test_every_field_is_numbered_and_has_its_label_in_each_language(key: str) -> None:
    text = "".join(text_of(paper(ALL[key]())).split()).casefold()
    for n in FIELD_LABELS:
        words = layout(key).words[str(n)]
        # English, beside or alone; a text layer may weave two Arabic fields of one line into each other
        spaced = words[-1].split() if layout(key).mirrored else ["".join(words[-1].split())]
        assert all(word.casefold() in text for word in spaced), (n, words[-1])
        if layout(key).language == "fr":
            assert f"{n}{''.join(words[0].split())}".casefold() in text


def test_english_stands_beside_french() -> None:
    in_order(
        text_of(paper(union())),
        "UNION EUROPÉENNE European Union",
        "Certificat du Processus de Kimberley",
        "Kimberley Process Certificate",
        "Les diamants bruts",
        "The rough diamonds in this shipment",
        "9 Pays de destination Country of destination",
        "Émirats arabes unis AE United Arab Emirates",
        "ZA Afrique du Sud South Africa",
        "7102.10 non triés unsorted",
        "Confirmation d’importation Import confirmation",
    )


@pytest.mark.parametrize("key", ALL)
def test_print_equals_code(key: str) -> None:
    signed = ALL[key]()
    reading = read(paper(signed))
    assert reading.codes == (signed.code,)
    assert reading.problems == ()
    compared = compare(signed.record, signed.check_value, reading.printed or ())
    assert compared.differing == ()
    assert compared.agreeing


def test_an_altered_print_is_found_by_its_field() -> None:
    signed = botswana()
    other = sign(samples.certificate(importer=Party("Scheldt Sample Traders", ("13 Specimen Quay", "Sample Port"))))
    compared = compare(signed.record, signed.check_value, read(paper(other)).printed or ())
    assert {d.label for d in compared.differing} == {FIELD_LABELS[2], FIELD_LABELS[7]}


@pytest.mark.parametrize("key", ALL)
def test_same_record_same_bytes_in_another_process(key: str) -> None:
    here = hashlib.sha256(paper(ALL[key]())).hexdigest()
    assert hashlib.sha256(paper(ALL[key]())).hexdigest() == here
    program = (
        "import hashlib\nfrom tests.papers.making import ALL, paper\n"
        f"print(hashlib.sha256(paper(ALL[{key!r}]())).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert there.stdout.strip() == here


def test_another_certificate_before_it_changes_no_byte() -> None:
    alone = paper(botswana())
    paper(emirates())
    paper(sign(samples.certificate(number="BW00042188")))
    assert paper(botswana()) == alone


def test_the_code_is_45_mm_wide_in_its_place_and_nothing_else_is_in_its_window() -> None:
    for signed, left in ((botswana(), 144.5), (emirates(), 210 - 144.5 - 45)):
        page = picture(paper(signed, specimen=True), 300)
        (found,) = read_barcodes(page, formats=BarcodeFormats([BarcodeFormat.QRCode]))
        assert found.text == signed.code
        assert found.ec_level == "M"
        mm = 25.4 / 300
        assert found.position.top_left.x * mm == pytest.approx(left, abs=0.2)
        assert found.position.top_left.y * mm == pytest.approx(102.0, abs=0.2)
        assert found.position.bottom_right.x * mm == pytest.approx(left + 45.0, abs=0.2)
        assert found.position.bottom_right.y * mm == pytest.approx(147.0, abs=0.2)
        quiet = window(page, 300, left - 1.9, 100.2, 48.8, 1.6)
        assert quiet.getextrema()[0] > 250


def test_third_decimal_of_carats_is_printed_for_the_whole_column_when_one_line_needs_it() -> None:
    origin = Origins(OriginMode.SINGLE, (OriginShare("BW"),))
    packed = (
        Container(
            ("S1",),
            (
                Parcel(
                    "P1",
                    (
                        ContentLine(SubHeading.UNSORTED, Carats.parse("10.005"), USDollars.parse("100.00"), origin),
                        ContentLine(SubHeading.INDUSTRIAL, Carats.parse("2.50"), USDollars.parse("10.00"), origin),
                    ),
                ),
            ),
        ),
    )
    text = text_of(paper(sign(packed_certificate(packed))))
    in_order(text, "7102.10 Unsorted 10.005 100.00", "7102.21 Industrial 2.500 10.00", "Total 12.505 110.00")


def packed_certificate(containers: tuple[Container, ...], **changes: object) -> Certificate:
    return samples.certificate(
        containers=containers,
        lines=heading_totals(containers),
        origins=combine_origins(containers),
        parcel_count=sum(len(c.parcels) for c in containers),
        container_count=len(containers),
        **changes,
    )


def many(containers: int) -> tuple[Container, ...]:
    origin = Origins(OriginMode.SINGLE, (OriginShare("BW"),))
    return tuple(
        Container(
            (f"SEAL{i:04d}A", f"SEAL{i:04d}B"),
            tuple(
                Parcel(
                    f"P{i}-{j}",
                    (ContentLine(SubHeading.NON_INDUSTRIAL, Carats(123450 + 10 * j), USDollars(1000 + i), origin),),
                )
                for j in range(3)
            ),
        )
        for i in range(containers)
    )


def pages(pdf: bytes) -> list[str]:
    import pypdfium2

    return [page.get_textpage().get_text_range().replace("\r", "") for page in pypdfium2.PdfDocument(pdf)]


def test_six_containers_stand_in_the_form_and_more_on_an_annexed_list() -> None:
    assert len(pages(paper(sign(packed_certificate(many(3)))))) == 1
    signed = sign(packed_certificate(many(9)))
    form, listed = pages(paper(signed))
    assert "See the annexed list" in form
    for container in signed.record.containers:
        assert all(seal in listed for seal in container.seals)
        assert all(parcel.reference in listed for parcel in container.parcels)
    in_order(listed, "BW 00042187", f"{signed.check_value[:4]} {signed.check_value[4:]}")


def test_lists_that_the_code_holds_by_digest_are_printed_with_the_digest() -> None:
    signed = sign(packed_certificate(many(40)))
    from kpcs.proof.code import decode

    digest = decode(signed.code).certificate.packing_digest
    assert digest
    sheets = pages(paper(signed))
    assert len(sheets) > 2
    assert digest in "".join(sheets[-1].split())
    assert f"{len(sheets)} / {len(sheets)}" in sheets[-1]
    compared = compare(signed.record._replace(packing_digest=digest), signed.check_value, " ".join(sheets).split())
    assert compared.differing == ()


LONG = "Mopane Example Diamonds and Associated Sorting, Sawing and Trading Houses of the Sample Province (Pty) Ltd"
ADDRESS = tuple(
    f"{n} of several very long lines of an address in the sample quarter of the example town" for n in "1234"
)


def test_long_texts_go_smaller_and_then_to_the_annexed_list_and_are_never_cut() -> None:
    signed = sign(samples.certificate(exporter=Party(LONG, ADDRESS), importer=Party(LONG, ADDRESS[:1])))
    form, listed = pages(paper(signed))
    in_order(form, "6 Exporter", LONG, "See the annexed list", "7 Importer", LONG, ADDRESS[0])
    in_order(listed, "6 Exporter", LONG, *ADDRESS)
    assert "7 Importer" not in listed


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7, 12])
def test_countries_of_origin_up_to_six_in_the_form(count: int) -> None:
    countries = sorted(("CD", "CF", "BW", "CA", "NA", "ZA", "AO", "SL", "LS", "LR", "RU", "TZ")[:count])
    origins = Origins(OriginMode.MIXED_LISTED, tuple(OriginShare(c, Carats(1_000_001)) for c in countries))
    sheets = pages(paper(sign(samples.certificate(origins=origins))))
    assert len(sheets) == (1 if count <= 6 else 2)
    register = Participants.published()
    stated = " ".join(sheets[0 if count <= 6 else 1].split())
    for country in countries:
        assert f" {country} " in " ".join(sheets[0].replace(",", " ").split())
        assert all(word in stated for word in register.name(country).split())
    assert stated.count("1 000.001 ct") == count


def test_undeclared_mixed_origin_is_filled_with_asterisks() -> None:
    in_order(text_of(paper(emirates())), "************", "mixed", "12")


def test_what_is_absent_cannot_be_filled_in_later() -> None:
    text = text_of(paper(sign(samples.certificate(sheet="", consignee=None, must_export_by=None))))
    in_order(text, "4 To be exported by", "–", "8 Consignee", "–", "17 Sheet number", "–")


def test_no_text_of_a_record_is_taken_for_markup() -> None:
    name = 'A "quoted" \\ name #[1] $x$ *b* _i_ <a> // @b'
    signed = sign(samples.certificate(importer=Party(name, ("#pagebreak()", "1 -- 2 'x' ..."))))
    in_order(text_of(paper(signed)), name, "#pagebreak()", "1 -- 2 'x' ...")


def test_specimen_says_so_and_an_original_does_not() -> None:
    assert "SPECIMEN" not in text_of(paper(botswana()))
    assert "SPECIMEN · NO VALUE" in text_of(paper(botswana(), specimen=True))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"layout": "EU-A4-1"}, "papers.layout.differs"),
        ({"check_value": "AAAAAAAA"}, "papers.code.differs"),
        ({"code": "KP1:"}, "code."),
    ],
)
def test_refused(changes: dict[str, str], code: str) -> None:
    arguments = {k: layout(v) if k == "layout" else v for k, v in changes.items()}
    with pytest.raises(Refusal) as refused:
        paper(botswana(), **arguments)
    assert refused.value.codes[0].startswith(code)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "BW00042188"},
        {"expires_on": date(2027, 1, 19)},
        {"exporter": Party("Mopane Example Diamond", ("4 Sample Road", "Example Town"), "BW")},
        {"containers": many(3)},
        {"sheet": "A00271947"},
    ],
)
def test_a_record_that_the_code_does_not_state_is_not_printed(changes: dict[str, object]) -> None:
    signed = botswana()
    with pytest.raises(Refusal) as refused:
        paper(signed._replace(record=signed.record._replace(**changes)))
    assert refused.value.codes == ("papers.code.differs",)


def test_another_annexed_list_than_the_signed_one_is_not_printed() -> None:
    signed = sign(packed_certificate(many(40)))
    with pytest.raises(Refusal) as refused:
        paper(signed._replace(record=signed.record._replace(containers=many(40)[:-1] + many(1))))
    assert refused.value.codes == ("papers.code.differs",)


@pytest.mark.parametrize("name", ["深圳示例", "𝔛 Example"])
def test_letters_that_no_shipped_face_has_are_refused_and_never_printed_as_boxes(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        paper(sign(samples.certificate(importer=Party(name, ("1 Sample Road",)))))
    assert refused.value.codes == ("papers.character.missing",)
    assert name[0] in refused.value.problems[0].text


def test_cyrillic_and_greek_names_are_printed() -> None:
    signed: Signed = sign(samples.certificate(importer=Party("Алмазы Пример", ("Οδός 1",))))
    in_order(text_of(paper(signed)), "Алмазы Пример", "Οδός 1")
