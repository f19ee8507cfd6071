"""Carats and US dollars, exact.

A carat amount is an integer number of thousandths of a carat, a dollar amount an integer number of cents: the
finest digits that balances show and that certificates carry (CORE Annex I.A names carat weight and value in US$).
There are no floats anywhere, so sums of lines equal totals by construction and both databases agree.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

_DIGITS = frozenset("0123456789")


class _Amount:
    """A whole number of the smallest unit; ordered, hashable, immutable."""

    __slots__ = ("units",)
    units: int

    PLACES: ClassVar[int]
    CEILING: ClassVar[int]
    PREFIX: ClassVar[str]
    MALFORMED: ClassVar[str]
    TOO_FINE: ClassVar[str]
    TOO_LARGE: ClassVar[str]

    def __init__(self, units: int) -> None:
        if type(units) is not int:
            raise TypeError(f"{type(self).__name__} takes a whole number of its smallest unit, not {units!r}")
        _set_units(self, units)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __reduce__(self) -> tuple[type[Self], tuple[int]]:
        return type(self), (self.units,)

    @classmethod
    def parse(cls, text: str, where: str = "") -> Self:
        """Read a plain decimal such as ``904.040``: ASCII digits, one point, no separators.

        Raises :class:`~kpcs.scheme.problems.Refusal` with ``<unit>.malformed``, ``<unit>.too_many_decimals`` or
        ``<unit>.too_large``. Sign and zero are allowed here; whether they make sense is the caller's rule.
        """
        sign, plain = ("-", text.strip()[1:]) if text.strip().startswith("-") else ("", text.strip())
        whole, point, fraction = plain.partition(".")
        digits = _DIGITS.issuperset(whole + fraction) and 1 <= len(whole) <= 15 and len(fraction) <= 9
        if not digits or bool(point) is not bool(fraction):
            raise refuse(f"{cls.PREFIX}.malformed", cls.MALFORMED, where, given=text.strip()[:40])
        if len(fraction) > cls.PLACES:
            raise refuse(f"{cls.PREFIX}.too_many_decimals", cls.TOO_FINE, where, given=text.strip()[:40])
        units = int(whole) * 10**cls.PLACES + int(fraction.ljust(cls.PLACES, "0") or "0")
        if units >= cls.CEILING:
            raise refuse(f"{cls.PREFIX}.too_large", cls.TOO_LARGE, where, given=text.strip()[:40])
        return cls(-units if sign else units)

    @classmethod
    def total(cls, amounts: Iterable[Self]) -> Self:
        """The exact sum; zero for none."""
        return cls(sum(a.units for a in amounts))

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.units + other.units)

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.units - other.units)

    def __neg__(self) -> Self:
        return type(self)(-self.units)

    def __abs__(self) -> Self:
        return type(self)(abs(self.units))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.units == self.units

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.units < other.units

    def __le__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.units <= other.units

    def __gt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.units > other.units

    def __ge__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.units >= other.units

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.units))

    def __bool__(self) -> bool:
        return self.units != 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    def __str__(self) -> str:
        """Plain decimal with every digit of the unit, for programs: ``904.040``, ``1240534.89``."""
        return self.fixed(self.PLACES)

    def fixed(self, places: int, group: str = "") -> str:
        """Decimal text with exactly ``places`` digits, thousands separated by ``group``.

        Raises ValueError when digits would be lost: an amount is never rounded silently.
        """
        whole, rest = divmod(abs(self.units), 10**self.PLACES)
        digits = f"{rest:0{self.PLACES}d}"
        kept, lost = digits[:places], digits[places:]
        if lost.strip("0"):
            raise ValueError(f"{self!r} has more than {places} decimals")
        head = f"{whole:,}".replace(",", group)
        sign = "-" if self.units < 0 else ""
        return f"{sign}{head}.{kept}" if places else f"{sign}{head}"


_set_units = vars(_Amount)["units"].__set__
# the slot itself, since instances refuse assignment; a check of one certificate makes a hundred amounts


class Carats(_Amount):
    """A mass in carats, held as thousandths. 10^12 thousandths (a thousand million carats) and more is refused."""

    __slots__ = ()
    PLACES = 3
    CEILING = 10**12
    PREFIX = "carats"
    MALFORMED = _("Enter the weight in carats, like 904.040. “%(given)s” is not a weight.")
    TOO_FINE = _("Enter the weight in thousandths of a carat at most, like 904.040. “%(given)s” has more decimals.")
    TOO_LARGE = _("Enter the weight again: “%(given)s” carats is more than the world has mined in a year.")

    @property
    def thousandths(self) -> int:
        """Thousandths of a carat."""
        return self.units

    def printed(self, group: str = "") -> str:
        """As a certificate prints it: two decimals, a third only when it is not zero."""
        return self.fixed(2 if self.units % 10 == 0 else 3, group)


class USDollars(_Amount):
    """A value in US dollars, held as cents. 10^14 cents and more is refused."""

    __slots__ = ()
    PLACES = 2
    CEILING = 10**14
    PREFIX = "usd"
    MALFORMED = _("Enter the value in US dollars, like 1240534.89. “%(given)s” is not an amount.")
    TOO_FINE = _("Enter the value in cents at most, like 1240534.89. “%(given)s” has more decimals.")
    TOO_LARGE = _("Enter the value again: “%(given)s” US dollars is beyond any shipment.")

    @property
    def cents(self) -> int:
        """US cents."""
        return self.units


def per_carat(value: USDollars, carats: Carats) -> USDollars:
    """US dollars per carat to the nearest cent, for display and plausibility; half a cent rounds up.

    Raises ValueError for a mass that is not positive.
    """
    if carats.units <= 0:
        raise ValueError("a price per carat needs a positive mass")
    return USDollars((2 * value.cents * 1000 + carats.thousandths) // (2 * carats.thousandths))
