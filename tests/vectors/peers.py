"""Signatures made and judged by another COSE library, kept in ``peers.json``.

``cwt`` needs an older cbor2 than kpcs, so both cannot live in one environment. The file is written with

    uv run --no-project --with cwt==3.3.0 python tests/vectors/peers.py

The tests read it in both directions: kpcs accepts what the peer signed; what kpcs signed with Ed25519 is the same byte
for byte; and what the peer thought of each of our vectors is on record, also where it accepts what kpcs refuses.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PAYLOAD, PURPOSE = b"kpcs test payload", b"kpcs/certificate/1"


def written() -> dict[str, Any]:
    """The content of ``peers.json``, made by the peer now."""
    import cwt

    keys = {key["kid"]: key for key in _read("keys")}
    signed = []
    for kid, key in list(keys.items())[:2]:
        data = cwt.COSE.new().encode_and_sign(
            PAYLOAD,
            _private(key),
            protected={1: key["algorithm"], 4: bytes.fromhex(kid)},
            external_aad=PURPOSE,
        )
        signed.append({"kid": kid, "purpose": PURPOSE.decode(), "data": bytes(data).hex(), "payload": PAYLOAD.hex()})
    judged = {vector["name"]: _accepts(vector, keys[vector["key"]]) for vector in _read("cose")}
    return {"library": f"cwt {cwt.__version__}", "signed": signed, "accepts": judged}


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def _private(key: dict[str, Any]) -> Any:
    import cwt

    public = bytes.fromhex(key["public"])
    named = {2: bytes.fromhex(key["kid"]), 3: key["algorithm"], -4: bytes.fromhex(key["secret"])}
    if len(public) == 32:
        return cwt.COSEKey.new({1: 1, -1: 6, -2: public, **named})
    return cwt.COSEKey.new({1: 2, -1: 1, -2: public[1:33], -3: public[33:], **named})


def _accepts(vector: dict[str, Any], key: dict[str, Any]) -> bool:
    import cwt

    try:
        cwt.COSE.new().decode(
            bytes.fromhex(vector["data"]), _private(key), external_aad=vector["purpose"].encode("ascii")
        )
    except Exception:
        return False
    return True


if __name__ == "__main__":
    (FOLDER / "peers.json").write_text(json.dumps(written(), indent=1) + "\n", "utf-8")
