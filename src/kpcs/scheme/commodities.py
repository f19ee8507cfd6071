"""The three sub-headings of the Harmonized System that make up rough diamonds (CORE Section I).

Longer lists are seen in secondary sources; the Core Document names these three, and kpcs follows it.
"""

from enum import StrEnum

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


class SubHeading(StrEnum):
    """An HS sub-heading of rough diamonds, written as on certificates."""

    UNSORTED = "7102.10"
    INDUSTRIAL = "7102.21"
    NON_INDUSTRIAL = "7102.31"

    @property
    def place(self) -> int:
        """Place in the Core Document's list, 0 to 2: the number that the signed code carries."""
        return _ORDER.index(self)

    @classmethod
    def at(cls, place: int) -> "SubHeading":
        """The sub-heading at ``place`` (0 to 2); IndexError beyond."""
        if place < 0:
            raise IndexError(place)
        return _ORDER[place]

    @classmethod
    def parse(cls, text: str, where: str = "") -> "SubHeading":
        """Read ``7102.31`` or ``710231``; anything else is refused with ``hs.not_rough``."""
        digits = text.strip().replace(".", "").replace(" ", "")
        for heading in cls:
            if heading.value.replace(".", "") == digits:
                return heading
        raise refuse(
            "hs.not_rough",
            _("Choose 7102.10, 7102.21 or 7102.31. “%(given)s” is not a sub-heading of rough diamonds."),
            where,
            given=text.strip()[:40],
        )


_ORDER = (SubHeading.UNSORTED, SubHeading.INDUSTRIAL, SubHeading.NON_INDUSTRIAL)

DESCRIPTIONS: dict[SubHeading, str] = {
    SubHeading.UNSORTED: _("Unsorted"),
    SubHeading.INDUSTRIAL: _("Industrial"),
    SubHeading.NON_INDUSTRIAL: _("Non-industrial"),
}
"""Short words for each sub-heading, as message ids."""
