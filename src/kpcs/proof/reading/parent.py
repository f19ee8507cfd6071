"""The side that stays: starts the reader in a child process, and believes nothing it says beyond its form.

A stranger's PDF or picture is parsed by native code. That happens in a process of its own, which has nothing to
lose: no files to write, no network, limits on memory and time; the bytes go in by a pipe and one bounded answer
comes back. If the child dies, only its answer is missing.
"""

import json
import os
import selectors
import subprocess
import sys
import time
from typing import Any, NamedTuple

from kpcs.proof.evidence import Reading
from kpcs.proof.reading.problems import SENTENCES, problem
from kpcs.proof.reading.recognise import PREFIXES, Kind, codes_of, recognise
from kpcs.scheme.problems import Problem


class Limits(NamedTuple):
    """What one document may cost. Not defined by a source.

    ``size``     bytes of the document
    ``seconds``  wall time; the processor time is limited to the same
    ``memory``   bytes of address space of the child
    ``pages``    pages of a PDF that are read
    ``pixels``   of a picture, or of all pages of a PDF together
    """

    size: int = 32 * 2**20
    seconds: int = 30
    memory: int = 1536 * 2**20
    pages: int = 12
    pixels: int = 80_000_000


DEFAULT = Limits()

_ANSWER = 4 * 2**20
"""Bytes of the longest answer that is taken."""
_HEADER = 4
_CODE_LENGTH = 8000
"""Longer than any text that a QR code can hold."""


class _Stopped(Exception):
    """The child gave no answer; the argument is the code of the problem."""


def read(data: bytes, *, limits: Limits = DEFAULT) -> Reading:
    """Read ``data``, a code text, a PDF or a picture (PNG, JPEG, WebP, TIFF, GIF, BMP).

    Never raises for what the document holds: every reason why nothing or not all could be read stands in
    ``problems`` with a code of ``kpcs.proof.reading.problems``.
    """
    if not data:
        return Reading(Kind.UNKNOWN, (), 0, problems=(problem("reading.empty"),))
    if len(data) > limits.size:
        size = f"{limits.size // 2**20} MB"
        return Reading(Kind.UNKNOWN, (), 0, problems=(problem("reading.too_large", limit=size),))
    kind = recognise(data)
    if kind is Kind.UNKNOWN:
        return Reading(kind, (), 0, problems=(problem("reading.not_readable"),))
    if kind is Kind.TEXT:
        codes = codes_of(data.decode("utf-8-sig"))
        return Reading(kind, codes, 0, problems=() if codes else (problem("reading.no_code"),))
    try:
        answer = _ask(data, kind, limits)
        return _reading(kind, answer, limits)
    except _Stopped as stopped:
        code = str(stopped)
        params = {"limit": str(limits.seconds)} if code == "reading.timeout" else {}
        return Reading(kind, (), 0, problems=(problem(code, **params),))


def _ask(data: bytes, kind: Kind, limits: Limits) -> Any:
    """One question to a new child, and its answer as JSON."""
    command = [sys.executable, "-I", "-m", "kpcs.proof.reading.child", kind.value, *(str(n) for n in limits)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/" if os.name == "posix" else None,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        close_fds=True,
    ) as child:
        try:
            answer = _exchange(child, len(data).to_bytes(_HEADER, "big") + data, time.monotonic() + limits.seconds)
        finally:
            child.kill()
        status = child.wait()
    if len(answer) < _HEADER or int.from_bytes(answer[:_HEADER], "big") != len(answer) - _HEADER:
        raise _Stopped("reading.timeout" if -status in _TIMED_OUT else "reading.stopped")
    try:
        return json.loads(answer[_HEADER:])
    except ValueError as fault:
        raise _Stopped("reading.stopped") from fault


_TIMED_OUT = (24,)
"""SIGXCPU: the limit of processor time."""


def _exchange(child: "subprocess.Popen[bytes]", question: bytes, deadline: float) -> bytes:
    """Write the question while reading the answer, both without blocking, until the child closes its end."""
    assert child.stdin is not None and child.stdout is not None
    answer = bytearray()
    left = memoryview(question)
    with selectors.DefaultSelector() as waiting:
        for pipe, event in ((child.stdin, selectors.EVENT_WRITE), (child.stdout, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            waiting.register(pipe, event)
        while True:
            seconds = deadline - time.monotonic()
            if seconds <= 0:
                raise _Stopped("reading.timeout")
            for key, _event in waiting.select(seconds):
                if key.fileobj is child.stdin:
                    try:
                        left = left[os.write(key.fd, left[:65536]) :]
                    except BrokenPipeError:
                        left = left[:0]
                    if not left:
                        waiting.unregister(child.stdin)
                        child.stdin.close()
                else:
                    piece = os.read(key.fd, 65536)
                    if not piece:
                        return bytes(answer)
                    answer += piece
                    if len(answer) > _ANSWER:
                        raise _Stopped("reading.stopped")


def _reading(kind: Kind, answer: Any, limits: Limits) -> Reading:
    """The child's answer as a Reading; anything that does not have exactly the agreed form stops the reading."""
    try:
        codes, pages, printed, problems = answer["codes"], answer["pages"], answer["printed"], answer["problems"]
        well_formed = (
            type(pages) is int
            and 0 <= pages <= limits.pages
            and all(type(c) is str and c.startswith(PREFIXES) and len(c) <= _CODE_LENGTH for c in codes)
            and (printed is None or all(type(word) is str for word in printed))
            and all(code in SENTENCES and all(type(v) is str for v in params.values()) for code, params in problems)
        )
    except (TypeError, KeyError, ValueError, AttributeError) as fault:
        raise _Stopped("reading.stopped") from fault
    if not well_formed:
        raise _Stopped("reading.stopped")
    found: list[Problem] = [problem(code, **params) for code, params in problems]
    return Reading(kind, tuple(codes), pages, None if printed is None else tuple(printed), tuple(found))
