"""W2a: the warm check of a code, beside one raw Ed25519 verification by the same library."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Comparison, compare
from bench.sample import signed
from kpcs.proof import code as codes
from tests.samples import certificate


def run() -> Iterator[Comparison]:
    """Reading, profile, claims and signature of the sample's code: all that authorship takes."""
    text, key = signed()
    if codes.decode(text).certificate != certificate():
        raise AssertionError("the code does not give the certificate back")

    def ours() -> None:
        codes.verify(codes.decode(text), key)

    private = Ed25519PrivateKey.generate()
    message = bytes(600)
    signature, public = private.sign(message), private.public_key()

    def raw() -> None:
        public.verify(signature, message)

    yield compare(
        "W2a warm check of a code", ours, raw, theirs_name="one raw Ed25519 verify", goal=1.6, times=(2000, 2000)
    )
