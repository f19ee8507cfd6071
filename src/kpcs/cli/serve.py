"""``kpcs serve``: a node's web pages and endpoints, with its background worker, until it is stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kpcs.cli import Misused, options
from kpcs.cli.nodes import enter, folder_of, told

USAGE = """kpcs serve --dir DIR [--port N] [--host ADDRESS] [--tls-cert FILE --tls-key FILE]

Serves the node and runs its worker. Ctrl-C ends both. Without --host only this computer reaches it; without --port
it listens on 8400."""

PATIENCE = 10.0
"""Seconds that a process gets to end before it is killed."""


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
    enter(folder)  # a node that cannot start says why here, not in a child process
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    tls = (given["--tls-cert"], given["--tls-key"]) if "--tls-cert" in given else None
    host = given.get("--host", "127.0.0.1")
    print(f"{'https' if tls else 'http'}://{host}:{port}/", flush=True)
    return supervise(folder, int(port), host, tls)


def supervise(folder: Path, port: int, host: str = "127.0.0.1", tls: tuple[str, str] | None = None) -> int:
    """Keep the web server and the worker running; a worker that ends is started again, a web server ends all."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    environment = os.environ | {"KPCS_DIR": os.fspath(folder), "DJANGO_SETTINGS_MODULE": "kpcs.settings.node"}
    web = subprocess.Popen(_web_command(port, host, tls), env=environment, start_new_session=True)
    worker = _start_worker(folder, environment)
    try:
        while not stopping and web.poll() is None:
            if worker.poll() is not None:
                time.sleep(1)
                worker = _start_worker(folder, environment)
            time.sleep(0.2)
    finally:
        for process in (web, worker):
            _end(process)
    return 0 if stopping else web.returncode or 0


def _web_command(port: int, host: str, tls: tuple[str, str] | None) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    if tls:
        command += ["--ssl-certificate", tls[0], "--ssl-keyfile", tls[1]]
    return [*command, "kpcs.settings.wsgi:application"]


def _start_worker(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kpcs.cli.worker", os.fspath(folder)]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
