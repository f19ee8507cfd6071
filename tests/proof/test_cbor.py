from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.proof import cbor
from tests.proof.refusals import refused

VALUES = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20) | st.booleans(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(0, 23), inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_again(value: object) -> None:
    try:
        data = cbor.encode(value)  # type: ignore[arg-type]
    except Exception as refusal:
        assert getattr(refusal, "codes", None) == ("cbor.depth",)
    else:
        assert cbor.decode(data) == value


@given(st.dictionaries(st.integers(0, 23), st.integers(0, 9), min_size=2, max_size=8), st.randoms())
def test_the_order_in_which_a_map_was_filled_does_not_matter(fields: dict[int, int], random: object) -> None:
    keys = list(fields)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert cbor.encode({key: fields[key] for key in keys}) == cbor.encode(dict(sorted(fields.items())))


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_have_one_spelling(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Exception as refusal:
        assert [code.split(".")[0] for code in refusal.codes] == ["cbor"]  # type: ignore[attr-defined]
    else:
        assert cbor.encode(value) == data


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "cbor.type"),
        (None, "cbor.type"),
        ((1, 2), "cbor.type"),
        (date(2026, 11, 19), "cbor.type"),
        ({"a": 1}, "cbor.key"),
        ({24: 1}, "cbor.key"),
        ({True: 1}, "cbor.key"),
        (2**64, "cbor.integer"),
        ([[[[[[[[[]]]]]]]]], "cbor.depth"),
    ],
)
def test_our_own_mistakes_are_refused_before_they_are_signed(value: object, code: str) -> None:
    with refused(code):
        cbor.encode(value)  # type: ignore[arg-type]


def test_keys_of_one_byte_stand_in_the_core_order_and_in_the_older_one() -> None:
    """RFC 8949 4.2.1 sorts by bytes, RFC 7049 3.9 by length first: with keys 0 to 23 no peer can differ."""
    from cbor2 import dumps

    value = {key: key for key in reversed(range(24))}
    assert cbor.encode(value) == dumps(value, canonical=True)  # type: ignore[arg-type]


def test_days_and_times() -> None:
    assert cbor.days(date(1970, 1, 2)) == 1
    assert cbor.seconds(datetime(1970, 1, 1, 0, 1, tzinfo=UTC)) == 60
    reader = cbor.Reader("x.y")
    assert reader.day(20776, "day") == date(2026, 11, 19)
    assert reader.moment(60, "time") == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    reader.finish()


def test_a_reader_names_every_fault_at_once() -> None:
    reader = cbor.Reader("x.y")
    assert reader.text(b"", "a") == ""
    assert reader.octets("", "b") == b""
    assert reader.octets(b"123", "c", 4) == b""
    assert reader.whole(True, "d") == 0
    assert reader.whole(-1, "e") == 0
    assert reader.whole(10, "f", 10) == 0
    assert reader.items({}, "g", 2) == ["", ""]
    assert reader.texts(["a", 1], "h") == ()
    assert reader.fields({0: 0, 9: 0}, "i", {0}, {1}) == {}
    assert reader.fields({1: 0}, "j", {0}, {1}) == {}
    assert reader.day(10**6, "k").year == 1970
    with refused("x.y"):
        reader.finish()
    assert reader.faults == list("abcdefghijk")
