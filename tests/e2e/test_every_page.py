"""Every page that a person of the demonstration can reach by links: it answers, keeps its policy, and fits a phone."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page

from kpcs.cli.demo.cast import STAGES
from tests.e2e.accessibility import faults
from tests.e2e.visits import Visits

pytestmark = pytest.mark.xdist_group("pages")

EVERYBODY = [(stage.key, person.username) for stage in STAGES for person in stage.people]
NOBODY = [(stage.key, "") for stage in STAGES]
PHONE = 390


def kind(address: str) -> str:
    """Addresses of one kind differ in numbers only."""
    parts = urlsplit(address)
    return re.sub(r"\d+", "0", parts.path) + ("?" if parts.query else "")


def links(page: Page) -> list[str]:
    """Addresses at this node that the page leads to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => [link.host, link.href, location.host])")
    return [re.sub(r"#.*|^\w+://[^/]+", "", href) for host, href, here in found if host == here]


@pytest.mark.parametrize(("key", "who"), [*EVERYBODY, *NOBODY], ids=lambda part: part or "nobody")
@pytest.mark.usefixtures("held")
def test_pages_of(visits: Visits, key: str, who: str) -> None:
    """A page of each kind is opened on a phone; all other links are asked for."""
    page = visits.open(key, who, width=PHONE)
    wrong: list[str] = []
    seen: set[str] = set()
    asked: set[str] = set()
    waiting = deque(["/"])
    while waiting:
        address = waiting.popleft()
        if address in asked:
            continue
        asked.add(address)
        if kind(address) in seen or not _opened(page, address):
            answer = page.request.get(address)
            assert answer.ok, f"{address}: {answer.status}"
            continue
        seen.add(kind(address))
        if page.evaluate("document.documentElement.scrollWidth") > PHONE:
            wrong.append(f"{address} is wider than a phone")
        wrong += [f"{address}: {fault}" for fault in faults(page)]
        waiting.extend(links(page))
    assert not wrong
    assert len(seen) > 1


def _opened(page: Page, address: str) -> bool:
    """Open a page; a file that the browser would save is none."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
            return False
        raise
    return True


@pytest.mark.parametrize(
    ("key", "who", "address"),
    [("eu", "ina", "/imports/"), ("eu", "ina", "/imports/upload/"), ("bw", "neo", "/exports/"), ("eu", "", "/")],
)
def test_in_arabic_pages_run_from_right_to_left(visits: Visits, key: str, who: str, address: str) -> None:
    page = visits.open(key, who, width=PHONE)
    page.goto(address)
    page.get_by_role("button", name="العربية").click()
    page.wait_for_function("document.documentElement.dir === 'rtl'")
    assert page.evaluate("document.documentElement.lang") == "ar"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.documentElement.dir === 'ltr'")
