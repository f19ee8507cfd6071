"""The byte vectors are what the code makes and refuses today, and what another library says of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpcs.proof import cbor, code, cose
from kpcs.proof.cose import Purpose
from kpcs.proof.keys import ESP256, PublicKey, Role
from kpcs.proof.keys.public import key_id
from kpcs.scheme.certificate import from_plain
from tests.proof.keyring import SINCE, public, signer
from tests.proof.refusals import refused
from tests.vectors import write

FOLDER = Path(write.__file__).parent


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def named(vectors: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


KEYS = {
    vector["kid"]: PublicKey(
        vector["owner"], Role(vector["role"]), vector["algorithm"], bytes.fromhex(vector["public"]), SINCE
    )
    for vector in read("keys")
}


@pytest.mark.parametrize("name", write.VECTORS)
def test_the_files_are_what_is_written_today(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text("utf-8") == write.text_of(name)


@pytest.mark.parametrize("vector", named(read("cbor")))
def test_cbor(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["data"])
    if "refuse" in vector:
        with refused(vector["refuse"]):
            cbor.decode(data)
    else:
        assert cbor.encode(cbor.decode(data)) == data


@pytest.mark.parametrize("vector", read("keys"), ids=lambda vector: vector["kid"])
def test_keys(vector: dict[str, Any]) -> None:
    assert key_id(vector["algorithm"], bytes.fromhex(vector["public"])).hex() == vector["kid"]


@pytest.mark.parametrize("vector", named(read("cose")))
def test_cose(vector: dict[str, Any]) -> None:
    data, purpose, key = bytes.fromhex(vector["data"]), Purpose(vector["purpose"]), KEYS[vector["key"]]
    if "refuse" in vector:
        with refused(vector["refuse"]):
            cose.verify(cose.parse(data), purpose, key)
    else:
        signed = cose.parse(data)
        cose.verify(signed, purpose, key)
        assert signed.payload.hex() == vector["payload"]


@pytest.mark.parametrize("vector", named(read("codes")))
def test_codes(vector: dict[str, Any]) -> None:
    found = code.decode(vector["text"])
    code.verify(found, public("BW", Role.ISSUING))
    certificate = found.certificate
    if vector["packing"]:
        assert certificate.containers == ()
        certificate = code.attach(certificate, bytes.fromhex(vector["packing"]))
    assert certificate == from_plain(vector["certificate"])
    assert found.payload.hex() == vector["payload"]
    assert found.commitment.hex() == vector["commitment"]
    assert found.check_value == vector["check_value"]
    assert code.parse_label(vector["label"]) == (certificate.number, found.commitment)


@pytest.mark.parametrize("vector", named(read("refused-codes")))
def test_refused_codes(vector: dict[str, Any]) -> None:
    with refused(vector["refuse"]):
        code.decode(vector["text"])


@pytest.mark.parametrize("signed", read("peers")["signed"], ids=lambda signed: signed["kid"])
def test_what_another_library_signed_is_accepted(signed: dict[str, Any]) -> None:
    parsed = cose.parse(bytes.fromhex(signed["data"]))
    cose.verify(parsed, Purpose(signed["purpose"]), KEYS[signed["kid"]])
    assert parsed.payload.hex() == signed["payload"]


def test_another_library_signs_the_same_bytes() -> None:
    peers = {signed["kid"]: signed for signed in read("peers")["signed"]}
    key = signer("BW")
    theirs = peers[key.key.kid.hex()]
    assert cose.sign(bytes.fromhex(theirs["payload"]), Purpose.CERTIFICATE, key).hex() == theirs["data"]


def test_the_record_of_the_other_library_covers_every_vector() -> None:
    """It accepts what we accept; where it accepts what we refuse, the strict profile earns its keep."""
    accepts = read("peers")["accepts"]
    vectors = read("cose")
    assert list(accepts) == [vector["name"] for vector in vectors]
    assert all(accepts[vector["name"]] for vector in vectors if vector.get("accept"))
    laxer = {vector["name"] for vector in vectors if "refuse" in vector and accepts[vector["name"]]}
    assert {"critical header", "bytes after the end", "algorithm of another key"} <= laxer


def test_a_p256_key_is_known_by_the_same_identifier() -> None:
    key = public("BW", Role.ISSUING, ESP256)
    assert KEYS[key.kid.hex()] == key
    assert key.may_sign_on(date(2026, 1, 1))
