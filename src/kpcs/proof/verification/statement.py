"""The answer of a verification: never a bare yes, but a statement of what is established, what is not, and
what could not be checked.

**verdict** is about authorship and integrity only; **standing** is what may be done with the document. An
authentic certificate may be barred, and a paper without any code may be in order.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from kpcs.proof.verification.checks import CHECK, CHECKS, Grade, Part
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.problems import gettext_noop as _

CLOSING = _(
    "This shows who issued the document and whether it was altered; "
    "it does not show where the stones were mined or under what conditions."
)
"""The sentence under every verification."""


class Verdict(StrEnum):
    """Who made it, and is it whole?"""

    AUTHENTIC = "authentic"
    NOT_AUTHENTIC = "not_authentic"
    UNDETERMINED = "undetermined"


class Standing(StrEnum):
    """What may be done with it."""

    CLEAR = "clear"
    OFFICER_DECIDES = "officer_decides"
    BARRED = "barred"


class Outcome(StrEnum):
    """What came of one check."""

    ESTABLISHED = "established"
    REFUTED = "refuted"
    NOT_CHECKED = "not_checked"


class Finding(NamedTuple):
    """What came of one check, in one sentence. ``sentence`` is a message id with places for ``params``."""

    check: str
    outcome: Outcome
    sentence: str
    params: Mapping[str, str] = {}

    @property
    def grade(self) -> Grade:
        """The weight of the check, see :mod:`kpcs.proof.verification.checks`."""
        return CHECK[self.check].grade

    @property
    def text(self) -> str:
        """The English sentence."""
        return self.sentence % self.params if self.params else self.sentence


class AsOf(NamedTuple):
    """What the statement rests on, and how old that is. None where there was nothing."""

    on: date
    owner: str | None = None
    keys: datetime | None = None
    reports: datetime | None = None
    relies_on: str | None = None


class Statement(NamedTuple):
    """The answer. ``certificate`` is what the code says, None where it could not be read or, on a label, is
    not told;
    ``number``, ``check_value`` and ``commitment`` (hex) are empty where they are not known."""

    verdict: Verdict
    standing: Standing
    reasons: tuple[Finding, ...]
    certificate: Certificate | None
    findings: tuple[Finding, ...]
    as_of: AsOf
    number: str = ""
    check_value: str = ""
    commitment: str = ""

    def plain(self) -> dict[str, Any]:
        """As dicts, lists and strings: what ``kpcs verify --json`` prints."""
        from kpcs.scheme.certificate.record import plain  # here: only a machine reader needs it

        certificate: dict[str, Any] = {}
        if self.certificate is not None:
            certificate = plain(self.certificate)
        elif self.number:
            certificate = {"number": self.number}
        if self.check_value:
            certificate["check_value"] = self.check_value
        if self.commitment:
            certificate["commitment"] = self.commitment
        return {
            "verdict": self.verdict.value,
            "standing": self.standing.value,
            "reasons": [{"check": finding.check, "text": finding.text} for finding in self.reasons],
            "certificate": certificate,
            "findings": [
                {
                    "check": finding.check,
                    "outcome": finding.outcome.value,
                    "grade": finding.grade.value,
                    "text": finding.text,
                }
                for finding in self.findings
            ],
            "as_of": {
                "on": self.as_of.on.isoformat(),
                "owner": self.as_of.owner,
                "keys": _time(self.as_of.keys),
                "reports": _time(self.as_of.reports),
                "relies_on": self.as_of.relies_on,
            },
            "closing": CLOSING,
        }


def established(check: str, sentence: str, **params: str) -> Finding:
    """A finding that the check holds."""
    return Finding(check, Outcome.ESTABLISHED, sentence, params)


def refuted(check: str, sentence: str, **params: str) -> Finding:
    """A finding that the check fails."""
    return Finding(check, Outcome.REFUTED, sentence, params)


def not_checked(check: str, sentence: str = "", **params: str) -> Finding:
    """A finding that the check was not or could not be made; without ``sentence``, in the words of the
    check."""
    return Finding(check, Outcome.NOT_CHECKED, sentence or CHECK[check].unanswered, params)


def completed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings`` in the published order, with each check that is missing as not checked. Where a check has
    been made, findings that it was not checked fall away, so that a desk's own findings take the place of
    defaults."""
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    ordered: list[Finding] = []
    for check in CHECKS:
        if check.code == "packing.list" and check.code not in by_check:
            continue  # nothing is annexed
        found = by_check.get(check.code) or [not_checked(check.code)]
        made = [finding for finding in found if finding.outcome is not Outcome.NOT_CHECKED]
        ordered.extend(made or found[:1])
    return tuple(ordered)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict that ``findings`` make: one refuted check of authorship, and it is not authentic; one that
    could not be made, and it is undetermined. Whether the print equals the code can be left to the officer's
    eyes."""
    authorship = [finding for finding in findings if CHECK[finding.check].part is Part.AUTHORSHIP]
    if any(finding.outcome is Outcome.REFUTED for finding in authorship):
        return Verdict.NOT_AUTHENTIC
    if any(_leaves_open(finding) for finding in authorship):
        return Verdict.UNDETERMINED
    return Verdict.AUTHENTIC


def standing_of(findings: Iterable[Finding]) -> tuple[Standing, tuple[Finding, ...]]:
    """The standing that ``findings`` make, and those that make it.

    A refuted fatal check bars. A refuted high or warning, or authorship left open, is for the officer to
    decide. What else was not checked (the log, the witnesses, what only eyes and hands can tell) never moves
    it.
    """
    kept = list(findings)
    wrong = [finding for finding in kept if finding.outcome is Outcome.REFUTED]
    fatal = [finding for finding in wrong if finding.grade is Grade.FATAL]
    if fatal:
        return Standing.BARRED, (*fatal, *(f for f in wrong if f.grade in (Grade.HIGH, Grade.WARNING)))
    open_questions = [finding for finding in kept if _leaves_open(finding)][:1]
    decide = [*open_questions, *(f for f in wrong if f.grade in (Grade.HIGH, Grade.WARNING))]
    if decide:
        return Standing.OFFICER_DECIDES, tuple(decide)
    return Standing.CLEAR, ()


def _leaves_open(finding: Finding) -> bool:
    return (
        finding.outcome is Outcome.NOT_CHECKED
        and finding.check != "print.equal"
        and CHECK[finding.check].part is Part.AUTHORSHIP
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
