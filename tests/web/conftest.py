"""What all tests of pages share."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """English at the start of every test: the test client leaves the language of its last request active."""
    with override("en"):
        yield
