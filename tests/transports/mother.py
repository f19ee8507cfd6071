"""Starts nodes as processes of their own, quickly: Django is loaded once, each act is a fork with a node's folder.

The program reads one JSON object a line and answers with one. ``{"folder", "act", ...}`` runs an act of ``ACTS`` in a
process that ends with it; so every act begins with nothing but the node's folder and database, like a worker that was
started again. ``die_at`` kills that process at its n-th write to the database (a statement that changes rows, or a
commit, counted together), without a chance to tidy up. The end of standard input ends everything.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

servers: set[int] = set()


def enter(folder: str, die_at: int) -> None:
    """Make this process the node of ``folder``."""
    from django.db import connection

    from kpcs.office.exchange import storage
    from kpcs.settings.folder import read_node_folder

    storage._WORK = 4  # the cost of a passphrase is not what is tested here
    settings.NODE = node = read_node_folder(Path(folder))
    if connection.vendor == "sqlite":  # processes are killed here, the computer is not: no need to wait for the disk
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    connection.settings_dict["NAME"] = node.database.rpartition("/")[2] if node.database else str(node.sqlite)
    if die_at:
        _die_at(connection, die_at)


def _die_at(connection: Any, last: int) -> None:
    writes = 0

    def count() -> None:
        nonlocal writes
        writes += 1
        if writes == last:
            os._exit(9)

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = run(sql, params, many, context)
        if sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            count()
        return found

    commit = connection._commit

    def committed() -> None:
        if connection.connection is not None:
            count()  # before and after: the transaction is lost, or whole
            commit()
            count()

    connection.execute_wrappers.append(execute)
    connection._commit = committed


# ---------------------------------------------------------------- acts


def introduce(_given: dict[str, Any]) -> Any:
    from kpcs.office.exchange import introduction, operations

    return introduction.write(operations.own_introduction())


def add(given: dict[str, Any]) -> Any:
    from kpcs.office.accounts.terms import NODE
    from kpcs.office.exchange import introduction, operations

    introduced = introduction.read(given["introduction"])._replace(endpoint=given["endpoint"])
    operations.add_peer(by=NODE, at=_now(), introduced=introduced, fingerprint=introduced.fingerprint)
    return introduced.fingerprint


def queue(given: dict[str, Any]) -> Any:
    from kpcs.office.accounts.terms import NODE
    from kpcs.office.exchange import bodies, operations
    from kpcs.office.exchange.terms import Kind
    from kpcs.scheme.lifecycles import CertificateState

    sent = operations.queue(
        by=NODE,
        at=_now(),
        recipient=given["recipient"],
        kind=Kind.CERTIFICATE_STATUS,
        subject=given["number"],
        body=bodies.CertificateStatus(given["number"], CertificateState.LOST, date(2026, 11, 22)),
    )
    return sent.sequence


def send(given: dict[str, Any]) -> Any:
    from kpcs.office.exchange.models import SentMessage
    from kpcs.transports import sender

    if given.get("now"):
        SentMessage.objects.update(next_attempt_at=None)
    return sender.run_once(at=_now())


def send_twice_at_once(given: dict[str, Any]) -> Any:
    other = os.fork()
    try:
        send(given)
    except BaseException:
        if other:
            os.waitpid(other, 0)
        raise
    if other == 0:
        os._exit(0)
    return os.waitpid(other, 0)[1]


def pull(given: dict[str, Any]) -> Any:
    from kpcs.office.exchange.models import Peer
    from kpcs.transports import puller

    if given.get("now"):
        Peer.objects.update(fetch_at=None)
    return puller.pull_once(at=_now())


def walk(_given: dict[str, Any]) -> Any:
    """Apply what waits: each effect leaves one row that names the message."""
    from kpcs.office.exchange import operations
    from kpcs.office.exchange.queries import Received
    from kpcs.office.exchange.terms import Kind
    from kpcs.office.participants.models import Authority, NumberRange

    def effect(message: Received) -> None:
        Authority.objects.get_or_create(participant=message.sender, defaults={"name": "x", "source": "x"})
        NumberRange.objects.create(
            issuer=message.sender,
            first=message.sequence,
            last=message.sequence,
            since=_now().date(),
            source=message.subject,
        )

    return operations.walk(kinds=[Kind.CERTIFICATE_STATUS], effect=effect, at=_now())


def hold_back(given: dict[str, Any]) -> Any:
    """As if the peer had refused the first message."""
    from kpcs.office.accounts.terms import NODE
    from kpcs.office.exchange import operations
    from kpcs.office.exchange.models import SentMessage

    message = SentMessage.objects.get(sequence=given["sequence"])
    operations.refused_by_peer(message=message, code="sealing.envelope", at=_now(), by=NODE)
    return None


def state(_given: dict[str, Any]) -> Any:
    """What this node knows: what it sent, received, applied, and whether its audit chain holds."""
    from kpcs.office.audit import queries as audit
    from kpcs.office.exchange import queries
    from kpcs.office.exchange.models import Peer, ReceivedMessage, SentMessage
    from kpcs.office.participants.models import NumberRange

    return {
        "sent": list(SentMessage.objects.order_by("sequence").values_list("sequence", "state")),
        "error": list(SentMessage.objects.order_by("sequence").values_list("last_error", flat=True)),
        "received": list(ReceivedMessage.objects.order_by("sequence").values_list("sequence", "state")),
        "applied": list(NumberRange.objects.order_by("id").values_list("source", flat=True)),
        "through": list(Peer.objects.values_list("sent_through", "received_through")[:1]),
        "gaps": [gap for _peer, gap in queries.gaps()],
        "owed": ReceivedMessage.objects.filter(receipt_owed=True).count(),
        "breaks": len(audit.check()),
    }


ACTS = {act.__name__: act for act in (introduce, add, queue, send, send_twice_at_once, pull, walk, hold_back, state)}


def _now() -> datetime:
    return datetime.now(UTC)


# ---------------------------------------------------------------- processes


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


def serve(given: dict[str, Any], out: int) -> None:
    """Serve the node's real application until killed; answers with the port as soon as it listens."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", given.get("port", 0), get_wsgi_application(), handler_class=_Quiet)
    os.write(out, json.dumps({"result": server.server_port}).encode())
    os.close(out)
    server.serve_forever()


def run(given: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked in a process of its own."""
    if given["act"] == "stop":
        os.kill(given["pid"], signal.SIGKILL)
        os.waitpid(given["pid"], 0)
        servers.discard(given["pid"])
        return {"result": None}
    source, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        try:
            enter(given["folder"], given.get("die_at", 0))
            if given["act"] == "serve":
                serve(given, out)
            os.write(out, json.dumps({"result": ACTS[given["act"]](given)}).encode())
        except BaseException:
            import traceback

            os.write(out, json.dumps({"failed": traceback.format_exc()}).encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(source, "rb") as pipe:
        answer = pipe.read()
    if given["act"] == "serve" and answer:
        servers.add(child)
        return json.loads(answer) | {"pid": child}
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"killed": True}


def main() -> None:
    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 what takes long is loaded once, not in every process
    get_wsgi_application()
    from kpcs.transports import calling, puller, sender  # noqa: F401

    with calling.line():
        pass
    print("ready", flush=True)
    try:
        for line in sys.stdin:
            print(json.dumps(run(json.loads(line))), flush=True)
    finally:
        for server in servers:
            os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    main()
