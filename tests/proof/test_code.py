import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpcs.proof import claims, code
from kpcs.proof.keys import Role
from kpcs.scheme.certificate import (
    Certificate,
    Container,
    ContentLine,
    HeadingTotal,
    OriginMode,
    Origins,
    OriginShare,
    Parcel,
    Party,
    Signatory,
)
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests.proof.documents import CHINESE, CYRILLIC, MANY_PARCELS, PLAIN, UNDECLARED
from tests.proof.keyring import NONCE, p256, public, signer
from tests.proof.refusals import refused

TEXT = st.text(max_size=12)
CODE = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
DAY = st.dates(date(1970, 1, 1), date(2199, 12, 31))
CARATS = st.integers(0, Carats.CEILING - 1).map(Carats)
VALUE = st.integers(0, USDollars.CEILING - 1).map(USDollars)
PARTY = st.builds(Party, TEXT, st.lists(TEXT, max_size=4).map(tuple), TEXT)
SHARE = st.builds(OriginShare, CODE, st.none() | CARATS, st.none() | VALUE)
ORIGINS = st.builds(Origins, st.sampled_from(OriginMode), st.lists(SHARE, max_size=3).map(tuple))
LINE = st.builds(ContentLine, st.sampled_from(SubHeading), CARATS, VALUE, ORIGINS)
PARCEL = st.builds(Parcel, TEXT, st.lists(LINE, max_size=3).map(tuple))
CONTAINER = st.builds(Container, st.lists(TEXT, max_size=2).map(tuple), st.lists(PARCEL, max_size=3).map(tuple))
CERTIFICATE = st.builds(
    Certificate,
    number=CODE.map(lambda prefix: f"{prefix}00042187"),
    issuer=CODE,
    authority=TEXT,
    office=TEXT,
    issued_on=DAY,
    expires_on=DAY,
    must_export_by=st.none() | DAY,
    exporter=PARTY,
    importer=PARTY,
    consignee=st.none() | PARTY,
    destination=CODE,
    provenance=CODE,
    origins=ORIGINS,
    lines=st.lists(st.builds(HeadingTotal, st.sampled_from(SubHeading), CARATS, VALUE), max_size=3).map(tuple),
    parcel_count=st.integers(0, 2**32 - 1),
    container_count=st.integers(0, 2**32 - 1),
    containers=st.lists(CONTAINER, max_size=3).map(tuple),
    layout=TEXT,
    sheet=TEXT,
    signatory=st.builds(Signatory, TEXT, TEXT),
    packing_digest=st.just(""),
)


@settings(max_examples=60, deadline=None)
@given(CERTIFICATE, st.binary(min_size=16, max_size=16))
def test_claims_carry_any_certificate_without_loss(certificate: Certificate, nonce: bytes) -> None:
    assert claims.read(claims.write(certificate, nonce)) == (certificate, nonce)
    found = claims.read(claims.write(certificate, nonce, annexed=True))[0]
    assert found.containers == ()
    assert claims.attach(found, claims.write_packing(certificate.containers)) == certificate


@settings(max_examples=25, deadline=None)
@given(CERTIFICATE)
def test_codes_are_read_again(certificate: Certificate) -> None:
    certificate = certificate._replace(issuer=certificate.number[:2])
    payload = code.freeze(certificate, NONCE)
    key = signer(certificate.issuer)
    found = code.decode(code.sign(payload.data, key))
    code.verify(found, key.key)
    read = code.attach(found.certificate, payload.packing) if payload.packing else found.certificate
    assert (read, found.nonce) == (certificate, NONCE)
    assert (found.commitment, found.check_value) == (payload.commitment, payload.check_value)


def test_a_usual_certificate_is_short() -> None:
    """Version 18-M holds 816 characters, 20-M 970 (ISO/IEC 18004)."""
    assert len(code.sign(code.freeze(PLAIN, NONCE).data, signer("BW"))) <= 732
    assert len(code.sign(code.freeze(CYRILLIC, NONCE).data, signer("BW"))) <= 970
    assert len(code.sign(code.freeze(CHINESE, NONCE).data, signer("BW"))) <= 970


def test_the_nonce_alone_changes_commitment_and_check_value() -> None:
    one, other = code.freeze(PLAIN, NONCE), code.freeze(PLAIN, bytes(16))
    assert one.commitment != other.commitment
    assert one.check_value != other.check_value
    assert len(one.check_value) == 8
    with refused("code.nonce"):
        code.freeze(PLAIN, b"short")


def test_many_parcels_move_to_an_annexed_list() -> None:
    payload = code.freeze(MANY_PARCELS, NONCE)
    text = code.sign(payload.data, signer("BW"))
    assert len(text) <= code.ANNEX_FROM
    found = code.decode(text).certificate
    assert (found.containers, len(found.packing_digest)) == ((), 64)
    assert found.lines == MANY_PARCELS.lines
    assert code.attach(found, payload.packing) == MANY_PARCELS
    with refused("code.packing.digest"):
        code.attach(found, payload.packing + b"\0")
    with refused("code.packing.digest"):
        code.attach(found, claims.write_packing(PLAIN.containers))
    with refused("code.packing.too_large"):
        code.attach(found, bytes(claims.PACKING_CEILING + 1))
    with refused("code.packing.none"):
        code.attach(PLAIN, payload.packing)


def test_a_short_list_stays_in_the_code() -> None:
    assert code.freeze(PLAIN, NONCE).packing == b""
    assert code.freeze(UNDECLARED, NONCE).packing == b""


def test_what_no_code_can_hold_is_refused_before_it_is_signed() -> None:
    pick = random.Random(1)
    long = ["".join(chr(pick.randrange(0x4E00, 0x9F00)) for _ in range(120)) for _ in range(10)]
    with refused("code.too_long"):
        code.freeze(
            PLAIN._replace(exporter=Party(long[0], tuple(long[1:5])), importer=Party(long[5], tuple(long[6:]))), NONCE
        )
    with refused("code.claims"):
        code.freeze(PLAIN._replace(parcel_count=-1), NONCE)


def test_owner_issuer_and_prefix_are_the_same_participant() -> None:
    payload = code.freeze(PLAIN, NONCE)
    with refused("code.issuer"):
        code.sign(payload.data, signer("EU"))
    foreign = code.freeze(PLAIN._replace(number="EU00042187"), NONCE)
    with refused("code.number"):
        code.sign(foreign.data, signer("BW"))
    found = code.decode(code.sign(payload.data, signer("BW")))
    with refused("cose.kid.mismatch"):
        code.verify(found, public("EU", Role.ISSUING))
    with refused("code.issuer"):
        code.verify(found, public("BW", Role.ISSUING)._replace(owner="EU"))


def test_p256_signs_codes_too() -> None:
    key = p256("BW")
    found = code.decode(code.sign(code.freeze(PLAIN, NONCE).data, key))
    code.verify(found, key.key)
    assert found.certificate == PLAIN


def accepted(text: str) -> bool:
    try:
        code.verify(code.decode(text), public("BW", Role.ISSUING))
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("certificate", [PLAIN, CYRILLIC, MANY_PARCELS, UNDECLARED])
def test_no_flipped_bit_is_accepted(certificate: Certificate) -> None:
    """20,000 random flips over four codes, in the text and beneath it."""
    from kpcs.proof import base45

    text = code.sign(code.freeze(certificate, NONCE).data, signer("BW"))
    packed = base45.decode(text[4:])
    assert accepted(text)
    pick = random.Random(20000)
    for _ in range(2500):
        letters = bytearray(text.encode("latin-1"))
        letters[pick.randrange(len(letters))] ^= 1 << pick.randrange(8)
        assert not accepted(letters.decode("latin-1"))
        beneath = bytearray(packed)
        beneath[pick.randrange(len(beneath))] ^= 1 << pick.randrange(8)
        assert not accepted("KP1:" + base45.encode(bytes(beneath)))


@pytest.mark.parametrize("certificate", [PLAIN, MANY_PARCELS])
def test_no_single_bit_of_the_packed_bytes_is_idle(certificate: Certificate) -> None:
    from kpcs.proof import base45

    text = code.sign(code.freeze(certificate, NONCE).data, signer("BW"))
    packed = base45.decode(text[4:])
    for place in range(len(packed) * 8):
        beneath = bytearray(packed)
        beneath[place // 8] ^= 1 << (place % 8)
        assert not accepted("KP1:" + base45.encode(bytes(beneath)))


@settings(max_examples=200)
@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=60), st.text(max_size=20))
def test_anything_else_is_refused_and_nothing_breaks(likely: str, unlikely: str) -> None:
    for text in (likely, unlikely, "KP1:" + likely, "KP1:" + unlikely, "KPL1:" + likely):
        assert not accepted(text)


def test_copied_codes_are_tidied() -> None:
    text = code.sign(code.freeze(PLAIN, NONCE).data, signer("BW"))
    assert code.tidied(f"  {text[:40]}\r\n{text[40:80]}\t{text[80:]} \n") == text
    assert code.tidied(text) == text


@given(st.binary(min_size=1, max_size=9))
def test_no_code_ends_in_a_space(data: bytes) -> None:
    """Which editors and forms would take away."""
    from kpcs.proof import base45

    assert not base45.encode(data).endswith(" ")


def test_labels() -> None:
    commitment = code.freeze(PLAIN, NONCE).commitment
    label = code.label(PLAIN.number, commitment)
    assert len(label) <= 90  # version 4-M, alphanumeric
    assert code.parse_label(label) == (PLAIN.number, commitment)
    for wrong in (
        "",
        "KPL1:",
        "KP1:" + label[5:],
        label[:-1],
        label + "A",
        label.lower(),
        label.replace("BW", "B W"),
        label.replace(":", ";"),
        label[:-1] + "B",
        label.replace("BW00042187", ""),
    ):
        with refused("code.label"):
            code.parse_label(wrong)
