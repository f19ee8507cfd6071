"""Freezing, printing, validating, exit; a spoiled number and a replacement."""

from datetime import date, timedelta
from typing import Any

import pytest

from kpcs.office import attachments, keyring
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import queries as certificate_queries
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import PrintMode
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exports import documents, operations, queries
from kpcs.office.exports.models import Application, Movement, Seal
from kpcs.office.traders import operations as traders
from kpcs.proof import code
from kpcs.proof.keys import Role as KeyRole
from kpcs.scheme.lifecycles import CERTIFICATE, CertificateAct, CertificateState
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.office.exports.desk import AT, SEALS, WITNESSES, Desk, draft

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": AT, **arguments})
    return caught.value.codes


# ---------------------------------------------------------------- freezing


def test_everything_that_stops_the_freezing_is_said_at_once(desk: Desk) -> None:
    row = desk.approved()
    operations.reserve_number(by=desk.neo, at=AT, reference=row.reference)
    traders.end_licence(by=desk.mpho, at=AT, licence=desk.trader.licences.get(), until=AT.date())
    found = codes(operations.freeze, by=desk.neo, reference=row.reference, signatory=desk.neo.person)
    assert set(found) == {
        "export.no_licence",
        "export.not_weighed",
        "seal.not_allotted",
        "certificate.seal.missing",
        "certificate.signatory.not_on_duty",
    }
    assert Certificate.objects.get().state == "reserved"


def test_what_is_not_sealed_is_not_signed(desk: Desk) -> None:
    row = desk.reserved()
    desk.weigh(row)
    freezing = {"by": desk.neo, "reference": row.reference, "signatory": desk.kago.person}
    assert codes(operations.freeze, **freezing) == ("export.not_sealed",)
    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.code, certificate.frozen_at) == ("reserved", "", None)
    assert "certificates.frozen" not in [told.act for told in audit.history("certificate/BW00042187")]


def test_the_signed_record_is_what_was_approved_weighed_and_sealed(desk: Desk) -> None:
    row = desk.sealed()
    certificate = desk.freeze(row)
    read = code.decode(certificate.code)
    code.verify(read, keyring.signer(KeyRole.ISSUING, AT.date()).key)
    assert read.payload == bytes(certificate.payload)
    record = certificate_queries.record(certificate)
    assert record.seals == ("S118204", "S118205")
    assert (record.issuer, record.provenance, record.destination) == ("BW", "BW", "EU")
    assert (record.authority, record.office) == ("Example Office for Rough Diamonds", "BW-ST")
    assert (record.number, record.sheet, record.layout) == ("BW00042187", "", "BW-A4-1")
    assert (certificate.exporter, certificate.importer) == ("Mopane Example Diamonds", "Scheldt Sample Traders")
    told = audit.history("certificate/BW00042187")[-1]
    assert told.facts["commitment"] == certificate.commitment
    assert "Mopane" not in str(told.facts)


def test_two_records_of_one_content_are_told_apart_by_their_nonce(desk: Desk) -> None:
    first = desk.freeze(desk.sealed())
    again = desk.reserved(seals=[["S1"], ["S2"]])
    desk.weigh(again)
    desk.seal(again)
    assert desk.freeze(again).commitment != first.commitment


def test_a_large_packing_list_is_annexed_and_bound(desk: Desk) -> None:
    amounts = [(7919 * n % 9973 + 1, 104_729 * n % 99_991 + 1) for n in range(1, 121)]
    lines = [
        {
            "container": "1",
            "parcel": f"PARCEL-{n:03}",
            "hs": "7102.31",
            "carats": f"{carats}.5",
            "value": str(value),
            "origins": "BW",
        }
        for n, (carats, value) in enumerate(amounts, 1)
    ]
    carats = Carats.total(Carats.parse(line["carats"]) for line in lines)
    total = {"carats": str(carats), "value": str(sum(value for _carats, value in amounts)), "lines": lines}
    row = desk.approved(**total)
    operations.reserve_number(by=desk.neo, at=AT, reference=row.reference, seals=[["S1"]])
    weights = queries.shipment(row).parcels
    operations.weigh(by=desk.tom, at=AT, reference=row.reference, round="packing", weights=weights, witnesses=WITNESSES)
    desk.seal(row)
    certificate = desk.freeze(row)
    assert certificate.packing
    assert len(certificate.code) < code.ANNEX_FROM
    assert len(certificate_queries.record(certificate).containers[0].parcels) == 120
    desk.print(row)
    operations.validate(by=desk.kago, at=AT, reference=row.reference)
    [sent] = exchange.sent_about("BW00042187")
    assert exchange.body_of(sent).packing == bytes(certificate.packing)


def test_a_destination_that_left_the_scheme_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row = desk.sealed()
    Application.objects.filter(pk=row.pk).update(record=row.record | {"destination": "MC"})
    assert "trade.importer.unknown" in codes(
        operations.freeze, by=desk.neo, reference=row.reference, signatory=desk.kago.person
    )


def test_a_key_that_waits_for_its_holder(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    from kpcs.proof.keys.folder import KeyFolder
    from tests.office.exchange.foreign import SINCE

    row = desk.sealed()
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "passphrase").write_text("only for tests", "ascii")
    folder = KeyFolder(tmp_path / "keys", b"only for tests", work=4)
    folder.generate("BW", KeyRole.ISSUING, SINCE, holder="Sue Sample", holder_passphrase=b"hers alone")
    settings.NODE = settings.NODE._replace(path=tmp_path)
    freezing = {"by": desk.neo, "reference": row.reference, "signatory": desk.kago.person}
    assert codes(operations.freeze, **freezing) == ("keys.locked",)
    keyring.folder().unlock(KeyRole.ISSUING, AT.date(), b"hers alone")
    desk.freeze(row)


def test_a_clock_that_runs_behind(desk: Desk) -> None:
    row = desk.sealed()
    behind = AT - timedelta(minutes=1)
    freezing = {"by": desk.neo, "reference": row.reference, "signatory": desk.kago.person, "at": behind}
    assert codes(operations.freeze, **freezing) == ("audit.clock_behind",)
    assert Certificate.objects.get().state == "reserved"


# ---------------------------------------------------------------- printing


@pytest.mark.parametrize("mode", list(PrintMode))
def test_the_same_record_gives_the_same_paper(desk: Desk, mode: PrintMode) -> None:
    from kpcs.office.certificates import documents as papers

    row = desk.frozen()
    certificate = certificates.print_certificate(by=desk.neo, at=AT, number="BW00042187", mode=mode)
    kept = attachments.load(certificate.paper)
    assert kept == papers.certificate_paper(certificate, mode)
    assert certificate.print_mode == mode
    assert papers.labels(certificate) == papers.labels(certificate)
    assert row.reference == certificate.application


def test_the_pre_advice_as_a_letter(desk: Desk) -> None:
    row = desk.validated()
    movement = desk.movement(row)
    assert documents.pre_advice(movement, day=AT.date()).startswith(b"%PDF")
    assert documents.pre_advice(movement, day=AT.date()) == documents.pre_advice(movement, day=AT.date())


def test_an_authority_without_a_node_gets_a_letter(desk: Desk) -> None:
    row = desk.approved(destination="US", importer__country="US")
    desk.reserved(row)
    desk.weigh(row)
    desk.seal(row)
    desk.freeze(row)
    desk.print(row)
    movement = operations.validate(by=desk.kago, at=AT, reference=row.reference)
    assert movement.announced_by == ""
    [letter] = exchange.letters()
    assert (letter.kind, letter.peer.identity, letter.state) == ("pre_advice", "US", "queued")


# ---------------------------------------------------------------- validating


def test_only_the_named_signatory_validates(desk: Desk) -> None:
    from kpcs.office.accounts.terms import Role

    row = desk.printed()
    second = desk.person("other.signatory", "Other Signatory", Role.VALIDATOR)
    assert codes(operations.validate, by=second, reference=row.reference) == ("certificate.validate.other_signatory",)
    assert not Movement.objects.exists()
    assert not SentMessage.objects.exists()


def test_the_approver_does_not_validate(desk: Desk) -> None:
    from kpcs.office.accounts.terms import Role

    both = desk.person("both.duties", "Both Duties", Role.APPROVER, Role.VALIDATOR)
    row = operations.approve(by=both, at=AT, reference=desk.examined().reference)
    desk.sealed(row)
    operations.freeze(by=desk.neo, at=AT, reference=row.reference, signatory=both.person)
    desk.print(row)
    assert codes(operations.validate, by=both, reference=row.reference) == ("certificate.same_person",)


def test_two_persons_stand_behind_each_certificate_whatever_the_pack_says(desk: Desk) -> None:
    from kpcs.office.accounts.terms import Role

    alone = desk.person("alone.example", "Alone Example", Role.ISSUER, Role.VALIDATOR)
    row = desk.sealed()
    operations.freeze(by=alone, at=AT, reference=row.reference, signatory=alone.person)
    certificates.print_certificate(by=alone, at=AT, number="BW00042187")
    Certificate.objects.update(approved_by=None)
    assert codes(operations.validate, by=alone, reference=row.reference) == ("certificate.two_persons",)


def test_an_expired_certificate_is_neither_validated_nor_exported(desk: Desk) -> None:
    row = desk.printed()
    late = AT + timedelta(days=61)
    assert codes(operations.validate, by=desk.kago, reference=row.reference, at=late) == ("certificate.expired",)
    operations.validate(by=desk.kago, at=AT + timedelta(days=60), reference=row.reference)
    certificates.hand_over(by=desk.neo, at=AT + timedelta(days=60), number="BW00042187", receiver="Lea Placeholder")
    leaving = {"by": desk.cus, "reference": row.reference, "at": late, "exported_on": late.date()}
    assert codes(operations.record_exit, **leaving) == ("certificate.expired",)


# ---------------------------------------------------------------- handing over and exit


def test_what_stops_the_exit(desk: Desk) -> None:
    row = desk.validated()
    leaving = {"by": desk.cus, "reference": row.reference}
    assert codes(operations.record_exit, **leaving, exported_on=date(2026, 11, 18)) == (
        "certificate.not_handed_over",
        "certificate.exit_before_validation",
    )
    handing = {"by": desk.neo, "number": "BW00042187"}
    assert codes(certificates.hand_over, **handing, receiver=" ") == ("certificate.receiver_missing",)
    certificates.hand_over(at=AT, **handing, receiver="Lea Placeholder")
    assert codes(certificates.hand_over, **handing, receiver="Lea") == ("certificate.handed_over_already",)
    assert codes(operations.record_exit, **leaving, exported_on=date(2026, 11, 20)) == ("certificate.exit_in_future",)


def test_nothing_is_handed_over_before_it_is_validated(desk: Desk) -> None:
    desk.printed()
    assert codes(certificates.hand_over, by=desk.neo, number="BW00042187", receiver="Lea") == (
        "certificate.wrong_state",
    )


def test_the_confirmation_is_due_by_the_rules_of_the_destination(desk: Desk) -> None:
    row = desk.validated()
    certificates.hand_over(by=desk.neo, at=AT, number="BW00042187", receiver="Lea Placeholder")
    Movement.objects.update(expected_on=None)
    operations.record_exit(by=desk.neo, at=AT, reference=row.reference, exported_on=AT.date())
    assert desk.movement(row).confirmation.due_on == date(2026, 12, 4)


# ---------------------------------------------------------------- a spoiled number, a replacement


def test_a_paper_jam_takes_the_next_number_in_one_act_and_the_box_stays_closed(desk: Desk) -> None:
    row = desk.printed()
    spoiled = desk.certificate(row)
    following = operations.spoil_and_take_next(by=desk.neo, at=LATER, reference=row.reference, reason="paper_jam")
    spoiled.refresh_from_db()
    assert (spoiled.state, spoiled.end_reason) == ("void", "paper_jam")
    assert (following.number, following.state, following.application) == ("BW00042188", "reserved", row.reference)
    assert (following.submitted_by, following.approved_by) == (desk.dan.person, desk.pula.person)
    assert [[seal.number for seal in box] for box in queries.seals_of(following)] == [list(box) for box in SEALS]
    desk.freeze(row, at=LATER)
    desk.print(row, at=LATER)
    operations.validate(by=desk.kago, at=LATER, reference=row.reference)
    assert [m.subject for m in SentMessage.objects.all()] == ["BW00042188"]


@pytest.mark.parametrize("reason", ["weight_differs", "seal_differs"])
def test_a_difference_after_freezing_opens_the_box(desk: Desk, reason: str) -> None:
    row = desk.frozen()
    operations.spoil_and_take_next(by=desk.neo, at=LATER, reference=row.reference, reason=reason)
    freezing = {"by": desk.neo, "reference": row.reference, "signatory": desk.kago.person, "at": LATER}
    assert set(codes(operations.freeze, **freezing)) == {
        "export.not_weighed",
        "seal.not_allotted",
        "certificate.seal.missing",
    }
    again = {"by": desk.neo, "reference": row.reference, "at": LATER}
    assert codes(operations.allot_seals, **again, seals=SEALS) == ("seal.used_before",) * 2
    operations.allot_seals(**again, seals=[["S118206"], ["S118207"]])
    after = LATER + timedelta(minutes=1)
    desk.weigh(row, at=after)
    desk.seal(row, at=after)
    assert certificate_queries.record(desk.freeze(row, at=after)).seals == ("S118206", "S118207")
    assert Seal.objects.filter(spoiled_at__isnull=False).count() == 2


def test_a_number_spoiled_after_validation_is_told_to_the_destination(desk: Desk) -> None:
    row = desk.validated()
    operations.spoil_and_take_next(by=desk.neo, at=LATER, reference=row.reference, reason="record_wrong")
    told = exchange.body_of(exchange.sent_about("BW00042187")[-1])
    assert (told.status, told.replacement) == ("void", "BW00042188")
    assert Movement.objects.get().state == "manually_closed"


def test_a_replacement_before_export(desk: Desk) -> None:
    row = desk.validated()
    original = desk.certificate(row)
    assert codes(operations.replace, by=desk.neo, reference=row.reference, note="", surrendered=False) == (
        "certificate.note_missing",
        "certificate.not_surrendered",
    )
    following = operations.replace(
        by=desk.neo, at=LATER, reference=row.reference, note="Address of the importer", surrendered=True
    )
    original.refresh_from_db()
    assert (original.state, original.superseded_by, following.supersedes) == ("superseded", following, original)
    told = exchange.body_of(exchange.sent_about(original.number)[-1])
    assert (told.status, told.replacement, told.commitment) == ("superseded", following.number, original.commitment)
    assert Movement.objects.get(certificate=original).state == "manually_closed"
    changed = draft(importer__address="14 Specimen Quay\nSample Port")
    operations.correct(by=desk.pula, at=LATER, reference=row.reference, draft=changed, note="moved")
    frozen = desk.freeze(row, at=LATER)
    assert certificate_queries.record(frozen).importer.address == ("14 Specimen Quay", "Sample Port")
    desk.print(row, at=LATER)
    movement = operations.validate(by=desk.kago, at=LATER, reference=row.reference)
    assert (movement.certificate, movement.state) == (following, "announced")


def test_after_export_nothing_is_replaced_or_spoiled(desk: Desk) -> None:
    row = desk.exported()
    after = AT + timedelta(days=1)
    assert codes(operations.replace, by=desk.neo, reference=row.reference, note="x", surrendered=True, at=after) == (
        "certificate.wrong_state",
    )
    assert codes(
        operations.spoil_and_take_next, by=desk.neo, reference=row.reference, reason="paper_jam", at=after
    ) == ("certificate.wrong_state",)


# ---------------------------------------------------------------- every act in every state

_ACTS: dict[CertificateAct, Any] = {
    CertificateAct.FREEZE: lambda d, r, n: operations.freeze(by=d.neo, at=LATER, reference=r, signatory=d.kago.person),
    CertificateAct.PRINT: lambda d, r, n: certificates.print_certificate(by=d.neo, at=LATER, number=n),
    CertificateAct.VALIDATE: lambda d, r, n: operations.validate(by=d.kago, at=LATER, reference=r),
    CertificateAct.EXPORT: lambda d, r, n: operations.record_exit(
        by=d.cus, at=LATER, reference=r, exported_on=AT.date()
    ),
    CertificateAct.SUPERSEDE: lambda d, r, n: operations.replace(
        by=d.neo, at=LATER, reference=r, note="x", surrendered=True
    ),
    CertificateAct.VOID: lambda d, r, n: certificates.void(by=d.neo, at=LATER, number=n, reason="paper_jam"),
    CertificateAct.CANCEL: lambda d, r, n: certificates.cancel(by=d.neo, at=LATER, number=n, reason="unused"),
    CertificateAct.REVOKE: lambda d, r, n: certificates.revoke(
        by=d.sue, at=LATER, number=n, reason="legal_order", note="x"
    ),
    CertificateAct.REPORT_LOST: lambda d, r, n: certificates.report_lost(
        by=d.neo, at=LATER, number=n, reason="lost_in_office", note="x"
    ),
    CertificateAct.REPORT_STOLEN: lambda d, r, n: certificates.report_stolen(
        by=d.neo, at=LATER, number=n, reason="stolen_in_office", note="x"
    ),
}
_REACHED = {
    CertificateState.RESERVED: lambda d: d.sealed(),
    CertificateState.FROZEN: lambda d: d.frozen(),
    CertificateState.PRINTED: lambda d: d.printed(),
    CertificateState.VALIDATED: lambda d: d.validated(),
    CertificateState.EXPORTED: lambda d: d.validated(),
}


@pytest.mark.parametrize("act", list(CertificateAct))
@pytest.mark.parametrize("state", list(CertificateState))
def test_every_act_in_every_state(desk: Desk, state: CertificateState, act: CertificateAct) -> None:
    row = _REACHED.get(state, _REACHED[CertificateState.FROZEN])(desk)
    number = desk.certificate(row).number
    if state in (CertificateState.VALIDATED, CertificateState.EXPORTED):
        certificates.hand_over(by=desk.neo, at=AT, number=number, receiver="Lea Placeholder")
    Certificate.objects.update(state=state)
    if CERTIFICATE.allows(state, act):
        _ACTS[act](desk, row.reference, number)
        assert Certificate.objects.get(number=number).state == CERTIFICATE.after(state, act)
        return
    before = SentMessage.objects.count()
    with pytest.raises(Refusal) as caught:
        _ACTS[act](desk, row.reference, number)
    assert caught.value.codes in (("certificate.wrong_state",), ("export.no_certificate",))
    assert Certificate.objects.get(number=number).state == state
    assert (Certificate.objects.count(), SentMessage.objects.count()) == (1, before)
