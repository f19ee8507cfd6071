"""The ground that the other tests stand on."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page

from kpcs.settings.folder import NodeFolder
from tests.running import DATABASE, postgresql_url


def remember(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for_with_the_settings_of_a_node() -> None:
    assert connection.vendor == DATABASE
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            pragmas = {
                name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["one", "two"])
def test_a_marked_test_is_rolled_back(key: str) -> None:
    assert not Session.objects.exists()
    remember(key)


@pytest.mark.parametrize("key", ["one", "two"])
def test_each_fresh_node_starts_empty_and_commits_for_every_thread(fresh_node: NodeFolder, key: str) -> None:
    def write() -> None:
        remember(key)
        connection.close()

    assert not Session.objects.exists()
    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert Session.objects.get().session_key == key


def test_a_fresh_node_is_the_same_for_another_process(fresh_node: NodeFolder) -> None:
    remember("seen")
    program = (
        "import django; django.setup()\n"
        "from django.contrib.sessions.models import Session\n"
        "print(Session.objects.get().session_key)\n"
    )
    environment = {"KPCS_DIR": str(fresh_node.path), "DJANGO_SETTINGS_MODULE": "kpcs.settings.node"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "seen\n"


def test_databases_of_other_nodes_are_made_on_demand(new_database: Callable[[], str]) -> None:
    first, second = new_database(), new_database()
    assert (first == second == "") if DATABASE == "sqlite" else (first != second)


@pytest.mark.parametrize("end", ["its input ends", "SIGTERM"])
def test_the_keeper_leaves_nothing_behind(end: str) -> None:
    run = Path(tempfile.mkdtemp(prefix="kpcs-", dir="/tmp"))
    run.chmod(0o711)
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.keeper", run],
        env=os.environ | {"KPCS_TEST_DATABASE": "postgresql"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    assert keeper.stdout.readline() == b"ready\n"
    with psycopg.connect(postgresql_url(run, "postgres")) as connection:
        server = int(connection.execute("SELECT pg_backend_pid()").fetchone()[0])  # type: ignore[index]
    if end == "SIGTERM":
        keeper.terminate()
    keeper.stdin.close()
    keeper.wait(timeout=60)
    keeper.stdout.close()
    assert not run.exists()
    assert not Path(f"/proc/{server}").exists()


def test_a_page_is_shown_by_a_real_browser(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><title>Kimberley</title><h1>Process</h1>")
    page.goto(file.as_uri())
    assert page.title() == "Kimberley"
    assert page.get_by_role("heading").inner_text() == "Process"
