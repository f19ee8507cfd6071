"""The straight reader of claims and the one that gathers faults are one rule: no payload is accepted by the first and
refused or read otherwise by the second, and what is usual never needs the second."""

import random
import zlib
from typing import Any

import pytest
from cbor2 import dumps
from hypothesis import given, settings
from hypothesis import strategies as st

from kpcs.proof import base45, cbor, claims, code, cose, straight
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests.proof.documents import CHINESE, CYRILLIC, MANY_PARCELS, PLAIN, UNDECLARED
from tests.proof.keyring import NONCE, signer
from tests.proof.test_cbor import VALUES
from tests.proof.test_code import CERTIFICATE

DOCUMENTS = (PLAIN, CYRILLIC, CHINESE, UNDECLARED)
ODD = st.one_of(
    VALUES,
    st.none(),
    st.floats(allow_nan=False),
    st.sampled_from([-1, 0, 1, 2, 3, True, False, 1.0, "", b"", [], {}, "BW", b"BW", {0: "BW"}, {0: "BW", 1: 2**40}]),
    st.sampled_from([Carats.CEILING, USDollars.CEILING, cbor.LAST_DAY, 1 << 32, 1 << 63]).flatmap(
        lambda limit: st.sampled_from([limit - 1, limit])
    ),
)


def gathered(payload: bytes) -> tuple[Certificate, bytes] | None:
    try:
        return claims.read_gathering(payload)
    except Refusal:
        return None


def straightly(payload: bytes) -> tuple[Certificate, bytes] | None:
    try:
        return straight.read(payload)
    except Refusal:
        return None


def agree(payload: bytes) -> None:
    """Equal where both accept; :func:`repr` too, since True equals 1."""
    slow, fast = gathered(payload), straightly(payload)
    assert fast == slow or (fast is None and any_long(cbor.parsed(payload)))
    assert fast is None or repr(fast) == repr(slow)


def any_long(value: Any) -> bool:
    """Whether a list of more than 23 items is in ``value``, which alone may need the slower reader."""
    if isinstance(value, dict):
        return any(map(any_long, value.values()))
    return isinstance(value, list) and (len(value) > 23 or any(map(any_long, value)))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in ``value`` with each key or index in it."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def test_the_usual_certificate_is_read_straight() -> None:
    for certificate in DOCUMENTS:
        payload = claims.write(certificate, NONCE)
        assert straight.read(payload) == (certificate, NONCE)
    annexed = straight.read(claims.write(MANY_PARCELS, NONCE, annexed=True))
    assert annexed is not None
    assert annexed[0].packing_digest


@settings(max_examples=80, deadline=None)
@given(CERTIFICATE, st.binary(min_size=16, max_size=16), st.booleans())
def test_both_read_any_certificate(certificate: Certificate, nonce: bytes, annexed: bool) -> None:
    payload = claims.write(certificate, nonce, annexed=annexed)
    assert straight.read(payload) == claims.read_gathering(payload)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(DOCUMENTS), st.booleans())
def test_both_say_the_same_of_a_changed_claim(data: st.DataObject, certificate: Certificate, annexed: bool) -> None:
    """One value anywhere replaced, taken out, added or moved, and the whole written in good order or in the order in
    which it stands."""
    value = cbor.parsed(claims.write(certificate, NONCE, annexed=annexed))
    holder, key = data.draw(st.sampled_from(places(value)))
    match data.draw(st.sampled_from(["replace", "remove", "add", "move", "key"])):
        case "replace":
            holder[key] = data.draw(ODD)
        case "remove":
            del holder[key]
        case "add" if isinstance(holder, list):
            holder.insert(key, data.draw(ODD | st.sampled_from(holder)))
        case "add":
            holder[data.draw(st.integers(0, 24))] = data.draw(ODD)
        case "move" if isinstance(holder, list):
            holder.append(holder.pop(key))
        case "move":
            holder[key] = holder.pop(key)
        case "key" if isinstance(holder, dict):
            holder[data.draw(st.sampled_from([True, False, 1.0, "a", -1, 24, float(key), str(key)]))] = holder.pop(key)
    agree(dumps(value))
    agree(dumps(value, canonical=True))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.integers(0, 23), ODD, max_size=24))
def test_both_say_the_same_of_claims_that_nobody_made(value: dict[int, Any]) -> None:
    agree(dumps(dict(sorted(value.items()))))


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_both_say_the_same_of_any_bytes(payload: bytes) -> None:
    assert straightly(payload) is None
    assert gathered(payload) is None


@pytest.mark.parametrize("certificate", DOCUMENTS)
def test_both_say_the_same_of_flipped_bits(certificate: Certificate) -> None:
    payload = claims.write(certificate, NONCE)
    for place in range(8 * len(payload)):
        flipped = bytearray(payload)
        flipped[place // 8] ^= 1 << (place % 8)
        assert straightly(bytes(flipped)) == gathered(bytes(flipped))


def longer(head: int, number: int, size: int) -> bytes:
    """A head of major type ``head`` spelled with ``size`` more bytes."""
    return bytes((head << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size],)) + number.to_bytes(size)


def spelled(value: Any, pick: random.Random, odds: float) -> bytes:
    """``value`` with heads now and then longer than need be, or of no stated length."""

    def head(major: int, number: int) -> bytes:
        if pick.random() < odds:
            return longer(major, number, pick.choice([size for size in (1, 2, 4, 8) if number < 1 << 8 * size]))
        return bytes((dumps(number)[0] | major << 5,)) + dumps(number)[1:]

    if type(value) is int:
        return head(0, value)
    if type(value) is str:
        return head(3, len(value.encode())) + value.encode()
    if type(value) is bytes:
        return head(2, len(value)) + value
    if type(value) is list:
        items = b"".join(spelled(item, pick, odds) for item in value)
        return b"\x9f" + items + b"\xff" if pick.random() < odds / 4 else head(4, len(value)) + items
    pairs = [spelled(key, pick, odds) + spelled(item, pick, odds) for key, item in value.items()]
    if pick.random() < odds / 4:
        pairs.append(pairs[0])  # a key twice
        return head(5, len(pairs)) + b"".join(pairs)
    return head(5, len(pairs)) + b"".join(pairs)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.randoms(use_true_random=False), st.sampled_from([0.005, 0.02, 0.2]))
def test_both_refuse_every_longer_spelling(certificate: Certificate, pick: random.Random, odds: float) -> None:
    payload = claims.write(certificate, NONCE)
    value = cbor.parsed(payload)
    assert spelled(value, pick, 0) == payload
    other = spelled(value, pick, odds)
    if other != payload:
        assert straightly(other) is None
        assert gathered(other) is None
    agree(payload + b"\x00")
    agree(payload[:-1])


def test_what_is_taken_apart_was_written_in_the_one_form() -> None:
    """The signed data around the claims too: whatever is accepted of it is what its parts make when written again."""
    text = code.sign(code.freeze(PLAIN, NONCE).data, signer("BW"))
    data = zlib.decompress(base45.decode(text[len(code.PREFIX) :]))
    changed = [data, data[:-1], data + b"\x00", data[:100]]
    for place in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << (place % 8)
        changed.append(bytes(flipped))
    accepted = 0
    for other in changed:
        try:
            signed = cose.parse(other)
        except Refusal:
            continue
        accepted += 1
        assert b"\xd2" + cbor.encode([signed.protected, {}, signed.payload, signed.signature]) == other
        assert cbor.decode(signed.protected) == {1: signed.algorithm, 4: signed.kid}
    assert accepted > 8 * 400
