"""How a shipment and its acts are laid out: shares of width, tones by HS sub-heading, rows of days."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count, groupby
from typing import Final, NamedTuple

from django.utils.translation import gettext

from kpcs.scheme.certificate import Container, Parcel
from kpcs.scheme.commodities import SubHeading
from kpcs.web.ui.pieces import MapContainer, MapLine, MapParcel, SideAct


class SideRow(NamedTuple):
    """One line of the acts of both sides; ``day`` is None where the line belongs to the day above."""

    day: date | None
    exporting: Sequence[SideAct]
    importing: Sequence[SideAct]


def shares(amounts: Sequence[int]) -> list[int]:
    """Whole percentages of a sum, each at least 1: widths, not figures to read."""
    total = sum(amounts) or 1
    return [max(1, min(100, round(100 * amount / total))) for amount in amounts]


def both_sides(items: Iterable[SideAct]) -> list[SideRow]:
    """Acts grouped by day and row, in order of day and row."""
    lines: list[SideRow] = []
    last: date | None = None
    for (day, _row), group in groupby(
        sorted(items, key=lambda act: (act.day, act.row)), lambda act: (act.day, act.row)
    ):
        together = list(group)
        lines.append(
            SideRow(
                None if day == last else day,
                [act for act in together if act.exporting],
                [act for act in together if not act.exporting],
            )
        )
        last = day
    return lines


_TONES: Final = {SubHeading.NON_INDUSTRIAL: 1, SubHeading.UNSORTED: 2, SubHeading.INDUSTRIAL: 3}


def shipment(containers: Iterable[Container]) -> list[MapContainer]:
    """The blocks of the shipment map; parcels are numbered through, lines within their parcel."""
    containers = list(containers)
    numbers = count(1)
    widths = shares([_carats(container.parcels) for container in containers])
    return [
        MapContainer(
            gettext("Container %(number)s") % {"number": place},
            container.seals,
            [
                _parcel(parcel, next(numbers), share)
                for parcel, share in zip(
                    container.parcels, shares([_carats([parcel]) for parcel in container.parcels]), strict=True
                )
            ],
            width,
        )
        for place, (container, width) in enumerate(zip(containers, widths, strict=True), start=1)
    ]


def _carats(parcels: Iterable[Parcel]) -> int:
    return sum(line.carats.thousandths for parcel in parcels for line in parcel.lines)


def _parcel(parcel: Parcel, number: int, share: int) -> MapParcel:
    widths = shares([line.carats.thousandths for line in parcel.lines])
    return MapParcel(
        gettext("Parcel %(number)s") % {"number": number},
        [
            MapLine(
                gettext("Line %(number)s") % {"number": place},
                line.hs.value,
                line.carats,
                line.value,
                _TONES[line.hs],
                width,
            )
            for place, (line, width) in enumerate(zip(parcel.lines, widths, strict=True), start=1)
        ],
        share,
    )
