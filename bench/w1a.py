"""W1a: the real issue operation, every certificate durable, beside the same rows written through the ORM without rules.

Measured is what an officer waits for, printing aside, on a node as ``kpcs init`` makes it (SQLite in a file, WAL,
``synchronous=FULL``): a number with its sheet reserved, the record frozen and signed. Each act is a transaction of its
own and on the disk when it returns. The peer writes the very rows that these acts leave, in as many transactions, and
nothing else: no lock, no rule, no signature, no hash, nobody asked who may.

Once for the acts of ``certificates`` alone, once for the whole desk of ``exports`` around them: seals allotted,
reweighed, sealed.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench.measure import Comparison, Side, compare

TIMES, SINGLY = 20, 100
PATIENCE = 0.050
"""Seconds within which 95 of 100 issues are done."""
BUILD = Path(__file__).parent.parent / "build"


def run() -> Iterator[Comparison]:
    """One writer, a node in a folder of its own on the disk of the checkout (a temporary folder may be in memory)."""
    from kpcs.cli.demo.player import enter_or_make

    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="w1a-") as name:
        enter_or_make(Path(name) / "bw", "bw", "", "")
        from django.db import connections

        try:
            yield from _measured()
        finally:
            connections.close_all()


def _measured() -> Iterator[Comparison]:
    from bench.rows import Rows

    desk = Desk()
    issue = Rows(desk.issue)
    yield compare(
        "W1a issue: number reserved, record frozen and signed",
        desk.issue,
        issue.write,
        theirs_name="the same rows through the ORM",
        goal=0.5,
        times=(TIMES, TIMES),
        at_least=True,
    )
    seconds = sorted(_timed(desk.issue) for _n in range(SINGLY))
    p95 = seconds[SINGLY * 95 // 100 - 1]
    yield Comparison(
        f"W1a issue, 95 of {SINGLY} one by one",
        Side(p95, seconds[0], seconds[-1]),
        Side(PATIENCE, PATIENCE, PATIENCE),
        "what an officer does not notice",
        p95 / PATIENCE,
        1.0,
    )
    desk.approve(TIMES * 9)
    whole = Rows(desk.pack)
    yield compare(
        "W1a the whole desk: number, seals, reweighed, sealed, frozen and signed",
        desk.pack,
        whole.write,
        theirs_name="the same rows through the ORM",
        goal=0.5,
        times=(TIMES, TIMES),
        at_least=True,
    )


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


class Desk:
    """Botswana's office of the demonstration, with paper for every certificate of a run."""

    def __init__(self) -> None:
        from kpcs.cli.demo import acts, parts
        from kpcs.office.accounts.models import Person
        from kpcs.office.certificates import operations as certificates
        from tests.samples import CONTAINERS

        parts.people(key="bw")
        self.acts, self.certificates = acts, certificates
        self.neo, self.signatory = acts.person("neo"), Person.objects.get(username="kago")
        sheets = [(f"B{number:07d}", "") for number in range(1000)]
        certificates.receive_sheets(
            by=self.neo, at=acts.now(), sheets=sheets, received_on=datetime.now(UTC).date(), office=self.neo.office
        )
        self.containers = CONTAINERS
        self.approved: list[str] = []
        self.seals = count(500_001)

    def issue(self) -> str:
        """Reserve and freeze, as ``exports`` does; the number."""
        from kpcs.office.certificates.terms import Contents
        from kpcs.scheme.certificate import Party

        at = self.acts.now()
        row = self.certificates.reserve(by=self.neo, at=at, application="EX-W1A", submitted_by=None, approved_by=None)
        contents = Contents(
            exporter=Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW"),
            importer=Party("Scheldt Sample Traders", ("12 Specimen Quay", "Sample Port"), "BE"),
            consignee=None,
            destination="EU",
            containers=self.containers,
        )
        self.certificates.freeze(by=self.neo, at=at, number=row.number, contents=contents, signatory=self.signatory)
        return str(row.number)

    def approve(self, wanted: int) -> None:
        """Have so many approved applications."""
        from kpcs.cli.demo.story import draft

        for _n in range(wanted - len(self.approved)):
            reference = self.acts.apply(who="dan", trader="Mopane Example Diamonds", draft=draft())
            self.acts.examine(who="mpho", reference=reference)
            self.acts.approve(who="pula", reference=reference)
            self.approved.append(reference)

    def pack(self) -> str:
        """Everything between an approved application and its signed record, by the acts of the desk; the number."""
        from kpcs.cli.demo.story import draft, weights_of

        reference = self.approved.pop()
        seals = [[f"S{next(self.seals)}"], [f"S{next(self.seals)}"]]
        witnesses = ["Dan Example", "Abel Placeholder"]
        self.acts.reserve(who="neo", reference=reference, seals=seals)
        weights = weights_of(draft())
        self.acts.weigh(who="tom", reference=reference, round="packing", weights=weights, witnesses=witnesses)
        self.acts.seal(who="neo", reference=reference, witnesses=witnesses)
        return self.acts.freeze(who="neo", reference=reference, signatory="kago")["number"]
