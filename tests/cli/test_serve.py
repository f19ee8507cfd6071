"""``kpcs serve``: the node answers, its worker is started again, nothing outlives it."""

import os
import shutil
import signal
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.cli.making import command, environment, kpcs, refused
from tests.scenarios.killing import family
from tests.transports.servers import free_port

PATIENCE = 60.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "node"
    assert kpcs("init", "--participant", "BW", "--dir", folder).returncode == 0
    return folder


@pytest.fixture
def node(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "node"))


class Served:
    def __init__(self, folder: Path, *more: object) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            command("serve", "--dir", folder, "--port", self.port, *more),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answer(self, scheme: str = "http", context: ssl.SSLContext | None = None) -> int:
        """The status of the front page, once there is an answer."""

        def asked() -> int:
            try:
                with urllib.request.urlopen(f"{scheme}://localhost:{self.port}/", timeout=5, context=context) as page:
                    return int(page.status)
            except (OSError, ssl.SSLError):
                return 0

        return until(asked)

    @property
    def family(self) -> list[int]:
        """The processes, the worker last."""
        return family(self.process.pid)


def until[T](found: Callable[[], T]) -> T:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() and "zombie" not in state(pid) for pid in pids)


def state(pid: int) -> str:
    try:
        return next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("State"))
    except (OSError, StopIteration):
        return "zombie"


@pytest.fixture
def serving() -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(folder: Path, *more: object) -> Served:
        started.append(Served(folder, *more))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.communicate()


def test_it_answers_and_ends_whole(node: Path, serving: Callable[..., Served]) -> None:
    served = serving(node)
    assert served.answer() == 200
    everyone = until(lambda: served.family if len(served.family) == 4 else [])
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE) == 0
    assert gone(everyone)
    out, err = served.process.communicate()
    assert out == f"http://127.0.0.1:{served.port}/\n"
    assert "Traceback" not in err


def test_a_dead_worker_is_replaced(node: Path, serving: Callable[..., Served]) -> None:
    served = serving(node)
    assert served.answer() == 200
    worker = until(lambda: served.family if len(served.family) == 4 else [])[-1]
    os.kill(worker, signal.SIGKILL)
    another = until(lambda: [pid for pid in served.family[-1:] if pid != worker and len(served.family) == 4])
    assert another
    assert served.answer() == 200
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(PATIENCE) == 0


def test_a_dead_web_server_ends_all_with_an_error(node: Path, serving: Callable[..., Served]) -> None:
    served = serving(node)
    assert served.answer() == 200
    everyone = until(lambda: served.family if len(served.family) == 4 else [])
    os.kill(everyone[1], signal.SIGKILL)
    assert served.process.wait(PATIENCE) != 0
    until(lambda: gone(everyone))


def test_nothing_outlives_a_server_that_was_killed(node: Path, serving: Callable[..., Served]) -> None:
    served = serving(node)
    assert served.answer() == 200
    everyone = until(lambda: served.family if len(served.family) == 4 else [])
    served.process.kill()
    served.process.wait()
    until(lambda: gone(everyone))
    again = serving(node)  # and its port, its database and its keys are free
    assert again.answer() == 200


def pair(folder: Path) -> tuple[Path, Path]:
    """A certificate for this computer, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return cert_file, key_file


def test_tls(node: Path, tmp_path: Path, serving: Callable[..., Served]) -> None:
    certificate, key = pair(tmp_path)
    served = serving(node, "--tls-cert", certificate, "--tls-key", key)
    assert served.answer("https", ssl.create_default_context(cafile=str(certificate))) == 200
    served.process.terminate()
    served.process.wait(PATIENCE)


def test_what_cannot_be_served_is_said_in_one_sentence(node: Path, tmp_path: Path) -> None:
    certificate, key = pair(tmp_path)
    serve = ("serve", "--dir", node)
    refused("serve", "--dir", tmp_path / "nothing", says="node.missing")
    refused("serve", says="--dir DIR")
    refused(*serve, "more", says="stands alone")
    for port in ("0", "65536", "eighty", "-1", "٨٠"):
        refused(*serve, f"--port={port}", says="is not a port")
    refused(*serve, "--tls-cert", certificate, says="both")
    refused(*serve, "--tls-key", key, says="both")
    refused(*serve, "--tls-cert", certificate, "--tls-key", tmp_path / "none.pem", says="none.pem")
    refused(*serve, "--tls-cert", key, "--tls-key", certificate, says="no pair")
    refused(*serve, "--host", "192.0.2.1", says="cannot be listened on")


def test_a_taken_port(node: Path, serving: Callable[..., Served]) -> None:
    served = serving(node)
    assert served.answer() == 200
    refused("serve", "--dir", node, "--port", served.port, says="cannot be listened on")
