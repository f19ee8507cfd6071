"""The import desk of a node of the European Union, with an inspector signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.office.exchange.foreign import own_keys
from tests.office.imports.desk import AT, Desk


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_keys(tmp_path_factory.mktemp("eu"), "EU")


@pytest.fixture
def desk(settings: object, keys_folder: Path, db: None) -> Iterator[Desk]:
    settings.NODE = settings.NODE._replace(path=keys_folder, participant="EU", public_url="")  # type: ignore[attr-defined]
    (keys_folder / "trust" / "status.bin").unlink(missing_ok=True)  # no test sees another's claims
    with time_machine.travel(AT, tick=False):
        yield Desk()


@pytest.fixture
def ina(desk: Desk) -> Client:
    """The browser of the inspector, which checks every form's token."""
    client = Client()
    client.force_login(desk.ina.person)
    return client
