"""Servers for tests: a peer that answers whatever it is told to, and an address where nobody listens."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

CBOR, PROBLEM = "application/cbor", "application/problem+json"


class Answer(NamedTuple):
    """What a peer answers. ``pause`` comes before each byte, in seconds."""

    body: bytes
    status: int = 200
    content_type: str = CBOR
    location: str = ""
    pause: float = 0
    cut: bool = False
    encoding: str = ""


class Asked(NamedTuple):
    """What a peer was asked."""

    path: str
    content_type: str
    body: bytes


class Peer(ThreadingHTTPServer):
    """Answers each request with the next of ``answers``, the last one for ever; remembers what was asked."""

    daemon_threads = True

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Peer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append(Asked(self.path, self.headers["content-type"], body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(answer.status)
        self.send_header("content-type", answer.content_type)
        self.send_header("content-length", str(len(answer.body) + answer.cut))
        if answer.location:
            self.send_header("location", answer.location)
        if answer.encoding:
            self.send_header("content-encoding", answer.encoding)
        self.end_headers()
        try:
            if answer.pause:
                for byte in answer.body:
                    time.sleep(answer.pause)
                    self.wfile.write(bytes([byte]))
            else:
                self.wfile.write(answer.body)
        except OSError:
            pass

    do_GET = do_POST

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving(*answers: Answer) -> Iterator[Peer]:
    """A peer that answers with ``answers``."""
    peer = Peer(list(answers))
    thread = threading.Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        peer.shutdown()
        peer.server_close()
        thread.join()


def free_port() -> int:
    """A port where nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
