"""The process that reads: started by ``parent`` with limits as arguments, it takes one document on standard input and
answers with one framed JSON object. It never learns a name, a path or a key.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any

from kpcs.proof.reading.parent import Limits
from kpcs.proof.reading.recognise import Kind

_HEADER = 4
_FILES = 64


def confine(limits: Limits) -> None:
    """Give up what a reader does not need. The limits of the kernel hold for native code as well."""
    bounds = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    )
    for which, bound in bounds:
        resource.setrlimit(which, (bound, bound))
    if hasattr(os, "unshare"):
        # a network of its own, with nothing in it; where the kernel does not allow it the other limits remain
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    sys.addaudithook(_refuse)


def _refuse(event: str, _args: tuple[Any, ...]) -> None:
    """No sockets and no processes from Python code either."""
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork")):
        raise PermissionError(event)


def answer(kind: Kind, data: bytes, limits: Limits) -> dict[str, Any]:
    """What is read from ``data``, or the one problem that stopped it."""
    from kpcs.proof.reading.finding import Failed, Found  # here and below: only after the limits are in force

    found = Found()
    try:
        if kind is Kind.PDF:
            from kpcs.proof.reading import pdf

            pdf.read(data, limits, found)
        else:
            from kpcs.proof.reading import picture

            picture.read(data, limits, found)
    except Failed as failed:
        found.problems.append((failed.code, failed.params))
    except ImportError:
        found.problems.append(("reading.not_installed", {}))
    except MemoryError:
        found.problems.append(("reading.memory", {}))
    return found.plain()


def main() -> None:
    """Entry of the process."""
    limits = Limits(*(int(n) for n in sys.argv[2:]))
    confine(limits)
    size = int.from_bytes(sys.stdin.buffer.read(_HEADER), "big")
    data = sys.stdin.buffer.read(size)
    try:
        text = json.dumps(answer(Kind(sys.argv[1]), data, limits), ensure_ascii=False)
    except MemoryError:
        text = json.dumps({"codes": [], "pages": 0, "printed": None, "problems": [["reading.memory", {}]]})
    body = text.encode("utf-8", "replace")
    sys.stdout.buffer.write(len(body).to_bytes(_HEADER, "big") + body)
    sys.stdout.buffer.flush()
    os._exit(0)  # native libraries have nothing to tidy up; a document must not make the way out fail


if __name__ == "__main__":
    main()
