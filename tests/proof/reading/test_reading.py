"""Reading what strangers hand in: code texts, PDFs, photographs; and what is made to break a reader."""

import io

import pypdfium2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kpcs.proof.evidence import Reading
from kpcs.proof.reading import DEFAULT, read
from kpcs.proof.reading.recognise import Kind, recognise
from tests.papers.making import botswana
from tests.proof.reading import documents as d


def codes_of(reading: Reading) -> tuple[str, ...]:
    return tuple(problem.code for problem in reading.problems)


# --- told by content -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"KP1:ABC", Kind.TEXT),
        ("\ufeffKP1:ABC\r\n".encode(), Kind.TEXT),
        (b"junk before %PDF-1.7", Kind.PDF),
        (b"\x89PNG\r\n\x1a\nxxxx", Kind.IMAGE),
        (b"\xff\xd8\xff\xe0", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.UNKNOWN),
        (b"\x00\x01\x02", Kind.UNKNOWN),
        (b"PK\x03\x04\xff\xfe", Kind.UNKNOWN),
        (b"", Kind.TEXT),
    ],
)
def test_recognised_by_content(data: bytes, kind: Kind) -> None:
    assert recognise(data) is kind


def test_a_code_text() -> None:
    code = botswana().code
    for data in (code, code + "\n", code + "\r\n", "\ufeff" + code, "Certificate:\n" + code + "\n"):
        assert read(data.encode()) == Reading("text", (code,), 0)
    assert read((code + "\n" + botswana().label + "\n" + code).encode()).codes == (code, botswana().label)


def test_blanks_of_a_code_are_letters_and_stay() -> None:
    assert read(b"KP1:A B \n").codes == ("KP1:A B ",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "reading.empty"),
        (b"BW 0004 2187", "reading.no_code"),
        (b"see KP1:ABC", "reading.no_code"),
        (b"\x00\x01\x02\x03", "reading.not_readable"),
    ],
)
def test_what_is_no_code_is_said(data: bytes, code: str) -> None:
    reading = read(data)
    assert reading.codes == ()
    assert codes_of(reading) == (code,)


def test_more_bytes_than_allowed() -> None:
    reading = read(b"x" * 101, limits=DEFAULT._replace(size=100))
    assert codes_of(reading) == ("reading.too_large",)


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_forms_of_pictures(form: str) -> None:
    assert read(d.saved(d.scan(), form)) == Reading("image", (botswana().code,), 1)


def test_a_picture_with_transparency() -> None:
    image = Image.new("RGBA", d.scan().size, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=d.scan().point(lambda v: 255 if v < 128 else 0))
    assert read(d.saved(image)).codes == (botswana().code,)


PHOTOGRAPHS = {
    "turned by a third": lambda: d.turned(d.scan(), 33),
    "upside down": lambda: d.turned(d.scan(), 180),
    "on its side and askew": lambda: d.turned(d.scan(), 97),
    "slanted": lambda: d.slanted(d.scan()),
    "in shadow": lambda: d.unevenly_lit(d.scan(), 40),
    "in deep shadow": lambda: d.unevenly_lit(d.scan(), 15),
    "soft": lambda: d.blurred(d.scan(), 2.0),
    "out of focus": lambda: d.blurred(d.scan(), 2.4),
    "small": lambda: d.scan().resize((660, 934)),
    "all of it": lambda: d.blurred(d.grainy(d.unevenly_lit(d.turned(d.slanted(d.scan()), 203), 50), 15), 1.2),
}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs(name: str) -> None:
    reading = read(d.saved(PHOTOGRAPHS[name](), "JPEG", quality=60))
    assert reading.codes == (botswana().code,)
    assert reading.printed is None
    assert reading.problems == ()


def test_a_code_far_away_on_a_dark_desk() -> None:
    desk = Image.new("L", (3000, 2600), 70)
    desk.paste(d.scan().resize((830, 1170)), (900, 700))
    assert read(d.saved(desk, "JPEG")).codes == (botswana().code,)


def test_a_picture_without_code_and_one_with_a_strangers_code() -> None:
    assert codes_of(read(d.saved(Image.new("L", (600, 400), 128)))) == ("reading.no_code",)
    buffer = io.BytesIO()
    segno.make("https://example.org/parcel").save(buffer, "png", scale=6)
    assert codes_of(read(buffer.getvalue())) == ("reading.other_code",)


def test_our_code_beside_a_strangers_code() -> None:
    image = d.scan().copy()
    buffer = io.BytesIO()
    segno.make("https://example.org/parcel").save(buffer, "png", scale=5)
    image.paste(Image.open(buffer).convert("L"), (300, 1700))
    assert read(d.saved(image)).codes == (botswana().code,)


# --- PDFs ------------------------------------------------------------------------------------------------------------


def test_a_certificate() -> None:
    reading = read(d.certificate())
    assert reading.kind == "pdf"
    assert reading.codes == (botswana().code,)
    assert reading.pages == 1
    assert reading.problems == ()
    assert reading.printed is not None
    at = reading.printed.index("7102.31")
    assert reading.printed[at : at + 4] == ("7102.31", "Non-industrial", "7\u202f763.96", "1\u202f139\u202f344.99")


def test_a_scan_in_a_pdf_has_a_code_and_no_words() -> None:
    for image in (d.scan(), d.blurred(d.turned(d.scan(), 12), 1.5)):
        assert read(d.saved(image, "PDF", resolution=200)) == Reading("pdf", (botswana().code,), 1, ())


def test_a_turned_page() -> None:
    document = pypdfium2.PdfDocument(d.certificate())
    document[0].set_rotation(90)
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read(buffer.getvalue())
    assert reading.codes == (botswana().code,)
    assert reading.problems == ()
    assert reading.printed == read(d.certificate()).printed


def test_only_so_many_pages_are_read() -> None:
    reading = read(d.page("#for n in range(20) [ page #n #pagebreak(weak: true) ]"), limits=DEFAULT._replace(pages=3))
    assert reading.pages == 3
    assert codes_of(reading) == ("reading.more_pages", "reading.no_code")
    assert reading.printed == ("page", "0", "page", "1", "page", "2")


HIDDEN = {
    "in the colour of the paper": "#text(fill: white)[9999.99]",
    "under a white box": "#place(dx: 10mm, dy: 10mm)[9999.99]"
    "#place(dx: 8mm, dy: 8mm, rect(width: 40mm, height: 12mm, fill: white))",
    "outside the page": "#place(dx: 300mm)[9999.99]",
    "too small to see": "#text(size: 0.4pt)[9999.99]",
    "without ink": "#text(fill: rgb(0, 0, 0, 0))[9999.99]",
    "so pale that nobody sees it": "#text(fill: rgb(246, 246, 246))[9999.99]",
    "one figure of it": "999#text(fill: white)[9].99",
    "figures in another order": "#box(width: 0pt)[999]#h(-1em)#box(width: 0pt)[9.99]",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_words_that_cannot_be_seen_are_no_print_and_are_told(name: str) -> None:
    reading = read(d.page("Seen 1234.50 #linebreak() " + HIDDEN[name]))
    assert "9999.99" not in (reading.printed or ())
    assert reading.printed is not None
    assert reading.printed[:2] == ("Seen", "1234.50")
    if name not in ("outside the page", "figures in another order"):
        assert "reading.hidden_text" in codes_of(reading)


def test_pale_and_coloured_words_that_can_be_seen_are_print() -> None:
    source = (
        '#text(fill: rgb("#d88d94"))[Pale] #text(size: 4pt)[small] #text(fill: white, highlight(fill: black)[light])'
    )
    assert read(d.page(source)).printed == ("Pale", "small", "light")


def test_thin_letters_and_ligatures_are_seen() -> None:
    words = read(
        d.page('#text(font: "EB Garamond 12", size: 10pt)[office affairs, first flight: il li lll 1l1]')
    ).printed
    assert words == ("office", "affairs,", "first", "flight:", "il", "li", "lll", "1l1")


# --- made to break readers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_truncated_documents(share: float) -> None:
    for data in (d.certificate(), d.saved(d.scan()), d.saved(d.scan(), "JPEG"), d.saved(d.scan(), "TIFF")):
        reading = read(data[: int(len(data) * share)])
        # cut near its end a picture may still show its code; otherwise it is said why nothing was read
        assert reading.codes == (botswana().code,) or codes_of(reading)[-1] in (
            "reading.not_readable",
            "reading.no_code",
        )


def test_a_picture_of_60_000_by_60_000_is_refused_by_its_header() -> None:
    assert codes_of(read(d.png_claiming(60_000, 60_000))) == ("reading.too_large",)
    assert codes_of(read(d.png_claiming(3_000, 3_000))) == ("reading.not_readable",)


def test_pages_without_end() -> None:
    loop = d.bare_pdf("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 1000000000 /Kids [2 0 R 2 0 R]>>")
    assert codes_of(read(loop)) in (("reading.not_readable",), ("reading.timeout",))


def test_a_page_of_a_kilometre() -> None:
    huge = d.bare_pdf(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 2834645 2834645]>>",
    )
    assert codes_of(read(huge)) == ("reading.too_large",)


def test_a_locked_pdf() -> None:
    key = "<" + "41" * 32 + ">"
    locked = d.bare_pdf(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>>",
        f"<</Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4>>",
        trailer="/Encrypt 4 0 R /ID [<00><00>]",
    )
    assert codes_of(read(locked)) == ("reading.locked",)


def test_no_pages() -> None:
    assert codes_of(read(d.bare_pdf("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 0 /Kids []>>"))) == (
        "reading.not_readable",
    )


def test_an_attached_code_is_not_read() -> None:
    """What is attached or written in the document's data is not on the page."""
    code = botswana().code.replace("(", "").replace(")", "")
    data = d.bare_pdf(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>>",
        f"<</Title ({code})>>",
        trailer="/Info 4 0 R",
    )
    assert codes_of(read(data)) == ("reading.no_code",)


def test_time_and_memory_are_limited() -> None:
    noise = d.saved(Image.effect_noise((3000, 3000), 90), "JPEG", quality=30)
    assert codes_of(read(noise, limits=DEFAULT._replace(seconds=1))) == ("reading.timeout",)
    large = d.saved(Image.new("RGBA", (8000, 8000)))
    assert codes_of(read(large, limits=DEFAULT._replace(memory=500 * 2**20))) == ("reading.memory",)


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from(["pdf", "png"]), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=6)
)
def test_damage_anywhere_ends_in_a_code_or_a_reason(form: str, damage: list[tuple[float, bytes]]) -> None:
    data = bytearray(d.certificate() if form == "pdf" else d.saved(d.scan()))
    for where, piece in damage:
        at = int(where * (len(data) - 8))
        data[at : at + len(piece)] = piece
    reading = read(bytes(data))
    assert reading.codes == (botswana().code,) or reading.problems
