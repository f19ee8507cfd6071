"""The European Union's node with two offices and their people, and Botswana's authority as its peer."""

from pathlib import Path

import pytest

from tests.office.exchange.foreign import own_keys
from tests.office.imports.desk import Desk


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_keys(tmp_path_factory.mktemp("eu"), "EU")


@pytest.fixture
def desk(settings: object, keys_folder: Path, db: None) -> Desk:
    settings.NODE = settings.NODE._replace(path=keys_folder, participant="EU", public_url="")  # type: ignore[attr-defined]
    (keys_folder / "trust" / "status.bin").unlink(missing_ok=True)  # no test sees another's claims
    return Desk()
