"""Does the printed page say what the code says?

Each element that the code carries must be found among the printed words, as often as the certificate states it; a field
that is not found as signed refutes the print. Spaces and line breaks may fall anywhere, digits may be of any script,
thousands may be parted and the decimal mark may be a point or a comma. Names are compared letter by letter.

What this cannot see: something printed in addition, two fields that changed places, and the small bare numbers of
parcels and containers, which occur everywhere. The officer compares the fields on the screen with the paper.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kpcs.proof.evidence import Comparison, Difference
from kpcs.scheme.certificate.elements import FIELD_LABELS
from kpcs.scheme.certificate.values import Certificate, OriginMode, Origins, Party
from kpcs.scheme.participants import Participants
from kpcs.scheme.quantities import Carats, USDollars

_LANGUAGES = ("en", "fr", "pt", "ru", "ar", "zh")
_MARKS = ".,'’\u066c"  # what parts thousands, beside a space
_DIRECTION_MARKS = dict.fromkeys(
    map(ord, "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad")
)


class _Expected(NamedTuple):
    """An element to be found: the number of its field, how it is shown in a finding, and the patterns, of which one
    must occur. ``doubtful`` patterns excuse an element whose wording differs between issuers, and prove nothing."""

    field: int
    shown: str
    patterns: tuple[str, ...]
    doubtful: tuple[str, ...] = ()


def compare(certificate: Certificate, check_value: str, printed: Iterable[str]) -> Comparison:
    """Compare ``printed``, the words of the rendered page in reading order, with what the code carries.

    Labels in the answer are message ids of :data:`kpcs.scheme.certificate.elements.FIELD_LABELS`. With no words at all
    (a picture in a PDF) nothing is compared and both parts are empty.
    """
    page = " ".join(_plain(word) for word in printed)
    if not page.strip():
        return Comparison((), ())
    agreeing: list[str] = []
    differing: list[Difference] = []
    for expected, times in Counter(_expected(certificate, check_value)).items():
        label = FIELD_LABELS[expected.field]
        if any(len(re.findall(pattern, page)) >= times for pattern in expected.patterns):
            agreeing.append(label)
        elif not any(re.search(pattern, page) for pattern in expected.doubtful):
            differing.append(Difference(label, expected.shown))
    return Comparison(tuple(agreeing), tuple(differing))


def _expected(c: Certificate, check_value: str) -> Iterator[_Expected]:
    yield _exactly(1, c.number)
    yield _exactly(2, check_value)
    yield _exactly(3, c.issued_on.isoformat())
    if c.must_export_by is not None:
        yield _exactly(4, c.must_export_by.isoformat())
    yield _exactly(5, c.expires_on.isoformat())
    yield from _party(6, c.exporter)
    yield from _party(7, c.importer)
    if c.consignee is not None:
        yield from _party(8, c.consignee)
    yield _country(9, c.destination)
    yield _country(10, c.provenance)
    yield from _origins(c.origins)
    for line in c.lines:
        yield _exactly(12, line.hs.value)
        yield _amount(12, line.carats)
        yield _amount(12, line.value)
    yield _amount(12, c.carats)
    yield _amount(12, c.value)
    for seal in c.seals:
        yield _exactly(15, seal)
    if c.packing_digest:
        yield _exactly(15, c.packing_digest)
    yield _exactly(16, c.authority)
    yield _exactly(16, c.office)
    if c.sheet:
        yield _exactly(17, c.sheet)
    yield _exactly(18, c.signatory.name)
    if c.signatory.title:
        yield _exactly(18, c.signatory.title)


def _party(field: int, party: Party) -> Iterator[_Expected]:
    for text in (party.name, *party.address):
        if text.strip():
            yield _exactly(field, text)


def _origins(origins: Origins) -> Iterator[_Expected]:
    if origins.mode is OriginMode.MIXED_UNDECLARED:
        return  # printed as the issuer's rule pack says: asterisks, or a word
    for share in origins.shares:
        yield _country(11, share.country)
        if share.carats is not None:
            yield _amount(11, share.carats)


def _exactly(field: int, text: str) -> _Expected:
    """``text``, with spaces wherever the line broke, and no letter or digit beside it."""
    return _Expected(field, text, (_spaced(_plain(text)),))


def _country(field: int, code: str) -> _Expected:
    """A country by its name in any language of the register. Issuers word names differently, so the two letters alone
    excuse a name that is not found."""
    register = Participants.published()
    names = dict.fromkeys(register.name(code, language) for language in _LANGUAGES)
    patterns = tuple(_spaced(_plain(name)) for name in names if name != code)
    return _Expected(field, register.name(code), patterns or (_spaced(code),), (rf"(?<![\w-]){code}(?![\w-])",))


def _amount(field: int, amount: Carats | USDollars) -> _Expected:
    """An amount with its decimals, its thousands parted or not."""
    whole, _point, decimals = str(amount).partition(".")
    groups = f"{int(whole):,}".split(",")
    kept = decimals.rstrip("0").ljust(2, "0")
    fraction = re.escape(kept) + "0*"
    before = rf"(?<![0-9{_MARKS}])"
    if len(groups[0]) == 3:
        # a bare group of digits before a full group belongs to it: 204 812.36 is not found in 1 204 812.36
        before += "".join(rf"(?<!(?<![0-9{_MARKS}])[0-9]{{{digits}}} )" for digits in (1, 2, 3))
    pattern = f"{before}{rf'[ {_MARKS}]?'.join(groups)} ?[.,\u066b] ?{fraction}(?![0-9])"
    return _Expected(field, str(amount), (pattern,))


def _spaced(text: str) -> str:
    letters = [re.escape(letter) for letter in text if not letter.isspace()]
    return r"(?<!\w)" + r"\s*".join(letters) + r"(?!\w)"


def _plain(text: str) -> str:
    """Composed, without marks of direction, digits as 0 to 9."""
    text = unicodedata.normalize("NFKC", text).translate(_DIRECTION_MARKS)
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter for letter in text
    )
