"""A program whose children die in the middle of an act: before each write, and before the commit.

``python -m tests.office.certificates.dying ACT`` with ``KPCS_DIR`` of a node prints, as JSON, what stands in the
database before the act, after each death, and after the first child that lives. Nothing here compiles a paper or
starts a thread, so that a child may be forked at any time.
"""

import json
import os
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from kpcs.office.accounts import queries as people  # noqa: E402
from kpcs.office.accounts.models import Office, Person  # noqa: E402
from kpcs.office.accounts.terms import Acting  # noqa: E402
from kpcs.office.audit import queries as audit  # noqa: E402
from kpcs.office.certificates import operations as certificates  # noqa: E402
from kpcs.office.certificates.models import Certificate, Series, Sheet  # noqa: E402
from kpcs.office.exchange.models import SentMessage  # noqa: E402
from kpcs.office.exports import operations as exports  # noqa: E402
from kpcs.office.exports.models import Application, Confirmation, Movement, Seal  # noqa: E402
from tests.office.exports.desk import AT, SEALS  # noqa: E402

DEAD = 9


def by(username: str) -> Acting:
    return people.acting(Person.objects.get(username=username), Office.objects.get(code="BW-ST"), AT.date())


def reference() -> str:
    return Application.objects.get().reference


ACTS: dict[str, Callable[[], Any]] = {
    "reserve": lambda: exports.reserve_number(by=by("neo.example"), at=AT, reference=reference(), seals=SEALS),
    "freeze": lambda: exports.freeze(
        by=by("neo.example"), at=AT, reference=reference(), signatory=Person.objects.get(username="kago.example")
    ),
    "print": lambda: certificates.print_certificate(by=by("neo.example"), at=AT, number="BW00042187"),
    "validate": lambda: exports.validate(by=by("kago.example"), at=AT, reference=reference()),
    "spoil": lambda: exports.spoil_and_take_next(
        by=by("neo.example"), at=AT, reference=reference(), reason="weight_differs"
    ),
    "replace": lambda: exports.replace(by=by("neo.example"), at=AT, reference=reference(), note="x", surrendered=True),
}


def standing() -> dict[str, Any]:
    """Everything that an act of issuing changes, and whether the record still holds together."""
    return {
        "certificates": list(
            Certificate.objects.values_list("number", "state", "code", "paper", "sheet__number", "supersedes__number")
        ),
        "series": list(Series.objects.values_list("next", flat=True)),
        "sheets": list(Sheet.objects.values_list("number", "state")),
        "seals": list(Seal.objects.values_list("number", "certificate__number", "spoiled_at")),
        "movements": list(Movement.objects.values_list("certificate__number", "state")),
        "confirmations": Confirmation.objects.count(),
        "sent": list(SentMessage.objects.values_list("subject", "kind", "sequence")),
        "acts": len(audit.history("certificate/BW00042187", f"application/{reference()}")),
        "breaks": len(audit.check()),
    }


def dies(act: Callable[[], Any], place: int) -> bool:
    """Fork a child that does ``act`` and dies before its ``place``-th write or commit; whether it died."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _live(act, place)
        finally:
            os._exit(1)  # a fault of the act itself
    _pid, status = os.waitpid(child, 0)
    connections.close_all()
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, DEAD):
        raise RuntimeError(f"the act failed with {code}")
    return code == DEAD


def _live(act: Callable[[], Any], place: int) -> None:
    writes = count(1)

    def before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE") and next(writes) == place:
            os._exit(DEAD)
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit

    def committing(wrapper: Any) -> Any:
        if next(writes) == place:
            os._exit(DEAD)
        return commit(wrapper)

    BaseDatabaseWrapper._commit = committing  # type: ignore[method-assign]
    with connection.execute_wrapper(before):
        act()
    os._exit(0)


def main(name: str) -> None:
    seen = [standing()]
    place = 1
    while dies(ACTS[name], place):
        seen.append(standing())
        place += 1
    seen.append(standing())
    sys.stdout.write(json.dumps(seen, default=str))


if __name__ == "__main__":
    main(sys.argv[1])
