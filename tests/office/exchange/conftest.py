"""Our own node with keys, and a foreign authority that speaks to it."""

from pathlib import Path

import pytest

from kpcs.office.accounts.terms import NODE
from kpcs.office.exchange import operations
from kpcs.office.exchange.models import Peer
from tests.office.exchange.foreign import AT, Foreign, own_keys


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_keys(tmp_path_factory.mktemp("bw"), "BW")


@pytest.fixture(autouse=True)
def node(settings: object, keys_folder: Path) -> None:
    settings.NODE = settings.NODE._replace(path=keys_folder, participant="BW", public_url="")  # type: ignore[attr-defined]


@pytest.fixture
def eu() -> Foreign:
    return Foreign("EU")


@pytest.fixture
def peer(eu: Foreign, db: None) -> Peer:
    """The European Union's office, taken in as a peer with a node."""
    introduced = eu.introduction()
    return operations.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
