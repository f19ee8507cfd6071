"""A real Chromium for tests of pages: found, else installed where that is possible, else a failure in one sentence."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.settings import RUN

PLACES = (
    os.environ.get("KPCS_CHROMIUM"),
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# nothing but the pages under test is to be asked for anything
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def answers(program: Path) -> bool:
    """Does it run? A snap does not count: it cannot see the folders of a test."""
    if "snap" in program.resolve().parts or b"/snap/" in program.read_bytes()[:4096]:
        return False
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def found(playwright: Playwright) -> Path | None:
    """The first browser that answers."""
    named = [shutil.which(place) for place in PLACES if place]
    for place in [*named, playwright.chromium.executable_path]:
        if place and Path(place).exists() and answers(Path(place)):
            return Path(place)
    return None


def installed(playwright: Playwright) -> Path:
    """The browser, brought by Playwright or, as root on Debian and its kin, by the system's packages."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"]
        attempts += [packages, ["apt-get", "update"], packages]
    with (RUN / "installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait
        for attempt in attempts:
            if place := found(playwright):
                return place
            subprocess.run(attempt, capture_output=True, timeout=600, stdin=subprocess.DEVNULL)
        if place := found(playwright):
            return place
    pytest.fail("Chromium is missing: install chromium or Google Chrome, or name one in KPCS_CHROMIUM", pytrace=False)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Chromium, with further flags when the shared one does not do; who starts it closes it."""
    # Playwright keeps an event loop in this thread, which Django takes for code that must not wait for a database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        place = found(playwright) or installed(playwright)

        def start(*flags: str) -> Browser:
            return playwright.chromium.launch(
                executable_path=place, args=[*FLAGS, *flags], chromium_sandbox=os.geteuid() != 0, timeout=60_000
            )

        yield start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """The browser, shared by a worker's tests; each makes contexts of its own."""
    browser = launch()
    yield browser
    browser.close()


def watched(context: BrowserContext) -> list[str]:
    """The faults that any page of this context will have: errors in its scripts, refusals by its own policy."""
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    return faults


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page, 1280 by 900, in English. Errors in its scripts and breaches of its policy fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    faults = watched(context)
    yield context.new_page()
    context.close()
    assert not faults
