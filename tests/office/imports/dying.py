"""A program whose children die in the middle of an act of the import desk; see ``tests.office.certificates.dying``.

``python -m tests.office.imports.dying ACT`` with ``KPCS_DIR`` of a node prints, as JSON, what stands in the database
before the act, after each death, and after the first child that lives.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.office.certificates.dying import dies

# isort: split
from kpcs.office.accounts import queries as people
from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import queries as audit
from kpcs.office.audit.models import Event
from kpcs.office.exchange.models import ReceivedMessage, SentMessage
from kpcs.office.imports import operations, tasks
from kpcs.office.imports.models import Arrival, Confirmation, Decision, ForeignDocument, Hold, InspectionCase, Question
from kpcs.scheme.lifecycles import MovementAct
from tests.office.imports.desk import AT


def ina() -> Acting:
    return people.acting(Person.objects.get(username="ina.sample"), Office.objects.get(code="EU-S"), AT.date())


def document() -> ForeignDocument:
    return ForeignDocument.objects.latest("pk")


def case() -> InspectionCase:
    return InspectionCase.objects.latest("pk")


ACTS: dict[str, Callable[[], Any]] = {
    "receive": lambda: tasks.walk_inbox(at=AT),
    "open": lambda: operations.open_case(by=ina(), at=AT, document=document()),
    "decide": lambda: operations.decide(by=ina(), at=AT, case=case(), act=MovementAct.ACCEPT),
    "confirm": lambda: operations.confirm(by=ina(), at=AT, case=case()),
}


def standing() -> dict[str, Any]:
    """Everything that an act of the desk changes, and whether the record still holds together."""
    return {
        "arrivals": list(Arrival.objects.values_list("number", "state")),
        "documents": list(ForeignDocument.objects.values_list("number", "state")),
        "cases": list(InspectionCase.objects.values_list("reference", "state")),
        "holds": list(Hold.objects.values_list("reason", "state")),
        "decisions": list(Decision.objects.values_list("act", "result")),
        "confirmations": Confirmation.objects.count(),
        "questions": Question.objects.count(),
        "received": list(ReceivedMessage.objects.values_list("kind", "state")),
        "sent": list(SentMessage.objects.values_list("subject", "kind", "sequence")),
        "acts": Event.objects.count(),
        "breaks": len(audit.check()),
    }


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
