"""Contents at rest: one key for each node, in its backup, useless without the passphrase."""

from pathlib import Path

import pytest

from kpcs.cli.safety import archive
from kpcs.office.exchange import storage
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import own_keys


@pytest.fixture
def fresh(tmp_path: Path, settings: object) -> Path:
    folder = own_keys(tmp_path / "node", "BW")
    (folder / "node.toml").write_text('participant = "BW"\n', "utf-8")
    settings.NODE = settings.NODE._replace(path=folder)  # type: ignore[attr-defined]
    return folder


def test_what_is_kept_is_read_again_only_where_it_belongs(fresh: Path) -> None:
    kept = storage.encrypt(b"confidential", "sent/EU")
    assert b"confidential" not in kept
    assert storage.encrypt(b"confidential", "sent/EU") != kept
    storage._key.cache_clear()  # as after a restart
    assert storage.decrypt(kept, "sent/EU") == b"confidential"
    for changed, about in ((kept, "sent/NA"), (kept[:-1] + b"\0", "sent/EU"), (b"", "sent/EU")):
        with pytest.raises(Refusal) as caught:
            storage.decrypt(changed, about)
        assert caught.value.codes == ("exchange.storage",)


def test_the_key_is_encrypted_and_goes_with_the_backup(fresh: Path, tmp_path: Path) -> None:
    kept = storage.encrypt(b"confidential", "sent/EU")
    key = storage._key(fresh / "keys" / "storage")
    assert key not in (fresh / "keys" / "storage").read_bytes()
    assert (fresh / "keys" / "storage").stat().st_mode & 0o777 == 0o600
    names = archive.gather(fresh, tmp_path / "staging")
    assert "keys/storage" in names
    assert "keys/passphrase" not in names
    storage._key.cache_clear()
    (fresh / "keys" / "passphrase").write_text("another", "ascii")
    with pytest.raises(Refusal) as caught:
        storage.decrypt(kept, "sent/EU")
    assert caught.value.codes == ("exchange.storage",)


@pytest.mark.parametrize("damage", [b"", b"\xa0", b"kp-storage/1"])
def test_a_damaged_key_is_told(fresh: Path, damage: bytes) -> None:
    kept = storage.encrypt(b"confidential", "sent/EU")
    storage._key.cache_clear()
    (fresh / "keys" / "storage").write_bytes(damage)
    with pytest.raises(Refusal) as caught:
        storage.decrypt(kept, "sent/EU")
    assert caught.value.codes == ("exchange.storage",)
