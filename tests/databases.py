"""Databases with real commits. Tests that need none of that use ``@pytest.mark.django_db`` and are rolled back."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from kpcs.settings.folder import NodeFolder, read_node_folder
from tests.running import DATABASE, postgresql_url, write_node_folder
from tests.settings import RUN

NUMBERS = count(1)


def execute(statement: str, *names: str) -> None:
    """One statement outside a transaction, on the server's own database."""
    with psycopg.connect(postgresql_url(RUN, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The migrated database of this worker, whoever asks: pytest-django's own makes it only for tests with
    ``django_db``. The settings it modifies give each worker a database of its own."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@contextmanager
def making_databases(blocker: DjangoDbBlocker) -> Iterator[Callable[[], str]]:
    """Makes databases, and drops them at the end."""
    from django.db import connection

    made: list[str] = []

    def make() -> str:
        if DATABASE == "sqlite":
            return ""
        with blocker.unblock():
            pristine = connection.settings_dict["NAME"]
            connection.close()  # a template has no visitors
        name = f"{pristine}_{next(NUMBERS)}"
        execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, pristine)
        made.append(name)
        return postgresql_url(RUN, name)

    yield make
    for name in made:
        execute("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def new_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], str]]:
    """Makes databases for nodes that run in processes of their own.

    Each call gives what belongs under ``database`` in a ``node.toml``: the address of a migrated, otherwise empty
    PostgreSQL database, or nothing, which means SQLite in the node's folder. All are dropped after the test.
    """
    with making_databases(django_db_blocker) as make:
        yield make


@pytest.fixture(scope="session")
def lasting_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[Path], str]]:
    """As ``new_database``, for nodes that several tests share: dropped when the run ends. The call is given the folder
    of a node to be made, where an SQLite file is migrated already."""
    from django.db import connection

    with making_databases(django_db_blocker) as make:

        def prepare(folder: Path) -> str:
            url = make()
            if not url:
                with django_db_blocker.unblock():
                    connection.close()  # SQLite brings its journal into the file when the last connection goes
                    folder.mkdir(parents=True)
                    shutil.copyfile(connection.settings_dict["NAME"], folder / "node.sqlite3")
            return url

        yield prepare


@pytest.fixture
def fresh_node(
    tmp_path: Path,
    settings: Any,
    new_database: Callable[[], str],
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[NodeFolder]:
    """A node's folder with a migrated, otherwise empty database; this process works on it until the test ends.

    For tests with real commits: kills, threads, several connections. The value is the ``NodeFolder``; a process started
    with its path as ``KPCS_DIR`` works on the same database. Threads close their connections themselves.
    """
    from django.db import connection, connections

    folder = tmp_path / "node"
    with django_db_blocker.unblock():
        connection.close()  # SQLite brings its journal into the file when the last connection goes
        pristine = connection.settings_dict["NAME"]
        url = new_database()
        write_node_folder(folder, database=url)
        node = read_node_folder(folder)
        name = url.rpartition("/")[2] if url else str(shutil.copyfile(pristine, node.sqlite))
        # in place: the connections of other threads are made from the same dictionary
        connection.settings_dict["NAME"] = name
        settings.NODE = node
        try:
            yield node
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = pristine
