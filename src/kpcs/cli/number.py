"""``kpcs number TEXT [--on DATE] [--json]``: read a certificate number and tell what speaks against it."""

import sys
from datetime import UTC, date, datetime

from kpcs.cli import Misused, options
from kpcs.cli.dates import day_of
from kpcs.scheme.numbering import CertificateNumber, judge, number_rules, parse
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal

USAGE = """kpcs number TEXT [--on DATE] [--json]

Reads a certificate number as people write it and judges it for DATE (today if left out). Exit code 0 when
valid, 1 when not."""


def run(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if "--help" in arguments:
        print(USAGE)
        return 0
    try:
        alone, given = options(arguments, values=("--on",), flags=("--json",))
        if len(alone) != 1:
            raise Misused("Give one certificate number, in quotation marks when it holds spaces.")
        day = day_of(given["--on"]) if "--on" in given else datetime.now(UTC).date()
    except Misused as wrong:
        print(f"kpcs number: {wrong}", file=sys.stderr)
        return 2
    number, problems = examine(alone[0], day)
    if "--json" in given:
        _print_json(number, problems)
    else:
        _print_text(alone[0], number, problems, day)
    return 1 if problems else 0


def examine(text: str, day: date) -> tuple[CertificateNumber | None, tuple[Problem, ...]]:
    """The number in ``text``, when it can be read, and everything that speaks against it on ``day``."""
    try:
        number = parse(text)
    except Refusal as refusal:
        return None, refusal.problems
    return number, tuple(judge(number, day, Participants.published(), number_rules(number.issuer, day)))


def _print_json(number: CertificateNumber | None, problems: tuple[Problem, ...]) -> None:
    from json import dumps  # here: plain output does not need it

    answer = {
        "normal": number.normal if number else None,
        "issuer": number.issuer if number else None,
        "serial": number.serial if number else None,
        "valid": not problems,
        "findings": [{"code": problem.code, "text": problem.text} for problem in problems],
    }
    print(dumps(answer))


def _print_text(text: str, number: CertificateNumber | None, problems: tuple[Problem, ...], day: date) -> None:
    if number is None:
        print(f"{text}: cannot be read as a certificate number.")
    else:
        name = Participants.published().name(number.issuer)
        groups = number_rules(number.issuer, day).groups
        print(f"{number.grouped(groups)}: prefix of {name}, serial {number.serial}, judged for {day}.")
    for problem in problems:
        print(f"  {problem.text} ({problem.code})")
    if not problems:
        print("  Nothing speaks against it. Whether it was issued, only its issuer can say.")
