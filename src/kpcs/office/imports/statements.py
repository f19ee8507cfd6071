"""The statement about a document: the checks of :mod:`kpcs.proof.verification` with the facts of this authority.

Paper without a code goes through the same list of checks; its verdict is undetermined, and everything that the
register, the number, the dates and the elements allow is said.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings

from kpcs.office.accounts.models import Office
from kpcs.office.imports import reports
from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.findings import desk, typed
from kpcs.office.imports.models import Arrival, ForeignDocument, InspectionCase
from kpcs.office.imports.sheets import certificate_of, reading_of
from kpcs.proof.evidence import Comparison, Difference
from kpcs.proof.snapshot import Trust, open_trust
from kpcs.proof.status import case_digest
from kpcs.proof.verification import (
    AsOf,
    Finding,
    Statement,
    completed,
    not_checked,
    standing_of,
    verdict_of,
    verify,
)
from kpcs.proof.verification import reports as number_reports
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _


def state(document: ForeignDocument, *, at: datetime) -> Statement:
    """What can be said of ``document`` at ``at``."""
    day = local_day(document.office, at)
    pack = pack_of(document.office, day)
    here = document.office.participant
    own = list(desk.findings(document, tolerance=pack.tolerance.value))
    facts = reports.about(document.number_key)
    case = InspectionCase.objects.filter(document=document).first()
    digest = case_digest(settings.NODE.identity, case.reference) if case else b""
    with trust_folder() as trust:
        if document.code:
            certificate = certificate_of(document)
            if certificate is not None and (trust is None or trust.statuses is None):
                # no status file yet: what this authority knows itself is judged all the same
                commitment = bytes.fromhex(document.commitment)
                own += number_reports.judge(
                    certificate.issuer, certificate.destination, commitment, facts, here=here, case=digest
                )
                facts = []
            return verify(
                document.code,
                on=day,
                trust=trust,
                at=here,
                comparison=_comparison(document),
                packing=_packing(document),
                facts=facts,
                case=digest,
                extra=own,
            )
        return _typed(document, trust, own, facts, digest, day)


def of_text(text: str, *, at: datetime, office: Office) -> Statement:
    """The statement about a text that is no readable code, or about a container's label: nothing is captured."""
    with trust_folder() as trust:
        return verify(text, on=local_day(office, at), trust=trust, at=office.participant)


def own_participant() -> str:
    """The Participant whose authority this node is."""
    return str(settings.NODE.participant)


@contextmanager
def trust_folder() -> Iterator[Trust | None]:
    """The node's own trust folder; None, and so *not checked*, while it cannot be read."""
    try:
        trust = open_trust(settings.NODE.trust)
    except Refusal:
        yield None
        return
    try:
        yield trust
    finally:
        if trust.statuses is not None:
            trust.statuses.close()


def _comparison(document: ForeignDocument) -> Comparison | None:
    """What the printed page gave against the code when the document was read."""
    if document.comparison is None:
        return None
    agreeing, differing = document.comparison
    return Comparison(tuple(agreeing), tuple(Difference(*each) for each in differing))


def _packing(document: ForeignDocument) -> bytes:
    """The annexed packing list that came with the pre-advice of this certificate."""
    advised = Arrival.objects.filter(commitment=document.commitment).exclude(packing=b"").first()
    return bytes(advised.packing) if advised else b""


def _typed(
    document: ForeignDocument,
    trust: Trust | None,
    own: list[Finding],
    facts: list[Any],
    case: bytes,
    day: Any,
) -> Statement:
    reading = reading_of(document)
    register = Participants.published()
    found = [
        not_checked("code.read", _("The paper has no code: nothing can be said of who made it.")),
        *typed.findings(
            document.printed,
            reading,
            day=day,
            here=document.office.participant,
            register=register,
            ranges=trust.ranges(document.issuer) if trust and document.issuer else (),
        ),
        *own,
    ]
    if reading.number is not None:
        numbered = list(facts)
        if trust is not None and trust.statuses is not None:
            numbered += trust.statuses.facts(reading.number.normal)
        here = document.office.participant
        found += number_reports.judge(reading.number.issuer, here, b"", numbered, here=here, case=case)
    whole = completed(found)
    standing, reasons = standing_of(whole)
    as_of = AsOf(day)
    if trust is not None:
        as_of = AsOf(day, trust.owner, trust.as_of, trust.statuses.as_of if trust.statuses else None, trust.relies_on)
    return Statement(verdict_of(whole), standing, reasons, None, whole, as_of, number=document.number)
