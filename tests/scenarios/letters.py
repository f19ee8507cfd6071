"""The letters to an authority without a node, printed from what the messages say."""

from datetime import date
from typing import Any

from kpcs.office.exchange.bodies import AuthenticityQuery, Confirmation
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exchange.queries import body_of
from kpcs.office.imports.models import InspectionCase
from kpcs.papers.layout import layout
from kpcs.papers.letters import (
    Address,
    Goods,
    Heading,
    ImportFound,
    Presented,
    Result,
    render_confirmation,
    render_query,
)
from kpcs.scheme.certificate import HeadingTotal, Party, Signatory
from kpcs.scheme.quantities import Carats, USDollars


def _heading(recipient: str, reference: str, day: date, who: str) -> Heading:
    return Heading(
        sender=Address("Example Union Authority", ("1 Placeholder Quay", "Sample Port")),
        recipient=Address(recipient),
        reference=reference,
        day=day,
        language="en",
        signatory=Signatory(who, "Import Inspector"),
        layout=layout("EU-A4-1"),
    )


def query(message: SentMessage, day: date, who: str) -> bytes:
    """The question to the issuer as PDF."""
    asked = body_of(message)
    assert isinstance(asked, AuthenticityQuery)
    facts = dict(asked.facts)
    presented = Presented(
        number=asked.number,
        check_value="",
        issued_on=None,
        expires_on=None,
        exporter=_party(facts["exporter"]),
        importer=_party(facts["importer"]),
        carats=None,
        value=None,
        questions=(asked.question,),
    )
    return render_query(_heading(message.peer.name, asked.case_number, day, who), presented)


def confirmation(case: InspectionCase, day: date, who: str) -> bytes:
    """The confirmation to the exporting authority as PDF."""
    message = case.confirmation.sent
    told = body_of(message)
    assert isinstance(told, Confirmation)
    values: dict[str, Any] = {line.hs: line.value for line in case.lines.all()}
    found = ImportFound(
        number=told.number,
        check_value="",
        exporter=told.exporter,
        importer=told.importer,
        received_on=told.received_on,
        confirmed_on=day,
        case=told.case_number,
        certified=Goods(told.parcels, tuple(_total(line.hs, line.certified, values) for line in told.lines)),
        found=Goods(told.parcels, tuple(_total(line.hs, line.found or line.certified, values) for line in told.lines)),
        seals_intact=told.seals_intact,
        result=Result.IN_ORDER,
        remark=told.remarks,
    )
    return render_confirmation(_heading(message.peer.name, told.case_number, day, who), found)


def _total(hs: Any, carats: Carats, values: dict[str, Any]) -> HeadingTotal:
    return HeadingTotal(hs, carats, values.get(hs.value) or USDollars(0))


def _party(text: str) -> Party:
    name, *address = text.splitlines()
    return Party(name, tuple(address))
