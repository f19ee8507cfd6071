"""Single acts of the story, by the sign-in name of who does them. References and numbers go in and out as text."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.queries import acting
from kpcs.office.accounts.terms import Acting
from kpcs.office.attachments import load
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates.models import Certificate
from kpcs.office.exchange import queries as exchange
from kpcs.office.exports import operations as exports
from kpcs.office.exports.models import Application, Movement
from kpcs.office.exports.terms import Round
from kpcs.office.imports import operations as imports
from kpcs.office.imports.models import Arrival, ForeignDocument, InspectionCase
from kpcs.office.imports.terms import SealCondition
from kpcs.office.traders.models import Trader
from kpcs.scheme.lifecycles import MovementAct
from kpcs.scheme.quantities import Carats


def now() -> datetime:
    """The time of an act: the demonstration plays in the present."""
    return datetime.now(UTC)


def today(by: Acting) -> date:
    """The day in the office of the acting person."""
    assert by.office is not None
    return now().astimezone(ZoneInfo(by.office.time_zone)).date()


def person(username: str) -> Acting:
    """The person of that sign-in name, acting in the office of his first duty."""
    who = Person.objects.get(username=username)
    office = Office.objects.filter(duties__person=who).order_by("code")[:1].get()
    return acting(who, office, now().date())


# ---------------------------------------------------------------- the exporting side


def apply(*, who: str, trader: str, draft: Mapping[str, Any]) -> str:
    """Write and submit an application for ``trader``; its reference."""
    row = exports.start(by=person(who), at=now(), trader=Trader.objects.get(name=trader), draft=draft)
    return exports.submit(by=person(who), at=now(), reference=row.reference).reference


def examine(*, who: str, reference: str) -> str:
    """Take an application up; its state."""
    return exports.examine(by=person(who), at=now(), reference=reference).state


def weigh(*, who: str, reference: str, round: str, weights: Mapping[str, str], witnesses: Sequence[str]) -> int:
    """Record the weight of each parcel; how many."""
    carats = {parcel: Carats.parse(text) for parcel, text in weights.items()}
    rows = exports.weigh(
        by=person(who), at=now(), reference=reference, round=Round(round), weights=carats, witnesses=witnesses
    )
    return len(rows)


def approve(*, who: str, reference: str, conditions_met: bool = False, note: str = "") -> str:
    """Approve an application; its state."""
    row = exports.approve(by=person(who), at=now(), reference=reference, conditions_met=conditions_met, note=note)
    return row.state


def reserve(*, who: str, reference: str, seals: Sequence[Sequence[str]]) -> str:
    """Reserve a number and allot seals, by container; the number."""
    return exports.reserve_number(by=person(who), at=now(), reference=reference, seals=seals).number


def seal(*, who: str, reference: str, witnesses: Sequence[str]) -> str:
    """Close the seals before witnesses; the certificate's state."""
    return exports.seal(by=person(who), at=now(), reference=reference, witnesses=witnesses).state


def freeze(*, who: str, reference: str, signatory: str) -> dict[str, str]:
    """Freeze and sign the record; code, commitment and check value."""
    row = exports.freeze(
        by=person(who), at=now(), reference=reference, signatory=Person.objects.get(username=signatory)
    )
    return certificate(number=row.number)


def print_sheet(*, who: str, number: str) -> str:
    """Print the certificate; the hash of the PDF."""
    return certificates.print_certificate(by=person(who), at=now(), number=number).paper


def validate(*, who: str, reference: str) -> str:
    """Sign and stamp: validated, and the importing authority told; the certificate's state."""
    return exports.validate(by=person(who), at=now(), reference=reference).state


def hand_over(*, who: str, number: str, receiver: str) -> str:
    """Hand the certificate over; its state."""
    return certificates.hand_over(by=person(who), at=now(), number=number, receiver=receiver).state


def leave(*, who: str, reference: str) -> str:
    """Record that the goods have left; the movement's state."""
    by = person(who)
    return exports.record_exit(by=by, at=now(), reference=reference, exported_on=today(by)).state


def certificate(*, number: str) -> dict[str, str]:
    """What this side holds of its own certificate."""
    row = Certificate.objects.get(number=number)
    return {
        "number": row.number,
        "state": row.state,
        "code": row.code,
        "commitment": row.commitment,
        "check_value": row.check_value,
        "paper": row.paper,
    }


def paper(*, number: str) -> str:
    """The printed sheet as hex of its PDF."""
    return load(Certificate.objects.get(number=number).paper).hex()


def movement(*, number: str) -> dict[str, str]:
    """Where the goods of our certificate are, by all that is known here, and what became of the confirmation."""
    row = Movement.objects.select_related("confirmation").get(certificate__number=number)
    awaited = row.confirmation
    return {
        "state": row.state,
        "confirmation": awaited.state,
        "agreement": awaited.agreement,
        "inspected": str(row.inspected_carats) if row.inspected_carats is not None else "",
    }


def confirmation(*, number: str) -> dict[str, Any]:
    """The JSON view of the message that confirmed our certificate."""
    row = Movement.objects.select_related("confirmation").get(certificate__number=number).confirmation
    received = exchange.received_by_id(bytes.fromhex(row.message or ""))
    assert received is not None
    message = exchange.message_of(received)
    return {
        "id": row.message,
        "type": received.kind,
        "version": message.version,
        "sender": message.sender,
        "recipient": message.recipient,
        "time": message.time.isoformat().replace("+00:00", "Z"),
        "sequence": message.seq,
        "subject": message.subject,
        "body": row.body,
        "agreement": row.agreement,
    }


def reconcile(*, who: str, number: str) -> str:
    """Say that both sides hold the same; the confirmation's state."""
    application = Application.objects.get(movements__certificate__number=number)
    return exports.reconcile(by=person(who), at=now(), reference=application.reference).state


# ---------------------------------------------------------------- the importing side


def expected(*, number: str) -> str:
    """The state of the expected arrival, empty while it is not announced."""
    row = Arrival.objects.filter(number=number).first()
    return row.state if row else ""


def bring(*, who: str, code: str, brought_by: str = "") -> dict[str, Any]:
    """Take in a document by its code; its row and what the check said."""
    row = imports.capture_code(by=person(who), at=now(), text=code, brought_by=brought_by, another_sheet=False)
    return document(key=row.pk)


def bring_another_sheet(*, who: str, code: str, brought_by: str = "") -> dict[str, Any]:
    """Take in a second sheet with the same code; its row and what the check said."""
    row = imports.capture_code(by=person(who), at=now(), text=code, brought_by=brought_by, another_sheet=True)
    return document(key=row.pk)


def document(*, key: int) -> dict[str, Any]:
    """A document's last statement."""
    row = ForeignDocument.objects.get(pk=key)
    checked = row.verifications.order_by("-pk").first()
    return {
        "document": row.pk,
        "number": row.number,
        "state": row.state,
        "verdict": checked.verdict if checked else "",
        "standing": checked.standing if checked else "",
    }


def open_case(*, who: str, document: int) -> str:
    """Open an inspection case, which claims the number; its reference."""
    return imports.open_case(by=person(who), at=now(), document=ForeignDocument.objects.get(pk=document)).reference


def look(*, who: str, document: int) -> str:
    """Compare paper, stamp and signature with the specimen: nothing wrong; the standing afterwards."""
    row = ForeignDocument.objects.get(pk=document)
    saw = dict.fromkeys(("paper.specimen", "paper.validation"), (True, ""))
    return imports.look(by=person(who), at=now(), document=row, saw=saw).standing


def inspect(*, who: str, case: str, found: Mapping[str, str] | None = None, observed: str = "") -> str:
    """Open, count and weigh: everything as certified but the lines in ``found`` (``1.2.1``: carats); the state."""
    row = _case(case)
    seals = {
        (s.container, s.position): imports.SealEntry(s.certified, SealCondition.INTACT.value) for s in row.seals.all()
    }
    parcels = {c.container: c.parcels_certified for c in row.containers.all()}
    lines = {}
    for line in row.lines.all():
        place = f"{line.container}.{line.parcel}.{line.line}"
        lines[line.container, line.parcel, line.line] = imports.LineEntry(
            Carats.parse(found[place]) if found and place in found else line.certified
        )
    findings = imports.Findings(seals, parcels, lines, present=[("Tilde Specimen", "weigher")], observations=observed)
    return imports.save_inspection(by=person(who), at=now(), case=row, findings=findings).state


def decide(*, who: str, case: str, act: str, remarks: str = "", legal_basis: str = "") -> str:
    """Decide what becomes of the goods; the movement's state."""
    imports.decide(
        by=person(who), at=now(), case=_case(case), act=MovementAct(act), remarks=remarks, legal_basis=legal_basis
    )
    return _case(case).arrival.state


def confirm(*, who: str, case: str) -> str:
    """Confirm to the exporting authority; the case's state."""
    imports.confirm(by=person(who), at=now(), case=_case(case))
    return _case(case).state


def case(*, reference: str) -> dict[str, Any]:
    """What stands in a case: state, movement, open holds."""
    row = _case(reference)
    holds = [hold.state for hold in row.holds.filter(ended_at__isnull=True)]
    return {"state": row.state, "movement": row.arrival.state, "holds": holds, "number": row.document.number}


def _case(reference: str) -> InspectionCase:
    return InspectionCase.objects.select_related("arrival", "document").get(reference=reference)


ACTS: dict[str, Callable[..., Any]] = {
    act.__name__: act
    for act in (
        apply,
        examine,
        weigh,
        approve,
        reserve,
        seal,
        freeze,
        print_sheet,
        validate,
        hand_over,
        leave,
        certificate,
        paper,
        movement,
        confirmation,
        reconcile,
        expected,
        bring,
        bring_another_sheet,
        document,
        open_case,
        look,
        inspect,
        decide,
        confirm,
        case,
    )
}
"""Every act by name."""
