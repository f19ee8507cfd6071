"""The sample pages in a real browser: phone and desk, both directions, with and without scripts."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route

from tests.web.ui import gallery
from tests.web.ui.test_components import PAGES

HOST = "http://kpcs.example"
POLICY = "default-src 'self'; object-src 'none'"


def answer(route: Route) -> None:
    """The page or static file that a request of the browser asks for, with the node's policy."""
    path = route.request.url.removeprefix(HOST)
    if path.startswith("/static/"):
        place = finders.find(path.removeprefix("/static/"))
        route.fulfill(path=place) if isinstance(place, str) and Path(place).is_file() else route.abort()
        return
    language, name = path.strip("/").split("/")
    with override(language):
        html = gallery.page(RequestFactory().get("/"), name)
    route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


def serve(page: Page) -> None:
    page.route(f"{HOST}/**", answer)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_its_screen(page: Page, width: int, language: str) -> None:
    serve(page)
    page.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        page.goto(f"{HOST}/{language}/{name}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_copied_code_is_the_plain_number(page: Page) -> None:
    serve(page)
    page.goto(f"{HOST}/en/certificate/")
    selected = """selector => { const range = document.createRange();
        range.selectNodeContents(document.querySelector(selector));
        getSelection().removeAllRanges(); getSelection().addRange(range); return getSelection().toString(); }"""
    assert page.evaluate(selected, "h1") == "BW00042187"
    assert page.evaluate(selected, ".kp-hash") == "9f31" + "ab" * 28 + "c07a"


def test_the_keyboard_reaches_the_content_and_the_focus_is_seen(page: Page) -> None:
    serve(page)
    page.goto(f"{HOST}/en/certificate/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_intake_field_waits_for_the_reader_and_the_summary_for_the_eye(page: Page) -> None:
    serve(page)
    page.goto(f"{HOST}/en/desk/")
    assert page.evaluate("document.activeElement.name") == "text"
    page.goto(f"{HOST}/en/form/")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


def test_touch_targets_on_a_phone(page: Page) -> None:
    serve(page)
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("desk", "form"):
        page.goto(f"{HOST}/en/{name}/")
        heights = page.eval_on_selector_all(
            ".govuk-button, .govuk-input, .govuk-select, .kp-nav a, .kp-big-field, .kp-languages button",
            "all => all.map(e => Math.round(e.getBoundingClientRect().height))",
        )
        assert min(heights) >= 44, name


def test_without_scripts_the_pages_are_the_same(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    serve(page)
    for name in PAGES:
        page.goto(f"{HOST}/en/{name}/")
        assert page.locator("main").is_visible()
        assert page.locator("h1").is_visible()
    page.goto(f"{HOST}/en/certificate/")
    page.get_by_text("Show as a table").click()
    assert page.get_by_role("columnheader", name="Carats").is_visible()
    context.close()
