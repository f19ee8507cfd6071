"""What people do on pages, said in the words that stand there."""

import re
from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Locator, Page


def write(page: Page, typed: Mapping[str, str]) -> None:
    """Type into the fields with these labels."""
    for label, text in typed.items():
        field(page, label).fill(text)


def field(page: Page, label: str) -> Locator:
    """The field with this label; a label also says when a field is optional."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$"))


def write_day(page: Page, legend: str, day: date) -> None:
    """Type a day into its three boxes."""
    group = page.get_by_role("group", name=legend)
    for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label, exact=True).fill(str(part))


def press(page: Page, button: str) -> None:
    """Press a button of the page's main part."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follow a link of the page's main part; some look like buttons."""
    page.get_by_role("main").locator("a").filter(has_text=re.compile(rf"^\s*{re.escape(link)}\s*$")).first.click()


def says(page: Page, *sentences: str) -> None:
    """The main part of the page shows each of these, soon."""
    for sentence in sentences:
        page.get_by_role("main").get_by_text(sentence).first.wait_for()


def step(page: Page, reference: str, act: str, button: str, typed: Mapping[str, str] | None = None) -> None:
    """Take an export case up from the desk and do the step that is in hand there, until the case says it is done."""
    open_case(page, reference)
    follow(page, act)
    write(page, typed or {})
    press(page, button)
    page.wait_for_url(f"**/exports/{reference}/")


def open_case(page: Page, reference: str) -> None:
    """From the export desk to a case."""
    page.goto("/exports/")
    follow(page, reference)
