"""Verification: ordered checks that end in a statement.

``checks``      the checks with their codes, order and grades; ``docs/verification.md`` is generated from it
``statement``   verdict, standing, findings; :func:`standing_of` for desks that add findings of their own
``authorship``, ``scheme``, ``reports``   the checks themselves

    >>> from kpcs.proof import open_trust, verify                                  # doctest: +SKIP
    >>> statement = verify("KP1:...", trust=open_trust("trust"), on=date.today(), at="EU")
    >>> statement.verdict, statement.standing
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kpcs.proof import code as codes
from kpcs.proof.code import Code
from kpcs.proof.snapshot import Trust
from kpcs.proof.status import StatusFact
from kpcs.proof.verification import authorship, reports, scheme
from kpcs.proof.verification.checks import CHECKS, Check, Grade, Part
from kpcs.proof.verification.statement import (
    CLOSING,
    AsOf,
    Finding,
    Outcome,
    Standing,
    Statement,
    Verdict,
    completed,
    established,
    not_checked,
    refuted,
    standing_of,
    verdict_of,
)
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _

if TYPE_CHECKING:  # a code text is verified without what compares print
    from kpcs.proof.evidence import Comparison


def verify(
    text: str,
    *,
    on: date,
    trust: Trust | None = None,
    at: str = "",
    comparison: "Comparison | None" = None,
    packing: bytes = b"",
    facts: Iterable[StatusFact] = (),
    case: bytes = b"",
    extra: Iterable[Finding] = (),
) -> Statement:
    """Verify the text of a code (``KP1:``), or read a container's label (``KPL1:``). Never raises for what is
    in
    ``text``: whatever is wrong with it is a finding.

    ``on``          the day of the verification
    ``trust``       the opened trust folder (:func:`kpcs.proof.snapshot.open_trust`); without it nothing about
    the key
                    can be established and the verdict is at best undetermined
    ``at``          the Participant, or place that trades under one, where the goods are; when empty, the owner of
                    ``trust`` where that is such a place
    ``comparison``  what comparing the printed page with the code gave (:func:`kpcs.proof.comparison.compare`)
    ``packing``     the annexed packing list, where the code has one
    ``facts``       reports about this number that the caller holds, beside those of ``trust``
    ``case``        digest of the inspection case in hand; its own claim counts nothing
    ``extra``       findings of the caller's own (``advice.equal``, ``paper.specimen`` ...); each takes the
    place of
                    the default for its check

    Raises Refusal ``trust.file`` or ``status.file`` when a record of the trust folder is damaged.
    """
    if text.lstrip().startswith(codes.LABEL_PREFIX):
        return _label(text.strip(), on, trust)
    code, findings = authorship.read_code(text)
    if code is not None:
        code, annexed = _attached(code, packing)
        findings += authorship.judge(code, trust)
        owner = trust.owner if trust else ""
        touched = scheme.codes_of(code.certificate, at or owner)
        register = trust.register(touched) if trust else Participants.published()
        # a body of the scheme that keeps a trust folder is no place where goods can be
        where = at or (owner if register.participant_of(owner, on) else "")
        ranges = trust.ranges(code.certificate.issuer) if trust else ()
        findings += scheme.judge(code.certificate, register, ranges, on, where)
        findings += annexed
        here = owner or register.participant_of(where, on) or where
        findings += _reports(code, trust, list(facts), case, here)
    if comparison is not None:
        findings.append(_print(comparison))
    return _stated([*findings, *extra], code, on, trust)


def no_code(reason: str, *, on: date, trust: Trust | None = None, **params: str) -> Statement:
    """The statement about a source in which no code was found or that could not be read; ``reason`` says
    which."""
    return _stated([not_checked("code.read", reason, **params)], None, on, trust)


def _stated(findings: Iterable[Finding], code: Code | None, on: date, trust: Trust | None) -> Statement:
    whole = completed(findings)
    standing, reasons = standing_of(whole)
    statement = Statement(verdict_of(whole), standing, reasons, None, whole, _as_of(on, trust))
    if code is None:
        return statement
    return statement._replace(
        certificate=code.certificate,
        number=code.certificate.number,
        check_value=code.check_value,
        commitment=code.commitment.hex(),
    )


def _as_of(on: date, trust: Trust | None) -> AsOf:
    if trust is None:
        return AsOf(on)
    reports_as_of = trust.statuses.as_of if trust.statuses else None
    return AsOf(on, trust.owner, trust.as_of, reports_as_of, trust.relies_on)


def _label(text: str, on: date, trust: Trust | None) -> Statement:
    try:
        label = codes.parse_label(text)
    except Refusal as refusal:
        return no_code(refusal.problems[0].sentence, on=on, trust=trust)
    statement = no_code(
        _("This is a container’s label. It names certificate %(number)s and is not signed: scan the certificate."),
        on=on,
        trust=trust,
        number=label.number,
    )
    return statement._replace(
        number=label.number, check_value=codes.check_value(label.commitment), commitment=label.commitment.hex()
    )


def _attached(code: Code, packing: bytes) -> tuple[Code, list[Finding]]:
    """``code`` with its annexed packing list, where one belongs to it and was given."""
    if not packing or not code.certificate.packing_digest:
        return code, []
    try:
        certificate = codes.attach(code.certificate, packing)
    except Refusal as refusal:
        return code, [refuted("packing.list", refusal.problems[0].sentence, **refusal.problems[0].params)]
    sentence = _("The packing list is the one that was signed with the certificate.")
    return code._replace(certificate=certificate), [established("packing.list", sentence)]


def _reports(code: Code, trust: Trust | None, facts: list[StatusFact], case: bytes, here: str) -> list[Finding]:
    certificate = code.certificate
    if trust is not None and trust.statuses is not None:
        facts.extend(trust.statuses.facts(certificate.number, code.check_value))
    elif not facts:
        return []
    return reports.judge(certificate.issuer, certificate.destination, code.commitment, facts, here=here, case=case)


def _print(comparison: "Comparison") -> Finding:
    if comparison.differing:
        fields = "; ".join(f"{difference.label}: {difference.expected}" for difference in comparison.differing)
        return refuted(
            "print.equal", _("The printed page does not show what the code says. Not found: %(fields)s"), fields=fields
        )
    if not comparison.agreeing:
        return not_checked("print.equal")
    return established(
        "print.equal",
        _("The printed page says what the code says, in %(count)s places."),
        count=str(len(comparison.agreeing)),
    )


__all__ = [
    "CHECKS",
    "CLOSING",
    "AsOf",
    "Check",
    "Finding",
    "Grade",
    "Outcome",
    "Part",
    "Standing",
    "Statement",
    "Verdict",
    "completed",
    "established",
    "no_code",
    "not_checked",
    "refuted",
    "standing_of",
    "verdict_of",
    "verify",
]
