"""Series, sheets, and the next number."""

from typing import Any

import pytest

from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.certificates import operations, queries
from kpcs.office.certificates.models import Certificate, Series, Sheet
from kpcs.scheme.jurisdictions import Numbering, Rule
from kpcs.scheme.lifecycles import SHEET, SheetAct, SheetState
from kpcs.scheme.problems import Refusal
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": AT, **arguments})
    return caught.value.codes


def reserve(desk: Desk, by: Acting | None = None) -> Certificate:
    return operations.reserve(
        by=by or desk.neo, at=AT, application="EX-2026-00001", submitted_by=None, approved_by=None
    )


@pytest.fixture
def printed_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule pack says that the printer numbers the sheets, as the European Union's does."""
    from kpcs.office.certificates.operations import numbers
    from kpcs.scheme import jurisdictions

    class Printed:
        """The pack in force with another numbering."""

        def __init__(self, code: str, day: Any) -> None:
            self.real = jurisdictions.pack(code, day)
            self.numbering = Rule(Numbering.PRINTED_STOCK, "EU Annex IV")

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

    monkeypatch.setattr(numbers, "pack", Printed)
    monkeypatch.setattr(queries, "pack", Printed)


# ---------------------------------------------------------------- series


def test_numbers_run_through_the_series_and_go_on_in_the_next(desk: Desk) -> None:
    Series.objects.update(last=42_188)
    operations.open_series(by=desk.sue, at=AT, office=desk.office, first=50_000, last=50_001)
    numbers = [reserve(desk).number for _n in range(4)]
    assert numbers == ["BW00042187", "BW00042188", "BW00050000", "BW00050001"]
    with pytest.raises(Refusal) as caught:
        reserve(desk)
    assert caught.value.codes == ("series.none",)
    assert queries.numbers_left() == {"BW-ST": 0}


def test_each_office_has_its_own_numbers(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        reserve(desk, desk.far)
    assert caught.value.codes == ("series.none",)
    operations.open_series(by=desk.sue, at=AT, office=desk.other, first=90_000, last=90_999)
    assert reserve(desk, desk.far).number == "BW00090000"
    assert reserve(desk).number == "BW00042187"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (10, 9, {"series.order"}),
        (-1, 9, {"series.order"}),
        (1, 123_456_789, {"series.digits", "series.overlaps"}),
        (42_999, 43_000, {"series.overlaps"}),
        (40_000, 42_187, {"series.overlaps"}),
        (42_300, 42_400, {"series.overlaps"}),
        (41_000, 50_000, {"series.overlaps"}),
    ],
)
def test_series_that_are_refused(desk: Desk, first: int, last: int, expected: set[str]) -> None:
    assert set(codes(operations.open_series, by=desk.sue, office=desk.office, first=first, last=last)) == expected
    assert Series.objects.count() == 1


# ---------------------------------------------------------------- sheets


def receive(desk: Desk, *sheets: tuple[str, str], **more: Any) -> list[Sheet]:
    return operations.receive_sheets(by=desk.sue, at=AT, sheets=sheets, received_on=AT.date(), **more)


def test_an_office_that_keeps_stock_takes_its_next_sheet(desk: Desk) -> None:
    assert queries.sheets_left(desk.office, AT.date()) is None
    receive(desk, ("A001", ""), ("A002", ""), office=desk.office)
    assert queries.sheets_left(desk.office, AT.date()) == 2
    first = reserve(desk)
    assert (first.number, first.sheet.number) == ("BW00042187", "A001")
    assert reserve(desk).sheet.number == "A002"
    with pytest.raises(Refusal) as caught:
        reserve(desk)
    assert caught.value.codes == ("sheet.none",)
    assert Certificate.objects.count() == 2
    assert Series.objects.get().next == 42_189


def test_the_printer_gave_the_number(desk: Desk, printed_stock: None) -> None:
    with pytest.raises(Refusal) as caught:
        reserve(desk)
    assert caught.value.codes == ("sheet.none",)
    receive(desk, ("U1", "BW 0007 0001"), ("U2", "BW00070002"), office=desk.office)
    assert [(reserve(desk).number) for _n in range(2)] == ["BW00070001", "BW00070002"]
    assert Series.objects.get().next == 42_187


def test_sheets_that_are_refused(desk: Desk) -> None:
    receive(desk, ("A001", ""), ("A002", "BW00070001"))
    given = {"by": desk.sue, "received_on": AT.date()}
    assert codes(operations.receive_sheets, **given, sheets=[]) == ("sheet.number_missing",)
    assert codes(operations.receive_sheets, **given, sheets=[(" ", "")]) == ("sheet.number_missing",)
    wrong = [
        ("A001", "NA00000001"),
        ("A003", "nonsense"),
        ("A003", "BW00070001"),
        ("A004", "BW00080000"),
        ("A005", "BW00080000"),
    ]
    assert codes(operations.receive_sheets, **given, sheets=wrong) == (
        "sheet.exists",
        "sheet.exists",
        "sheet.number_malformed",
        "sheet.number_malformed",
        "sheet.number_taken",
        "sheet.number_taken",
    )
    assert Sheet.objects.count() == 2


def test_a_sheet_in_use_is_spoiled_with_its_number(desk: Desk) -> None:
    receive(desk, ("A001", ""), ("A002", ""), ("A003", ""), office=desk.office)
    reserve(desk)
    strike = {"by": desk.sue}
    assert codes(operations.spoil_sheet, **strike, number="A001") == ("sheet.in_use",)
    assert codes(operations.spoil_sheet, **strike, number="A009") == ("sheet.unknown",)
    assert operations.spoil_sheet(at=AT, **strike, number="A002").state == "spoiled"
    assert operations.report_sheet_missing(at=AT, **strike, number="A003").state == "missing"
    assert codes(operations.report_sheet_missing, **strike, number="A002") == ("sheet.wrong_state",)


def test_a_reserved_number_that_is_void_gives_its_sheet_back(desk: Desk) -> None:
    receive(desk, ("A001", ""), office=desk.office)
    reserve(desk)
    operations.void(by=desk.neo, at=AT, number="BW00042187", reason="application_withdrawn")
    assert reserve(desk).sheet.number == "A001"


def test_a_number_printed_on_the_sheet_goes_with_it(desk: Desk, printed_stock: None) -> None:
    receive(desk, ("U1", "BW00070001"), ("U2", "BW00070002"), office=desk.office)
    reserve(desk)
    operations.void(by=desk.neo, at=AT, number="BW00070001", reason="paper_jam")
    assert Sheet.objects.get(number="U1").state == "spoiled"
    assert reserve(desk).number == "BW00070002"


@pytest.mark.parametrize("state", list(SheetState))
def test_every_act_in_every_state_of_a_sheet(desk: Desk, state: SheetState) -> None:
    receive(desk, ("A001", ""))
    acts = {
        SheetAct.ALLOT: lambda: operations.allot_sheets(by=desk.sue, at=AT, numbers=["A001"], office=desk.office),
        SheetAct.SPOIL: lambda: operations.spoil_sheet(by=desk.sue, at=AT, number="A001"),
        SheetAct.REPORT_MISSING: lambda: operations.report_sheet_missing(by=desk.sue, at=AT, number="A001"),
    }
    for act, do in acts.items():
        Sheet.objects.update(state=state)
        if SHEET.allows(state, act):
            do()
            assert Sheet.objects.get().state == SHEET.after(state, act)
        else:
            with pytest.raises(Refusal) as caught:
                do()
            assert caught.value.codes == ("sheet.wrong_state",)


def test_printing_uses_the_sheet_up_and_a_jam_spoils_it(desk: Desk) -> None:
    receive(desk, ("A001", ""), ("A002", ""), office=desk.office)
    row = desk.printed()
    assert queries.record(desk.certificate(row)).sheet == "A001"
    assert Sheet.objects.get(number="A001").state == "used"
    _void, following = operations.spoil_and_take_next(by=desk.neo, at=AT, number="BW00042187", reason="paper_jam")
    assert Sheet.objects.get(number="A001").state == "spoiled"
    assert following.sheet.number == "A002"


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    ("act", "arguments", "allowed"),
    [
        (operations.open_series, {"first": 1, "last": 0}, {"sue", "far"}),
        (operations.receive_sheets, {"sheets": [], "received_on": AT.date()}, {"sue", "far"}),
        (operations.allot_sheets, {"numbers": ["A9"]}, {"sue", "far"}),
        (operations.spoil_sheet, {"number": "A9"}, {"sue", "far"}),
        (operations.report_sheet_missing, {"number": "A9"}, {"sue", "far"}),
        (operations.reserve, {"application": "", "submitted_by": None, "approved_by": None}, {"neo", "far"}),
        (operations.confirm_restore, {"last_number_used": "BW1"}, {"sue", "far"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_may(desk: Desk, act: Any, arguments: dict[str, Any], allowed: set[str]) -> None:
    given = dict(arguments)
    if act in (operations.open_series, operations.allot_sheets):
        given["office"] = desk.office
    people = {name: value for name, value in vars(desk).items() if isinstance(value, Acting)}
    for name, by in {**people, "node": NODE}.items():
        if name not in allowed:
            assert codes(act, by=by, **given) == ("permission.denied",), name


def test_who_may_end_a_certificate(desk: Desk) -> None:
    desk.printed()
    ends: list[tuple[Any, dict[str, str], set[str]]] = [
        (operations.void, {"reason": "paper_jam"}, {"neo"}),
        (operations.spoil_and_take_next, {"reason": "paper_jam"}, {"neo"}),
        (operations.supersede, {"reason": "correction", "note": "x", "surrendered": "yes"}, {"neo"}),
        (operations.cancel, {"reason": "unused"}, {"neo"}),
        (operations.revoke, {"reason": "legal_order", "note": "x"}, {"sue"}),
        (operations.report_lost, {"reason": "lost_in_office", "note": "x"}, {"neo", "sue", "cus"}),
        (operations.report_stolen, {"reason": "stolen_in_office", "note": "x"}, {"neo", "sue", "cus"}),
        (operations.freeze, {"contents": "", "signatory": ""}, {"neo"}),
        (operations.print_certificate, {}, {"neo"}),
        (operations.validate, {}, {"kago"}),
        (operations.hand_over, {"receiver": "x"}, {"neo"}),
        (operations.export, {"exported_on": ""}, {"neo", "cus"}),
    ]
    people = {name: value for name, value in vars(desk).items() if isinstance(value, Acting)}
    for act, arguments, allowed in ends:
        for name, by in {**people, "node": NODE}.items():
            if name not in allowed:
                assert codes(act, by=by, number="BW00042187", **arguments) == ("permission.denied",), (act, name)


def test_roles_of_the_sample_are_all_roles(desk: Desk) -> None:
    assert desk.far.roles == frozenset(Role.values)
