"""What the scheme says of the certificate: elements, number, Participants, restrictions, dates,
destination."""

from collections.abc import Iterable
from datetime import date, timedelta

from kpcs.proof.verification.statement import Finding, established, not_checked, refuted
from kpcs.scheme import numbering, trade
from kpcs.scheme.certificate.checks import problems
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _

_SAID_ELSEWHERE = ("certificate.number.prefix", "certificate.number.missing")  # by key.owner and number.pattern


def codes_of(certificate: Certificate, at: str) -> set[str]:
    """The codes of the register that judging ``certificate`` touches."""
    places = {certificate.issuer, certificate.destination, certificate.number[:2], *certificate.origins.countries}
    return {*places, at} if at else places


def judge(
    certificate: Certificate, register: Participants, ranges: Iterable[numbering.Range], on: date, at: str
) -> list[Finding]:
    """All findings about ``certificate`` that need no more than the rules and the register.

    ``on`` is the day of the verification, ``at`` the Participant or place where the goods are, or empty.
    """
    return [
        *_elements(certificate),
        *_trade(certificate, register, on),
        *_number(certificate, register, list(ranges)),
        *_dates(certificate, on),
        _destination(certificate, register, on, at),
    ]


def _elements(certificate: Certificate) -> list[Finding]:
    annexed = bool(certificate.packing_digest)
    wrong = [
        problem
        for problem in problems(certificate)
        if problem.code not in _SAID_ELSEWHERE and not (annexed and problem.code == "certificate.containers.missing")
    ]
    found = [_because("certificate.elements", problem) for problem in wrong] or [
        established("certificate.elements", _("All elements of Annex I are there, and the amounts add up."))
    ]
    if annexed:
        found.append(not_checked("packing.list"))
    return found


def _trade(certificate: Certificate, register: Participants, on: date) -> list[Finding]:
    """The rules of the day of issue, and those of today where that is later: a state may have left
    meanwhile."""
    days = [certificate.issued_on, *([on] if on > certificate.issued_on else [])]
    wrong: dict[tuple[str, str], Finding] = {}
    for day in days:
        ruling = trade.ruling(register, certificate.issuer, certificate.destination, day, certificate.origins.countries)
        for problem in ruling.problems:
            side = {"exporter": "participant.issuer", "importer": "participant.destination"}
            check = side.get(problem.where, "trade.prohibited")
            wrong.setdefault((check, problem.params.get("reason", "")), _because(check, problem))
        for problem in ruling.conditions:
            wrong.setdefault((problem.code, problem.params.get("reason", "")), _because("trade.condition", problem))
        for problem in ruling.watches:
            wrong.setdefault((problem.code, problem.params.get("reason", "")), _because("trade.watch", problem))
    found = list(wrong.values())
    made = {finding.check for finding in found}
    params = {
        "issuer": register.name(certificate.issuer),
        "destination": register.name(certificate.destination),
        "day": certificate.issued_on.isoformat(),
    }
    for check, sentence in (
        ("participant.issuer", _("%(issuer)s was a Participant on %(day)s.")),
        ("participant.destination", _("%(destination)s was a Participant on %(day)s.")),
        ("trade.prohibited", _("No prohibition is known for trade from %(issuer)s to %(destination)s.")),
        ("trade.condition", _("No condition is known for trade from %(issuer)s to %(destination)s.")),
        ("trade.watch", _("No call for special attention is known.")),
    ):
        if check not in made:
            found.append(Finding(check, established(check, "").outcome, sentence, params))
    return found


def _number(certificate: Certificate, register: Participants, ranges: list[numbering.Range]) -> list[Finding]:
    given = {"number": certificate.number[:40]}
    try:
        number = numbering.parse(certificate.number)
    except Refusal as refusal:
        return [_because("number.pattern", problem) for problem in refusal.problems]
    if number.normal != certificate.number:
        return [refuted("number.pattern", _("The number %(number)s is not written in its normal form."), **given)]
    rules = numbering.number_rules(number.issuer, certificate.issued_on)
    wrong = numbering.judge(number, certificate.issued_on, register, rules, ranges)
    pattern = [problem for problem in wrong if problem.code == "number.pattern"]
    outside = [problem for problem in wrong if problem.code in ("number.outside_ranges", "number.range_of_other_days")]
    found = [_because("number.pattern", problem) for problem in pattern] or [
        established("number.pattern", _("The number %(number)s looks as the issuer’s numbers do."), **given)
    ]
    if outside:
        found.extend(_because("number.range", problem) for problem in outside)
    elif ranges or rules.ranges:
        found.append(established("number.range", _("The number lies in a range that the issuer put into use.")))
    return found


def _dates(certificate: Certificate, on: date) -> list[Finding]:
    days = {
        "issued": certificate.issued_on.isoformat(),
        "expires": certificate.expires_on.isoformat(),
        "on": on.isoformat(),
    }
    return [
        refuted("dates.issue", _("It is dated %(issued)s, which is after %(on)s."), **days)
        # a date is that of the issuer's office, and further east it is tomorrow already
        if certificate.issued_on > on + timedelta(days=1)
        else established("dates.issue", _("It was issued on %(issued)s."), **days),
        refuted("dates.expiry", _("It expired on %(expires)s; this is %(on)s."), **days)
        if certificate.expires_on < on
        else established("dates.expiry", _("It is valid until %(expires)s."), **days),
    ]


def _destination(certificate: Certificate, register: Participants, on: date, at: str) -> Finding:
    if not at:
        return not_checked("destination.here")
    names = {"destination": register.name(certificate.destination), "at": register.name(at)}
    if certificate.destination in (at, register.participant_of(at, on)):
        return established("destination.here", _("The certificate sends the goods to %(destination)s."), **names)
    return refuted(
        "destination.here", _("The certificate sends the goods to %(destination)s, but they are at %(at)s."), **names
    )


def _because(check: str, problem: Problem) -> Finding:
    return refuted(check, problem.sentence, **problem.params)
