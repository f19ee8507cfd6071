"""Decisions, holds and disposal: what is possible, what is refused, and where the movement stands afterwards."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from kpcs.office.imports import operations
from kpcs.office.imports.models import Decision, Hold, InspectionCase
from kpcs.office.imports.operations import Findings, LineEntry, SealEntry
from kpcs.office.imports.terms import HoldReason
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import HoldAct, MovementAct
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.office.exchange.foreign import Foreign
from tests.office.imports.desk import AT, Desk
from tests.samples import certificate

pytestmark = pytest.mark.django_db

A = MovementAct


def decided(
    desk: Desk, case: InspectionCase, act: MovementAct, remarks: str = "As seen.", basis: str = "EU 5(1)(b)"
) -> Decision:
    return operations.decide(by=desk.ina, at=AT, case=case, act=act, remarks=remarks, legal_basis=basis)


def refused(desk: Desk, case: InspectionCase, act: MovementAct, **more: str) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        decided(desk, case, act, **more)
    return caught.value.codes


@pytest.mark.parametrize(
    ("act", "result"),
    [
        (A.ACCEPT, "accepted"),
        (A.REFUSE_IN_PART, "partly_refused"),
        (A.REFUSE, "refused"),
        (A.RETURN, "returned"),
        (A.SEIZE, "seized"),
    ],
)
def test_every_decision_leads_to_a_state_of_the_movement(desk: Desk, act: MovementAct, result: str) -> None:
    case = desk.weighed()
    assert decided(desk, case, act).result == result
    case.arrival.refresh_from_db()
    assert case.arrival.state == result
    assert operations.confirm(by=desk.ina, at=AT, case=case).body["result"] == result


def test_goods_are_accepted_with_difference(desk: Desk) -> None:
    case = desk.weighed(l_2_3_1="904.040")
    assert refused(desk, case, A.ACCEPT) == ("imports.decision.differs",)
    assert refused(desk, case, A.ACCEPT_WITH_DIFFERENCE, remarks="") == ("imports.decision.remarks_missing",)
    assert decided(desk, case, A.ACCEPT_WITH_DIFFERENCE).result == "accepted_with_difference"
    body = operations.confirm(by=desk.ina, at=AT, case=case).body
    assert body["differences"] == ["Line 2.3.1: 904.040 ct were found, 905.420 ct are certified."]
    assert body["lines"][1]["carats_found"] == "7762.580"


def test_nothing_differs_and_so_nothing_is_accepted_with_difference(desk: Desk) -> None:
    assert refused(desk, desk.weighed(), A.ACCEPT_WITH_DIFFERENCE) == ("imports.decision.no_difference",)


@pytest.mark.parametrize("act", [A.ACCEPT, A.ACCEPT_WITH_DIFFERENCE, A.REFUSE_IN_PART])
def test_goods_that_were_not_weighed_do_not_go_to_the_importer(desk: Desk, act: MovementAct) -> None:
    assert refused(desk, desk.opened(), act) == ("imports.decision.not_weighed",)


@pytest.mark.parametrize("act", [A.REFUSE, A.RETURN, A.SEIZE])
def test_a_box_that_was_not_opened_is_refused_returned_or_seized(desk: Desk, act: MovementAct) -> None:
    assert decided(desk, desk.opened(), act).act == act


def test_the_words_and_the_law_are_asked_for_together(desk: Desk) -> None:
    codes = refused(desk, desk.opened(), A.SEIZE, remarks=" ", basis=" ")
    assert codes == ("imports.decision.remarks_missing", "imports.legal_basis_missing")


@pytest.mark.parametrize("act", [A.DISPATCH, A.ARRIVE, A.DIVERT, A.CLOSE_MANUALLY])
def test_other_acts_decide_no_case(desk: Desk, act: MovementAct) -> None:
    assert refused(desk, desk.weighed(), act) == ("imports.decision.unknown",)


def test_a_case_is_decided_once(desk: Desk) -> None:
    case = desk.weighed()
    decided(desk, case, A.ACCEPT)
    assert refused(desk, case, A.REFUSE) == ("inspection_case.wrong_state",)


def test_an_undecided_case_is_not_confirmed_and_a_confirmed_one_not_again(desk: Desk) -> None:
    case = desk.weighed()
    with pytest.raises(Refusal) as early:
        operations.confirm(by=desk.ina, at=AT, case=case)
    assert early.value.codes == ("inspection_case.wrong_state",)
    decided(desk, case, A.ACCEPT)
    operations.confirm(by=desk.ina, at=AT, case=case)
    with pytest.raises(Refusal) as twice:
        operations.confirm(by=desk.ina, at=AT, case=case)
    assert twice.value.codes == ("inspection_case.wrong_state",)


@pytest.mark.parametrize("closing", ["copy", "file"])
def test_copy_and_original_follow_the_confirmation(desk: Desk, closing: str) -> None:
    case = desk.weighed()

    def close(word: str) -> object:
        if closing == "copy":
            return operations.record_copy(by=desk.ina, at=AT, case=case, given_on=AT.date(), given_to=word)
        return operations.file_original(by=desk.ina, at=AT, case=case, place=word)

    with pytest.raises(Refusal) as early:
        close("x")
    assert early.value.codes == ("imports.confirmation.missing",)
    decided(desk, case, A.ACCEPT)
    operations.confirm(by=desk.ina, at=AT, case=case)
    with pytest.raises(Refusal) as empty:
        close(" ")
    assert empty.value.codes in (("imports.copy.receiver_missing",), ("imports.filing.place_missing",))


# ---------------------------------------------------------------- the document


def test_a_document_under_an_unknown_key_is_for_the_officer(desk: Desk) -> None:
    case = desk.weighed(desk.opened(desk.code_of(certificate(), foreign=Foreign("BW"))))
    assert case.document.verifications.latest().verdict == "undetermined"
    assert decided(desk, case, A.ACCEPT).result == "accepted"


def test_a_key_of_another_role_is_not_authentic_until_the_issuer_says_so(desk: Desk) -> None:
    case = desk.weighed(desk.opened(desk.code_by_wrong_key()))
    assert case.document.verifications.latest().verdict == "not_authentic"
    assert refused(desk, case, A.ACCEPT) == ("imports.decision.not_authentic",)
    operations.ask_issuer(by=desk.ina, at=AT, document=case.document, question="Is this yours?")
    operations.record_answer(by=desk.ina, at=AT, document=case.document, answer="genuine")
    assert decided(desk, case, A.ACCEPT).result == "accepted"


@pytest.mark.parametrize("answer", ["fake", "altered", "genuine_void", "unknown"])
def test_goods_are_not_accepted_against_the_issuers_answer(desk: Desk, answer: str) -> None:
    case = desk.weighed()
    operations.ask_issuer(by=desk.ina, at=AT, document=case.document, question="Is this yours?")
    operations.record_answer(by=desk.ina, at=AT, document=case.document, answer=answer)
    assert refused(desk, case, A.ACCEPT) == ("imports.decision.issuer_denies",)
    assert decided(desk, case, A.REFUSE).result == "refused"


def broken_seal(desk: Desk) -> InspectionCase:
    case = desk.opened()
    findings = desk.found(case)
    seals = {**findings.seals, (1, 1): SealEntry("S118204", "broken")}
    return operations.save_inspection(by=desk.ina, at=AT, case=case, findings=findings._replace(seals=seals))


def test_a_broken_seal_bars_until_it_is_remedied(desk: Desk) -> None:
    case = broken_seal(desk)
    assert case.document.verifications.latest().standing == "barred"
    assert refused(desk, case, A.ACCEPT_WITH_DIFFERENCE) == ("imports.decision.barred",)
    hold = operations.hold(
        by=desk.ina,
        at=AT,
        case=case,
        reason=HoldReason.SEALS,
        legal_basis="EU 5(1)(b)",
        explanation="Seal of container 1 is broken.",
        place="Vault 2",
        seal="H 77",
        inventory=Carats.parse("6858.540"),
    )
    assert refused(desk, case, A.ACCEPT_WITH_DIFFERENCE) == (
        "imports.decision.held",
        "imports.decision.barred",
    )
    operations.end_hold(
        by=desk.ina, at=AT, hold=hold, act=HoldAct.REMEDY, order="Customs opened it on arrival: EU 5(2)."
    )
    assert decided(desk, case, A.ACCEPT_WITH_DIFFERENCE).result == "accepted_with_difference"
    body = operations.confirm(by=desk.ina, at=AT, case=case).body
    assert body["seals_intact"] is False
    assert body["differences"] == ["Container 1: seal S118204 is broken."]


# ---------------------------------------------------------------- holds


def held(desk: Desk, case: InspectionCase) -> Hold:
    return operations.hold(
        by=desk.ina,
        at=AT,
        case=case,
        reason=HoldReason.NO_ORIGINAL,
        legal_basis="EU 5(1)(b)",
        explanation="No original.",
    )


def test_a_hold_names_its_law_and_its_reason(desk: Desk) -> None:
    case = desk.opened()
    with pytest.raises(Refusal) as caught:
        operations.hold(by=desk.ina, at=AT, case=case, reason=HoldReason.OTHER, legal_basis="", explanation=" ")
    assert caught.value.codes == ("imports.legal_basis_missing", "imports.text_missing")
    assert held(desk, case).limit_on is None  # no text of the Union sets a clock


def test_the_clock_of_a_hold_comes_from_the_pack(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kpcs.office.imports.operations import holding
    from kpcs.scheme.jurisdictions import Rule
    from kpcs.scheme.periods import Duration, Unit

    real = pack("EU", AT.date())
    monkeypatch.setattr(
        holding,
        "pack_of",
        lambda _office, _day: SimpleNamespace(
            hold_limit=Rule(Duration(7, Unit.WORKING_DAYS), "a law"), apart=real.apart
        ),
    )
    assert held(desk, desk.opened()).limit_on == AT.date() + timedelta(days=9)


@pytest.mark.parametrize(
    ("act", "state", "ended"),
    [
        (HoldAct.RELEASE, "released", True),
        (HoldAct.REMEDY, "remedied", True),
        (HoldAct.ISSUE_TECHNICAL, "technical", True),
    ],
)
def test_a_hold_ends_by_the_table(desk: Desk, act: HoldAct, state: str, ended: bool) -> None:
    hold = operations.end_hold(by=desk.ina, at=AT, hold=held(desk, desk.opened()), act=act, order="Order 7")
    assert (hold.state, hold.ended_at is not None, hold.ended_by) == (state, ended, desk.ina.person)
    with pytest.raises(Refusal) as twice:
        operations.end_hold(by=desk.ina, at=AT, hold=hold, act=act, order="Order 7")
    assert twice.value.codes == ("hold.wrong_state",)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (HoldAct.SEIZE, "imports.hold.by_decision"),
        (HoldAct.RETURN, "imports.hold.by_decision"),
        (HoldAct.FORFEIT, "hold.wrong_state"),
    ],
)
def test_what_does_not_end_a_hold(desk: Desk, act: HoldAct, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        operations.end_hold(by=desk.ina, at=AT, hold=held(desk, desk.opened()), act=act, order="Order 7")
    assert caught.value.codes == (code,)


def test_ending_a_hold_takes_a_word(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        operations.end_hold(by=desk.ina, at=AT, hold=held(desk, desk.opened()), act=HoldAct.RELEASE, order=" ")
    assert caught.value.codes == ("imports.text_missing",)


def test_return_ends_the_holds_and_seizure_keeps_them_until_forfeited(desk: Desk) -> None:
    returned = desk.opened()
    first = held(desk, returned)
    decided(desk, returned, A.RETURN)
    first.refresh_from_db()
    assert (first.state, first.ended_by) == ("returned", desk.ina.person)

    seized = desk.opened(desk.code(number="BW00042188"))
    second = held(desk, seized)
    decided(desk, seized, A.SEIZE)
    second.refresh_from_db()
    assert (second.state, second.ended_at) == ("seized", None)
    assert operations.end_hold(by=desk.ina, at=AT, hold=second, act=HoldAct.FORFEIT, order="Court").state == "forfeited"


def test_seizure_without_a_hold_makes_one(desk: Desk) -> None:
    case = desk.opened()
    decided(desk, case, A.SEIZE)
    assert case.holds.get().state == "seized"


def test_refused_goods_are_returned_or_seized_later(desk: Desk) -> None:
    case = desk.opened()
    with pytest.raises(Refusal) as early:
        operations.dispose(by=desk.ina, at=AT, case=case, act=A.RETURN, remarks="x", legal_basis="y")
    assert early.value.codes == ("imports.disposal.unknown",)
    decided(desk, case, A.REFUSE)
    with pytest.raises(Refusal) as wordless:
        operations.dispose(by=desk.ina, at=AT, case=case, act=A.RETURN, remarks="", legal_basis="")
    assert wordless.value.codes == ("imports.decision.remarks_missing", "imports.legal_basis_missing")
    arrival = operations.dispose(by=desk.ina, at=AT, case=case, act=A.RETURN, remarks="Sent back.", legal_basis="Order")
    assert arrival.state == "returned"
    with pytest.raises(Refusal) as twice:
        operations.dispose(by=desk.ina, at=AT, case=case, act=A.SEIZE, remarks="x", legal_basis="y")
    assert twice.value.codes == ("movement.wrong_state",)


# ---------------------------------------------------------------- two persons


@pytest.mark.parametrize(
    ("pair", "second"),
    [(("weigh", "decide"), "decide"), (("decide", "confirm"), "confirm"), (("open", "weigh"), "weigh")],
)
def test_two_persons_where_the_pack_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, pair: tuple[str, str], second: str
) -> None:
    from kpcs.office.imports import apart
    from kpcs.scheme.jurisdictions import Rule

    monkeypatch.setattr(apart, "pack_of", lambda _o, _d: SimpleNamespace(apart=Rule((pair,), "a law")))
    case = desk.opened()
    steps = {
        "weigh": lambda by: operations.save_inspection(by=by, at=AT, case=case, findings=desk.found(case)),
        "decide": lambda by: operations.decide(by=by, at=AT, case=case, act=A.ACCEPT),
        "confirm": lambda by: operations.confirm(by=by, at=AT, case=case),
    }
    for name, step in steps.items():
        if name == second:
            with pytest.raises(Refusal) as caught:
                step(desk.ina)
            assert caught.value.codes == ("imports.apart",)
            step(desk.rik)
            return
        step(desk.ina)


# ---------------------------------------------------------------- who may


def test_who_may_do_what(desk: Desk) -> None:
    document = desk.captured()
    for by in (desk.tom, desk.ada, desk.cus):
        with pytest.raises(Refusal) as caught:
            operations.open_case(by=by, at=AT, document=document)
        assert caught.value.codes == ("permission.denied",)
    case = operations.open_case(by=desk.ina, at=AT, document=document)
    entry = Findings({}, {}, {(1, 1, 1): LineEntry(Carats.parse("1"))})
    for by in (desk.lea, desk.ada, desk.cus):
        with pytest.raises(Refusal):
            operations.save_inspection(by=by, at=AT, case=case, findings=entry)
    operations.save_inspection(by=desk.tom, at=AT, case=case, findings=desk.found(case))
    for by in (desk.tom, desk.lea, desk.ada):
        for act in (A.ACCEPT, A.REFUSE):
            with pytest.raises(Refusal) as not_his:
                operations.decide(by=by, at=AT, case=case, act=act, remarks="x")
            assert not_his.value.codes == ("permission.denied",)
        with pytest.raises(Refusal):
            operations.hold(by=by, at=AT, case=case, reason=HoldReason.OTHER, legal_basis="x", explanation="x")
    operations.decide(by=desk.ina, at=AT, case=case, act=A.ACCEPT)
    with pytest.raises(Refusal):
        operations.confirm(by=desk.lea, at=AT, case=case)
    operations.confirm(by=desk.rik, at=AT, case=case)


def test_an_office_without_powers_over_imports_takes_nothing_in(desk: Desk) -> None:
    desk.scheldt.may_import = False
    desk.scheldt.save()
    by = desk.ina._replace(office=desk.scheldt)
    with pytest.raises(Refusal) as caught:
        desk.captured(by=by)
    assert caught.value.codes == ("permission.denied",)


def test_the_sheet_of_another_office_is_not_opened_here(desk: Desk) -> None:
    document = desk.captured()
    operations.open_case(by=desk.ina, at=AT, document=document)
    with pytest.raises(Refusal) as caught:
        operations.open_case(by=desk.lea, at=AT, document=document)
    assert caught.value.codes == ("imports.case.other_office",)
