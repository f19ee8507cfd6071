"""One certificate's whole circle, walked through the pages of both desks; it reaches the importing office by camera."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from kpcs.cli.demo.cast import BOTSWANA
from kpcs.cli.demo.story import SEALS, draft, weights_of
from tests.e2e.pictures import film
from tests.e2e.visits import Visits
from tests.e2e.walking import follow, open_case, press, says, step, write, write_day

pytestmark = pytest.mark.xdist_group("pages")

DRAFT = draft(waybill="000-44172096")
WEIGHTS = {f"Parcel {parcel}, in carats": carats for parcel, carats in weights_of(DRAFT).items()}
WITNESSES = "Dan Example\nAbel Placeholder"


def apply(page: Page) -> str:
    """Dan writes the application, section by section, and submits it; its reference."""
    page.goto("/")
    follow(page, "New application")
    page.get_by_label("Exporter").select_option(label="Mopane Example Diamonds")
    press(page, "Begin")
    page.get_by_label("Country of destination").select_option(label="European Union")
    write(page, {"Importer": "Scheldt Sample Traders", "Address of the importer": "12 Specimen Quay\nSample Port"})
    page.get_by_label("Country of the importer").select_option(label="Belgium")
    press(page, "Save and continue")
    today = datetime.now(ZoneInfo(BOTSWANA.zone)).date()
    page.get_by_label("Ordinary").check()
    write(page, {"Carrier": DRAFT["carrier"], "Air waybill or itinerary": DRAFT["waybill"]})
    write_day(page, "Day of departure", today + timedelta(days=1))
    write_day(page, "Expected at the destination", today + timedelta(days=4))
    press(page, "Save and continue")
    for n, row in enumerate(DRAFT["lines"], 1):
        if page.get_by_label(f"Container, row {n}").count() == 0:
            press(page, "Add a row")
        page.get_by_label(f"HS, row {n}").select_option(row["hs"])
        cells = {"Container": "container", "Parcel": "parcel", "Carats": "carats", "Value, US$": "value"}
        for label, name in {**cells, "Origin": "origins"}.items():
            page.get_by_label(f"{label}, row {n}").fill(row[name])
    write(page, {"Total weight in carats": "9,074.71", "Total value in US dollars": "1,240,534.89"})
    press(page, "Save and continue")
    write(page, {"Number of the invoice": "INV-2026-0311"})
    write_day(page, "Date of the invoice", today)
    page.get_by_label("The invoice carries the statement of warranty").check()
    page.get_by_label("The exporter declares").check()
    press(page, "Save and continue")
    follow(page, "Go on to submit")
    press(page, "Submit")
    says(page, "The application is submitted.")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def issue(visits: Visits, folder: Path) -> tuple[str, bytes]:
    """Botswana's office, each person at a browser of his own; the certificate's number and its PDF."""
    reference = apply(visits.open("bw", "dan"))
    mpho, tom, neo = (visits.open("bw", who) for who in ("mpho", "tom", "neo"))
    step(mpho, reference, "Begin the examination", "Begin")
    step(tom, reference, "Weigh at intake", "Save the weights", {**WEIGHTS, "Witnesses": "Dan Example"})
    step(visits.open("bw", "pula"), reference, "Decide", "Approve")
    seals = {f"Seals of container {n}": " ".join(seals) for n, seals in enumerate(SEALS[0], 1)}
    step(neo, reference, "Reserve number and seals", "Reserve", seals)
    step(tom, reference, "Enter the weights", "Save the weights", {**WEIGHTS, "Witnesses": "Dan Example"})
    step(neo, reference, "Record the sealing", "The containers are sealed", {"Witnesses": WITNESSES})
    open_case(neo, reference)
    follow(neo, "Freeze and sign")
    neo.get_by_label("Kago Example").check()
    press(neo, "Freeze and sign")
    says(neo, "The record is frozen and signed.")
    step(neo, reference, "Print", "Print")
    says(neo, "The certificate is printed")
    neo.locator("a", has_text="BW00042").first.click()
    with neo.expect_download() as download:
        follow(neo, "Download PDF")
    download.value.save_as(folder / "certificate.pdf")
    step(visits.open("bw", "kago"), reference, "Validate", "I have signed and stamped it")
    step(neo, reference, "Hand over", "It is handed over", {"Received by": "Dan Example"})
    abel = visits.open("bw", "abel")
    open_case(abel, reference)
    follow(abel, "Record the exit")
    write_day(abel, "Day of exit", datetime.now(ZoneInfo(BOTSWANA.zone)).date())
    press(abel, "The goods have left")
    says(abel, "12 of 13 steps done.")
    return download.value.suggested_filename.removesuffix(".pdf"), (folder / "certificate.pdf").read_bytes()


def inspect(page: Page) -> str:
    """Seals, parcels and weights of the case on the page: as certified; the page's address."""
    page.wait_for_url("**/imports/cases/*/")
    case = page.url
    for box in page.get_by_label("Condition").all():
        box.select_option(label="Intact")
    for box, parcels in zip(page.get_by_label("Parcels found").all(), ("2", "1"), strict=True):
        box.fill(parcels)
    found = page.get_by_role("textbox", name="Found,")
    for box, row in zip(found.all(), DRAFT["lines"], strict=True):
        box.fill(row["carats"] + "0")
    write(page, {"Present": "Ina Sample, inspector\nTilde Specimen, weigher"})
    press(page, "Save and continue")
    return case


def test_the_whole_circle(visits: Visits, launch: Callable[..., Browser], tmp_path: Path) -> None:
    number, pdf = issue(visits, tmp_path)

    seeing = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film(pdf, tmp_path / 'hand.mjpeg')}",
    )
    ina = visits.open("eu", "ina", browser=seeing)
    ina.goto("/")
    expect(ina.get_by_role("row", name=number)).to_contain_text("Announced", timeout=30_000)
    follow(ina, "Use the camera")
    ina.wait_for_url("**/imports/documents/*/", timeout=60_000)
    says(ina, "Authentic", "Clear", "Issued by Botswana")
    press(ina, "Open an inspection case")
    case = inspect(ina)
    says(ina, "Nothing differs from the certificate.")
    ina.get_by_label("Accept the goods", exact=True).check()
    press(ina, "Decide")
    press(ina, "Send to Botswana")
    says(ina, "Confirmed to Botswana")
    ina.goto(case)
    follow(ina, "Certificate and acts on both sides")

    neo = visits.open("bw", "neo")
    for _look in range(60):
        neo.goto(f"/certificates/{number}/")
        if neo.locator(".kp-sides", has_text="Goods accepted").count():
            break
        neo.wait_for_timeout(250)
    for page in (ina, neo):
        both = page.locator(".kp-sides")
        for act in ("Validated", "Pre-advice sent", "Opened and weighed"):
            expect(both).to_contain_text(act)
        says(page, "Goods accepted", "9,074.71", "Found on arrival")
    with neo.expect_download() as download:
        follow(neo, "Certificate (PDF)")
    assert download.value.path().read_bytes() == pdf
    seeing.close()
