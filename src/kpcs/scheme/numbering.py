"""Certificate numbers.

The Core Document asks for unique numbering with the two letters of ISO 3166-1 (CORE Annex I.A). The letters name the
**issuing** Participant, never the origin: a stone mined in Canada and shipped from Mexico travels under ``MX``.
Everything else (how many digits, which ranges, how they are grouped) is the issuer's own, and stands in its rule
pack. No count of digits is enforced for all.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kpcs.scheme.jurisdictions import Pack
from kpcs.scheme.participants import Participants
from kpcs.scheme.periods import Interval
from kpcs.scheme.problems import Problem


class CertificateNumber(NamedTuple):
    """A number in its parts: two capital letters, and the digits as printed, leading zeros kept."""

    issuer: str
    serial: str

    @property
    def normal(self) -> str:
        """The normal form, ``BW00042187``: the text that is stored, signed, sent and copied."""
        return self.issuer + self.serial


class Range(NamedTuple):
    """Serials that ``issuer`` put into use: ``first`` to ``last`` inclusive, for certificates issued in ``period``."""

    issuer: str
    first: int
    last: int
    period: Interval
    source: str


def parse(text: str, where: str = "") -> CertificateNumber:
    """Read a number as people write it; refuses with every problem found (``number.*``)."""
    raise NotImplementedError


def judge(
    number: CertificateNumber, day: date, register: Participants, pack: Pack, ranges: Iterable[Range] = ()
) -> list[Problem]:
    """What speaks against ``number`` as one that its issuer put on a certificate of ``day``."""
    raise NotImplementedError
