"""Three nodes on loopback, the people of the demonstration at their browsers, and a certificate that is on its way."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from kpcs.cli.demo.story import SEALS, Story, draft
from kpcs.cli.demo.theatre import Theatre
from tests.e2e.visits import Visits


@pytest.fixture(scope="package")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """Botswana's office, the Union's and the Chair's, served over HTTP."""
    with Theatre(tmp_path_factory.mktemp("nodes")) as theatre:
        theatre.open()
        yield theatre


@pytest.fixture(scope="package")
def held(theatre: Theatre) -> dict[str, str]:
    """A certificate of Botswana that is on the Union's expected list: what Botswana holds, with its PDF in ``pdf``."""
    story = Story(theatre, lambda _sentence: None)
    held = story.issue(draft(waybill="000-44172104"), SEALS[1], "Marula Example Stones")
    story.wait("the pre-advice", lambda: story.eu.play("expected", number=held["number"]))
    return held | {"pdf": story.bw.play("paper", number=held["number"])}


@pytest.fixture(scope="package")
def signed_in() -> dict[tuple[str, str], Any]:
    """Who has signed in at which node: the cookies."""
    return {}


@pytest.fixture
def visits(browser: Browser, theatre: Theatre, signed_in: dict[tuple[str, str], Any]) -> Iterator[Visits]:
    """Browsers for the people of the demonstration. A page that goes wrong in one of them fails the test."""
    visits = Visits(browser, theatre, signed_in)
    yield visits
    visits.close()
    assert not visits.faults
