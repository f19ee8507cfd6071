"""Number and seals, weighing, sealing."""

from datetime import timedelta
from typing import Any

import pytest

from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates.models import Certificate
from kpcs.office.exports import operations, queries
from kpcs.office.exports.models import Seal, Weighing
from kpcs.office.exports.terms import Round
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats
from tests.office.exports.desk import AT, PARCELS, WITNESSES, Desk

pytestmark = pytest.mark.django_db


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": AT, **arguments})
    return caught.value.codes


# ---------------------------------------------------------------- number and seals


def test_a_number_is_reserved_for_an_approved_application_only(desk: Desk) -> None:
    row = desk.examined()
    assert codes(operations.reserve_number, by=desk.neo, reference=row.reference) == ("export.not_approved",)
    assert not Certificate.objects.exists()


def test_one_number_at_a_time_serves_an_application(desk: Desk) -> None:
    row = desk.reserved()
    assert codes(operations.reserve_number, by=desk.neo, reference=row.reference) == ("export.certificate_in_force",)


@pytest.mark.parametrize(
    ("seals", "expected"),
    [
        ([["S1"]], {"seal.containers"}),
        ([["S1"], ["S2"], ["S3"]], {"seal.containers"}),
        ([["S1"], []], {"certificate.seal.missing"}),
        ([["S1"], [" "]], {"certificate.seal.missing"}),
        ([["S1"], ["S1"]], {"certificate.seal.repeated"}),
        ([["S1"], ["x" * 25]], {"seal.too_long"}),
        ([["S900"], ["S2"]], {"seal.used_before"}),
        (
            [[], ["S900"], ["S900"]],
            {"seal.containers", "certificate.seal.missing", "seal.used_before", "certificate.seal.repeated"},
        ),
    ],
)
def test_what_seals_are_refused(desk: Desk, seals: list[list[str]], expected: set[str]) -> None:
    desk.reserved(seals=[["S900"], ["S901"]])
    row = desk.approved()
    assert set(codes(operations.reserve_number, by=desk.neo, reference=row.reference, seals=seals)) == expected
    assert Certificate.objects.count() == 1
    operations.reserve_number(by=desk.neo, at=AT, reference=row.reference)
    assert set(codes(operations.allot_seals, by=desk.neo, reference=row.reference, seals=seals)) == expected


def test_seals_are_chosen_anew_until_they_are_closed(desk: Desk) -> None:
    row = desk.reserved(seals=[["S1"], ["S2"]])
    operations.allot_seals(by=desk.neo, at=AT, reference=row.reference, seals=[["S2", "S3"], ["S4"]])
    assert [[seal.number for seal in box] for box in queries.seals_of(desk.certificate(row))] == [["S2", "S3"], ["S4"]]
    assert not Seal.objects.filter(number="S1").exists()
    desk.weigh(row)
    desk.seal(row)
    again = {"reference": row.reference, "seals": [["S5"], ["S6"]]}
    assert codes(operations.allot_seals, by=desk.neo, **again) == ("export.sealed_already",)


def test_seals_need_a_reserved_number(desk: Desk) -> None:
    row = desk.approved()
    given = {"reference": row.reference, "seals": [["S1"], ["S2"]]}
    assert codes(operations.allot_seals, by=desk.neo, **given) == ("export.no_certificate",)
    frozen = desk.frozen()
    assert codes(operations.allot_seals, by=desk.neo, reference=frozen.reference, seals=[["S1"], ["S2"]]) == (
        "certificate.wrong_state",
    )


# ---------------------------------------------------------------- weighing


def weigh(desk: Desk, reference: str, round: Round = Round.PACKING, **changes: Any) -> tuple[str, ...]:
    given = {
        "by": desk.tom,
        "reference": reference,
        "round": round,
        "weights": {"P1": Carats.parse("4812.36")},
        "witnesses": ["Dan Example"],
    }
    return codes(operations.weigh, **{**given, **changes})


def test_what_weights_are_refused(desk: Desk) -> None:
    row = desk.reserved()
    reference = row.reference
    assert weigh(desk, reference, weights={}) == ("weighing.nothing",)
    assert weigh(desk, reference, weights={"P9": Carats(1)}) == ("weighing.parcel_unknown",)
    assert weigh(desk, reference, weights={"P1": Carats(0), "P2": Carats(-1)}) == ("weighing.not_positive",) * 2
    assert weigh(desk, reference, witnesses=[]) == ("export.witnesses_missing",)
    assert weigh(desk, reference, witnesses=["tom  testa"]) == ("export.witnesses_missing",)  # himself
    assert weigh(desk, reference, weights={"P9": Carats(0)}, witnesses=[" "]) == (
        "weighing.parcel_unknown",
        "weighing.not_positive",
        "export.witnesses_missing",
    )
    assert not Weighing.objects.exists()


def test_when_parcels_are_weighed(desk: Desk) -> None:
    submitted, approved = desk.submitted(), desk.approved()
    assert weigh(desk, submitted.reference) == ("export.not_approved",)
    assert weigh(desk, approved.reference) == ("export.no_certificate",)
    assert weigh(desk, approved.reference, Round.INTAKE) == ("export.not_in_examination",)
    frozen = desk.frozen()
    assert weigh(desk, frozen.reference) == ("certificate.wrong_state",)
    found = {parcel: Carats.parse(carats) for parcel, carats in PARCELS.items()}
    operations.weigh(
        by=desk.tom, at=AT, reference=submitted.reference, round=Round.INTAKE, weights=found, witnesses=WITNESSES
    )
    assert {p: w.carats for p, w in queries.weighed(submitted, Round.INTAKE).items()} == found
    assert queries.weighed(submitted, Round.PACKING) == {}


def test_a_weight_that_differs_is_a_fact_and_stops_the_sealing(desk: Desk) -> None:
    row = desk.reserved()
    desk.weigh(row, P2="2046.179")
    sealing = {"by": desk.neo, "reference": row.reference, "witnesses": WITNESSES}
    with pytest.raises(Refusal) as caught:
        operations.seal(at=AT, **sealing)
    [problem] = caught.value.problems
    assert problem.code == "export.weight_differs"
    assert problem.text == "Parcel P2 weighs 2046.179 ct, but 2046.180 ct were approved."
    desk.weigh(row, at=AT + timedelta(minutes=1))  # the last weighing of a parcel counts
    operations.seal(at=AT + timedelta(minutes=2), **sealing)


# ---------------------------------------------------------------- sealing


def test_everything_that_stops_the_sealing_is_said_at_once(desk: Desk) -> None:
    row = desk.approved()
    sealing = {"by": desk.neo, "reference": row.reference}
    assert codes(operations.seal, **sealing, witnesses=WITNESSES) == ("export.no_certificate",)
    operations.reserve_number(by=desk.neo, at=AT, reference=row.reference)
    assert codes(operations.seal, **sealing, witnesses=["Dan Example"]) == (
        "seal.not_allotted",
        "export.not_weighed",
        "export.not_weighed",
        "export.not_weighed",
        "export.witnesses_missing",
    )


@pytest.mark.parametrize(
    "witnesses", [[], ["Dan Example"], ["Dan Example", "dan example "], ["Dan Example", "Neo Example"]]
)
def test_two_others_witness_the_sealing(desk: Desk, witnesses: list[str]) -> None:
    row = desk.reserved()
    desk.weigh(row)
    if witnesses == ["Dan Example", "dan example "]:
        witnesses = ["Dan Example", " Dan  Example "]  # the same person twice is one witness
    assert codes(operations.seal, by=desk.neo, reference=row.reference, witnesses=witnesses) == (
        "export.witnesses_missing",
    )


def test_sealing_is_done_once_and_before_freezing(desk: Desk) -> None:
    row = desk.sealed()
    sealing = {"by": desk.neo, "reference": row.reference, "witnesses": WITNESSES}
    assert codes(operations.seal, **sealing) == ("export.sealed_already",)
    desk.freeze(row)
    assert codes(operations.seal, **sealing) == ("certificate.wrong_state",)


def test_where_the_certificate_travels_inside_the_sealing_follows_the_validation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kpcs.office.exports.operations import issuing, packing

    for module in (issuing, packing):
        monkeypatch.setattr(module, "travels_inside", lambda _day: True)
    row = desk.reserved()
    desk.weigh(row)
    sealing = {"by": desk.neo, "reference": row.reference, "witnesses": WITNESSES}
    assert codes(operations.seal, **sealing) == ("export.seal_after_validation",)
    desk.freeze(row)  # the allotted seals are printed
    desk.print(row)
    operations.validate(by=desk.kago, at=AT, reference=row.reference)
    certificates.hand_over(by=desk.neo, at=AT, number="BW00042187", receiver="Lea Placeholder")
    leaving = {"by": desk.cus, "reference": row.reference, "exported_on": AT.date()}
    assert codes(operations.record_exit, **leaving) == ("export.not_sealed",)
    operations.seal(at=AT, **sealing)
    operations.record_exit(at=AT, **leaving)


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    ("act", "arguments", "allowed"),
    [
        (operations.reserve_number, {}, {"neo"}),
        (operations.allot_seals, {"seals": []}, {"neo"}),
        (operations.weigh, {"round": Round.PACKING, "weights": {}, "witnesses": []}, {"tom"}),
        (operations.seal, {"witnesses": []}, {"neo"}),
        (operations.freeze, {"signatory": None}, {"neo"}),
        (operations.validate, {}, {"kago"}),
        (operations.record_exit, {"exported_on": AT.date()}, {"neo", "cus"}),
        (operations.spoil_and_take_next, {"reason": "paper_jam"}, {"neo"}),
        (operations.replace, {"note": "x", "surrendered": True}, {"neo"}),
        (operations.dispute, {"note": "x"}, {"neo", "foc", "sue"}),
        (operations.reconcile, {}, {"neo", "foc", "sue"}),
        (operations.close_movement, {"note": "x"}, {"neo", "foc", "sue"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_may(desk: Desk, act: Any, arguments: dict[str, Any], allowed: set[str]) -> None:
    row = desk.reserved()
    people = {name: value for name, value in vars(desk).items() if isinstance(value, Acting)}
    for name, by in {**people, "node": NODE}.items():
        found = codes(act, by=by, reference=row.reference, **arguments) if name not in allowed else ()
        assert found in ((), ("permission.denied",)), name


def test_an_unknown_reference(desk: Desk) -> None:
    assert codes(operations.reserve_number, by=desk.neo, reference="EX-2026-99999") == ("application.unknown",)
