"""Days and amounts as people print them. What can be read in two ways is not guessed."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars

_MONTHS: dict[str, int] = {}
for _names in (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "jan feb mar apr may jun jul aug sep oct nov dec",
):
    _MONTHS.update({name: month for month, name in enumerate(_names.split(), 1)})
_MONTHS["sept"] = 9


class Read[T](NamedTuple):
    """A value read from print. ``value`` is None when it could not be read; ``twofold`` when it can be read in two
    ways and neither was chosen."""

    value: T | None
    twofold: bool = False


def _digits(text: str) -> str:
    """``text`` in composed form with the digits of any script as 0 to 9."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(ch)) if unicodedata.category(ch) == "Nd" else ch for ch in folded)


def read_day(text: str) -> Read[date]:
    """A printed date: 2026-11-19, 19 November 2026, 19.11.2026, NOV 19, 2026. ``03/04/2026`` is twofold."""
    plain = unicodedata.normalize("NFKD", _digits(text).lower())
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch))
    parts = re.findall(r"[0-9]+|[a-z]+", plain)
    months = [_MONTHS[part] for part in parts if part in _MONTHS]
    numbers = [part for part in parts if part.isdigit()]
    years = [int(part) for part in numbers if len(part) == 4]
    others = [int(part) for part in numbers if len(part) <= 2]
    if len(years) != 1 or len(numbers) != len(years) + len(others) or len(months) > 1:
        return Read(None)
    if months and len(others) == 1:
        return Read(_day(years[0], months[0], others[0]))
    if months or len(others) != 2:
        return Read(None)
    if len(numbers[0]) == 4:
        return Read(_day(years[0], *others))
    first, second = others
    day_first, month_first = _day(years[0], second, first), _day(years[0], first, second)
    if day_first and month_first and day_first != month_first and "." not in text:
        return Read(None, twofold=True)
    return Read(day_first or month_first)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_carats(text: str) -> Read[Carats]:
    """A printed weight: 9,074.71 ct, 9 074,71. ``1,234`` is twofold: thousands, or thousandths."""
    plain = _amount(text)
    if plain is None:
        return Read(None)
    if re.fullmatch(r"[0-9]{1,3}[,][0-9]{3}", plain):
        return Read(None, twofold=True)
    return Read(_parsed(Carats, _decimal(plain, Carats.PLACES)))


def decimals(text: str) -> int:
    """How many digits stand after the point of a printed weight: they decide its rounding."""
    plain = _decimal(_amount(text) or "", Carats.PLACES)
    return len(plain.partition(".")[2])


def read_dollars(text: str) -> Read[USDollars]:
    """A printed value: US$ 1,240,534.89, 1.240.534,89 USD."""
    plain = _amount(text)
    return Read(None) if plain is None else Read(_parsed(USDollars, _decimal(plain, USDollars.PLACES)))


def read_count(text: str) -> int | None:
    """A printed count: ``3``, ``03``, ``3 (three)``; None when it holds no number or several."""
    numbers = re.findall(r"[0-9]+", _digits(text))
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 6 else None


def _amount(text: str) -> str | None:
    """The digits and separators of an amount, without unit, currency and spaces between thousands."""
    found = re.findall(r"[0-9][0-9.,'’\s]*", _digits(text))
    if len(found) != 1:
        return None
    return re.sub(r"['’\s]", "", found[0]).rstrip(".,")


def _decimal(plain: str, places: int) -> str:
    """``plain`` with a point before the decimals and nothing between thousands."""
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return plain
    mark, fraction = plain[last], plain[last + 1 :]
    several = plain.count(mark) > 1
    other = any(ch in plain[:last] for ch in ".," if ch != mark)
    if several and not other:
        return plain.replace(mark, "")
    if not other and len(fraction) > places and len(fraction) == 3:
        return plain.replace(mark, "")
    return re.sub(r"[.,]", "", plain[:last]) + "." + fraction


def _parsed[T: (Carats, USDollars)](amount: type[T], plain: str) -> T | None:
    try:
        return amount.parse(plain)
    except Refusal:
        return None
