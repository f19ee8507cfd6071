"""What every test may ask for: a database of its own kind, a fresh node, a browser."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeper import keeper
from tests.running import DATABASE

pytest_plugins = ["tests.databases", "tests.browser"]

NEEDS_DATABASE = {"db", "fresh_node", "lasting_database", "new_database"}


def pytest_configure(config: pytest.Config) -> None:
    """The process that runs the tests, or shares them out, starts the keeper; its workers share what it keeps."""
    if hasattr(config, "workerinput"):
        return
    cleanup = contextlib.ExitStack()
    config.add_cleanup(cleanup.close)
    cleanup.enter_context(keeper(Path(os.environ["KPCS_TEST_RUN"])))


def pytest_report_header() -> str:
    return f"database: {DATABASE}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a database; on PostgreSQL run only that, since the rest has run on SQLite's turn."""
    others = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if "transactional_db" in fixtures or "live_server" in fixtures or (marker and (marker.args or marker.kwargs)):
            raise pytest.UsageError(
                f"{item.nodeid}: the audit tables refuse to be emptied, so nothing can be committed and flushed; "
                "ask for the fixture fresh_node instead"
            )
        if marker and "fresh_node" in fixtures:
            raise pytest.UsageError(f"{item.nodeid}: either rolled back (django_db) or committed (fresh_node)")
        if marker or fixtures & NEEDS_DATABASE:
            item.add_marker("database")
        elif DATABASE == "postgresql":
            others.append(item)
        if "page" in fixtures or "browser" in fixtures:
            item.add_marker("browser")
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]


@pytest.fixture
def repository() -> Iterator[Path]:
    """The root of the checkout."""
    yield Path(__file__).parent.parent
