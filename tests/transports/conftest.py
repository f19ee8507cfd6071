"""The same node and the same foreign authority as in the tests of the exchange, at the same moment."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.office.exchange.conftest import eu, keys_folder, node, peer
from tests.office.exchange.foreign import AT

__all__ = ["eu", "keys_folder", "node", "peer"]


@pytest.fixture
def clock() -> Iterator[None]:
    """The clock that the endpoints read stands at AT."""
    with time_machine.travel(AT, tick=False):
        yield
