import base45 as peer
from hypothesis import given
from hypothesis import strategies as st

from kpcs.proof import base45
from tests.proof.refusals import refused


@given(st.binary(max_size=200))
def test_the_common_package_writes_and_reads_the_same(data: bytes) -> None:
    text = base45.encode(data)
    assert text == peer.b45encode(data).decode()
    assert base45.decode(text) == data


@given(st.text(alphabet=base45.ALPHABET.decode(), max_size=40))
def test_every_text_has_one_meaning_or_none(text: str) -> None:
    try:
        data = base45.decode(text)
    except Exception as refusal:
        assert refusal.codes[0] in ("code.base45.length", "code.base45.range")  # type: ignore[attr-defined]
    else:
        assert base45.encode(data) == text


def test_examples_of_the_standard() -> None:
    """RFC 9285, 4.3 and 4.4."""
    assert base45.encode(b"Hello!!") == "%69 VD92EX0"
    assert base45.decode("QED8WEX0") == b"ietf!"


def test_what_is_not_base45() -> None:
    for text in ("abc", "AB\n", "ÄBC", "AB_", "A\u00a0B"):
        with refused("code.base45.alphabet"):
            base45.decode(text)
    for text in ("A", "ABCD"):
        with refused("code.base45.length"):
            base45.decode(text)
    for text in ("GGW", ":::", "::"):
        with refused("code.base45.range"):
            base45.decode(text)
