"""Botswana's node with its keys, and its export desk."""

from pathlib import Path

import pytest

from tests.office.exchange.foreign import own_keys
from tests.office.exports.desk import Desk


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_keys(tmp_path_factory.mktemp("bw"), "BW")


@pytest.fixture
def node(settings: object, keys_folder: Path) -> None:
    settings.NODE = settings.NODE._replace(path=keys_folder, participant="BW", public_url="")  # type: ignore[attr-defined]


@pytest.fixture
def desk(node: None, db: None) -> Desk:
    return Desk()
