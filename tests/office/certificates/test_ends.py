"""Void, superseded, cancelled, revoked, lost, stolen: reasons, who is told, and what the trust folder says."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from kpcs.office.certificates import operations, queries, tasks
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import REASONS, EndReason
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.models import SentMessage
from kpcs.proof.status import Origin, Status, StatusIndex
from kpcs.scheme.lifecycles import CertificateAct
from kpcs.scheme.problems import Refusal
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": LATER, **arguments})
    return caught.value.codes


ENDS: list[tuple[Any, str, str, EndReason]] = [
    (operations.void, "void", "neo", EndReason.RECORD_WRONG),
    (operations.cancel, "cancelled", "neo", EndReason.UNUSED),
    (operations.revoke, "revoked", "sue", EndReason.FALSE_STATEMENT),
    (operations.report_lost, "lost", "neo", EndReason.LOST_ON_THE_WAY),
    (operations.report_stolen, "stolen", "cus", EndReason.STOLEN_ON_THE_WAY),
]


@pytest.mark.parametrize(("act", "state", "who", "reason"), ENDS)
def test_the_destination_is_told_once_a_pre_advice_went_out(
    desk: Desk, act: Any, state: str, who: str, reason: EndReason
) -> None:
    row = desk.validated()
    act(by=getattr(desk, who), at=LATER, number="BW00042187", reason=reason, note="what happened")
    certificate = desk.certificate(row)
    assert (certificate.state, certificate.end_reason, certificate.end_note) == (state, reason, "what happened")
    told = exchange.body_of(exchange.sent_about("BW00042187")[-1])
    assert (told.number, told.status, told.day) == ("BW00042187", state, date(2026, 11, 19))
    assert (told.commitment, told.reason) == (certificate.commitment, str(reason.label))
    assert "what happened" not in told.reason  # free text stays here


@pytest.mark.parametrize(("act", "state", "who", "reason"), ENDS)
def test_nobody_is_told_of_what_was_never_announced(
    desk: Desk, act: Any, state: str, who: str, reason: EndReason
) -> None:
    row = desk.printed()
    act(by=getattr(desk, who), at=LATER, number="BW00042187", reason=reason, note="what happened")
    assert desk.certificate(row).state == state
    assert not SentMessage.objects.exists()


@pytest.mark.parametrize(("act", "state", "who", "reason"), ENDS)
def test_each_end_has_its_own_reasons(desk: Desk, act: Any, state: str, who: str, reason: EndReason) -> None:
    desk.validated()
    given = {"by": getattr(desk, who), "number": "BW00042187"}
    for other in EndReason:
        if not any(reason in listed and other in listed for listed in REASONS.values()):
            assert codes(act, **given, reason=other, note="x") == ("certificate.reason",)
    assert codes(act, **given, reason="because", note="x") == ("certificate.reason",)
    if state in ("revoked", "lost", "stolen"):
        assert codes(act, **given, reason="because", note=" ") == ("certificate.reason", "certificate.note_missing")
    assert Certificate.objects.get().state == "validated"


def test_every_end_has_reasons() -> None:
    ends = set(CertificateAct) - {
        CertificateAct.FREEZE,
        CertificateAct.PRINT,
        CertificateAct.VALIDATE,
        CertificateAct.EXPORT,
    }
    assert set(REASONS) == ends
    assert EndReason.RESTORE_GAP not in {reason for listed in REASONS.values() for reason in listed}


def test_an_unknown_number(desk: Desk) -> None:
    assert codes(operations.void, by=desk.neo, number="BW00000001", reason="paper_jam") == ("certificate.unknown",)


# ---------------------------------------------------------------- the trust folder


def reports(number: str, check_value: str = "") -> list[tuple[Status, str, Origin]]:
    with StatusIndex(settings.NODE.trust / "status.bin") as index:
        index.check()
        return [(fact.status, fact.asserter, fact.origin) for fact in index.facts(number, check_value)]


def test_the_status_file_follows_every_end(desk: Desk) -> None:
    row = desk.validated()
    assert tasks.follow_status(at=LATER)
    assert reports("BW00042187") == []
    operations.revoke(by=desk.sue, at=LATER, number="BW00042187", reason="legal_order", note="x")
    assert tasks.follow_status(at=LATER)
    certificate = desk.certificate(row)
    assert reports("BW00042187") == reports("BW00042187", certificate.check_value)
    assert reports("BW00042187") == [(Status.REVOKED, "BW", Origin.OWN)]
    assert not tasks.follow_status(at=LATER)


def test_a_lost_status_file_is_written_again(desk: Desk) -> None:
    desk.validated()
    operations.report_lost(by=desk.neo, at=LATER, number="BW00042187", reason="lost_in_office", note="x")
    tasks.follow_status(at=LATER)
    (settings.NODE.trust / "status.bin").unlink()
    assert tasks.follow_status(at=LATER)
    assert reports("BW00042187") == [(Status.LOST, "BW", Origin.OWN)]


def test_later_contexts_add_what_they_know(desk: Desk) -> None:
    from kpcs.proof.status import NumberedFact, StatusFact

    claim = NumberedFact("NA00000001", "", StatusFact(Status.CLAIMED, "BW", AT.date(), case=bytes(8)))
    tasks.follow_status(at=LATER, others=lambda: [claim])
    assert [status for status, _who, _origin in reports("NA00000001")] == [Status.CLAIMED]


def test_what_is_void_before_it_was_signed_is_known_by_its_number(desk: Desk) -> None:
    desk.reserved()
    operations.void(by=desk.neo, at=LATER, number="BW00042187", reason="application_withdrawn")
    tasks.follow_status(at=LATER)
    assert reports("BW00042187") == [(Status.VOID, "BW", Origin.OWN)]
    assert [row.number for row in queries.own_ended()] == ["BW00042187"]
