"""Every way to bring a certificate to the import desk, without scripts; what cannot be read is said in plain words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pictures import photograph
from tests.e2e.visits import Visits
from tests.e2e.walking import follow, press, says

pytestmark = pytest.mark.xdist_group("pages")


def check(page: Page, text: str) -> None:
    """Put ``text`` into the intake box and send it."""
    page.goto("/imports/")
    page.get_by_label("Scan, upload, paste or type").fill(text)
    press(page, "Check")


def upload(page: Page, name: str, kind: str, data: bytes) -> None:
    """Send a file, as a browser without scripts does."""
    page.goto("/imports/")
    follow(page, "Upload a photo or PDF")
    page.get_by_label("Who brings it").fill("Scheldt Sample Traders")
    page.get_by_label("Photo, scan or PDF of the certificate").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    press(page, "Read and check")


@pytest.fixture
def ina(visits: Visits) -> Page:
    """The inspector, in a browser without scripts."""
    return visits.open("eu", "ina", scripts=False)


def test_a_code_is_pasted(ina: Page, held: dict[str, str]) -> None:
    check(ina, held["code"])
    says(ina, held["number"], "Authentic", "Clear", "Issued by Botswana")
    says(ina, "it does not show where the stones were mined")


def test_the_pdf_is_uploaded_and_its_print_compared_with_its_code(ina: Page, held: dict[str, str]) -> None:
    upload(ina, "certificate.pdf", "application/pdf", bytes.fromhex(held["pdf"]))
    says(ina, held["number"], "Authentic", "Clear")


def test_a_photograph_is_uploaded(ina: Page, held: dict[str, str]) -> None:
    upload(ina, "photo.jpg", "image/jpeg", photograph(bytes.fromhex(held["pdf"])))
    says(ina, held["number"], "Authentic", "Clear")


def test_a_number_is_typed_and_leads_to_the_expected_shipment(ina: Page, held: dict[str, str]) -> None:
    check(ina, f"{held['number'][:2]} {held['number'][2:6]} {held['number'][6:]}".lower())
    says(ina, held["number"], "Marula Example Stones", "Scheldt Sample Traders")


def altered(code: str) -> str:
    """The code with its last letter changed."""
    return code[:-1] + ("A" if code[-1] != "A" else "B")


def stranger(_code: str) -> str:
    """A code signed by a key that nobody here knows."""
    vectors = json.loads((Path(__file__).parent.parent / "vectors" / "codes.json").read_text("utf-8"))
    return str(vectors[0]["text"])


@pytest.mark.parametrize(
    "spoil",
    [altered, stranger, lambda code: code[: len(code) // 2], lambda code: code.replace(code[40], "", 1)],
    ids=["one letter changed", "unknown key", "half of it", "one letter missing"],
)
def test_a_code_that_does_not_hold_is_never_authentic(
    ina: Page, held: dict[str, str], spoil: Callable[[str], str]
) -> None:
    check(ina, spoil(held["code"]))
    says(ina, "What was checked")
    expect(ina.get_by_text("Authentic", exact=True)).to_have_count(0)


def test_what_is_no_number_is_refused_and_stays_in_the_box(ina: Page) -> None:
    check(ina, "not a number at all")
    says(ina, "There is a problem")
    expect(ina.get_by_label("Scan, upload, paste or type")).to_have_value("not a number at all")


@pytest.mark.parametrize(
    "name, kind, data",
    [
        ("shopping.txt", "text/plain", b"two loaves, a lemon"),
        ("broken.pdf", "application/pdf", b"%PDF-1.7\nnothing more"),
        ("broken.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 cut off"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(ina: Page, name: str, kind: str, data: bytes) -> None:
    upload(ina, name, kind, data)
    says(ina, "What kept the file from being read")
    follow(ina, "Enter the paper field by field")
    says(ina, "Type each field exactly as it is printed")


def test_an_expired_paper_is_typed(ina: Page) -> None:
    ina.goto("/imports/paper/")
    ina.get_by_label("Certificate number").fill("BW00009001")
    ina.get_by_label("Date of expiry").fill("1 February 2020")
    press(ina, "Save and check")
    says(ina, "1 February 2020", "expired")


def test_the_second_sheet_with_one_code_holds_both_cases(ina: Page, held: dict[str, str]) -> None:
    check(ina, held["code"])
    press(ina, "Open an inspection case")
    first = ina.url
    follow(ina, "Verification statement")
    press(ina, "This is another sheet with the same code")
    says(ina, "Another case claims this number")
    press(ina, "Open an inspection case")
    says(ina, "Held: two claims", "Two cases claim one number", "What happens next")
    ina.goto(first)
    says(ina, "claims this number too. Nothing has been refused")
    follow(ina, "See both claims")
    says(ina, "Two cases claim one number")
