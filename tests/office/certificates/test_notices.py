"""Status notices of other issuers, and what other authorities ask about our papers."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import operations, queries, tasks
from kpcs.office.certificates.models import AuthenticityQuery, KnownStatus
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange import queries as exchange_queries
from kpcs.office.exchange.models import ReceivedMessage
from kpcs.proof import sealing
from kpcs.proof.status import Origin, Status, StatusIndex
from kpcs.scheme.lifecycles import CertificateState
from kpcs.scheme.problems import Refusal
from tests.office.exchange.foreign import our_sealing_key
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def come(desk: Desk, body: Any) -> ReceivedMessage:
    message = desk.eu.message(body, recipient="BW", time=LATER)
    exchange.receive(envelope=sealing.seal_message(message, desk.eu.signer(), our_sealing_key()), at=LATER)
    tasks.walk_inbox(at=LATER)
    return ReceivedMessage.objects.order_by("-pk")[0]


def notice(**changes: Any) -> bodies.CertificateStatus:
    whole = bodies.CertificateStatus(
        number="EU00712345", status=CertificateState.REVOKED, day=AT.date(), commitment="ab" * 32, reason="legal order"
    )
    return whole._replace(**changes)


def asked(**changes: Any) -> bodies.AuthenticityQuery:
    whole = bodies.AuthenticityQuery(
        number="BW00042187", question="Did you issue this?", case_number="EU-S-2026-118", commitment="", facts=()
    )
    return whole._replace(**changes)


# ---------------------------------------------------------------- status of others' certificates


def test_a_notice_of_the_issuer_is_kept_and_verifiers_know_it(desk: Desk) -> None:
    assert come(desk, notice()).state == "applied"
    [row] = queries.known_statuses("EU 0071-2345")
    assert (row.status, row.told_by, row.issuer, row.commitment) == ("revoked", "EU", "EU", "ab" * 32)
    tasks.follow_status(at=LATER)
    with StatusIndex(settings.NODE.trust / "status.bin") as index:
        [fact] = index.facts("EU00712345")
    assert (fact.status, fact.asserter, fact.origin) == (Status.REVOKED, "EU", Origin.NOTICE)


def test_leading_zeros_do_not_hide_a_notice(desk: Desk) -> None:
    operations.take_status(by=NODE, at=AT, told_by="US", notice=notice(number="US0001234"))
    assert [row.number for row in queries.known_statuses("US 1234")] == ["US0001234"]
    assert queries.known_statuses("US 11234") == []
    assert queries.known_statuses("US 234") == []


def test_nobody_else_says_what_became_of_a_certificate(desk: Desk) -> None:
    message = come(desk, notice(number="NA00000001"))
    assert message.state == "set_aside"
    assert [problem.code for problem in exchange_queries.problems_of(message)] == ["notice.not_issuer"]
    assert not KnownStatus.objects.exists()
    # a loss or theft may be reported by anybody, and is shown with his name
    assert come(desk, notice(number="NA00000001", status=CertificateState.STOLEN)).state == "applied"
    assert KnownStatus.objects.get().told_by == "EU"


def test_notices_are_added_never_replaced(desk: Desk) -> None:
    come(desk, notice(status=CertificateState.LOST))
    come(desk, notice())
    assert [row.status for row in queries.known_statuses("EU00712345")] == ["lost", "revoked"]


def test_a_notice_on_paper_is_recorded_by_the_focal_point(desk: Desk) -> None:
    row = operations.take_status(by=desk.foc, at=AT, told_by="NA", notice=notice(number="NA00000001"))
    assert (row.message, row.told_by) == (None, "NA")
    with pytest.raises(Refusal) as caught:
        operations.take_status(by=desk.dan, at=AT, told_by="NA", notice=notice(number="NA00000001"))
    assert caught.value.codes == ("permission.denied",)


# ---------------------------------------------------------------- queries about ours


def test_a_query_waits_for_an_officer_and_the_answer_goes_back(desk: Desk) -> None:
    row = desk.validated()
    message = come(desk, asked(commitment=desk.certificate(row).commitment))
    assert message.state == "applied"
    [query] = queries.open_queries()
    assert (query.asked_by, query.case, query.question) == ("EU", "EU-S-2026-118", "Did you issue this?")
    assert queries.proposal(query).result == "genuine"
    operations.answer_query(by=desk.foc, at=LATER, query=query, result="genuine", remarks="As signed.")
    assert not queries.open_queries()
    sent = exchange_queries.sent_about("BW00042187")[-1]
    body = exchange_queries.body_of(sent)
    assert (body.result, body.case_number, body.remarks) == ("genuine", "EU-S-2026-118", "As signed.")
    assert bytes(sent.in_reply_to) == bytes(message.message_id)
    told = audit.history("certificate/BW00042187")[-1]
    assert (told.act, told.facts["result"]) == ("certificates.query_answered", "genuine")


def propose(desk: Desk, **changes: Any) -> str:
    operations.take_query(by=NODE, at=LATER, asked_by="EU", asked=asked(**changes))
    return queries.proposal(AuthenticityQuery.objects.latest("pk")).result


def test_the_commitment_tells_altered_from_genuine(desk: Desk) -> None:
    row = desk.validated()
    commitment = desk.certificate(row).commitment
    assert propose(desk, commitment=commitment) == "genuine"
    assert propose(desk, commitment="ab" * 32) == "altered"
    assert propose(desk) == "genuine"


def test_without_a_code_the_paper_is_compared_element_by_element(desk: Desk) -> None:
    desk.validated()
    same = (("carats", "9,074.71"), ("exporter", " mopane  EXAMPLE diamonds"), ("expires_on", "2027-01-18"))
    assert propose(desk, facts=same) == "genuine"
    assert propose(desk, facts=(*same, ("value", "1240534.90"))) == "altered"
    operations.take_query(
        by=NODE, at=LATER, asked_by="EU", asked=asked(facts=(("carats", "9074.71"), ("value", "1"), ("smell", "none")))
    )
    proposal = queries.proposal(AuthenticityQuery.objects.latest("pk"))
    assert [one.element for one in proposal.compared] == ["carats", "value"]
    assert proposal.differing == ("value",)


def test_what_ended_what_was_never_signed_and_what_is_unknown(desk: Desk) -> None:
    assert propose(desk) == "unknown"
    desk.at = LATER
    row = desk.reserved()
    assert propose(desk) == "fake"  # reserved, never signed
    desk.weigh(row)
    desk.seal(row)
    desk.freeze(row)
    desk.print(row)
    operations.cancel(by=desk.neo, at=LATER, number="BW00042187", reason="unused")
    assert propose(desk) == "genuine_void"
    assert propose(desk, commitment="ab" * 32) == "altered"


def test_queries_that_are_refused(desk: Desk) -> None:
    message = come(desk, asked(number="NA00000001"))
    assert (message.state, message.problems[0]["code"]) == ("set_aside", "query.not_ours")
    operations.take_query(by=NODE, at=LATER, asked_by="EU", asked=asked())
    query = AuthenticityQuery.objects.get()
    for by, result, code in (
        (desk.neo, "genuine", "permission.denied"),
        (desk.ada, "genuine", "permission.denied"),
        (desk.foc, "", "query.result_missing"),
        (desk.foc, "nice", "query.result_missing"),
    ):
        with pytest.raises(Refusal) as caught:
            operations.answer_query(by=by, at=LATER, query=query, result=result)
        assert caught.value.codes == (code,)
    operations.answer_query(by=desk.sue, at=LATER, query=query, result="unknown")
    with pytest.raises(Refusal) as caught:
        operations.answer_query(by=desk.sue, at=LATER, query=query, result="fake")
    assert caught.value.codes == ("query.answered",)
