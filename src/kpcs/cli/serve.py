"""``kpcs serve``: a node's web pages and endpoints, with its background worker, until it is stopped."""

import ctypes
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path
from typing import Any

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told

USAGE = """kpcs serve --dir DIR [--port N] [--host ADDRESS] [--tls-cert FILE --tls-key FILE]

Serves the node and runs its worker. Ctrl-C ends both. Without --host only this computer reaches it; without --port
it listens on 8400."""

PATIENCE = 10.0
"""Seconds that a process gets to end before it is killed."""
_PR_SET_PDEATHSIG = 1
"""The request of prctl(2) that names the signal for the death of the parent."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    return told("serve", lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    alone, given = options(arguments, values=("--dir", "--port", "--host", "--tls-cert", "--tls-key"))
    if alone:
        raise Misused("Give --dir DIR; nothing else stands alone.")
    port = given.get("--port", "8400")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Misused(f"“{port[:10]}” is not a port; give a number from 1 to 65535.")
    if ("--tls-cert" in given) != ("--tls-key" in given):
        raise Misused("TLS needs both --tls-cert FILE and --tls-key FILE.")
    folder = folder_of(given)
    host = given.get("--host", "127.0.0.1")
    enter(folder)  # a node that cannot start says why here, not in a child process
    tls = (given["--tls-cert"], given["--tls-key"]) if "--tls-cert" in given else None
    if tls:
        _refuse_unusable(*tls)
    _refuse_taken(host, int(port))
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(f"{'https' if tls else 'http'}://{host}:{port}/", flush=True)
    return supervise(folder, int(port), host, tls)


def _refuse_unusable(certificate: str, key: str) -> None:
    for file in (certificate, key):
        with open(file, "rb"):  # what cannot be read is named, which the next line does not do
            pass
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except ssl.SSLError:
        raise Misused(f"{certificate} and {key} are no pair of a certificate and its key without a password.") from None


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # a port whose last connections are only fading out is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misused(f"{host} port {port} cannot be listened on: {error.strerror}.") from None


def supervise(folder: Path, port: int, host: str = "127.0.0.1", tls: tuple[str, str] | None = None) -> int:
    """Keep the web server and the worker running; a worker that ends is started again, a web server ends all.

    Both are copies of this process, which has read the program already (where the system has no such copies, each
    reads it anew); so nothing may be open here that they would share.
    """
    from django.db import connections

    connections.close_all()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    web = _started(_web, port, host, tls)
    worker = _started(_worker, folder)
    try:
        while not stopping and web.is_alive():
            if not worker.is_alive():
                time.sleep(1)
                worker = _started(_worker, folder)
            time.sleep(0.2)
    finally:
        for process in (web, worker):
            _end(process)
    return 0 if stopping else web.exitcode or 0


def _started(target: Callable[..., None], *arguments: object) -> Process:
    process = multiprocessing.Process(target=target, args=arguments)
    process.start()
    return process


def _web(port: int, host: str, tls: tuple[str, str] | None) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _apart()
    certificate, key = (Path(tls[0]), Path(tls[1])) if tls else (None, None)
    Granian(
        "kpcs.settings.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=certificate,
        ssl_key=key,
    ).serve(target_loader=_application)


def _application(_target: str) -> Any:
    """What Granian's own process serves."""
    _end_with_parent()
    from kpcs.settings.wsgi import application

    return application


def _worker(folder: Path) -> None:
    from kpcs.cli import worker

    _apart()
    worker.main(folder)


def _apart() -> None:
    """Out of reach of a Ctrl-C on the terminal, which is for the parent to pass on; and gone when it is gone."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    _end_with_parent()


def _end_with_parent() -> None:
    """Linux ends this process when its parent is gone, however that ended: left behind, it would hold the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: Process) -> None:
    process.terminate()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
