"""The background worker of a node: walks the inbox, sends and fetches messages, looks at the clock.

``kpcs serve`` starts it as a process of its own and starts it again when it ends. Each duty is tried by itself, so
that one that fails never stops the others; nothing is kept in memory between rounds, so it may be killed at any time.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kpcs.cli.nodes import enter

ROUND = 1.0
"""Seconds between two rounds."""
FETCH_EVERY = 15
"""Rounds between two visits to the outboxes of peers."""


def main(folder: Path) -> None:
    """Work until asked to stop (SIGTERM or SIGINT)."""
    enter(folder)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = 0
    while not stop.is_set():
        work(fetch=rounds % FETCH_EVERY == 0)
        rounds += 1
        stop.wait(ROUND)


def work(*, fetch: bool) -> None:
    """One round of all duties."""
    from django.db import close_old_connections

    from kpcs.office.certificates import tasks as certificates
    from kpcs.office.exchange import tasks as exchange
    from kpcs.office.exports import tasks as exports
    from kpcs.office.imports import tasks as imports
    from kpcs.transports import puller, sender

    close_old_connections()
    duties: list[Callable[..., object]] = [
        sender.run_once,
        imports.walk_inbox,
        exports.walk_inbox,
        certificates.walk_inbox,
        imports.keep_status,
    ]
    if fetch:
        duties += [puller.pull_once, exchange.keep_trust_folder]
    for duty in duties:
        try:
            duty(at=datetime.now(UTC))
        except Exception:
            logging.getLogger("kpcs.worker").exception("%s failed; it is tried again", duty.__module__)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
