"""The examination of a node: each sign by itself, so that one that cannot be read does not hide the others."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kpcs.office import keyring
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import queries as certificates
from kpcs.office.exchange import queries as exchange
from kpcs.proof.keys import Role
from kpcs.proof.snapshot import open_trust
from kpcs.scheme.problems import Refusal

ROOM_WANTED = 1024**3
"""Bytes of free disk below which attention is asked for. Not defined by a source."""
QUIET_PEER = timedelta(days=7)
"""After this long without contact a peer asks for attention. Not defined by a source."""
FEW_NUMBERS = 100


class Sign(NamedTuple):
    """One thing looked at. ``state`` is ``well``, ``attention`` or ``wrong``; ``text`` says what and what to do."""

    name: str
    state: str
    text: str


def examine(at: datetime) -> list[Sign]:
    """All signs, in the order in which one would repair them."""
    found: list[Sign] = []
    for look in (_room, _database, _record, _clock, _keys, _trust, _restored, _numbers, _messages, _peers):
        try:
            found += look(at)
        except (Refusal, DatabaseError, OSError) as error:
            name = look.__name__.lstrip("_")
            found.append(Sign(name, "wrong", f"{name.capitalize()}: cannot be looked at ({_said(error)}). {_REMEDY}"))
    return found


_REMEDY = "If it is not clear why, restore the last backup in another folder beside this one."


def _said(error: Exception) -> str:
    if isinstance(error, Refusal):
        return f"{error.problems[0].text} [{error.codes[0]}]"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


Look = Callable[[datetime], Iterator[Sign]]


def _room(_at: datetime) -> Iterator[Sign]:
    free = shutil.disk_usage(settings.NODE.path).free
    gigabytes = f"{free / 1024**3:.1f} GB"
    if free < certificates.ROOM_NEEDED:
        yield Sign(
            "room", "wrong", f"The disk is full ({gigabytes} free): nothing is issued until there is room. Free some."
        )
    elif free < ROOM_WANTED:
        yield Sign("room", "attention", f"The disk has only {gigabytes} free. Make room before it is full.")
    else:
        yield Sign("room", "well", f"{gigabytes} of disk are free.")
    if not os.access(settings.NODE.path, os.W_OK):
        yield Sign("room", "wrong", f"This account may not write to {settings.NODE.path}.")


def _database(_at: datetime) -> Iterator[Sign]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Sign("database", "wrong", f"{len(waiting)} changes of the tables wait: stop the node and run kpcs serve.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            yield Sign("database", "wrong", f"The database file is damaged ({answer}): restore the last backup.")
            return
    if not waiting:
        yield Sign("database", "well", f"The database ({connection.vendor}) is whole and up to date.")


def _record(_at: datetime) -> Iterator[Sign]:
    breaks = audit.check()
    if breaks:
        first = breaks[0]
        yield Sign(
            "record",
            "wrong",
            f"The audit record does not hold together at act {first.sequence} ({first.what}): somebody changed the "
            "database. Stop issuing and restore a backup beside it to compare.",
        )
    else:
        yield Sign("record", "well", "The audit record holds together from its first act to its last.")


def _clock(at: datetime) -> Iterator[Sign]:
    last = audit.last_act_at()
    if last is not None and at < last:
        yield Sign("clock", "wrong", f"The clock says {at:%Y-%m-%d %H:%M} UTC, before the last act. Set it.")
    else:
        yield Sign("clock", "well", "The clock is not behind the last act.")


def _keys(at: datetime) -> Iterator[Sign]:
    wanted = (Role.MESSAGE,) if settings.NODE.observer else (Role.ISSUING, Role.MESSAGE, Role.STATUS)
    for role in wanted:
        try:
            keyring.signer(role, at.date())
            yield Sign("keys", "well", f"The {role.value} key is there and opens.")
        except Refusal as refusal:
            state = "attention" if refusal.codes == ("keys.locked",) else "wrong"
            todo = "Let its holder unlock it." if state == "attention" else "Bring the folder keys from a backup."
            yield Sign("keys", state, f"{_said(refusal)} {todo}")
    if not keyring.sealing_keys():
        yield Sign(
            "keys", "wrong", "There is no sealing key: no message can be read. Bring the folder keys from a backup."
        )


def _trust(at: datetime) -> Iterator[Sign]:
    trust = open_trust(settings.NODE.trust)
    age = at - trust.as_of
    yield Sign("trust", "well", f"The trust folder is {age.days} days old and names {len(list(trust.keys()))} keys.")


def _restored(_at: datetime) -> Iterator[Sign]:
    if certificates.restore_pending():
        yield Sign(
            "restored",
            "attention",
            "This node was restored: nothing is issued until a supervisor confirms the last number used.",
        )


def _numbers(_at: datetime) -> Iterator[Sign]:
    for office, left in certificates.numbers_left().items():
        if left < FEW_NUMBERS:
            text = f"Office {office} has only {left} certificate numbers left. Open another series for it."
            yield Sign("numbers", "attention", text)
        else:
            yield Sign("numbers", "well", f"Office {office} has {left} certificate numbers left.")


def _messages(_at: datetime) -> Iterator[Sign]:
    todo = {
        "not taken by the peer": "Its record says why; send it again or telephone.",
        "set aside": "Its record says why; try it again or dismiss it.",
        "unreadable": "Ask the peer for it again.",
        "not understood": "A newer kpcs may understand it: upgrade and try it again.",
        "under a number that another message has": "Telephone the peer: one of the two is not what he sent.",
        "waiting for one that is missing": "It is fetched from the peer; see that the peer can be reached.",
    }
    found = {what: number for what, number in exchange.troubled().items() if number}
    for what, number in found.items():
        messages = "1 message is" if number == 1 else f"{number} messages are"
        yield Sign("messages", "attention", f"{messages} {what}. {todo[what]}")
    if not found:
        yield Sign("messages", "well", "No message is waiting for help.")


def _peers(at: datetime) -> Iterator[Sign]:
    for peer in exchange.node_peers():
        if peer.last_contact is None or at - peer.last_contact > QUIET_PEER:
            since = peer.last_contact.date().isoformat() if peer.last_contact else "never"
            yield Sign(
                "peers", "attention", f"No contact with {peer.identity} (last: {since}). See that it is reached."
            )
        else:
            yield Sign("peers", "well", f"{peer.identity} was last reached on {peer.last_contact.date().isoformat()}.")
