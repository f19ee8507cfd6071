"""Peers: taken in with their keys when a supervisor has confirmed the fingerprint, suspended, resumed."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from kpcs.office import keyring
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.exchange import bodies, errors, introduction, queries
from kpcs.office.exchange.events import ExchangeAct
from kpcs.office.exchange.introduction import Introduction
from kpcs.office.exchange.models import Peer, PeerKey
from kpcs.office.exchange.operations.sending import number_letters
from kpcs.office.exchange.operations.trusting import refresh_trust_folder
from kpcs.office.exchange.rules import may_change_peers
from kpcs.office.exchange.terms import PeerKind, PeerState
from kpcs.proof.keys import KeyState, PublicKey, refuse_shared
from kpcs.scheme.problems import gettext_noop as _

_ONLY_SUPERVISOR = _("Only a supervisor decides with whom this authority exchanges messages.")
_WORSE = (KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED)


def own_introduction() -> Introduction:
    """How this node introduces itself to peers. Raises Refusal ``keys.*`` while its keys are out of reach."""
    node = settings.NODE
    keys = tuple(keyring.public_keys())
    return Introduction(node.identity, node.name, node.public_url.rstrip("/"), (bodies.VERSION,), keys)


@transaction.atomic
def add_peer(*, by: Acting, at: datetime, introduced: Introduction, fingerprint: str) -> Peer:
    """Take in a peer, or its new keys and address. ``fingerprint`` is what the supervisor confirmed with the peer by
    another way than the file came.

    Keys that the peer no longer names are retired, never forgotten: they still prove what they signed. A key does not
    become better than it was. A peer on paper becomes a node, and the letters that still wait for it are sent to it.
    The trust folder is written when the transaction is committed.

    Raises ``permission.denied``, ``exchange.own_identity``, ``exchange.fingerprint_differs``, or as
    :func:`~kpcs.proof.keys.refuse_shared` when a key is known under another owner or role.
    """
    require(may_change_peers, by, introduced, _ONLY_SUPERVISOR)
    if introduced.identity == settings.NODE.identity:
        raise errors.own_identity()
    if introduction.plain_fingerprint(fingerprint) != introduced.fingerprint:
        raise errors.fingerprint_differs()
    others = [key for key in queries.public_keys() if key.owner != introduced.identity]
    refuse_shared((*keyring.public_keys(), *others, *introduced.keys))
    Peer.objects.get_or_create(identity=introduced.identity, defaults={"name": introduced.name, "kind": PeerKind.PAPER})
    peer = Peer.objects.select_for_update().get(identity=introduced.identity)
    peer.name, peer.endpoint, peer.kind = introduced.name, introduced.endpoint, PeerKind.NODE
    peer.versions = ",".join(map(str, introduced.versions))
    peer.fingerprint, peer.confirmed_at = introduced.fingerprint, at
    peer.fetch_at, peer.fetch_failures, peer.fetch_error = None, 0, ""
    peer.save()
    _take_keys(peer, introduced.keys, at)
    number_letters(peer, at)
    audit.record(
        act=ExchangeAct.PEER_ADDED,
        subject=f"peer/{peer.identity}",
        by=by.actor,
        at=at,
        facts={
            "fingerprint": peer.fingerprint,
            "endpoint": peer.endpoint,
            "keys": [f"{key.role.value} {key.kid.hex()}" for key in introduced.keys],
        },
    )
    transaction.on_commit(lambda: refresh_trust_folder(at=at))
    return peer


def _take_keys(peer: Peer, keys: tuple[PublicKey, ...], at: datetime) -> None:
    known = {bytes(row.kid): row for row in PeerKey.objects.filter(peer=peer)}
    for key in keys:
        row = known.pop(key.kid, None)
        if row is None:
            row = PeerKey(peer=peer, role=key.role.value, kid=key.kid, algorithm=key.algorithm, public=key.public)
            row.state = KeyState.ACTIVE.value
        row.valid_from, row.valid_until = key.valid_from, key.valid_until
        if _WORSE.index(key.state) >= _WORSE.index(KeyState(row.state)):
            row.state, row.since = key.state.value, key.since
        row.save()
    for row in known.values():
        if row.state == KeyState.ACTIVE:
            row.state, row.since = KeyState.RETIRED.value, at
            row.save()


@transaction.atomic
def suspend_peer(*, by: Acting, at: datetime, peer: Peer, reason: str) -> Peer:
    """Stop dealing with a peer by messages: nothing is sent, taken or given out; what is queued waits. ``reason`` is a
    short code or reference. Raises ``permission.denied``."""
    return _change(by, at, peer, PeerState.SUSPENDED, ExchangeAct.PEER_SUSPENDED, reason)


@transaction.atomic
def resume_peer(*, by: Acting, at: datetime, peer: Peer, reason: str) -> Peer:
    """Deal with a peer by messages again. Raises ``permission.denied``."""
    return _change(by, at, peer, PeerState.ACTIVE, ExchangeAct.PEER_RESUMED, reason)


def _change(by: Acting, at: datetime, peer: Peer, state: PeerState, act: ExchangeAct, reason: str) -> Peer:
    require(may_change_peers, by, peer, _ONLY_SUPERVISOR)
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    peer.state = state
    peer.save(update_fields=["state"])
    audit.record(act=act, subject=f"peer/{peer.identity}", by=by.actor, at=at, facts={"reason": reason})
    return peer
