"""May these goods go from here to there on that day? Asked before a certificate is issued, and when one
arrives.

No import from and no export to a non-Participant (CORE III(c)). A prohibition refuses our own shipment with
its reason and source; conditions and watches are shown to the officer, who decides. On a foreign document the
same problems are findings.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kpcs.scheme.participants import Direction, Effect, Participants, Restriction
from kpcs.scheme.problems import Problem
from kpcs.scheme.problems import gettext_noop as _

if TYPE_CHECKING:
    from kpcs.scheme.jurisdictions import Overlay, Pack


class Ruling(NamedTuple):
    """What the scheme says of a movement.

    ``certificate_needed``  false within one Participant (EU 1: no certificate inside the Union)
    ``problems``            reasons to refuse: ``trade.exporter.*``, ``trade.importer.*``,
    ``trade.prohibited`` ``conditions``          allowed when an officer finds them met:
    ``trade.conditional``, ``trade.zone_not_named``,
                            ``trade.zone_unknown``, ``trade.origin_restricted``
    ``watches``             deserve attention and change nothing: ``trade.watch``
    """

    certificate_needed: bool
    problems: tuple[Problem, ...]
    conditions: tuple[Problem, ...]
    watches: tuple[Problem, ...]


def ruling(
    register: Participants,
    exporter: str,
    importer: str,
    day: date,
    origins: Iterable[str] = (),
    zones: Iterable[str] = (),
) -> Ruling:
    """Judge a movement from ``exporter`` to ``importer`` on ``day``.

    Both are codes of Participants or of places that trade under one (FR, GL, XI: Northern Ireland), so that
    Great Britain to Northern Ireland is a movement between two Participants and Belgium to Ireland is none.
    ``origins`` are the countries of origin stated; ``zones`` the production zones where they are known.
    """
    found: dict[Effect, list[Problem]] = {effect: [] for effect in Effect}
    sides = []
    for side, place in (("exporter", exporter), ("importer", importer)):
        participant = register.participant_of(place, day)
        sides.append(participant)
        if participant is None:
            absence = register.absence(place, day)
            found[Effect.PROHIBITED].append(
                absence._replace(code=f"trade.{side}.{absence.code.partition('.')[2]}", where=side)
            )
    if sides[0] is not None and sides[0] == sides[1]:
        return Ruling(False, (), (), ())

    named = tuple(zones)
    for restriction in _restrictions(register, exporter, sides[0], day, Direction.EXPORT):
        for effect, problem in _judged(restriction, register, day, named):
            found[effect].append(problem)
    for restriction in _restrictions(register, importer, sides[1], day, Direction.IMPORT):
        for effect, problem in _judged(restriction, register, day, ()):
            found[effect].append(problem)
    for origin in sorted(set(origins) - {exporter}):
        found[Effect.CONDITIONAL].extend(_origin(register, origin, day))
    return Ruling(True, tuple(found[Effect.PROHIBITED]), tuple(found[Effect.CONDITIONAL]), tuple(found[Effect.WATCH]))


def overlays(pack: "Pack", direction: Direction, origin_mode: str, day: date) -> "list[tuple[Overlay, Problem]]":
    """The national measures of ``pack``, apart from the scheme's rules, that speak against goods whose origin
    is stated in ``origin_mode`` (``single``, ``mixed_undeclared``, ``mixed_listed``) on ``day``."""
    return [
        (overlay, Problem(f"overlay.{overlay.name}", overlay.sentence))
        for overlay in pack.overlays
        if overlay.direction == direction and overlay.concerns == origin_mode and overlay.period.holds(day)
    ]


def _restrictions(
    register: Participants, place: str, participant: str | None, day: date, direction: Direction
) -> Iterator[Restriction]:
    for code in sorted({place, participant or place}):
        for restriction in register.restrictions_on(code, day):
            if restriction.direction in (direction, Direction.BOTH):
                yield restriction


def _judged(
    restriction: Restriction, register: Participants, day: date, zones: tuple[str, ...]
) -> Iterator[tuple[Effect, Problem]]:
    """The restriction as it bears on goods from ``zones`` (none known when empty)."""
    params = _params(restriction, register, day)
    area = {zone.name.casefold() for zone in restriction.area if zone.period.holds(day)}
    if restriction.area and zones and not area & {zone.casefold() for zone in zones}:
        return
    if restriction.effect is Effect.PROHIBITED and restriction.area and not zones:
        yield (
            Effect.CONDITIONAL,
            Problem(
                "trade.zone_unknown",
                _("%(name)s: show that the goods are not from %(zones)s. %(reason)s Source: %(source)s."),
                "",
                {**params, "zones": ", ".join(zone.name for zone in restriction.area)},
            ),
        )
    elif restriction.effect is Effect.PROHIBITED:
        yield (
            Effect.PROHIBITED,
            Problem(
                "trade.prohibited",
                _("%(name)s: trade is prohibited on %(day)s. %(reason)s Source: %(source)s."),
                "",
                params,
            ),
        )
    elif restriction.effect is Effect.CONDITIONAL:
        yield (
            Effect.CONDITIONAL,
            Problem(
                "trade.conditional",
                _("%(name)s: %(condition)s %(reason)s Source: %(source)s."),
                "",
                {**params, "condition": restriction.condition},
            ),
        )
        open_zones = [zone.name for zone in restriction.open if zone.period.holds(day)]
        for zone in zones:
            if restriction.open and zone.casefold() not in {name.casefold() for name in open_zones}:
                yield (
                    Effect.CONDITIONAL,
                    Problem(
                        "trade.zone_not_named",
                        _("%(name)s: %(zone)s is not among the compliant zones known on %(day)s (%(zones)s)."),
                        "",
                        {**params, "zone": zone, "zones": ", ".join(open_zones) or "–"},
                    ),
                )
    else:
        yield (
            Effect.WATCH,
            Problem("trade.watch", _("%(name)s: watch. %(reason)s Source: %(source)s."), "", params),
        )


def _origin(register: Participants, origin: str, day: date) -> Iterator[Problem]:
    """Goods from a restricted country that arrive by way of another: lawful when they left it before, which
    the papers must show. The scheme's texts leave open how; the answer is the officer's."""
    for restriction in register.restrictions_on(origin, day):
        if restriction.direction is Direction.IMPORT or restriction.effect is Effect.WATCH:
            continue
        yield Problem(
            "trade.origin_restricted",
            _("Origin %(name)s: show that the goods left it lawfully. %(reason)s Source: %(source)s."),
            "",
            _params(restriction, register, day),
        )


def _params(restriction: Restriction, register: Participants, day: date) -> dict[str, str]:
    return {
        "name": register.name(restriction.code),
        "code": restriction.code,
        "day": day.isoformat(),
        "reason": restriction.reason,
        "source": "; ".join(restriction.sources),
    }
