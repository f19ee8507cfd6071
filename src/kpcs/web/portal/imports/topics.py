"""The findings of a statement as an officer reads them: checks that belong together make one row.

What is refuted is never folded: each fault stands for itself, with its grade and source.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.proof.verification import Grade, Outcome
from kpcs.proof.verification.checks import CHECK, Part
from kpcs.web.ui.pieces import Found

GRADES = {
    Grade.FATAL: _("Grade: fatal"),
    Grade.HIGH: _("Grade: high"),
    Grade.WARNING: _("Grade: warning"),
    Grade.NOTE: _("Grade: note"),
}


class Told(NamedTuple):
    """A finding with its sentence in the reader’s language."""

    check: str
    outcome: str
    text: str


class Topic(NamedTuple):
    """Checks that belong together. ``established`` is said when all of them are, with the sentences of the checks in
    ``beneath``; ``name`` when they were not made."""

    checks: tuple[str, ...]
    name: Any
    established: Any
    beneath: tuple[str, ...] = ()


TOPICS: tuple[Topic, ...] = (
    Topic(
        (
            "code.read",
            "code.profile",
            "key.known",
            "key.role",
            "signature",
            "key.owner",
            "key.compromise",
            "key.validity",
        ),
        _("Who signed it"),
        _("The issuer’s key signed this text, and nothing was altered since"),
        ("key.known", "key.validity"),
    ),
    Topic(("print.equal",), _("Print and code"), _("The printed page says what the code says"), ("print.equal",)),
    Topic(
        ("certificate.elements", "packing.list"),
        _("The elements of Annex I"),
        _("All elements of Annex I are there, and the amounts add up"),
    ),
    Topic(
        ("participant.issuer", "participant.destination"),
        _("Participants"),
        _("Issuer and destination were Participants"),
        ("participant.issuer", "participant.destination"),
    ),
    Topic(("trade.prohibited", "trade.condition", "trade.watch"), _("Restrictions"), _("Nothing restricts this trade")),
    Topic(
        ("number.pattern", "number.range"),
        _("The number"),
        _("The number is one that the issuer uses"),
        ("number.pattern",),
    ),
    Topic(
        ("dates.issue", "dates.expiry"), _("The dates"), _("The dates are in order"), ("dates.issue", "dates.expiry")
    ),
    Topic(
        ("destination.here",),
        _("The destination"),
        _("The goods are where the certificate sends them"),
        ("destination.here",),
    ),
    Topic(
        ("report.ended", "report.missing", "report.doubt", "report.contents", "report.unentitled"),
        _("What others have reported"),
        _("It is in force: not void, replaced, revoked, lost, stolen or doubted"),
    ),
    Topic(("report.claimed",), _("Other claims"), _("No other inspection case claims the number")),
    Topic(("log.inclusion", "log.witnesses"), _("The issuer’s public log"), _("It stands in the issuer’s public log")),
    Topic(("advice.equal",), _("The pre-advice"), _("It equals the pre-advice"), ("advice.equal",)),
    Topic(
        ("paper.specimen", "paper.validation"),
        _("Paper, stamp and wet signature"),
        _("Paper, stamp and signature are the issuer’s"),
    ),
    Topic(
        ("container.seals", "goods.parcels", "goods.weight", "goods.kind"),
        _("Seals, parcels, weight and goods"),
        _("Seals, parcels, weight and goods are as certified"),
    ),
    Topic(("goods.value",), _("The value"), _("The value is plausible")),
)


def rows(told: Sequence[Told], as_of: Any) -> list[Found]:
    """``told`` as rows in the order of the topics; ``as_of`` is when the statement was made."""
    found = []
    for topic in TOPICS:
        mine = [each for each in told if each.check in topic.checks]
        found += [_fault(each, as_of) for each in mine if each.outcome == Outcome.REFUTED]
        if unchecked := [each for each in mine if each.outcome == Outcome.NOT_CHECKED]:
            found.append(_unchecked(topic, unchecked))
        if right := [each for each in mine if each.outcome == Outcome.ESTABLISHED]:
            whole = len(right) == len(mine)
            found.append(_established(topic, right, whole, as_of))
    return found


def _fault(each: Told, as_of: Any) -> Found:
    check = CHECK[each.check]
    return Found(each.text, Outcome.REFUTED, f"{GRADES[check.grade]}. {check.source}", as_of)


def _unchecked(topic: Topic, mine: Sequence[Told]) -> Found:
    by_eye = all(CHECK[each.check].part is Part.IN_HAND for each in mine)
    words = list(dict.fromkeys(each.text for each in mine))
    return Found(topic.name, Outcome.NOT_CHECKED, " ".join(words[:2]), gettext("By you") if by_eye else "")


def _established(topic: Topic, right: Sequence[Told], whole: bool, as_of: Any) -> Found:
    """One row; where a check of the topic is missing, the first sentence stands for itself."""
    if whole:
        beneath = [each.text for each in right if each.check in topic.beneath]
        return Found(topic.established, Outcome.ESTABLISHED, " ".join(beneath), as_of)
    first, *others = [each.text for each in right]
    return Found(first, Outcome.ESTABLISHED, " ".join(others[:2]), as_of)
