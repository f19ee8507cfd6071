from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kpcs.proof import cose
from kpcs.proof.cose import Purpose
from kpcs.proof.keys import ESP256, KeyState, Role
from kpcs.proof.keys.folder import KeyFolder, read_passphrase
from tests.proof.keyring import NOW, SINCE, TODAY
from tests.proof.refusals import refused

QUICK = 4
"""log2 of the cost of scrypt in tests."""


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", b"open sesame", work=QUICK)


def reopened(folder: KeyFolder, passphrase: bytes = b"open sesame") -> KeyFolder:
    return KeyFolder(folder.path, passphrase, work=QUICK)


def test_keys_are_found_again_after_a_restart(folder: KeyFolder) -> None:
    key = folder.generate("BW", Role.ISSUING, SINCE)
    other = folder.generate("BW", Role.MESSAGE, SINCE, algorithm=ESP256, valid_until=date(2028, 1, 1))
    again = reopened(folder)
    assert {found.kid for found in again.public_keys()} == {key.kid, other.kid}
    made = cose.sign(b"payload", Purpose.CERTIFICATE, again.signer(Role.ISSUING, TODAY))
    cose.verify(cose.parse(made), Purpose.CERTIFICATE, key)
    assert again.signer(Role.MESSAGE, TODAY).key == other


def test_nothing_private_lies_in_the_folder(folder: KeyFolder) -> None:
    folder.generate("BW", Role.ISSUING, SINCE)
    (file,) = folder.path.iterdir()
    signing = folder.signer(Role.ISSUING, TODAY)
    assert signing._private.private_bytes_raw() not in file.read_bytes()  # type: ignore[union-attr]
    assert file.stat().st_mode & 0o077 == 0
    assert folder.path.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_opens_nothing(folder: KeyFolder) -> None:
    folder.generate("BW", Role.ISSUING, SINCE)
    folder.generate("BW", Role.SEALING, SINCE)
    with refused("keys.passphrase.wrong"):
        reopened(folder, b"guess").signer(Role.ISSUING, TODAY)
    with refused("keys.passphrase.wrong"):
        reopened(folder, b"guess").sealing_keys()


def test_a_file_cannot_be_passed_off_as_a_key_of_another_role(folder: KeyFolder) -> None:
    key = folder.generate("BW", Role.STATUS, SINCE)
    (file,) = folder.path.iterdir()
    file.write_bytes(file.read_bytes().replace(b"\x66status", b"\x66status".replace(b"status", b"tls\0\0\0")))
    with refused("keys.file"):
        folder.stored()
    file.unlink()
    folder.generate("BW", Role.WITNESS, SINCE)
    (file,) = folder.path.iterdir()
    assert key.role is Role.STATUS
    file.write_bytes(file.read_bytes().replace(b"\x67witness", b"\x67message"))
    with refused("keys.passphrase.wrong"):
        folder.signer(Role.MESSAGE, TODAY)


def test_a_damaged_file_is_named(folder: KeyFolder) -> None:
    folder.generate("BW", Role.ISSUING, SINCE)
    (file,) = folder.path.iterdir()
    for damaged in (b"", file.read_bytes()[:-1], b"\xa0", file.read_bytes() + b"\0"):
        file.write_bytes(damaged)
        with refused("keys.file"):
            folder.stored()


def test_a_held_key_waits_for_its_holder(folder: KeyFolder) -> None:
    folder.generate("BW", Role.ISSUING, SINCE, holder="Ina Sample", holder_passphrase=b"known to Ina")
    assert folder.locked(Role.ISSUING, TODAY)
    with refused("keys.locked"):
        folder.signer(Role.ISSUING, TODAY)
    with refused("keys.passphrase.wrong"):
        folder.unlock(Role.ISSUING, TODAY, b"open sesame")
    assert folder.unlock(Role.ISSUING, TODAY, b"known to Ina").holder == "Ina Sample"
    assert not folder.locked(Role.ISSUING, TODAY)
    assert len(folder.signer(Role.ISSUING, TODAY).sign(b"x")) == 64
    assert reopened(folder).locked(Role.ISSUING, TODAY)
    folder.lock()
    assert folder.locked(Role.ISSUING, TODAY)


def test_holder_and_passphrase_come_together(folder: KeyFolder) -> None:
    with refused("keys.holder"):
        folder.generate("BW", Role.ISSUING, SINCE, holder="Ina Sample")
    with refused("keys.holder"):
        folder.generate("BW", Role.ISSUING, SINCE, holder_passphrase=b"x")
    with refused("keys.holder"):
        folder.generate("BW", Role.SEALING, SINCE, holder="Ina Sample", holder_passphrase=b"x")
    folder.generate("BW", Role.MESSAGE, SINCE)
    with refused("keys.not_held"):
        folder.unlock(Role.MESSAGE, TODAY, b"x")
    assert not folder.locked(Role.MESSAGE, TODAY)


def test_there_is_no_key_for_a_role_or_a_day(folder: KeyFolder) -> None:
    with refused("keys.none"):
        folder.signer(Role.ISSUING, TODAY)
    folder.generate("BW", Role.ISSUING, SINCE, valid_until=TODAY)
    with refused("keys.none"):
        folder.signer(Role.ISSUING, TODAY)


def test_the_newest_key_signs_and_a_retired_one_never_again(folder: KeyFolder) -> None:
    old = folder.generate("BW", Role.ISSUING, SINCE)
    new = folder.generate("BW", Role.ISSUING, date(2026, 6, 1))
    assert folder.signer(Role.ISSUING, TODAY).key == new
    assert folder.set_state(new.kid, KeyState.COMPROMISED, NOW).since == NOW
    assert folder.signer(Role.ISSUING, TODAY).key == old
    with refused("keys.state"):
        folder.set_state(new.kid, KeyState.RETIRED, NOW)
    with refused("keys.state"):
        folder.set_state(old.kid, KeyState.ACTIVE, NOW)
    with refused("keys.unknown"):
        folder.set_state(b"12345678", KeyState.RETIRED, NOW)


def test_old_sealing_keys_open_until_they_are_destroyed(folder: KeyFolder) -> None:
    old = folder.generate("EU", Role.SEALING, SINCE)
    new = folder.generate("EU", Role.SEALING, date(2026, 6, 1))
    with refused("keys.active"):
        folder.destroy(old.kid)
    folder.set_state(old.kid, KeyState.RETIRED, datetime(2026, 6, 1, tzinfo=UTC))
    assert {key.key.kid for key in folder.sealing_keys()} == {old.kid, new.kid}
    folder.destroy(old.kid)
    assert [key.key for key in folder.sealing_keys()] == [new]


def test_where_the_passphrase_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "kpcs-passphrase"
    file.write_bytes(b"a b c\n")
    assert read_passphrase({}, str(file)) == b"a b c"
    assert read_passphrase({"KPCS_PASSPHRASE_FILE": str(file)}) == b"a b c"
    assert read_passphrase({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == b"a b c"
    with refused("keys.passphrase.missing"):
        read_passphrase({})
    with refused("keys.passphrase.unreadable"):
        read_passphrase({}, str(tmp_path / "none"))
    file.write_bytes(b"\r\n")
    with refused("keys.passphrase.empty"):
        read_passphrase({}, str(file))
