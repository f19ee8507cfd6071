"""What is laid before the desk, right and wrong: each gets a clear statement, and nothing typed is lost."""

import io
from datetime import date
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kpcs.office.accounts.terms import NODE, Role
from kpcs.office.certificates import operations as certificates
from kpcs.office.exchange.bodies import CertificateStatus
from kpcs.office.imports import operations
from kpcs.office.imports.models import Evidence, ForeignDocument, InspectionCase, Sighting
from kpcs.papers.certificate import render_certificate
from kpcs.papers.layout import layout
from kpcs.proof import code as codes
from kpcs.proof.comparison import compare
from kpcs.proof.reading import read
from kpcs.scheme.lifecycles import CertificateState
from tests.office.exchange.foreign import Foreign
from tests.office.imports.desk import AT, PAPER, Desk
from tests.samples import certificate
from tests.web.portal.imports.test_walk import text

pytestmark = pytest.mark.django_db


def checked(ina: Client, typed: str, status: int = 200) -> str:
    answer = ina.post("/imports/check/", {"text": typed}, follow=True)
    assert answer.status_code == status, text(answer.content.decode())
    return text(answer.content.decode())


def flipped(code: str, place: int = 60) -> str:
    other = "A" if code[place] != "A" else "B"
    return code[:place] + other + code[place + 1 :]


# ---------------------------------------------------------------- numbers and labels


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the certificate number."),
        ("0004 2187", "does not begin with the issuer’s two letters"),
        ("BW 0O04 2187", "holds something other than digits"),
        ("<script>alert(1)</script>", "holds something other than digits"),
    ],
)
def test_what_is_no_number_is_said_so_and_stays_in_the_box(desk: Desk, ina: Client, typed: str, sentence: str) -> None:
    answer = ina.post("/imports/check/", {"text": typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text(html)
    assert "<script>alert" not in html
    if typed == "0004 2187":
        assert 'value="0004 2187"' in html


def test_a_number_shows_what_is_known_of_it(desk: Desk, ina: Client) -> None:
    desk.announced()
    said = checked(ina, "bw 0004-2187")
    assert "What is known of this number" in said
    assert "Mopane Example Diamonds, Scheldt Sample Traders" in said
    assert "Nobody has announced it." in checked(ina, "BW 17")


def test_a_number_in_hand_and_a_case_number_lead_to_the_case(desk: Desk, ina: Client) -> None:
    case = desk.opened()
    for typed in ("BW00042187", "eu-s 2026 00001"):
        answer = ina.post("/imports/check/", {"text": typed}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/imports/cases/{case.pk}/"


def test_a_containers_label_names_the_certificate(desk: Desk, ina: Client) -> None:
    desk.announced()
    commitment = codes.decode(desk.code()).commitment
    said = checked(ina, codes.label("BW00042187", commitment))
    assert "A label is not signed." in said
    assert "Mopane Example Diamonds" in said
    assert "No certificate could be read" in checked(ina, codes.label("BW00042187", commitment)[:-2], 422)


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize("cut", [5, 60, -1])
def test_a_truncated_code_is_a_statement(desk: Desk, ina: Client, cut: int) -> None:
    said = checked(ina, desk.code()[:cut], 422)
    assert "Not authentic" in said
    assert not ForeignDocument.objects.exists()


def test_a_code_altered_by_one_character_is_never_authentic(desk: Desk, ina: Client) -> None:
    code = desk.code()
    for place in range(4, len(code), 97):
        answer = ina.post("/imports/check/", {"text": flipped(code, place)}, follow=True)
        said = text(answer.content.decode())
        assert "Not authentic" in said or "Undetermined" in said, place
        assert "Issued by Botswana on 19 November 2026. Not altered." not in said


@pytest.mark.parametrize(
    ("make", "verdict", "standing"),
    [
        (lambda desk: desk.code_of(certificate(), foreign=Foreign("BW")), "Undetermined", "Officer decides"),
        (lambda desk: desk.code_by_wrong_key(), "Not authentic", "Barred"),
        (
            lambda desk: desk.code(issued_on=date(2026, 6, 1), expires_on=date(2026, 7, 31)),
            "Authentic",
            "Officer decides",
        ),
        (lambda desk: desk.code(destination="AE"), "Authentic", "Officer decides"),
        (lambda desk: desk.code(destination="KP"), "Authentic", "Barred"),
    ],
)
def test_keys_make_the_verdict_and_dates_the_standing(
    desk: Desk, ina: Client, make: Any, verdict: str, standing: str
) -> None:
    said = checked(ina, make(desk))
    assert f"Who issued it, and was it altered? {verdict}" in said
    assert f"What may be done with it? {standing}" in said


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (CertificateState.REVOKED, "Barred"),
        (CertificateState.VOID, "Barred"),
        (CertificateState.STOLEN, "Officer decides"),
        (CertificateState.LOST, "Officer decides"),
    ],
)
def test_reports_of_the_issuer_make_the_standing(
    desk: Desk, ina: Client, status: CertificateState, standing: str
) -> None:
    notice = CertificateStatus("BW00042187", status, date(2026, 11, 21))
    certificates.take_status(by=NODE, at=AT, told_by="BW", notice=notice)
    said = checked(ina, desk.code())
    assert "Who issued it, and was it altered? Authentic" in said
    assert f"What may be done with it? {standing}" in said
    assert status.label in checked(ina, "BW 0004 2187")


def test_a_claimed_number_is_told_before_a_second_case_is_opened(desk: Desk, ina: Client) -> None:
    operations.open_case(by=desk.lea, at=AT, document=desk.captured(by=desk.lea))
    said = checked(ina, desk.code())
    assert "Another case claims this number" in said
    assert "EU-H 2026 00001" in said.replace("EU-H 202600001", "EU-H 2026 00001")
    document = ForeignDocument.objects.get(office=desk.scheldt)
    answer = ina.post(f"/imports/documents/{document.pk}/open/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/imports/documents/{document.pk}/"
    said = text(answer.content.decode())
    assert "Two cases claim one number" in said
    assert "Nothing has been refused; keep goods and document together until the issuer answers." in said
    assert InspectionCase.objects.count() == 2


def test_european_union_law_stands_beside_the_scheme(desk: Desk, ina: Client) -> None:
    from kpcs.scheme.certificate import Origins, combine_origins
    from kpcs.scheme.certificate.values import OriginMode
    from tests.samples import CONTAINERS

    undeclared = Origins(OriginMode.MIXED_UNDECLARED)
    mixed = tuple(
        box._replace(
            parcels=tuple(p._replace(lines=tuple(g._replace(origins=undeclared) for g in p.lines)) for p in box.parcels)
        )
        for box in CONTAINERS
    )
    said = checked(ina, desk.code(containers=mixed, origins=combine_origins(mixed)))
    assert "KP: in order." in said
    assert "European Union law: not admissible" in said


# ---------------------------------------------------------------- files


def uploaded(ina: Client, data: bytes, name: str = "sheet.bin", status: int = 200) -> str:
    file = SimpleUploadedFile(name, data)
    answer = ina.post("/imports/upload/", {"file": file, "brought_by": "Scheldt Sample Traders"}, follow=True)
    assert answer.status_code == status, text(answer.content.decode())
    return text(answer.content.decode())


def paper_of(code: str) -> bytes:
    known = codes.decode(code)
    return render_certificate(known.certificate, code=code, check_value=known.check_value, layout=layout("BW-A4-1"))


def test_an_uploaded_pdf_is_read_and_its_print_compared(desk: Desk, ina: Client) -> None:
    paper = paper_of(desk.code())
    said = uploaded(ina, paper)
    assert "The printed page says what the code says" in said
    document = ForeignDocument.objects.get()
    kept = Evidence.objects.get()
    assert (kept.document, kept.media_type) == (document, "application/pdf")
    file = ina.get(f"/imports/evidence/{kept.pk}/")
    assert file.content == paper
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_a_print_that_says_otherwise_is_not_authentic(desk: Desk, ina: Client) -> None:
    code = desk.code()
    printed = read(paper_of(code)).printed
    assert printed is not None and "Scheldt" in " ".join(printed)
    words = [word.replace("Scheldt", "Harbour") for word in printed]
    known = codes.decode(code)
    comparison = compare(known.certificate, known.check_value, words)
    document = desk.captured(code, comparison=comparison)
    said = text(ina.get(f"/imports/documents/{document.pk}/").content.decode())
    assert "Who issued it, and was it altered? Not authentic" in said
    assert "does not show what the code says" in said
    operations.check_again(by=desk.ina, at=AT, document=document)
    assert document.verifications.latest().verdict == "not_authentic"  # the comparison stays part of the document


def test_a_photograph_of_the_code_is_read(desk: Desk, ina: Client) -> None:
    picture = io.BytesIO()
    segno.make(desk.code(), error="m").save(picture, kind="png", scale=6, border=4)
    said = uploaded(ina, picture.getvalue())
    assert "Who issued it, and was it altered? Authentic" in said
    assert "Print and code" in said  # a picture has no text to compare: by the officer's eyes


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"GIF89a" + bytes(40), "No certificate could be read"), (b"\x00\x01\x02garbage", "No certificate could be read")],
)
def test_a_file_that_cannot_be_read_is_a_statement(desk: Desk, ina: Client, data: bytes, sentence: str) -> None:
    said = uploaded(ina, data, status=422)
    assert sentence in said
    assert "Undetermined" in said
    assert "What kept the file from being read" in said


def test_a_truncated_pdf_and_an_empty_file_are_said_to_be_so(desk: Desk, ina: Client) -> None:
    assert "No certificate could be read" in uploaded(ina, paper_of(desk.code())[:3000], status=422)
    assert "There is a problem" in uploaded(ina, b"", status=422)


# ---------------------------------------------------------------- paper


def test_nothing_typed_from_a_paper_is_lost(desk: Desk, ina: Client) -> None:
    fields = {**PAPER, "hs_0": "7102.31", "carats_0": "388.05", "value_0": "81,878.55"}
    wrong = {**fields, "scan": SimpleUploadedFile("notes.txt", b"no picture at all")}
    answer = ina.post("/imports/paper/", wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Add a photograph (JPEG, PNG, WebP) or a PDF" in text(html)
    for typed in ("SL 004917", "9 November 2026", "7102.31", "81,878.55", "Kapok Specimen Gems"):
        assert typed in html
    assert not ForeignDocument.objects.exists()
    answer = ina.post("/imports/paper/", fields, follow=True)
    assert "What was typed from the paper" in text(answer.content.decode())
    assert ForeignDocument.objects.get().printed["lines"] == [
        {"hs": "7102.31", "carats": "388.05", "value": "81,878.55"}
    ]


def test_an_empty_paper_form_says_what_it_wants(desk: Desk, ina: Client) -> None:
    answer = ina.post("/imports/paper/", {"number": ""})
    assert answer.status_code == 422
    assert "Type at least one thing that stands on the paper." in text(answer.content.decode())


# ---------------------------------------------------------------- who may


def test_strangers_sign_in_and_others_are_turned_away(desk: Desk) -> None:
    stranger = Client()
    assert stranger.get("/imports/").status_code == 302
    agent = desk.person("dan.example", "Dan Example", desk.scheldt, Role.AGENT)
    stranger.force_login(agent.person)
    assert stranger.get("/imports/").status_code == 403


def test_the_auditor_reads_and_changes_nothing(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.ada.person)
    case = desk.opened()
    page = client.get(f"/imports/cases/{case.pk}/")
    assert page.status_code == 200
    assert "Save and continue" not in text(page.content.decode())
    answer = client.post("/imports/check/", {"text": desk.code()})
    assert answer.status_code == 422
    assert "Only an officer of an import desk does this." in text(answer.content.decode())


def test_a_sighting_is_recorded_by_customs(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.cus.person)
    form = {"number": "BW 0004 2187", "place": "Sample Airport", "seals": "yes", "remark": ""}
    answer = client.post("/imports/sighting/", form, follow=True)
    assert answer.status_code == 200
    assert Sighting.objects.get().seals_intact is True
    assert "Sample Airport" in text(answer.content.decode())
    assert client.post("/imports/sighting/", {"number": "", "place": ""}).status_code == 422


def test_the_list_as_a_file_is_safe_for_spreadsheets(desk: Desk, ina: Client) -> None:
    operations.announce(by=desk.ina, at=AT, number="SL 17", exporter="=cmd()", importer="@x")
    lines = ina.get("/imports/list.csv").content.decode().splitlines()
    assert lines[0].startswith("number,issuer,exporter")
    assert "'=cmd()" in lines[1] and "'@x" in lines[1]
