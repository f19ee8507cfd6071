"""Bodies of messages: what is written is read back, there is one spelling, every wrong field is named."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.office.exchange import bodies
from kpcs.office.exchange.bodies import (
    FIELDS,
    AuthenticityAnswer,
    AuthenticityQuery,
    Body,
    CertificateStatus,
    ConfirmedLine,
    PreAdvice,
)
from kpcs.office.exchange.terms import Kind, MovementKind
from kpcs.proof import cbor
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import CertificateState, ForeignDocumentState
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests.office.exchange.foreign import confirmation

DAY = date(2026, 11, 19)
SAMPLES: tuple[Body, ...] = (
    PreAdvice("KP1:ABC", MovementKind.ORDINARY, DAY),
    PreAdvice("KP1:ABC", MovementKind.RETURN, DAY, b"\x80", "Example Air", "000-12345675\nvia Sample Port", DAY, DAY),
    confirmation(),
    confirmation(
        value=USDollars.parse("1240534.89"),
        inspected_on=DAY,
        seals_intact=False,
        differences=("P2: 0.010 carat less",),
        remarks="Two lines.\nWeighed twice.",
        commitment="",
    ),
    AuthenticityQuery("BW00042187", "Did you issue this?", "EU-S-2026-118"),
    AuthenticityQuery("BW1", "?", "1", "cd" * 32, (("issued_on", "19 NOV 2026"), ("carats", "9,074.71"))),
    AuthenticityAnswer("BW00042187", ForeignDocumentState.ALTERED, "EU-S-2026-118", "The weight was changed."),
    AuthenticityAnswer("BW00042187", ForeignDocumentState.UNKNOWN),
    CertificateStatus("BW00042187", CertificateState.SUPERSEDED, DAY, "ab" * 32, "BW00042188", "misprint"),
    CertificateStatus("BW00042187", CertificateState.STOLEN, DAY),
)


@pytest.mark.parametrize("body", SAMPLES)
def test_what_is_written_is_read_back(body: Body) -> None:
    fields = bodies.write(body)
    assert cbor.decode(cbor.encode(fields)) == fields
    assert bodies.read(bodies.kind_of(body), fields) == body


@pytest.mark.parametrize("body", SAMPLES)
def test_the_json_view_holds_plain_values_and_nothing_that_says_nothing(body: Body) -> None:
    import json

    shown = bodies.shown(body)
    assert json.loads(json.dumps(shown)).keys() == shown.keys()
    assert len(shown) == len(bodies.write(body))
    assert all(value not in ("", None, [], {}) for value in shown.values())


@pytest.mark.parametrize("body", SAMPLES)
def test_each_missing_or_wrong_field_is_named_all_at_once(body: Body) -> None:
    kind = bodies.kind_of(body)
    fields = bodies.write(body)
    names = {field.key: field.name for field in FIELDS[kind][1]}
    required = {field.name for field in FIELDS[kind][1] if not field.optional}
    with pytest.raises(Refusal) as missing:
        bodies.read(kind, {})
    assert set(missing.value.codes) == {f"exchange.{kind}.{name}" for name in required}
    with pytest.raises(Refusal) as wrong:
        bodies.read(kind, {key: [[["wrong"]]] for key in fields} | {23: "more"})
    assert set(wrong.value.codes) == {f"exchange.{kind}.{names[key]}" for key in fields} | {
        f"exchange.{kind}.unknown_field"
    }
    for key, name in names.items():
        with pytest.raises(Refusal) as one:
            bodies.read(kind, fields | {key: -5})
        assert one.value.codes == (f"exchange.{kind}.{name}",)
        assert one.value.problems[0].where == name


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"result": 2}, "result"),
        ({"parcels": True}, "parcels"),
        ({"commitment": b"short"}, "commitment"),
        ({"seals_intact": 1}, "seals_intact"),
        ({"differences": []}, "differences"),
        ({"differences": ["line\nbreak"]}, "differences"),
        ({"remarks": ""}, "remarks"),
        ({"remarks": "\x00"}, "remarks"),
        ({"remarks": "x" * 4001}, "remarks"),
        ({"office": "x" * 201}, "office"),
        ({"lines": []}, "lines"),
        ({"lines": [[0, 1, 1], [0, 2, 2]]}, "lines"),
        ({"lines": [[2, 1, 1], [0, 2, 2]]}, "lines"),
        ({"lines": [[3, 1, 1]]}, "lines"),
        ({"lines": [[0, -1, 1]]}, "lines"),
        ({"lines": [[0, 10**15]]}, "lines"),
        ({"lines": [[0, 1, 1, 1]]}, "lines"),
        ({"value": -1}, "value"),
        ({"importer": ["A", []]}, "importer"),
        ({"importer": ["", [], ""]}, "importer"),
        ({"importer": ["A", [""], ""]}, "importer"),
        ({"importer": ["A", [], "Belgium"]}, "importer"),
        ({"received_on": 10**6}, "received_on"),
    ],
)
def test_a_confirmation_has_one_spelling(change: dict[str, Any], name: str) -> None:
    keys = {field.name: field.key for field in FIELDS[Kind.CONFIRMATION][1]}
    fields = bodies.write(confirmation()) | {keys[field]: value for field, value in change.items()}
    with pytest.raises(Refusal) as caught:
        bodies.read(Kind.CONFIRMATION, fields)
    assert caught.value.codes == (f"exchange.confirmation.{name}",)


def test_what_we_cannot_read_back_we_do_not_write() -> None:
    with pytest.raises(Refusal) as caught:
        bodies.write(confirmation(office="", parcels=-1))
    assert set(caught.value.codes) == {"exchange.confirmation.office", "exchange.confirmation.parcels"}


def test_totals_of_a_confirmation_are_exact_and_unknown_where_a_box_stayed_closed() -> None:
    body = confirmation()
    assert str(body.certified) == "9074.710"
    assert str(body.found) == "9074.700"
    closed = (*body.lines[:1], body.lines[1]._replace(found=None))
    assert body._replace(lines=closed).found is None
    assert bodies.read(Kind.CONFIRMATION, bodies.write(body._replace(lines=closed))).lines == closed  # type: ignore[union-attr]


AMOUNTS = st.integers(0, Carats.CEILING - 1).map(Carats)


@given(
    lines=st.dictionaries(st.sampled_from(list(SubHeading)), st.tuples(AMOUNTS, st.none() | AMOUNTS), min_size=1),
    remarks=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200),
    parcels=st.integers(0, 2**31 - 1),
    intact=st.none() | st.booleans(),
)
def test_any_confirmation_survives_the_wire(
    lines: dict[SubHeading, tuple[Carats, Carats | None]], remarks: str, parcels: int, intact: bool | None
) -> None:
    told = tuple(ConfirmedLine(hs, *lines[hs]) for hs in sorted(lines, key=lambda hs: hs.place))
    body = confirmation(lines=told, remarks=remarks, parcels=parcels, seals_intact=intact)
    fields = cbor.decode(cbor.encode(bodies.write(body)))
    assert isinstance(fields, dict)
    assert bodies.read(Kind.CONFIRMATION, fields) == body


VALUES = st.recursive(
    st.integers(-(2**63), 2**63) | st.text(max_size=5) | st.binary(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 23), inner, max_size=3),
    max_leaves=6,
)


@given(kind=st.sampled_from(list(Kind)), fields=st.dictionaries(st.integers(0, 23), VALUES, max_size=16))
def test_whatever_comes_is_read_or_refused_by_name(kind: Kind, fields: dict[int, Any]) -> None:
    try:
        body = bodies.read(kind, fields)
    except Refusal as refusal:
        assert all(code.startswith(f"exchange.{kind}.") for code in refusal.codes)
    else:
        assert bodies.write(body) == fields
