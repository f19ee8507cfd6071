"""A plain day at the export desk: from the first line typed to the reconciled confirmation."""

from datetime import date, timedelta

import pytest

from kpcs.office import attachments
from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import queries as certificates
from kpcs.office.exchange import queries as exchange
from kpcs.office.exports import operations, queries
from kpcs.office.exports.models import Seal
from kpcs.proof import code
from kpcs.scheme.lifecycles import Due
from kpcs.scheme.quantities import Carats
from tests.office.exports.desk import AT, WITNESSES, Desk
from tests.samples import CONTAINERS

pytestmark = pytest.mark.django_db


def test_from_the_application_to_the_reconciled_confirmation(desk: Desk) -> None:
    row = desk.submitted()
    assert (row.reference, row.state) == ("EX-2026-00001", "submitted")
    assert (row.destination, row.importer, row.parcels) == ("EU", "Scheldt Sample Traders", 3)
    assert (str(row.carats), str(row.value)) == ("9074.710", "1240534.89")

    operations.examine(by=desk.mpho, at=AT, reference=row.reference)
    row = operations.approve(by=desk.pula, at=AT, reference=row.reference)
    assert (row.state, row.decided_by) == ("approved", desk.pula.person)

    certificate = operations.reserve_number(
        by=desk.neo, at=AT, reference=row.reference, seals=[["S118204"], ["S118205"]]
    )
    assert (certificate.number, certificate.state) == ("BW00042187", "reserved")
    desk.weigh(row)
    desk.seal(row)
    assert [seal.witnesses for seal in Seal.objects.all()] == [list(WITNESSES)] * 2

    certificate = desk.freeze(row)
    record = certificates.record(certificate)
    assert record.containers == CONTAINERS
    assert (record.issued_on, record.expires_on) == (date(2026, 11, 19), date(2027, 1, 18))
    assert (record.signatory.name, record.signatory.title) == ("Kago Example", "Deputy Registrar")
    assert code.decode(certificate.code).commitment.hex() == certificate.commitment
    assert certificate.check_value == code.check_value(bytes.fromhex(certificate.commitment))

    certificate = desk.print(row)
    assert attachments.load(certificate.paper).startswith(b"%PDF")

    movement = operations.validate(by=desk.kago, at=AT, reference=row.reference)
    assert movement.state == "announced"
    [sent] = exchange.sent_about("BW00042187")
    told = exchange.body_of(sent)
    assert (sent.kind, sent.peer.identity) == ("pre_advice", "EU")
    assert (told.code, told.movement, told.waybill) == (certificate.code, "ordinary", "AWB 000-4417 2096")
    assert (told.validated_on, told.expected_on) == (date(2026, 11, 19), date(2026, 11, 23))

    from kpcs.office.certificates import operations as acts

    acts.hand_over(by=desk.neo, at=AT, number="BW00042187", receiver="Lea Placeholder")
    tomorrow = AT + timedelta(days=1)
    movement = operations.record_exit(by=desk.cus, at=tomorrow, reference=row.reference, exported_on=date(2026, 11, 20))
    assert movement.state == "dispatched"
    # fifteen calendar days from the expected arrival, by the importing authority's rules
    [awaited] = queries.awaited(desk.office, date(2026, 12, 8))
    assert (awaited.confirmation.due_on, awaited.due) == (date(2026, 12, 8), Due.DUE)
    assert queries.awaited(desk.office, date(2026, 12, 9))[0].due is Due.OVERDUE

    later = AT + timedelta(days=4)
    operations.take_confirmation(by=NODE, at=later, told_by="EU", body=desk.confirmed(row), message="ab" * 32)
    movement = desk.movement(row)
    assert (movement.state, movement.inspected_carats) == ("accepted", Carats.parse("9074.710"))
    assert (movement.confirmation.state, movement.confirmation.agreement) == ("reconciled", "same")
    assert queries.awaited(desk.office, date(2026, 12, 9)) == []

    history = audit.history(f"application/{row.reference}", "certificate/BW00042187")
    acts_told = [told.act for told in history if not told.act.startswith("exchange.")]
    assert acts_told == [
        "exports.started",
        "exports.submitted",
        "exports.examined",
        "exports.approved",
        "certificates.reserved",
        "exports.seals_allotted",
        "exports.weighed",
        "exports.sealed",
        "certificates.frozen",
        "certificates.printed",
        "certificates.validated",
        "exports.announced",
        "certificates.handed_over",
        "certificates.exported",
        "exports.dispatched",
        "exports.confirmation_received",
        "exports.reconciled",
    ]
    assert audit.check() == []
