"""The application: what is typed, what is refused, who decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.audit import queries as audit
from kpcs.office.exports import drafts, operations, queries
from kpcs.office.exports.models import Application
from kpcs.office.traders import operations as traders
from kpcs.scheme.certificate import Party
from kpcs.scheme.lifecycles import APPLICATION, ApplicationAct, ApplicationState
from kpcs.scheme.problems import Refusal
from tests.office.exports.desk import AT, SEALS, Desk, draft
from tests.samples import CONTAINERS

MOPANE = Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW")


def wrong(**changes: Any) -> list[tuple[str, str]]:
    """Codes and fields of everything that is wrong with the sample draft after ``changes``."""
    with pytest.raises(Refusal) as caught:
        drafts.read(draft(**changes), issuer="BW", exporter=MOPANE)
    return [(problem.code, problem.where) for problem in caught.value.problems]


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": AT, **arguments})
    return caught.value.codes


# ---------------------------------------------------------------- what is typed


def test_the_sample_makes_the_sample_shipment() -> None:
    goods = drafts.read(draft(), issuer="BW", exporter=MOPANE)
    assert goods.containers == tuple(container._replace(seals=()) for container in CONTAINERS)
    assert list(goods.parcels) == ["P1", "P2", "P3"]
    assert drafts.read(drafts.plain(goods), issuer="BW", exporter=MOPANE) == goods


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lines__0__carats": "0"}, [("certificate.line.carats_not_positive", "lines.0.carats")]),
        ({"lines__0__carats": "-5"}, [("certificate.line.carats_not_positive", "lines.0.carats")]),
        ({"lines__0__carats": "1.2345"}, [("carats.too_many_decimals", "lines.0.carats")]),
        ({"lines__0__carats": "1000000000000"}, [("carats.too_large", "lines.0.carats")]),
        ({"lines__0__carats": "much"}, [("carats.malformed", "lines.0.carats")]),
        ({"lines__1__value": "0"}, [("certificate.line.value_not_positive", "lines.1.value")]),
        ({"lines__1__value": "1.999"}, [("usd.too_many_decimals", "lines.1.value")]),
        ({"lines__3__hs": "7102.29"}, [("hs.not_rough", "lines.3.hs")]),
        ({"lines__3__hs": ""}, [("hs.not_rough", "lines.3.hs")]),
        ({"lines__0__origins": "Botswana"}, [("export.origins_malformed", "lines.0.origins")]),
        ({"lines__0__origins": "EU"}, [("certificate.origin.union", "lines.0.origins")]),
        ({"lines__3__origins": "BW 810.750, NA 400.000"}, [("certificate.origin.carats_sum", "lines.3.origins")]),
        ({"lines__3__origins": "BW 1.0001, NA 2"}, [("carats.too_many_decimals", "lines.3.origins")]),
        ({"lines__0__parcel": ""}, [("certificate.parcel.reference_missing", "lines.0.parcel")]),
        ({"lines__2__parcel": "P1"}, [("certificate.parcel.reference_repeated", "lines.2.parcel")]),
        ({"lines__0__container": "one"}, [("export.container_malformed", "lines.0.container")]),
        ({"lines__2__container": "3", "lines__3__container": "3"}, [("export.containers_gap", "lines")]),
        ({"carats": "9074.72"}, [("export.carats_sum", "carats")]),
        ({"value": "1240534.88"}, [("export.value_sum", "value")]),
        ({"carats": "0"}, [("export.carats_not_positive", "carats")]),
        ({"carats": ""}, [("export.carats_missing", "carats")]),
        ({"carats": "9,07"}, [("carats.malformed", "carats")]),
        ({"importer__name": ""}, [("certificate.importer.name_missing", "importer.name")]),
        ({"importer__address": ""}, [("certificate.importer.address_missing", "importer.address")]),
        ({"importer__name": "x" * 121}, [("certificate.text.too_long", "importer.name")]),
        ({"importer__name": "Sch\u202eeldt"}, [("certificate.text.hidden", "importer.name")]),
        ({"destination": ""}, [("export.destination_missing", "destination")]),
        ({"destination": "BW"}, [("certificate.destination.own", "destination")]),
        ({"destination": "eu"}, [("certificate.country.malformed", "destination")]),
        ({"carrier": " "}, [("export.carrier_missing", "carrier")]),
        ({"waybill": ""}, [("export.waybill_missing", "waybill")]),
        ({"declaration": ""}, [("export.declaration_missing", "declaration")]),
        ({"warranty": ""}, [("export.warranty_missing", "warranty")]),
        (
            {"invoice": {}},
            [("export.invoice_number_missing", "invoice.number"), ("export.invoice_date_missing", "invoice.date")],
        ),
        ({"departs_on": "20.11.2026"}, [("export.date_malformed", "departs_on")]),
        ({"expected_on": "2026-11-19"}, [("export.arrives_before_departure", "")]),
        ({"kind": "gift"}, [("export.kind_unknown", "kind")]),
        ({"lines": []}, [("export.lines_missing", "lines")]),
        (
            {"consignee": {"name": "Linden Test Cutters"}},
            [("certificate.consignee.address_missing", "consignee.address")],
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_fault_has_its_code_and_its_field(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = wrong(**changes)
    for code, where in expected:
        assert code in [c for c, _w in found]
        assert not where or (code, where) in found
    if not any(key.startswith(("lines__", "carats", "value")) for key in changes):
        assert len(found) == len(expected)


def test_everything_is_said_at_once() -> None:
    found = [
        code for code, _where in wrong(lines__0__carats="0", lines__3__hs="7103", importer__name="", declaration="")
    ]
    assert set(found) >= {
        "certificate.line.carats_not_positive",
        "hs.not_rough",
        "certificate.importer.name_missing",
        "export.declaration_missing",
    }


def test_an_empty_draft_lacks_everything() -> None:
    with pytest.raises(Refusal) as caught:
        drafts.read({}, issuer="BW", exporter=MOPANE)
    assert len(caught.value.codes) == len(set(caught.value.codes)) == 12


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=12) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*drafts.CELLS, "name"]), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    st.sampled_from(["lines", "importer", "consignee", "invoice", "kind", "destination", "carats", "departs_on"]),
)
def test_whatever_a_draft_holds_it_is_read_or_refused(value: Any, key: str) -> None:
    try:
        drafts.read(draft() | {key: value}, issuer="BW", exporter=MOPANE)
    except Refusal as refusal:
        assert refusal.problems


def test_mixed_goods_that_are_not_listed() -> None:
    goods = drafts.read(draft(lines__3__origins="*"), issuer="BW", exporter=MOPANE)
    assert goods.containers[1].parcels[0].lines[1].origins.mode == "mixed_undeclared"
    assert drafts.read(drafts.plain(goods), issuer="BW", exporter=MOPANE) == goods


# ---------------------------------------------------------------- the acts


@pytest.mark.django_db
class TestActs:
    def test_a_draft_is_kept_as_typed(self, desk: Desk) -> None:
        row = operations.start(by=desk.dan, at=AT, trader=desk.trader)
        operations.save_draft(by=desk.dan, at=AT, reference=row.reference, draft={"carats": "nonsense"})
        row.refresh_from_db()
        assert (row.state, row.draft, row.record) == ("draft", {"carats": "nonsense"}, {})
        assert codes(operations.submit, by=desk.dan, reference=row.reference)
        row.refresh_from_db()
        assert (row.state, row.draft) == ("draft", {"carats": "nonsense"})

    def test_references_run_through_the_year(self, desk: Desk) -> None:
        references = [operations.start(by=desk.dan, at=AT, trader=desk.trader).reference for _n in range(3)]
        assert references == ["EX-2026-00001", "EX-2026-00002", "EX-2026-00003"]
        later = AT + timedelta(days=60)
        assert operations.start(by=desk.mpho, at=later, trader=desk.trader).reference == "EX-2027-00001"

    def test_an_agent_writes_for_his_traders_only(self, desk: Desk) -> None:
        other = desk.firm("Marula Example Stones", "PSD-T-0115")
        assert codes(operations.start, by=desk.dan, trader=other) == ("application.not_an_agent",)
        row = operations.start(by=desk.mpho, at=AT, trader=other)
        assert codes(operations.save_draft, by=desk.dan, reference=row.reference, draft={}) == (
            "application.not_an_agent",
        )
        assert queries.find(row.reference, desk.dan, AT.date()) is None
        assert queries.find(row.reference, desk.mpho, AT.date()) == row
        assert queries.find(row.reference, desk.far, AT.date()) is None

    def test_an_agent_who_was_dismissed_writes_no_more(self, desk: Desk) -> None:
        row = operations.start(by=desk.dan, at=AT, trader=desk.trader, draft=draft())
        traders.dismiss_agent(by=desk.mpho, at=AT, trader=desk.trader, person=desk.dan.person, until=AT.date())
        assert codes(operations.submit, by=desk.dan, reference=row.reference) == ("application.not_an_agent",)

    def test_a_trader_without_licence_is_refused(self, desk: Desk) -> None:
        unlicensed = desk.firm("Kapok Specimen Gems")
        row = operations.start(by=desk.mpho, at=AT, trader=unlicensed, draft=draft())
        assert codes(operations.submit, by=desk.mpho, reference=row.reference) == ("export.no_licence",)

    @pytest.mark.parametrize(
        ("destination", "code"), [("MC", "trade.importer.unknown"), ("FR", "export.destination_represented")]
    )
    def test_a_destination_that_is_no_participant(self, desk: Desk, destination: str, code: str) -> None:
        row = operations.start(by=desk.dan, at=AT, trader=desk.trader, draft=draft(destination=destination))
        with pytest.raises(Refusal) as caught:
            operations.submit(by=desk.dan, at=AT, reference=row.reference)
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, "destination")]

    def test_a_prohibition_refuses_with_its_reason_and_source(self, node: None) -> None:
        at = datetime(2013, 8, 2, 8, 0, tzinfo=UTC)
        desk = Desk(at=at, peer=False)
        sent = draft(destination="CF", departs_on="2013-08-03", expected_on="2013-08-05")
        row = operations.start(by=desk.dan, at=at, trader=desk.trader, draft=sent)
        with pytest.raises(Refusal) as caught:
            operations.submit(by=desk.dan, at=at, reference=row.reference)
        [problem] = caught.value.problems
        assert (problem.code, problem.where) == ("trade.prohibited", "destination")
        assert "Source:" in problem.text

    def test_a_departure_that_has_passed(self, desk: Desk) -> None:
        row = operations.start(by=desk.dan, at=AT, trader=desk.trader, draft=draft(departs_on="2026-11-18"))
        assert codes(operations.submit, by=desk.dan, reference=row.reference) == ("export.departs_past",)

    def test_the_approver_is_never_the_applicant(self, desk: Desk) -> None:
        both = desk.person("two.roles", "Two Roles", Role.INTAKE, Role.APPROVER)
        row = operations.start(by=both, at=AT, trader=desk.trader, draft=draft())
        operations.submit(by=desk.dan, at=AT, reference=row.reference)
        operations.examine(by=both, at=AT, reference=row.reference)
        assert codes(operations.approve, by=both, reference=row.reference) == ("export.same_person",)
        refuse = {"reference": row.reference, "reason": "origin", "note": "not shown"}
        assert codes(operations.refuse_application, by=both, **refuse) == ("export.same_person",)
        assert operations.approve(by=desk.pula, at=AT, reference=row.reference).state == "approved"

    def test_the_database_itself_refuses_one_person_for_both(self, desk: Desk) -> None:
        from django.db import IntegrityError, transaction

        row = desk.approved()
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=row.pk).update(decided_by=row.submitted_by)

    def test_a_licence_that_ended_stops_the_approval(self, desk: Desk) -> None:
        row = desk.examined()
        licence = desk.trader.licences.get()
        traders.end_licence(by=desk.mpho, at=AT, licence=licence, until=AT.date())
        assert codes(operations.approve, by=desk.pula, reference=row.reference) == ("export.no_licence",)

    def test_conditions_of_the_scheme_are_confirmed(self, node: None) -> None:
        at = datetime(2018, 6, 4, 8, 0, tzinfo=UTC)
        desk = Desk(at=at, peer=False)
        # goods of Central African origin: allowed when they are shown to have left it lawfully
        row = desk.examined(lines__0__origins="CF", departs_on="", expected_on="")
        ruling = queries.ruling("EU", queries.shipment(row).containers, at.date())
        assert [problem.code for problem in ruling.conditions] == ["trade.origin_restricted"]
        assert codes(operations.approve, at=at, by=desk.pula, reference=row.reference) == ("export.conditions_open",)
        operations.approve(by=desk.pula, at=at, reference=row.reference, conditions_met=True)
        told = audit.history(f"application/{row.reference}")[-1]
        assert told.facts["conditions"] == ["trade.origin_restricted"]

    def test_information_is_requested_and_given(self, desk: Desk) -> None:
        row = desk.examined()
        ask = {"by": desk.mpho, "reference": row.reference}
        assert codes(operations.request_information, **ask, reason="because", note=" ") == (
            "export.reason_missing",
            "export.note_missing",
        )
        operations.request_information(at=AT, **ask, reason="documents", note="The invoice cannot be read.")
        changed = draft(invoice__number="ME-2026-118a")
        operations.save_draft(by=desk.dan, at=AT, reference=row.reference, draft=changed)
        row = operations.answer(by=desk.dan, at=AT, reference=row.reference, note="Here it is.")
        assert (row.state, row.record["invoice"]["number"]) == ("under_examination", "ME-2026-118a")
        told = audit.history(f"application/{row.reference}")
        assert told[-1].personal == {"note": "Here it is."}
        assert "invoice" not in str(told[-2].facts)

    def test_a_refusal_has_a_reason_in_writing(self, desk: Desk) -> None:
        row = desk.examined()
        assert codes(operations.refuse_application, by=desk.pula, reference=row.reference, reason="", note="") == (
            "export.reason_missing",
            "export.note_missing",
        )
        row = operations.refuse_application(
            by=desk.pula, at=AT, reference=row.reference, reason="origin", note="Production return missing."
        )
        assert (row.state, row.decision_reason) == ("refused", "origin")

    def test_withdrawing_waits_for_the_number(self, desk: Desk) -> None:
        row = desk.reserved()
        assert codes(operations.withdraw, by=desk.dan, reference=row.reference) == ("export.certificate_in_force",)
        from kpcs.office.certificates import operations as certificates

        certificates.void(by=desk.neo, at=AT, number="BW00042187", reason="application_withdrawn")
        assert operations.withdraw(by=desk.dan, at=AT, reference=row.reference, note="sold").state == "withdrawn"

    def test_a_correction_is_an_approval_by_another_person(self, desk: Desk) -> None:
        row = desk.reserved()
        changed = draft(importer__address="14 Specimen Quay\nSample Port")
        assert codes(operations.correct, by=desk.pula, reference=row.reference, draft={}, note="")[0] == (
            "export.note_missing"
        )
        row = operations.correct(by=desk.pula, at=AT, reference=row.reference, draft=changed, note="moved")
        assert queries.shipment(row).importer.address == ("14 Specimen Quay", "Sample Port")
        assert queries.seals_of(desk.certificate(row))[0][0].number == SEALS[0][0]  # the box stays closed

    def test_a_correction_of_what_is_packed_opens_the_box(self, desk: Desk) -> None:
        row = desk.sealed()
        changed = draft(lines__0__carats="4812.30", carats="9074.65")
        operations.correct(by=desk.pula, at=AT + timedelta(minutes=1), reference=row.reference, draft=changed, note="x")
        row.refresh_from_db()
        assert queries.seals_of(desk.certificate(row)) == []
        assert {problem.code for problem in queries.weight_problems(row, queries.shipment(row), AT.date())} == {
            "export.not_weighed"
        }

    def test_a_signed_record_is_not_corrected(self, desk: Desk) -> None:
        row = desk.frozen()
        assert codes(operations.correct, by=desk.pula, reference=row.reference, draft=draft(), note="x") == (
            "export.record_signed",
        )


_ACTS: dict[ApplicationAct, Any] = {
    ApplicationAct.SUBMIT: lambda d, r: operations.submit(by=d.dan, at=AT, reference=r),
    ApplicationAct.EXAMINE: lambda d, r: operations.examine(by=d.mpho, at=AT, reference=r),
    ApplicationAct.REQUEST_INFORMATION: lambda d, r: operations.request_information(
        by=d.mpho, at=AT, reference=r, reason="other", note="x"
    ),
    ApplicationAct.ANSWER: lambda d, r: operations.answer(by=d.dan, at=AT, reference=r),
    ApplicationAct.APPROVE: lambda d, r: operations.approve(by=d.pula, at=AT, reference=r),
    ApplicationAct.REFUSE: lambda d, r: operations.refuse_application(
        by=d.pula, at=AT, reference=r, reason="other", note="x"
    ),
    ApplicationAct.WITHDRAW: lambda d, r: operations.withdraw(by=d.dan, at=AT, reference=r),
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(ApplicationState))
def test_every_act_in_every_state(desk: Desk, state: ApplicationState) -> None:
    row = desk.submitted()
    assert set(_ACTS) == set(ApplicationAct)
    for act, do in _ACTS.items():
        Application.objects.filter(pk=row.pk).update(state=state, decided_by=None)
        if APPLICATION.allows(state, act):
            do(desk, row.reference)
            row.refresh_from_db()
            assert row.state == APPLICATION.after(state, act)
        else:
            with pytest.raises(Refusal) as caught:
                do(desk, row.reference)
            assert caught.value.codes == ("application.wrong_state",)
            row.refresh_from_db()
            assert row.state == state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "arguments", "allowed"),
    [
        (operations.start, {"trader": None}, {"dan", "mpho"}),
        (operations.save_draft, {"draft": {}}, {"dan", "mpho"}),
        (operations.submit, {}, {"dan", "mpho"}),
        (operations.answer, {}, {"dan", "mpho"}),
        (operations.withdraw, {}, {"dan", "mpho"}),
        (operations.examine, {}, {"mpho", "pula"}),
        (operations.request_information, {"reason": "other", "note": "x"}, {"mpho", "pula"}),
        (operations.approve, {}, {"pula"}),
        (operations.refuse_application, {"reason": "other", "note": "x"}, {"pula"}),
        (operations.correct, {"draft": {}, "note": "x"}, {"pula"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_may(desk: Desk, act: Any, arguments: dict[str, Any], allowed: set[str]) -> None:
    row = desk.submitted()
    given = dict(arguments)
    if "trader" in given:
        given["trader"] = desk.trader
    else:
        given["reference"] = row.reference
    people: dict[str, Acting] = {name: value for name, value in vars(desk).items() if isinstance(value, Acting)}
    for name, by in {**people, "node": NODE}.items():
        if name in allowed or (name == "far" and act is operations.start):
            continue
        assert codes(act, by=by, **given) == ("permission.denied",), name
