"""``kpcs participants --on DATE [--json]``: the register on a day."""

import sys

from kpcs.cli import Misused, options
from kpcs.cli.dates import day_of
from kpcs.scheme import plenary
from kpcs.scheme.participants import Participants, RegisterDay, Restriction

USAGE = """kpcs participants --on DATE [--json]

Shows who is a Participant on DATE, how many countries that represents, and which restrictions are in force.
docs/rule-sources.md names the source of every row."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    try:
        alone, given = options(arguments, values=("--on",), flags=("--json",))
        if alone or "--on" not in given:
            raise Misused("Give the day: kpcs participants --on 2026-11-19.")
        day = day_of(given["--on"])
    except Misused as wrong:
        print(f"kpcs participants: {wrong}", file=sys.stderr)
        return 2
    register = Participants.published()
    if "--json" in given:
        _print_json(register.on(day))
    else:
        _print_text(register, register.on(day))
    return 0


def _print_json(found: RegisterDay) -> None:
    from json import dumps  # here: plain output does not need it

    answer = {
        "on": found.day.isoformat(),
        "participants": found.participants,
        "countries": found.countries,
        "codes": found.codes,
        "restrictions": [_plain(restriction) for restriction in found.restrictions],
    }
    print(dumps(answer))


def _plain(restriction: Restriction) -> dict[str, object]:
    until = restriction.period.until
    return {
        "code": restriction.code,
        "effect": restriction.effect.value,
        "direction": restriction.direction.value,
        "zones": [zone.name for zone in restriction.area],
        "condition": restriction.condition,
        "since": restriction.period.since.isoformat(),
        "until": until.isoformat() if until else None,
        "reason": restriction.reason,
        "sources": restriction.sources,
    }


def _print_text(register: Participants, found: RegisterDay) -> None:
    chair = plenary.chair(found.day.year)
    print(f"{found.day}: {found.participants} Participants representing {found.countries} countries")
    if chair is not None:
        role = "Chair (custodian)" if chair.role == "custodian" else "Chair"
        print(f"{role}: {register.name(chair.code) if chair.code else 'none'}")
    print()
    for code in found.codes:
        print(f"  {code}  {register.name(code)}")
    for code in found.traders:
        print(f"  {code}  {register.name(code)}: meets the requirements, trades, is not counted")
    for restriction in found.restrictions:
        zones = ", ".join(zone.name for zone in restriction.area)
        print(
            f"\n{register.name(restriction.code)}{f' ({zones})' if zones else ''}: {restriction.effect.value}", end=""
        )
        print(f", {restriction.direction.value}. {restriction.condition or restriction.reason}")
        print(f"  Source: {'; '.join(restriction.sources)}")
