"""The notice of a shipment as a letter, for an importing authority that has no node (CORE Annex II.19 and 21)."""

from datetime import date

from kpcs.office.certificates import queries as certificates
from kpcs.office.exports.models import Movement
from kpcs.office.participants import queries as participants
from kpcs.papers.layout import layout
from kpcs.papers.letters import Address, Heading, render_pre_advice
from kpcs.proof import code
from kpcs.scheme.participants import Participants


def pre_advice(movement: Movement, *, day: date, language: str = "en") -> bytes:
    """The letter as PDF/A-2b, dated ``day``, signed by the certificate's signatory. Raises a ``papers`` code."""
    row = movement.certificate
    record = certificates.record(row)
    known = participants.authority(movement.destination)
    recipient = Address(
        known.name if known else Participants.published().name(movement.destination, language),
        tuple(line for line in known.address.splitlines() if line.strip()) if known else (),
    )
    sender = Address(row.office.authority, tuple(line for line in row.office.address.splitlines() if line.strip()))
    heading = Heading(
        sender=sender,
        recipient=recipient,
        reference=row.application,
        day=day,
        language=language,
        signatory=record.signatory,
        layout=layout(record.layout),
    )
    carriage = ", ".join(part for part in (movement.carrier, movement.waybill) if part)
    return render_pre_advice(
        heading,
        record,
        check_value=row.check_value,
        label_code=code.label(row.number, bytes.fromhex(row.commitment)),
        carriage=carriage,
    )
