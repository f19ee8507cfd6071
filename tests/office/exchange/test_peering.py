"""Peers: introduced by a file, confirmed by fingerprint, their keys renewed and never forgotten, the trust folder."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from kpcs.office import keyring
from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import queries as audit
from kpcs.office.exchange import introduction, operations, queries
from kpcs.office.exchange.models import Peer, PeerKey
from kpcs.office.participants import operations as participants
from kpcs.proof.keys import KeyState, Role
from kpcs.proof.snapshot import open_trust
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import AT, MINUTE, Foreign
from tests.office.exchange.test_receiving import SUPERVISOR

pytestmark = pytest.mark.django_db


def add(introduced: introduction.Introduction, at: object = AT, fingerprint: str = "") -> Peer:
    return operations.add_peer(
        by=SUPERVISOR,
        at=at,  # type: ignore[arg-type]
        introduced=introduced,
        fingerprint=fingerprint or introduced.fingerprint,
    )


def test_both_sides_see_the_same_fingerprint() -> None:
    own = operations.own_introduction()
    text = introduction.write(own)
    read = introduction.read(text)
    assert read.fingerprint == own.fingerprint
    assert introduction.read(json.dumps(json.loads(text))).fingerprint == own.fingerprint
    assert introduction.grouped(own.fingerprint).count(" ") == 15
    assert introduction.plain_fingerprint(introduction.grouped(own.fingerprint).upper()) == own.fingerprint
    assert (own.identity, len(own.keys)) == ("BW", 4)
    assert "only for tests" not in text


@pytest.mark.parametrize("field", ["identity", "name", "endpoint", "versions", "keys"])
def test_every_change_of_the_contents_changes_the_fingerprint(eu: Foreign, field: str) -> None:
    before = eu.introduction()
    changes: dict[str, Any] = {
        "identity": "NA",
        "name": "Other",
        "endpoint": "",
        "versions": (1, 2),
        "keys": before.keys[1:],
    }
    assert before._replace(**{field: changes[field]}).fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"format": "kp-peer/9"}, {"exchange.introduction.format"}),
        ({"identity": 7}, {"exchange.introduction.malformed"}),
        ({"identity": "x" * 41}, {"exchange.introduction.malformed"}),
        ({"name": ""}, {"exchange.introduction.malformed"}),
        ({"name": "a\nb"}, {"exchange.introduction.malformed"}),
        ({"versions": []}, {"exchange.introduction.malformed"}),
        ({"versions": [True]}, {"exchange.introduction.malformed"}),
        ({"keys": None}, {"exchange.introduction.malformed"}),
        ({"keys": ["!"]}, {"exchange.introduction.malformed"}),
        ({"keys": ["oA=="]}, {"trust.file"}),
        ({"keys": []}, {"exchange.introduction.keys_missing"}),
        ({"identity": "NA"}, {"exchange.introduction.owner"}),
        ({"endpoint": "http://example.invalid"}, {"exchange.introduction.endpoint"}),
        ({"endpoint": "https://"}, {"exchange.introduction.endpoint"}),
        ({"endpoint": "https://a:b@example.invalid"}, {"exchange.introduction.endpoint"}),
        ({"endpoint": "https://example.invalid/?x=1"}, {"exchange.introduction.endpoint"}),
        ({"endpoint": "https://example.invalid:99999"}, {"exchange.introduction.endpoint"}),
        ({"endpoint": None}, {"exchange.introduction.endpoint"}),
        ({"name": 1, "endpoint": "ftp://x"}, {"exchange.introduction.malformed", "exchange.introduction.endpoint"}),
    ],
)
def test_a_wrong_file_is_refused_with_every_reason(eu: Foreign, change: dict[str, Any], codes: set[str]) -> None:
    table = json.loads(introduction.write(eu.introduction())) | change
    with pytest.raises(Refusal) as caught:
        introduction.read(json.dumps(table))
    assert set(caught.value.codes) == codes


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "x" * (300 << 10)])
def test_what_is_no_introduction_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        introduction.read(text)
    assert caught.value.codes == ("exchange.introduction.format",)


def test_a_key_of_two_roles_is_refused(eu: Foreign) -> None:
    message = eu.keys[Role.MESSAGE][0]
    shared = eu.introduction()._replace(keys=(*eu.introduction().keys, message._replace(role=Role.STATUS)))
    with pytest.raises(Refusal) as caught:
        introduction.read(introduction.write(shared))
    assert "keys.shared_between_roles" in caught.value.codes


def test_loopback_may_be_plain_and_an_address_may_be_absent(eu: Foreign) -> None:
    for endpoint in ("http://127.0.0.1:8401", "http://[::1]:8401", "", "https://example.invalid/kp"):
        assert introduction.read(introduction.write(eu.introduction(endpoint))).endpoint == endpoint


def test_only_the_confirmed_fingerprint_takes_a_peer_in(eu: Foreign) -> None:
    introduced = eu.introduction()
    with pytest.raises(Refusal) as caught:
        add(introduced, fingerprint="0" * 64)
    assert caught.value.codes == ("exchange.fingerprint_differs",)
    assert not Peer.objects.exists()
    peer = add(introduced, fingerprint=introduction.grouped(introduced.fingerprint))
    assert (peer.kind, peer.endpoint, peer.confirmed_at) == ("node", "https://example.invalid", AT)
    assert {key.role for key in queries.public_keys("EU")} == set(eu.keys)
    facts = audit.history("peer/EU")[0].facts
    assert facts["fingerprint"] == introduced.fingerprint
    assert len(facts["keys"]) == 4


def test_a_node_is_no_peer_of_itself() -> None:
    with pytest.raises(Refusal) as caught:
        add(operations.own_introduction())
    assert caught.value.codes == ("exchange.own_identity",)


def test_a_key_known_under_another_owner_is_refused(eu: Foreign, peer: Peer) -> None:
    thief = Foreign("NA")
    stolen = tuple(key._replace(owner="NA") for key, _secret in eu.keys.values())
    with pytest.raises(Refusal) as caught:
        add(thief.introduction()._replace(keys=stolen))
    assert set(caught.value.codes) == {"keys.shared_between_owners"}
    with pytest.raises(Refusal) as ours:
        add(thief.introduction()._replace(keys=tuple(k._replace(owner="NA") for k in keyring.public_keys())))
    assert set(ours.value.codes) == {"keys.shared_between_owners"}


def test_keys_that_are_no_longer_named_are_retired_and_none_gets_better(eu: Foreign, peer: Peer) -> None:
    renewed = Foreign("EU")
    kept = eu.keys[Role.ISSUING]
    renewed.keys[Role.ISSUING] = kept
    later = AT + 5 * MINUTE
    add(renewed.introduction("https://new.example.invalid"), at=later)
    by_kid = {key.kid: key for key in queries.public_keys("EU")}
    assert len(by_kid) == 7
    old = by_kid[eu.keys[Role.MESSAGE][0].kid]
    assert (old.state, old.since) == (KeyState.RETIRED, later)
    assert by_kid[kept[0].kid].state is KeyState.ACTIVE
    assert Peer.objects.get().endpoint == "https://new.example.invalid"
    compromised = kept[0]._replace(state=KeyState.COMPROMISED, since=AT - timedelta(days=3))
    told = renewed.introduction()
    add(told._replace(keys=(compromised, *(k for k in told.keys if k.kid != compromised.kid))), at=later)
    assert queries.find_key(compromised.kid) == compromised
    add(told, at=later)
    assert queries.find_key(compromised.kid) == compromised


def test_the_trust_folder_names_own_and_confirmed_keys(eu: Foreign, django_capture_on_commit_callbacks: Any) -> None:
    participants.record_range(
        by=NODE, at=AT, issuer="EU", first=1, last=999, since=AT.date(), until=None, source="notice 3"
    )
    with django_capture_on_commit_callbacks(execute=True):
        add(eu.introduction())
    trust = open_trust(settings.NODE.trust)
    assert (trust.owner, trust.as_of) == ("BW", AT)
    named = {key.kid for key in trust.keys()}  # noqa: SIM118 not a mapping
    assert named == {key.kid for key in (*keyring.public_keys(), *eu.introduction().keys)}
    (told,) = trust.ranges("EU")
    assert (told.first, told.last, told.source) == (1, 999, "notice 3")
    operations.refresh_trust_folder(at=AT + MINUTE)
    assert open_trust(settings.NODE.trust).as_of == AT + MINUTE
    assert PeerKey.objects.count() == 4
