"""Writes the byte vectors that every reader of kpcs's formats must agree on: ``python -m tests.vectors.write``.

They are shared with the decoder of the offline verifier and with other countries' programmers. All bytes are hex. A
vector has either ``accept`` (true) with what it means, or ``refuse`` with the code of the refusal.
"""

import json
import zlib
from pathlib import Path
from typing import Any

from cbor2 import CBORTag, dumps

from kpcs.proof import base45, claims, code, cose
from kpcs.proof.cose import Purpose
from kpcs.proof.keys import ESP256, Role
from kpcs.scheme.certificate import plain
from tests.proof.documents import CHINESE, CYRILLIC, MANY_PARCELS, PLAIN, UNDECLARED
from tests.proof.keyring import NONCE, public, secret, signer

FOLDER = Path(__file__).parent
type Vector = dict[str, Any]

CBOR_ACCEPTED = {
    "zero": "00",
    "largest in one byte": "17",
    "first in two bytes": "1818",
    "largest": "1bffffffffffffffff",
    "least": "3bffffffffffffffff",
    "true": "f5",
    "empty text": "60",
    "text of two bytes": "62c3bc",
    "empty bytes": "40",
    "map in order": "a3000001010217",
    "key 23": "a11700",
    "eight deep": "8181818181818180",
    "Chinese": "66e992bbe79fb3",
}
CBOR_REFUSED = {
    "nothing": ("", "cbor.malformed"),
    "cut off": ("1818ff1b00", "cbor.trailing"),
    "cut off inside": ("42ff", "cbor.malformed"),
    "longer head than needed": ("1817", "cbor.not_deterministic"),
    "longer length than needed": ("580100", "cbor.not_deterministic"),
    "indefinite array": ("9f00ff", "cbor.not_deterministic"),
    "indefinite text": ("7f6161ff", "cbor.not_deterministic"),
    "indefinite map": ("bf0000ff", "cbor.not_deterministic"),
    "keys out of order": ("a201000000", "cbor.not_deterministic"),
    "key twice": ("a200000001", "cbor.not_deterministic"),
    "bytes after the end": ("0000", "cbor.trailing"),
    "null": ("f6", "cbor.type"),
    "undefined": ("f7", "cbor.type"),
    "half float": ("f93c00", "cbor.type"),
    "double float": ("fb3ff0000000000000", "cbor.type"),
    "not a number": ("f97e00", "cbor.type"),
    "simple value": ("e0", "cbor.type"),
    "null inside": ("82f600", "cbor.type"),
    "date tag": ("c074323032362d31312d31395430303a30303a30305a", "cbor.tag"),
    "bignum": ("c249010000000000000000", "cbor.tag"),
    "self-described": ("d9d9f700", "cbor.tag"),
    "shared reference": ("d81c80", "cbor.tag"),
    "unknown tag": ("d82600", "cbor.tag"),
    "regular expression": ("d8236128", "cbor.tag"),
    "text key": ("a1616100", "cbor.key"),
    "negative key": ("a12000", "cbor.key"),
    "key 24": ("a1181800", "cbor.key"),
    "boolean key": ("a1f500", "cbor.key"),
    "nine deep": ("818181818181818180", "cbor.depth"),
    "forty deep": ("81" * 40 + "80", "cbor.malformed"),
    "not UTF-8": ("61ff", "cbor.malformed"),
    "break alone": ("ff", "cbor.malformed"),
}


def cbor_vectors() -> list[Vector]:
    """Accepted and refused spellings of plain CBOR."""
    return [
        *({"name": name, "data": data, "accept": True} for name, data in CBOR_ACCEPTED.items()),
        *({"name": name, "data": data, "refuse": refusal} for name, (data, refusal) in CBOR_REFUSED.items()),
    ]


def key_vectors() -> list[Vector]:
    """Public keys with their identifiers. The secrets are public: never use them elsewhere."""
    keys = [public("BW", Role.ISSUING), public("BW", Role.ISSUING, ESP256), public("BW", Role.MESSAGE)]
    return [
        {
            "owner": key.owner,
            "role": key.role.value,
            "algorithm": key.algorithm,
            "secret": secret(key.owner, key.role, key.algorithm).hex(),
            "public": key.public.hex(),
            "kid": key.kid.hex(),
        }
        for key in keys
    ]


def cose_vectors() -> list[Vector]:
    """Signed data over one payload, and what must be refused of it. ``key`` is the kid of the key to verify with."""
    payload = b"kpcs test payload"
    key = signer("BW")
    good = cose.sign(payload, Purpose.CERTIFICATE, key)
    signed = cose.parse(good)
    header, signature, kid = signed.protected, signed.signature, key.key.kid

    def with_header(value: dict[Any, Any]) -> bytes:
        protected = dumps(value)
        over = dumps(["Signature1", protected, b"kpcs/certificate/1", payload])
        return dumps(CBORTag(18, [protected, {}, payload, key.sign(over)]))

    flipped = bytearray(signature)
    flipped[0] ^= 1
    message = cose.sign(payload, Purpose.MESSAGE, signer("BW", Role.MESSAGE))
    refused = {
        "no tag": (good[1:], "cose.tag"),
        "tag 98": (dumps(CBORTag(98, [header, {}, payload, signature])), "cose.tag"),
        "three parts": (dumps(CBORTag(18, [header, {}, payload])), "cose.shape"),
        "detached payload": (dumps(CBORTag(18, [header, {}, None, signature])), "cbor.type"),
        "unprotected header": (dumps(CBORTag(18, [header, {4: kid}, payload, signature])), "cose.unprotected"),
        "bytes after the end": (good + b"\0", "cbor.trailing"),
        "bytes after the protected header": (
            dumps(CBORTag(18, [header + b"\0", {}, payload, signature])),
            "cbor.trailing",
        ),
        "critical header": (with_header({1: -19, 2: [4], 4: kid}), "cose.critical"),
        "content type": (with_header({1: -19, 3: 0, 4: kid}), "cose.header"),
        "no kid": (with_header({1: -19}), "cose.kid.missing"),
        "no algorithm": (with_header({4: kid}), "cose.algorithm.missing"),
        "algorithm EdDSA": (with_header({1: -8, 4: kid}), "cose.algorithm.unknown"),
        "algorithm as text": (with_header({1: "Ed25519", 4: kid}), "cose.algorithm.unknown"),
        "algorithm of another key": (with_header({1: -9, 4: kid}), "cose.algorithm.mismatch"),
        "another kid": (with_header({1: -19, 4: b"\0" * 8}), "cose.kid.mismatch"),
        "kid too short": (with_header({1: -19, 4: kid[:4]}), "cose.kid.length"),
        "headers out of order": (with_header({4: kid, 1: -19}), "cbor.not_deterministic"),
        "signature changed": (dumps(CBORTag(18, [header, {}, payload, bytes(flipped)])), "cose.signature"),
        "signature too short": (dumps(CBORTag(18, [header, {}, payload, signature[:63]])), "cose.signature.length"),
        "payload changed": (dumps(CBORTag(18, [header, {}, payload + b"!", signature])), "cose.signature"),
    }
    return [
        {
            "name": "Ed25519",
            "purpose": "kpcs/certificate/1",
            "key": kid.hex(),
            "data": good.hex(),
            "accept": True,
            "payload": payload.hex(),
        },
        {
            "name": "a message is no certificate",
            "purpose": "kpcs/certificate/1",
            "key": public("BW", Role.MESSAGE).kid.hex(),
            "data": message.hex(),
            "refuse": "keys.role",
        },
        {
            "name": "signed for another purpose",
            "purpose": "kpcs/receipt/1",
            "key": public("BW", Role.MESSAGE).kid.hex(),
            "data": message.hex(),
            "refuse": "cose.signature",
        },
        *(
            {
                "name": name,
                "purpose": "kpcs/certificate/1",
                "key": kid.hex(),
                "data": data.hex(),
                "refuse": refusal,
            }
            for name, (data, refusal) in refused.items()
        ),
    ]


def code_vectors() -> list[Vector]:
    """Whole codes: certificate, nonce, payload, text, commitment, check value, label."""
    vectors: list[Vector] = []
    for name, certificate in (
        ("two headings, three parcels", PLAIN),
        ("Cyrillic", CYRILLIC),
        ("Chinese", CHINESE),
        ("mixed, not declared", UNDECLARED),
        ("packing list annexed", MANY_PARCELS),
    ):
        payload = code.freeze(certificate, NONCE)
        vectors.append(
            {
                "name": name,
                "accept": True,
                "text": code.sign(payload.data, signer("BW")),
                "nonce": NONCE.hex(),
                "payload": payload.data.hex(),
                "packing": payload.packing.hex(),
                "commitment": payload.commitment.hex(),
                "check_value": payload.check_value,
                "label": code.label(certificate.number, payload.commitment),
                "certificate": plain(certificate),
            }
        )
    return vectors


def refused_code_vectors() -> list[Vector]:
    """Texts that are no code, each for one reason."""
    text = code.sign(code.freeze(PLAIN, NONCE).data, signer("BW"))
    packed = base45.decode(text[4:])
    signed = zlib.decompress(packed)

    def of(data: bytes) -> str:
        return "KP1:" + base45.encode(data)

    def claiming(**changes: Any) -> str:
        fields = {int(key[1:]): value for key, value in changes.items()}
        payload = dumps({**_claims(), **fields})
        return of(zlib.compress(cose.sign(payload, Purpose.CERTIFICATE, signer("BW")), 9))

    padded = bytearray(packed)
    padded[-5] |= 0x80
    assert zlib.decompress(bytes(padded)) == signed
    refused = {
        "another prefix": ("KP2:" + text[4:], "code.prefix"),
        "small letters": (text.lower(), "code.prefix"),
        "nothing after the prefix": ("KP1:", "code.zlib.truncated"),
        "character outside the alphabet": (text[:-1] + "a", "code.base45.alphabet"),
        "one character missing": (text[:-1], "code.base45.length" if len(text) % 3 == 2 else None),
        "group beyond two bytes": ("KP1:" + ":::" + text[7:], "code.base45.range"),
        "longer than any QR code": (text + "0" * 3000, "code.text_too_long"),
        "checksum wrong": (of(packed[:-1] + bytes((packed[-1] ^ 1,))), "code.zlib.damaged"),
        "not zlib": (of(b"not zlib at all"), "code.zlib.damaged"),
        "end missing": (of(packed[:-3]), "code.zlib.truncated"),
        "bytes after the end": (of(packed + b"\0"), "code.zlib.trailing"),
        "bits after the last symbol": (of(bytes(padded)), "code.zlib.padding"),
        "bomb": (of(zlib.compress(b"\0" * 500_000, 9)), "code.zlib.too_large"),
        "preset dictionary": (of(_with_dictionary(signed)), "code.zlib.damaged"),
        "unsigned": (of(zlib.compress(claims.write(PLAIN, NONCE))), "cose.tag"),
        "version 2": (claiming(_0=2), "code.version"),
        "version as a boolean": (claiming(_0=True), "code.claims"),
        "no nonce": (claiming(_21=b""), "code.claims"),
        "number as bytes": (claiming(_1=b"BW1"), "code.claims"),
        "carats beyond all mines": (claiming(_14=[[2, 10**12, 1]]), "code.claims"),
        "carats negative": (claiming(_14=[[2, -1, 1]]), "code.claims"),
        "unknown sub-heading": (claiming(_14=[[3, 1, 1]]), "code.claims"),
        "unknown claim": (claiming(_23=0), "code.claims"),
        "empty sheet stated": (claiming(_19=""), "code.claims"),
        "packing and its digest": (claiming(_22=bytes(32)), "code.claims"),
        "one country in the long form": (claiming(_13=[0, {0: "BW"}]), "code.claims"),
    }
    return [{"name": name, "text": given, "refuse": refusal} for name, (given, refusal) in refused.items() if refusal]


def _claims() -> dict[int, Any]:
    from cbor2 import loads

    value: dict[int, Any] = loads(claims.write(PLAIN, NONCE))
    return value


def _with_dictionary(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zdict=b"Example")
    return packer.compress(data) + packer.flush()


VECTORS = {
    "cbor": cbor_vectors,
    "keys": key_vectors,
    "cose": cose_vectors,
    "codes": code_vectors,
    "refused-codes": refused_code_vectors,
}


def text_of(name: str) -> str:
    """The content of the file ``name``.json as it must be."""
    return json.dumps(VECTORS[name](), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file in VECTORS:
        (FOLDER / f"{file}.json").write_text(text_of(file), "utf-8")
