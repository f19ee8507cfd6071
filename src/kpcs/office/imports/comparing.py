"""Certified against found: rounding, tolerance, and what differs.

No text of the scheme names a tolerance of weight, so the only allowances are the rounding of the digits that were
printed and what the pack states (0 unless an authority settles it).
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy

from kpcs.office.imports.models import ContainerFound, InspectionCase, LineFound, SealFound
from kpcs.office.imports.terms import SealCondition
from kpcs.scheme.problems import Problem
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats


class LineResult(models.TextChoices):
    """How a line compares."""

    TO_WEIGH = "to_weigh", gettext_lazy("To weigh")
    WITHIN_ROUNDING = "within_rounding", gettext_lazy("Within rounding")
    WITHIN_TOLERANCE = "within_tolerance", gettext_lazy("Within tolerance")
    DIFFERENCE = "difference", gettext_lazy("Difference")
    NOT_COMPARABLE = "not_comparable", gettext_lazy("Printed weight unreadable")


def rounding(decimals: int) -> Carats:
    """Half a unit of the last printed digit: 0.005 ct for two digits after the point, nothing for three."""
    return Carats(10 ** (Carats.PLACES - decimals) // 2 if decimals < Carats.PLACES else 0)


def compare(line: LineFound, tolerance: Carats) -> LineResult:
    """The result of one line; the bounds themselves still count as within."""
    if line.found is None:
        return LineResult.TO_WEIGH
    if line.certified is None:
        return LineResult.NOT_COMPARABLE
    apart = abs(line.found - line.certified)
    if line.hs_found and line.hs_found != line.hs:
        return LineResult.DIFFERENCE
    if apart <= rounding(line.decimals):
        return LineResult.WITHIN_ROUNDING
    if apart <= rounding(line.decimals) + tolerance:
        return LineResult.WITHIN_TOLERANCE
    return LineResult.DIFFERENCE


class Sums(NamedTuple):
    """The running comparison. ``difference`` is found less certified over the lines weighed so far."""

    certified: Carats
    certified_weighed: Carats
    found: Carats
    to_weigh: Carats

    @property
    def difference(self) -> Carats:
        """Found less certified, over what has been weighed."""
        return self.found - self.certified_weighed


def sums(lines: Iterable[LineFound]) -> Sums:
    """Totals over ``lines``; a line whose printed weight is unreadable counts with what was found only."""
    zero = Carats(0)
    certified = weighed = found = zero
    for line in lines:
        stated = line.certified or zero
        certified += stated
        if line.found is not None:
            weighed += stated
            found += line.found
    return Sums(certified, weighed, found, certified - weighed)


def differences(case: InspectionCase, tolerance: Carats) -> list[Problem]:
    """Everything found that is not as certified, as sentences for the officer and for the exporting authority."""
    return [
        *_seals(case.seals.all()),
        *_parcels(case.containers.all()),
        *_lines(case.lines.all(), tolerance),
    ]


def place(line: LineFound) -> str:
    """How a line is called: container, parcel and line from 1."""
    return f"{line.container}.{line.parcel}.{line.line}"


def _seals(seals: Iterable[SealFound]) -> Iterable[Problem]:
    for seal in seals:
        params = {
            "container": str(seal.container),
            "certified": seal.certified or "–",
            "found": seal.found or "–",
        }
        if seal.condition == SealCondition.MISSING:
            yield Problem(
                "imports.difference.seal_missing",
                _("Container %(container)s: seal %(certified)s is missing."),
                f"seal.{seal.container}.{seal.position}",
                params,
            )
            continue
        if seal.condition == SealCondition.BROKEN:
            yield Problem(
                "imports.difference.seal_broken",
                _("Container %(container)s: seal %(found)s is broken."),
                f"seal.{seal.container}.{seal.position}",
                params,
            )
        if seal.condition and not same_seal(seal.certified, seal.found):
            yield Problem(
                "imports.difference.seal_number",
                _("Container %(container)s: seal %(found)s was found, the certificate names %(certified)s."),
                f"seal.{seal.container}.{seal.position}",
                params,
            )


def same_seal(certified: str, found: str) -> bool:
    """Whether two seal numbers are one, whatever the spaces, hyphens and case they are written with."""
    return _bare(certified) == _bare(found)


def _bare(seal: str) -> str:
    return "".join(ch for ch in seal.casefold() if ch.isalnum())


def _parcels(containers: Iterable[ContainerFound]) -> Iterable[Problem]:
    for container in containers:
        certified, found = container.parcels_certified, container.parcels_found
        if found is not None and certified != found:
            yield Problem(
                "imports.difference.parcels",
                _("Container %(container)s: %(found)s parcels were found, %(certified)s are certified."),
                f"parcels.{container.container}",
                {
                    "container": str(container.container),
                    "found": str(found),
                    "certified": "–" if certified is None else str(certified),
                },
            )


def _lines(lines: Iterable[LineFound], tolerance: Carats) -> Iterable[Problem]:
    for line in lines:
        result = compare(line, tolerance)
        where = f"line.{place(line)}"
        params = {
            "place": place(line),
            "certified": "–" if line.certified is None else line.certified.fixed(3),
            "found": "–" if line.found is None else line.found.fixed(3),
            "hs": line.hs,
            "hs_found": line.hs_found,
        }
        if line.hs_found and line.hs_found != line.hs:
            yield Problem(
                "imports.difference.heading",
                _("Line %(place)s: %(hs_found)s was found, %(hs)s is certified."),
                where,
                params,
            )
        if result is LineResult.NOT_COMPARABLE:
            yield Problem(
                "imports.difference.unreadable",
                _("Line %(place)s: %(found)s ct were found; the printed weight cannot be read."),
                where,
                params,
            )
        elif result is LineResult.DIFFERENCE and line.found != line.certified:
            yield Problem(
                "imports.difference.weight",
                _("Line %(place)s: %(found)s ct were found, %(certified)s ct are certified."),
                where,
                params,
            )
