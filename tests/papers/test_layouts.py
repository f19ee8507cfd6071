"""Layouts: complete words, a source for every wording, line work that stays pale."""

from datetime import date
from importlib.resources import files

import pytest

from kpcs.papers.guilloche import sheet
from kpcs.papers.layout import layout, layouts, read_layout, vocabulary
from kpcs.papers.lettering import drawable, microtext
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.problems import Refusal
from tests.papers.making import ALL, paper, picture, window

STATEMENT = (
    "The rough diamonds in this shipment have been handled in accordance with the provisions of the Kimberley Process "
    "Certification Scheme for rough diamonds."
)


def test_three_layouts_are_shipped() -> None:
    assert layouts() == ("AE-A4-1", "BW-A4-1", "EU-A4-1")


@pytest.mark.parametrize("key", ALL)
def test_title_and_statement_are_those_of_annex_i_in_english(key: str) -> None:
    wording = layout(key).wording
    assert (wording["title"].english or wording["title"].own) == "Kimberley Process Certificate"
    assert (wording["statement"].english or wording["statement"].own) == STATEMENT


@pytest.mark.parametrize("key", ALL)
def test_every_wording_names_its_source_or_is_marked_as_placeholder(key: str) -> None:
    for wording in layout(key).wording.values():
        assert "CORE Annex I.A" in wording.source or "placeholder" in wording.source


def test_botswana_has_no_invented_setswana() -> None:
    assert all(len(words) == 1 for words in layout("BW-A4-1").words.values())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_vocabularies_are_complete(language: str) -> None:
    assert vocabulary(language).keys() == vocabulary("en").keys()
    assert all(all(words) for words in vocabulary(language).values())


def test_equal_words_are_printed_once() -> None:
    assert vocabulary("fr")["carats"] == ("Carats",)
    assert vocabulary("fr")["6"] == ("Exportateur", "Exporter")


def test_unknown_layout_and_language_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        layout("XX-A4-9")
    assert refused.value.codes == ("papers.layout.unknown",)
    with pytest.raises(Refusal) as refused:
        vocabulary("tn")
    assert refused.value.codes == ("papers.language.unknown",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('issuer = "BW"', ""),
        ("petals = [6, 8, 12, 16]", "petals = [6]"),
        ('micro = "KIMBERLEY', 'micro = "kimberley'),
        ("[wording.statement]", "[wording.other]"),
        ("[inks]", "[inks"),
    ],
)
def test_an_incomplete_layout_file_is_refused(old: str, new: str) -> None:
    text = (files("kpcs.papers") / "layouts" / "BW-A4-1.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(Refusal) as refused:
        read_layout("BW-A4-1", text.replace(old, new))
    assert refused.value.codes == ("papers.layout.malformed",)


def test_the_layout_that_a_rule_pack_names_exists() -> None:
    for code in ("BW", "EU"):
        named = pack(code, date(2026, 11, 19)).layout.value
        assert named is not None
        assert layout(named).issuer == code


@pytest.mark.parametrize("key", ALL)
def test_line_work_is_the_same_bytes_and_of_a_reasonable_size(key: str) -> None:
    pattern, mirrored = layout(key).guilloche, layout(key).mirrored
    text = sheet(pattern, mirrored)
    sheet.cache_clear()
    assert sheet(pattern, mirrored) == text
    assert len(text) < 500_000


@pytest.mark.parametrize("key", ALL)
def test_a_two_level_copy_drops_the_line_work_and_keeps_the_text(key: str) -> None:
    page = picture(paper(ALL[key]()), 200)
    left = 145.5 if not layout(key).mirrored else 210 - 145.5 - 45
    bare = window(page, 200, left, 152.5 + 3, 45, 5)  # between the code's caption and the sheet number
    assert bare.getextrema()[0] > 150
    frame = window(page, 200, 20, 6.0, 170, 6.5)
    assert frame.getextrema()[0] > 100


def test_no_two_issuers_share_their_lines() -> None:
    assert len({layout(key).guilloche for key in layouts()}) == len(layouts())


def test_microtext_is_drawn_and_no_word_of_the_page() -> None:
    assert drawable("KIMBERLEY PROCESS CERTIFICATE")
    assert not drawable("é")
    assert microtext("KP ", 0, 0, 10).startswith("M")
