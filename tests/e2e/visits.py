"""People of the demonstration at their browsers. What any page of theirs does wrong is kept, to fail the test."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from kpcs.cli.demo.cast import PASSWORD
from kpcs.cli.demo.theatre import Theatre

SAID_ON_THE_PAGE = 422  # a refused input: the page says what is wrong


class Visits:
    """Opens browsers for people of ``theatre``, each with cookies of its own.

    ``faults`` gathers errors in scripts, everything the console calls an error, breaches of the content security
    policy, and answers from 400 on that were not expected.
    """

    def __init__(self, browser: Browser, theatre: Theatre, signed_in: dict[tuple[str, str], Any]) -> None:
        self.browser, self.theatre, self.signed_in = browser, theatre, signed_in
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []

    def open(
        self,
        key: str,
        who: str = "",
        *,
        browser: Browser | None = None,
        scripts: bool = True,
        width: int = 1280,
        expected: tuple[int, ...] = (),
    ) -> Page:
        """An empty page at the node ``key`` for ``who`` (nobody: not signed in). ``expected`` answers are no fault."""
        if who and (key, who) not in self.signed_in:
            self._sign_in(key, who)
        context = (browser or self.browser).new_context(
            base_url=self.theatre.url(key),
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            accept_downloads=True,
            storage_state=self.signed_in.get((key, who)),
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        context.on("weberror", lambda error: self.faults.append(f"{who}: {error.error}"))
        context.on("console", lambda message: self._heard(message, expected))
        context.on("response", lambda response: self._answered(response, expected))
        return context.new_page()

    def _heard(self, message: ConsoleMessage, expected: tuple[int, ...]) -> None:
        refused = [f"status of {status} " for status in (SAID_ON_THE_PAGE, *expected)]
        if message.type == "error" and not any(words in message.text for words in refused):
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _answered(self, response: Response, expected: tuple[int, ...]) -> None:
        if response.status >= 400 and response.status not in (SAID_ON_THE_PAGE, *expected):
            self.faults.append(f"{response.request.method} {response.url}: {response.status}")

    def _sign_in(self, key: str, who: str) -> None:
        page = self.open(key)
        page.goto("/account/sign-in/")
        sign_in(page, who, PASSWORD)
        page.get_by_role("button", name="Sign out").wait_for()
        self.signed_in[key, who] = page.context.storage_state()

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self.contexts:
            context.close()


def sign_in(page: Page, who: str, password: str) -> None:
    """Fill in the form of the sign-in page and send it."""
    page.get_by_label("Sign-in name").fill(who)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
