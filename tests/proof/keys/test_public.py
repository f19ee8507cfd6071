from datetime import UTC, date, datetime

import pytest

from kpcs.proof.keys import ED25519, ESP256, X25519, KeyState, PublicKey, Role, refuse_shared
from kpcs.proof.keys import public as keys
from tests.proof.keyring import SINCE, public
from tests.proof.refusals import refused

BW = public("BW", Role.ISSUING)


def test_a_key_has_one_role() -> None:
    with refused("keys.shared_between_roles"):
        refuse_shared([BW, BW._replace(role=Role.MESSAGE)])


@pytest.mark.parametrize("one", [role for role in Role if role is not Role.SEALING])
def test_no_two_roles_share_a_key(one: Role) -> None:
    for other in Role:
        if other not in (one, Role.SEALING):
            with refused("keys.shared_between_roles"):
                refuse_shared([BW._replace(role=one), BW._replace(role=other)])


def test_a_key_has_one_owner_and_one_record() -> None:
    with refused("keys.shared_between_owners"):
        refuse_shared([BW, BW._replace(owner="EU")])
    with refused("keys.repeated"):
        refuse_shared([BW, BW])


def test_two_keys_under_one_identifier_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "key_id", lambda _algorithm, _public: b"12345678")
    with refused("keys.kid_collision"):
        refuse_shared([BW, public("EU", Role.ISSUING)])


def test_every_fault_of_a_list_is_named() -> None:
    wrong = PublicKey("", Role.ISSUING, X25519, b"", date(2026, 1, 2), date(2026, 1, 2), KeyState.RETIRED)
    with refused("keys.algorithm", "keys.owner", "keys.validity", "keys.state"):
        refuse_shared([wrong])
    with refused("keys.repeated", "keys.length"):
        refuse_shared([BW, BW, BW._replace(public=b"short")])
    with refused("keys.state"):
        refuse_shared([BW._replace(since=datetime(2026, 1, 1, tzinfo=UTC))])
    with refused("keys.algorithm"):
        refuse_shared([BW._replace(role=Role.SEALING)])


def test_good_lists_are_given_back_by_identifier() -> None:
    found = refuse_shared([BW, public("BW", Role.MESSAGE), public("BW", Role.SEALING, X25519)])
    assert found[BW.kid] == BW
    assert len(found) == 3


def test_the_identifier_depends_on_the_algorithm_too() -> None:
    assert keys.key_id(ED25519, b"x" * 32) != keys.key_id(ESP256, b"x" * 32)
    assert len(BW.kid) == 8
    assert BW.fingerprint.replace(" ", "") == BW.kid.hex()


def test_validity_is_half_open() -> None:
    key = BW._replace(valid_until=date(2027, 1, 1))
    assert key.may_sign_on(SINCE)
    assert key.may_sign_on(date(2026, 12, 31))
    assert not key.may_sign_on(date(2027, 1, 1))
    assert not key.may_sign_on(date(2025, 12, 31))
