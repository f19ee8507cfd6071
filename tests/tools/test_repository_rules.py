"""What must never be committed is found."""

import pytest

from tools.repository_rules import faults_of_text

PLACES = ["/srv/somewhere/kpcs"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("see /srv/somewhere/kpcs/x", "a path of one machine"),
        ("/home/" + "ina/x", "a path of one machine"),
        ("--index-" + "url x", "the address of a package registry"),
        ("https://pypi" + ".org/simple", "the address of a package registry"),
        ('"resolved": ' + '"https://x"', "the address of a package registry"),
    ],
)
def test_a_line_that_does_not_belong_is_named(line: str, fault: str) -> None:
    assert faults_of_text("docs/page.md", f"fine\n{line}\n", PLACES) == [f"docs/page.md:2: {fault}"]


@pytest.mark.parametrize("line", ["/usr/bin/chromium", "https://example.org/home/ina/", "/exchange/inbox", "resolved"])
def test_an_ordinary_line_is_not(line: str) -> None:
    assert faults_of_text("docs/page.md", line, PLACES) == []


def test_a_file_that_has_grown_long_is_named_unless_it_is_compiled() -> None:
    text = "x = 1\n" * 451
    assert faults_of_text("src/kpcs/scheme/x.py", text, []) == [
        "src/kpcs/scheme/x.py: 451 lines; is it still one idea?"
    ]
    assert faults_of_text("src/kpcs/scheme/data/compiled/x.py", text, []) == []
    assert faults_of_text("src/kpcs/office/x/migrations/0001.py", text, []) == []
