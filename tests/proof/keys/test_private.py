import pytest

from kpcs.proof import cose
from kpcs.proof.cose import Purpose
from kpcs.proof.keys import ED25519, ESP256, X25519, PublicKey, Role
from kpcs.proof.keys.private import SealingKey, Signer, SigningKey, generate
from tests.proof.keyring import SINCE, p256, public, secret, signer
from tests.proof.refusals import refused


@pytest.mark.parametrize("algorithm", [ED25519, ESP256])
def test_new_pairs_sign_and_verify(algorithm: int) -> None:
    key, private = generate("BW", Role.ISSUING, SINCE, algorithm=algorithm)
    made = cose.sign(b"payload", Purpose.CERTIFICATE, SigningKey(key, private))
    cose.verify(cose.parse(made), Purpose.CERTIFICATE, key)


def test_a_sealing_key_is_for_sealing_and_no_other() -> None:
    key, private = generate("EU", Role.SEALING, SINCE)
    assert key.algorithm == X25519
    assert SealingKey(key, private).key == key
    with refused("keys.algorithm"):
        generate("EU", Role.SEALING, SINCE, algorithm=ED25519)
    with refused("keys.algorithm"):
        generate("EU", Role.MESSAGE, SINCE, algorithm=X25519)
    with refused("keys.algorithm"):
        generate("EU", Role.MESSAGE, SINCE, algorithm=-7)
    with refused("keys.not_signing"):
        SigningKey(key, private)


def test_the_two_halves_belong_together() -> None:
    with refused("keys.pair"):
        SigningKey(public("BW", Role.ISSUING), secret("EU", Role.ISSUING))
    with refused("keys.pair"):
        SealingKey(public("BW", Role.SEALING, X25519), secret("EU", Role.SEALING, X25519))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ISSUING, Role.SEALING)])
def test_a_certificate_is_signed_by_an_issuing_key_alone(role: Role) -> None:
    with refused("keys.role"):
        cose.sign(b"payload", Purpose.CERTIFICATE, signer("BW", role))
    good = cose.parse(cose.sign(b"payload", Purpose.CERTIFICATE, signer("BW")))
    with refused("keys.role"):
        cose.verify(good, Purpose.CERTIFICATE, public("BW", role))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_signature_holds_for_its_purpose_alone(purpose: Purpose) -> None:
    key = signer("BW", cose.ROLES[purpose])
    made = cose.parse(cose.sign(b"payload", purpose, key))
    cose.verify(made, purpose, key.key)
    for other in Purpose:
        if other is not purpose:
            with refused("cose.signature" if cose.ROLES[other] is key.key.role else "keys.role"):
                cose.verify(made, other, key.key)


def test_a_security_module_that_answers_wrongly_is_found_out() -> None:
    class Module:
        key: PublicKey = public("BW", Role.ISSUING)

        def sign(self, data: bytes) -> bytes:
            return signer("EU").sign(data)

    module: Signer = Module()
    with refused("cose.signature"):
        cose.sign(b"payload", Purpose.CERTIFICATE, module)


def test_p256_refuses_what_is_no_signature() -> None:
    key = p256("BW")
    good = cose.parse(cose.sign(b"payload", Purpose.CERTIFICATE, key))
    for signature in (bytes(64), b"\xff" * 64, good.signature[32:] + good.signature[:32]):
        with refused("cose.signature"):
            cose.verify(good._replace(signature=signature), Purpose.CERTIFICATE, key.key)
    nowhere = key.key._replace(public=b"\x04" + bytes(64))  # no point of the curve
    with refused("cose.signature"):
        cose.verify(good._replace(kid=nowhere.kid), Purpose.CERTIFICATE, nowhere)
