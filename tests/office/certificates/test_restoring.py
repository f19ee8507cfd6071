"""After a restore nothing is issued until a supervisor says which number was used last."""

from datetime import timedelta
from typing import Any

import pytest

from kpcs.office.audit import queries as audit
from kpcs.office.certificates import operations, queries
from kpcs.office.certificates.models import Certificate, Restoration, Series, Sheet
from kpcs.office.exchange import operations as exchange
from kpcs.office.exports import operations as exports
from kpcs.proof import sealing
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import our_sealing_key
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def restored() -> Restoration:
    return operations.mark_restored(at=AT + timedelta(hours=1), backup_made_at=AT)


def refused(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": LATER, **arguments})
    return caught.value.codes


def test_nothing_is_issued_before_the_numbers_are_confirmed(desk: Desk) -> None:
    approved, sealed = desk.approved(), desk.sealed()
    frozen = desk.reserved(seals=[["S1"], ["S2"]])
    desk.weigh(frozen)
    desk.seal(frozen)
    desk.freeze(frozen)
    printed = desk.reserved(seals=[["S3"], ["S4"]])
    desk.weigh(printed)
    desk.seal(printed)
    desk.freeze(printed)
    desk.print(printed)
    restored()
    assert queries.restore_pending()
    stopped = ("certificate.restore_unconfirmed",)
    assert refused(exports.reserve_number, by=desk.neo, reference=approved.reference) == stopped
    freezing = {"by": desk.neo, "reference": sealed.reference, "signatory": desk.kago.person}
    assert refused(exports.freeze, **freezing) == stopped
    number = desk.certificate(frozen).number
    assert refused(operations.print_certificate, by=desk.neo, number=number) == stopped
    assert refused(exports.validate, by=desk.kago, reference=printed.reference) == stopped
    jam = {"by": desk.neo, "reference": printed.reference, "reason": "paper_jam"}
    assert refused(exports.spoil_and_take_next, **jam) == stopped
    replacing = {"by": desk.neo, "reference": printed.reference, "note": "x", "surrendered": True}
    assert refused(exports.replace, **replacing) == stopped
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="BW00042189")
    assert not queries.restore_pending()
    exports.freeze(at=LATER, **freezing)


def test_numbering_goes_past_the_last_one_used_and_one_block(desk: Desk) -> None:
    desk.reserved()  # 42187 is on record; after the backup 42188 to 42195 were issued and are lost
    restored()
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="bw 0004-2195")
    assert Series.objects.get().next == 42_296
    void = Certificate.objects.filter(end_reason="restore_gap").order_by("number")
    assert (void.count(), void[0].number) == (100, "BW00042196")
    assert {row.state for row in void} == {"void"}
    # what was used and is lost is not declared void: papers with those numbers are genuine
    assert not Certificate.objects.filter(number="BW00042190").exists()
    told = audit.history("certificates")[-1]
    assert told.facts["last_number_used"] == "BW00042195"
    assert list(told.facts["void"].values()) == [["BW00042196", "BW00042295"]]
    desk.at = LATER
    row = desk.approved()
    assert exports.reserve_number(by=desk.neo, at=LATER, reference=row.reference).number == "BW00042296"


def test_a_number_on_record_or_named_by_a_peer_is_gone_past_too(desk: Desk) -> None:
    row = desk.validated()
    body = desk.confirmed(row, number="BW00042230")
    message = desk.eu.message(body, recipient="BW", subject="BW00042230")
    exchange.receive(envelope=sealing.seal_message(message, desk.eu.signer(), our_sealing_key()), at=AT)
    restored()
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="BW00042187")
    assert Series.objects.get().next == 42_331


def test_every_series_is_moved_and_one_that_ends_is_used_up(desk: Desk) -> None:
    operations.open_series(by=desk.sue, at=AT, office=desk.other, first=50_000, last=50_050)
    restored()
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="BW00042187")
    assert [series.next for series in Series.objects.all()] == [42_288, 50_051]
    assert queries.numbers_left() == {"BW-EX": 0, "BW-ST": 712}


def test_what_is_refused(desk: Desk) -> None:
    confirming = {"by": desk.sue}
    assert refused(operations.confirm_restore, **confirming, last_number_used="BW00042187") == ("restore.none",)
    restored()
    assert refused(operations.confirm_restore, **confirming, last_number_used="") == ("number.missing",)
    assert refused(operations.confirm_restore, **confirming, last_number_used="NA00042187") == (
        "restore.outside_series",
    )
    assert refused(operations.confirm_restore, **confirming, last_number_used="BW00090000") == (
        "restore.outside_series",
    )
    assert queries.restore_pending()


def test_two_restores_are_confirmed_together(desk: Desk) -> None:
    restored()
    operations.mark_restored(at=LATER, backup_made_at=AT)
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="BW00042187")
    assert [row.confirmed_by for row in Restoration.objects.all()] == [desk.sue.person] * 2


def test_sheets_that_the_printer_numbered_are_not_skipped_but_missed(desk: Desk) -> None:
    sheets = [(f"U{n}", f"BW0007000{n}") for n in range(1, 6)]
    operations.receive_sheets(by=desk.sue, at=AT, sheets=sheets, received_on=AT.date(), office=desk.office)
    restored()
    operations.confirm_restore(by=desk.sue, at=LATER, last_number_used="BW00070003")
    assert [sheet.state for sheet in Sheet.objects.all()] == ["missing"] * 3 + ["allotted"] * 2
