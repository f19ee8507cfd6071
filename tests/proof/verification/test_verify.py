from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kpcs.proof import code as codes
from kpcs.proof import cose, open_trust, verify
from kpcs.proof.cose import Purpose
from kpcs.proof.evidence import Comparison, Difference
from kpcs.proof.keys import KeyState, PublicKey, Role
from kpcs.proof.snapshot import Trust
from kpcs.proof.status import NumberedFact, Status, StatusFact, case_digest
from kpcs.proof.verification import (
    CHECKS,
    CLOSING,
    Finding,
    Grade,
    Outcome,
    Part,
    Standing,
    Statement,
    Verdict,
    established,
    no_code,
    refuted,
    standing_of,
)
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.intervals import Interval
from kpcs.scheme.numbering import Range
from kpcs.scheme.participants import Direction, Effect, Participants, Restriction
from tests.proof.documents import MANY_PARCELS, PLAIN
from tests.proof.keyring import NONCE, TODAY, public, signer
from tests.proof.trusting import KEYS, trust

ISSUING = public("BW", Role.ISSUING)
PAYLOAD = codes.freeze(PLAIN, NONCE)
TEXT = codes.sign(PAYLOAD.data, signer("BW"))
REGISTER = Participants.published()


def text_of(certificate: Certificate) -> str:
    return codes.sign(codes.freeze(certificate, NONCE).data, signer(certificate.issuer))


def of(statement: Statement, check: str) -> list[Finding]:
    return [finding for finding in statement.findings if finding.check == check]


def outcome(statement: Statement, check: str) -> Outcome:
    outcomes = {finding.outcome for finding in of(statement, check)}
    assert len(outcomes) == 1
    return outcomes.pop()


def wrong(statement: Statement) -> set[str]:
    return {finding.check for finding in statement.findings if finding.outcome is Outcome.REFUTED}


@pytest.fixture
def eu(tmp_path: Path) -> Trust:
    return trust(tmp_path)


def with_key(folder: Path, **changes: Any) -> Trust:
    return trust(folder, keys=(ISSUING._replace(**changes), *KEYS[1:]))


def reported(folder: Path, *facts: StatusFact) -> Trust:
    return trust(folder, *(NumberedFact(PLAIN.number, PAYLOAD.check_value, fact) for fact in facts))


def test_a_good_certificate_is_authentic_and_clear(eu: Trust) -> None:
    statement = verify(TEXT, on=TODAY, trust=eu)
    assert (statement.verdict, statement.standing, statement.reasons) == (Verdict.AUTHENTIC, Standing.CLEAR, ())
    assert statement.certificate == PLAIN
    assert (statement.number, statement.check_value) == (PLAIN.number, PAYLOAD.check_value)
    assert statement.commitment == PAYLOAD.commitment.hex()
    assert wrong(statement) == set()
    assert (statement.as_of.on, statement.as_of.owner, statement.as_of.keys) == (TODAY, "EU", eu.as_of)
    assert [finding.check for finding in statement.findings] == [
        check.code for check in CHECKS if check.code != "packing.list"
    ]


def test_what_no_machine_can_tell_is_not_checked_and_moves_nothing(eu: Trust) -> None:
    statement = verify(TEXT, on=TODAY, trust=eu)
    for check in CHECKS:
        if check.part in (Part.IN_HAND, Part.PUBLIC_RECORD):
            assert outcome(statement, check.code) is Outcome.NOT_CHECKED


def test_without_a_trust_folder_the_verdict_is_undetermined() -> None:
    statement = verify(TEXT, on=TODAY)
    assert (statement.verdict, statement.standing) == (Verdict.UNDETERMINED, Standing.OFFICER_DECIDES)
    assert statement.certificate == PLAIN
    assert outcome(statement, "signature") is Outcome.NOT_CHECKED
    assert outcome(statement, "participant.issuer") is Outcome.ESTABLISHED
    assert outcome(statement, "report.ended") is Outcome.NOT_CHECKED
    assert statement.reasons[0].check == "key.known"


def test_an_unknown_key_is_undetermined(tmp_path: Path) -> None:
    statement = verify(TEXT, on=TODAY, trust=trust(tmp_path, keys=KEYS[1:]))
    assert (statement.verdict, statement.standing) == (Verdict.UNDETERMINED, Standing.OFFICER_DECIDES)
    assert outcome(statement, "key.known") is Outcome.NOT_CHECKED
    assert ISSUING.fingerprint in of(statement, "key.known")[0].text


def not_authentic(statement: Statement, check: str) -> None:
    assert (statement.verdict, statement.standing) == (Verdict.NOT_AUTHENTIC, Standing.BARRED)
    assert outcome(statement, check) is Outcome.REFUTED
    assert check in {reason.check for reason in statement.reasons}


def test_one_changed_character_is_not_authentic(eu: Trust) -> None:
    for place in (4, 100, len(TEXT) // 2, len(TEXT) - 1):
        changed = TEXT[:place] + ("0" if TEXT[place] != "0" else "1") + TEXT[place + 1 :]
        statement = verify(changed, on=TODAY, trust=eu)
        assert statement.verdict is Verdict.NOT_AUTHENTIC
        assert statement.standing is Standing.BARRED


def test_a_truncated_code_is_not_authentic(eu: Trust) -> None:
    not_authentic(verify(TEXT[:-3], on=TODAY, trust=eu), "code.read")
    not_authentic(verify("KP1:", on=TODAY, trust=eu), "code.read")


def forged(payload: bytes, key: PublicKey, owner: str, role: Role) -> str:
    """A code signed with a key of this owner and role, whatever our own signing would say."""
    import zlib

    from kpcs.proof import base45, cbor

    protected = cbor.encode({1: key.algorithm, 4: key.kid})
    over = cbor.encode(["Signature1", protected, Purpose.CERTIFICATE.encode(), payload])
    signed = b"\xd2" + cbor.encode([protected, {}, payload, signer(owner, role).sign(over)])
    return "KP1:" + base45.encode(zlib.compress(signed, 9))


def test_data_of_another_profile_is_not_authentic(eu: Trust) -> None:
    import zlib

    from kpcs.proof import base45

    statement = verify("KP1:" + base45.encode(zlib.compress(PAYLOAD.data)), on=TODAY, trust=eu)
    not_authentic(statement, "code.profile")
    assert outcome(statement, "code.read") is Outcome.ESTABLISHED
    assert statement.certificate is None


def test_a_false_signature(eu: Trust) -> None:
    not_authentic(verify(forged(PAYLOAD.data, ISSUING, "EU", Role.ISSUING), on=TODAY, trust=eu), "signature")


def test_a_key_of_another_role(eu: Trust) -> None:
    made = forged(PAYLOAD.data, public("BW", Role.MESSAGE), "BW", Role.MESSAGE)
    not_authentic(verify(made, on=TODAY, trust=eu), "key.role")


def test_a_key_of_another_participant(eu: Trust) -> None:
    made = forged(PAYLOAD.data, public("EU", Role.ISSUING), "EU", Role.ISSUING)
    not_authentic(verify(made, on=TODAY, trust=eu), "key.owner")


def test_a_number_of_another_issuer(eu: Trust) -> None:
    payload = codes.freeze(PLAIN._replace(number="EU00042187"), NONCE)
    made = forged(payload.data, ISSUING, "BW", Role.ISSUING)
    not_authentic(verify(made, on=TODAY, trust=eu), "key.owner")


def test_a_compromised_key(tmp_path: Path) -> None:
    day = datetime(2026, 11, 19, 12, tzinfo=UTC)
    statement = verify(TEXT, on=TODAY, trust=with_key(tmp_path, state=KeyState.COMPROMISED, since=day))
    not_authentic(statement, "key.compromise")
    later = with_key(tmp_path, state=KeyState.COMPROMISED, since=day + timedelta(days=1))
    statement = verify(TEXT, on=TODAY, trust=later)
    assert (statement.verdict, statement.standing) == (Verdict.UNDETERMINED, Standing.OFFICER_DECIDES)
    assert outcome(statement, "key.compromise") is Outcome.NOT_CHECKED


@pytest.mark.parametrize(
    "changes",
    [
        {"state": KeyState.RETIRED, "since": datetime(2026, 11, 18, tzinfo=UTC)},
        {"valid_until": date(2026, 11, 19)},
        {"valid_from": date(2026, 11, 20)},
    ],
)
def test_a_key_out_of_service(tmp_path: Path, changes: dict[str, Any]) -> None:
    statement = verify(TEXT, on=TODAY, trust=with_key(tmp_path, **changes))
    assert (statement.verdict, statement.standing) == (Verdict.AUTHENTIC, Standing.OFFICER_DECIDES)
    assert wrong(statement) == {"key.validity"}


def test_a_key_retired_after_the_issue_still_stands(tmp_path: Path) -> None:
    retired = with_key(tmp_path, state=KeyState.RETIRED, since=datetime(2026, 11, 19, tzinfo=UTC))
    assert verify(TEXT, on=TODAY, trust=retired).standing is Standing.CLEAR


@pytest.mark.parametrize("text", ["", "nothing", "https://example.org/", "KP2:ABC", "\x00\xff"])
def test_no_code_at_all_is_undetermined(eu: Trust, text: str) -> None:
    statement = verify(text, on=TODAY, trust=eu)
    assert (statement.verdict, statement.standing) == (Verdict.UNDETERMINED, Standing.OFFICER_DECIDES)
    assert outcome(statement, "code.read") is Outcome.NOT_CHECKED
    assert statement.plain()["certificate"] == {}


def test_a_code_of_a_later_version_is_undetermined(eu: Trust) -> None:
    from kpcs.proof import cbor

    fields = cbor.decode(PAYLOAD.data)
    assert type(fields) is dict
    made = forged(cbor.encode({**fields, 0: 2}), ISSUING, "BW", Role.ISSUING)
    statement = verify(made, on=TODAY, trust=eu)
    assert statement.verdict is Verdict.UNDETERMINED
    assert "version 2" in of(statement, "code.read")[0].text


def test_a_container_label_is_undetermined_and_names_the_certificate(eu: Trust) -> None:
    statement = verify(codes.label(PLAIN.number, PAYLOAD.commitment), on=TODAY, trust=eu)
    assert statement.verdict is Verdict.UNDETERMINED
    assert statement.plain()["certificate"] == {
        "number": PLAIN.number,
        "check_value": PAYLOAD.check_value,
        "commitment": PAYLOAD.commitment.hex(),
    }
    assert PLAIN.number in statement.reasons[0].text
    assert verify("KPL1:broken", on=TODAY, trust=eu).verdict is Verdict.UNDETERMINED


def decides(statement: Statement, *checks: str) -> None:
    assert (statement.verdict, statement.standing) == (Verdict.AUTHENTIC, Standing.OFFICER_DECIDES)
    assert wrong(statement) == set(checks)
    assert {reason.check for reason in statement.reasons} == set(checks)


def barred(statement: Statement, *checks: str) -> None:
    assert (statement.verdict, statement.standing) == (Verdict.AUTHENTIC, Standing.BARRED)
    assert wrong(statement) == set(checks)


def test_expired(eu: Trust) -> None:
    assert verify(TEXT, on=PLAIN.expires_on, trust=eu).standing is Standing.CLEAR
    decides(verify(TEXT, on=PLAIN.expires_on + timedelta(days=1), trust=eu), "dates.expiry")


def test_dated_in_the_future(eu: Trust) -> None:
    assert verify(TEXT, on=PLAIN.issued_on - timedelta(days=1), trust=eu).standing is Standing.CLEAR
    decides(verify(TEXT, on=PLAIN.issued_on - timedelta(days=2), trust=eu), "dates.issue")


def test_bound_elsewhere(eu: Trust) -> None:
    decides(verify(TEXT, on=TODAY, trust=eu, at="IN"), "destination.here")
    assert verify(TEXT, on=TODAY, trust=eu, at="BE").standing is Standing.CLEAR
    assert outcome(verify(TEXT, on=TODAY), "destination.here") is Outcome.NOT_CHECKED


def test_a_body_of_the_scheme_is_no_place_where_goods_are(eu: Trust) -> None:
    chair = open_trust_of(eu, "chair")
    statement = verify(TEXT, on=TODAY, trust=chair)
    assert (statement.standing, outcome(statement, "destination.here")) == (Standing.CLEAR, Outcome.NOT_CHECKED)


def test_elements_that_our_own_certificate_would_be_refused_for_are_findings_here(eu: Trust) -> None:
    faulty = PLAIN._replace(parcel_count=4, importer=PLAIN.importer._replace(name=""))
    statement = verify(text_of(faulty), on=TODAY, trust=eu)
    decides(statement, "certificate.elements")
    assert len(of(statement, "certificate.elements")) == 2


def test_an_annexed_packing_list(eu: Trust) -> None:
    payload = codes.freeze(MANY_PARCELS, NONCE)
    text = codes.sign(payload.data, signer("BW"))
    alone = verify(text, on=TODAY, trust=eu)
    assert alone.standing is Standing.CLEAR
    assert outcome(alone, "packing.list") is Outcome.NOT_CHECKED
    whole = verify(text, on=TODAY, trust=eu, packing=payload.packing)
    assert whole.certificate == MANY_PARCELS
    assert outcome(whole, "packing.list") is Outcome.ESTABLISHED
    assert outcome(whole, "certificate.elements") is Outcome.ESTABLISHED
    decides(verify(text, on=TODAY, trust=eu, packing=payload.packing[:-1]), "packing.list")


def test_numbers_that_the_issuer_does_not_use(tmp_path: Path) -> None:
    year = Interval(date(2026, 1, 1), date(2027, 1, 1))
    known = trust(tmp_path / "known", ranges=(Range("BW", 42_000, 42_999, year, "Notice 1"),))
    assert outcome(verify(TEXT, on=TODAY, trust=known), "number.range") is Outcome.ESTABLISHED
    other = trust(tmp_path / "other", ranges=(Range("BW", 1, 100, year, "Notice 1"),))
    decides(verify(TEXT, on=TODAY, trust=other), "number.range")
    last = Interval(date(2025, 1, 1), date(2026, 1, 1))
    stale = trust(tmp_path / "stale", ranges=(Range("BW", 42_000, 42_999, last, "Notice 1"),))
    decides(verify(TEXT, on=TODAY, trust=stale), "number.range")
    for number in ("BW421", "BW 00042187", "BWX"):
        text = text_of(PLAIN._replace(number=number))
        decides(verify(text, on=TODAY, trust=trust(tmp_path / "plain")), "number.pattern")


def test_a_destination_that_is_no_participant(eu: Trust) -> None:
    statement = verify(text_of(PLAIN._replace(destination="KP")), on=TODAY, trust=eu, at="KP")
    barred(statement, "participant.destination")
    assert "Korea" in of(statement, "participant.destination")[0].text


def test_an_issuer_that_was_no_participant_that_day(eu: Trust) -> None:
    early = PLAIN._replace(issued_on=date(2002, 6, 1), expires_on=date(2002, 8, 1))
    statement = verify(text_of(early), on=date(2002, 6, 10), trust=eu)
    assert statement.standing is Standing.BARRED
    assert {"participant.issuer", "participant.destination"} <= wrong(statement)


def restricted(folder: Path, effect: Effect, since: date, until: date | None = None) -> Trust:
    restriction = Restriction(
        "BW",
        Direction.EXPORT,
        effect,
        Interval(since, until),
        "An example.",
        ("Example Gazette 1",),
        "Only with the monitor’s approval.",
    )
    return trust(folder, register=Participants(REGISTER.entries, [restriction]))


def test_prohibited_trade(tmp_path: Path) -> None:
    statement = verify(TEXT, on=TODAY, trust=restricted(tmp_path / "a", Effect.PROHIBITED, date(2026, 1, 1)))
    barred(statement, "trade.prohibited")
    assert "Example Gazette 1" in of(statement, "trade.prohibited")[0].text
    meanwhile = restricted(tmp_path / "b", Effect.PROHIBITED, date(2026, 11, 22))
    barred(verify(TEXT, on=TODAY, trust=meanwhile), "trade.prohibited")
    over = restricted(tmp_path / "c", Effect.PROHIBITED, date(2026, 1, 1), date(2026, 11, 1))
    assert verify(TEXT, on=TODAY, trust=over).standing is Standing.CLEAR


def test_trade_under_a_condition(tmp_path: Path) -> None:
    statement = verify(TEXT, on=TODAY, trust=restricted(tmp_path, Effect.CONDITIONAL, date(2026, 1, 1)))
    decides(statement, "trade.condition")
    assert "monitor’s approval" in statement.reasons[0].text
    assert len(of(statement, "trade.condition")) == 1


def test_a_watch_is_shown_and_moves_nothing(tmp_path: Path) -> None:
    statement = verify(TEXT, on=TODAY, trust=restricted(tmp_path, Effect.WATCH, date(2026, 1, 1)))
    assert (statement.standing, wrong(statement)) == (Standing.CLEAR, {"trade.watch"})


DAY = date(2026, 11, 21)
CASE = case_digest("EU", "I-2026-1")


@pytest.mark.parametrize("status", [Status.VOID, Status.SUPERSEDED, Status.CANCELLED, Status.REVOKED])
def test_what_the_issuer_ended_is_barred(tmp_path: Path, status: Status) -> None:
    barred(verify(TEXT, on=TODAY, trust=reported(tmp_path / "1", StatusFact(status, "BW", DAY))), "report.ended")
    other = verify(TEXT, on=TODAY, trust=reported(tmp_path / "2", StatusFact(status, "IN", DAY)))
    assert (other.standing, wrong(other)) == (Standing.CLEAR, {"report.unentitled"})


@pytest.mark.parametrize("status", [Status.LOST, Status.STOLEN])
@pytest.mark.parametrize("asserter", ["BW", "IN"])
def test_lost_and_stolen_are_for_the_officer(tmp_path: Path, status: Status, asserter: str) -> None:
    statement = verify(TEXT, on=TODAY, trust=reported(tmp_path, StatusFact(status, asserter, DAY)))
    decides(statement, "report.missing")
    assert asserter in statement.reasons[0].text


def test_doubts_and_fakes(tmp_path: Path) -> None:
    decides(verify(TEXT, on=TODAY, trust=reported(tmp_path / "1", StatusFact(Status.DOUBT, "IN", DAY))), "report.doubt")
    decides(verify(TEXT, on=TODAY, trust=reported(tmp_path / "2", StatusFact(Status.FAKE, "BW", DAY))), "report.doubt")
    said = reported(tmp_path / "3", StatusFact(Status.FAKE, "IN", DAY))
    assert verify(TEXT, on=TODAY, trust=said).standing is Standing.CLEAR


def test_another_case_at_the_destination_is_for_the_officer(tmp_path: Path) -> None:
    held = reported(tmp_path, StatusFact(Status.CLAIMED, "EU", DAY, case_digest("EU", "I-2026-2")))
    decides(verify(TEXT, on=TODAY, trust=held, case=CASE), "report.claimed")


def test_the_cases_own_claim_counts_nothing(tmp_path: Path) -> None:
    own = (StatusFact(Status.CLAIMED, "EU", DAY, CASE), StatusFact(Status.CONFIRMED, "EU", DAY, CASE))
    statement = verify(TEXT, on=TODAY, trust=reported(tmp_path, *own), case=CASE)
    assert (statement.standing, outcome(statement, "report.claimed")) == (Standing.CLEAR, Outcome.ESTABLISHED)


def test_without_a_case_in_hand_one_case_here_is_shown_and_two_are_held(tmp_path: Path) -> None:
    one = StatusFact(Status.CLAIMED, "EU", DAY, CASE)
    statement = verify(TEXT, on=TODAY, trust=reported(tmp_path / "1", one))
    assert (statement.standing, outcome(statement, "report.claimed")) == (Standing.CLEAR, Outcome.NOT_CHECKED)
    assert "make sure" in of(statement, "report.claimed")[0].text
    two = StatusFact(Status.CLAIMED, "EU", DAY, case_digest("EU", "I-2026-2"))
    decides(verify(TEXT, on=TODAY, trust=reported(tmp_path / "2", one, two)), "report.claimed")
    elsewhere = reported(tmp_path / "3", StatusFact(Status.CONFIRMED, "EU", DAY, CASE))
    decides(verify(TEXT, on=TODAY, trust=open_trust_of(elsewhere, "IN"), at="EU"), "report.claimed")


def open_trust_of(opened: Trust, owner: str) -> Trust:
    opened.owner = owner
    return opened


def test_a_claim_by_a_third_authority_blocks_nothing(tmp_path: Path) -> None:
    statement = verify(TEXT, on=TODAY, trust=reported(tmp_path, StatusFact(Status.CLAIMED, "IN", DAY, CASE)))
    assert (statement.standing, wrong(statement)) == (Standing.CLEAR, {"report.unentitled"})


def test_other_contents_under_the_same_number(tmp_path: Path) -> None:
    same = StatusFact(Status.ISSUED, "BW", DAY, commitment=PAYLOAD.commitment[:16])
    assert verify(TEXT, on=TODAY, trust=reported(tmp_path / "1", same)).standing is Standing.CLEAR
    other = same._replace(commitment=b"o" * 16)
    decides(verify(TEXT, on=TODAY, trust=reported(tmp_path / "2", same, other)), "report.contents")


def test_reports_that_only_the_caller_holds(eu: Trust) -> None:
    fact = StatusFact(Status.REVOKED, "BW", DAY)
    barred(verify(TEXT, on=TODAY, trust=eu, facts=[fact]), "report.ended")
    assert outcome(verify(TEXT, on=TODAY, facts=[fact]), "report.ended") is Outcome.REFUTED


def test_a_report_known_twice_is_said_once(tmp_path: Path) -> None:
    fact = StatusFact(Status.REVOKED, "BW", DAY)
    assert len(of(verify(TEXT, on=TODAY, trust=reported(tmp_path, fact), facts=[fact]), "report.ended")) == 1


def test_print_that_refutes_the_code_is_not_authentic(eu: Trust) -> None:
    differing = Comparison(("Exporter",), (Difference("Check value", "DDLBFTVI"),))
    statement = verify(TEXT, on=TODAY, trust=eu, comparison=differing)
    not_authentic(statement, "print.equal")
    assert "DDLBFTVI" in of(statement, "print.equal")[0].text
    equal = verify(TEXT, on=TODAY, trust=eu, comparison=Comparison(("Exporter", "Importer"), ()))
    assert (equal.verdict, outcome(equal, "print.equal")) == (Verdict.AUTHENTIC, Outcome.ESTABLISHED)
    nothing = verify(TEXT, on=TODAY, trust=eu, comparison=Comparison((), ()))
    assert (nothing.verdict, outcome(nothing, "print.equal")) == (Verdict.AUTHENTIC, Outcome.NOT_CHECKED)


def test_findings_of_the_desk_take_the_place_of_defaults(eu: Trust) -> None:
    seen = established("advice.equal", "The advance notice says the same.")
    assert of(verify(TEXT, on=TODAY, trust=eu, extra=[seen]), "advice.equal") == [seen]
    broken = refuted("container.seals", "Seal %(seal)s is broken.", seal="S118204")
    barred(verify(TEXT, on=TODAY, trust=eu, extra=[broken]), "container.seals")


def test_standing_by_grade() -> None:
    def found(check: str) -> Finding:
        return refuted(check, "x")

    by_grade = {check.grade: check.code for check in CHECKS if check.part is not Part.AUTHORSHIP}
    assert standing_of([found(by_grade[Grade.FATAL])])[0] is Standing.BARRED
    assert standing_of([found(by_grade[Grade.HIGH])])[0] is Standing.OFFICER_DECIDES
    assert standing_of([found(by_grade[Grade.WARNING])])[0] is Standing.OFFICER_DECIDES
    assert standing_of([found(by_grade[Grade.NOTE])]) == (Standing.CLEAR, ())
    assert standing_of([]) == (Standing.CLEAR, ())
    all_of_them = [found(code) for code in by_grade.values()]
    assert [reason.grade for reason in standing_of(all_of_them)[1]] == [Grade.FATAL, Grade.HIGH, Grade.WARNING]


def test_the_plain_form_is_what_the_interface_promises(eu: Trust) -> None:
    plain = verify(TEXT, on=TODAY, trust=eu).plain()
    assert set(plain) == {"verdict", "standing", "reasons", "certificate", "findings", "as_of", "closing"}
    assert (plain["verdict"], plain["standing"], plain["reasons"]) == ("authentic", "clear", [])
    assert plain["certificate"]["number"] == PLAIN.number
    assert plain["certificate"]["carats"] == str(PLAIN.carats)
    assert all(set(finding) == {"check", "outcome", "grade", "text"} for finding in plain["findings"])
    assert {finding["outcome"] for finding in plain["findings"]} == {"established", "not_checked"}
    assert plain["as_of"]["keys"] == "2026-11-25T09:30:00Z"
    assert plain["closing"] == CLOSING
    assert not any("%(" in finding["text"] for finding in plain["findings"])


def test_an_unreadable_source() -> None:
    statement = no_code("%(name)s is not readable.", on=TODAY, name="x.pdf")
    assert (statement.verdict, statement.standing) == (Verdict.UNDETERMINED, Standing.OFFICER_DECIDES)
    assert statement.reasons[0].text == "x.pdf is not readable."


def test_check_codes_are_unique_and_every_check_says_what_it_asks() -> None:
    codes_seen = [check.code for check in CHECKS]
    assert len(set(codes_seen)) == len(codes_seen)
    for check in CHECKS:
        assert check.question.endswith("?")
        assert check.unanswered
        assert check.source


def test_the_names_of_the_package_are_the_stable_way_in(tmp_path: Path) -> None:
    trust(tmp_path)
    assert verify(TEXT, on=TODAY, trust=open_trust(tmp_path), at="EU").verdict == "authentic"
    import kpcs.proof

    with pytest.raises(AttributeError):
        _ = kpcs.proof.nothing
    assert str(cose.Purpose.CERTIFICATE) == "kpcs/certificate/1"
