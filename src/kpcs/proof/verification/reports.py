"""What others have reported about the number, and who may say what.

Only the issuer ends its certificate (void, superseded, cancelled, revoked) or calls it a fake; only the
destination that the code names, or the authority that verifies, claims, confirms or refuses it. Anybody may
report a loss, a theft or a doubt; it is shown with the name of who says so. What somebody says who may not is
shown and counts nothing, so that no state can block the trade of another.
"""

from collections.abc import Iterable

from kpcs.proof.status import Status, StatusFact
from kpcs.proof.verification.statement import Finding, established, not_checked, refuted
from kpcs.scheme.problems import gettext_noop as _

_ENDS = {
    Status.VOID: _("%(who)s declared it void on %(day)s."),
    Status.SUPERSEDED: _("%(who)s replaced it by another certificate on %(day)s."),
    Status.CANCELLED: _("%(who)s cancelled it on %(day)s."),
    Status.REVOKED: _("%(who)s revoked it on %(day)s."),
}
_MISSING = {
    Status.LOST: _("%(who)s reported it lost on %(day)s."),
    Status.STOLEN: _("%(who)s reported it stolen on %(day)s."),
}
_CLAIMS = {
    Status.CLAIMED: _("An inspection case of %(who)s opened it on %(day)s."),
    Status.CONFIRMED: _("An inspection case of %(who)s confirmed it on %(day)s."),
    Status.REFUSED: _("An inspection case of %(who)s refused it on %(day)s."),
}
_SAME_CASE = {
    Status.CLAIMED: _("A case of %(who)s opened it on %(day)s: make sure that this is that case."),
    Status.CONFIRMED: _("A case of %(who)s confirmed it on %(day)s: make sure that this is that shipment."),
    Status.REFUSED: _("A case of %(who)s refused it on %(day)s: make sure that this is that shipment."),
}
_WORDS = {
    Status.ISSUED: _("issued"),
    Status.VOID: _("void"),
    Status.SUPERSEDED: _("superseded"),
    Status.CANCELLED: _("cancelled"),
    Status.REVOKED: _("revoked"),
    Status.LOST: _("lost"),
    Status.STOLEN: _("stolen"),
    Status.CLAIMED: _("claimed"),
    Status.CONFIRMED: _("confirmed"),
    Status.REFUSED: _("refused"),
    Status.DOUBT: _("doubt"),
    Status.FAKE: _("fake"),
}
_NOTHING = (
    ("report.ended", _("Nothing is known of its being void, superseded, cancelled or revoked.")),
    ("report.missing", _("It is not known as lost or stolen.")),
    ("report.doubt", _("No doubt about it is known.")),
    ("report.claimed", _("No other case is known to have opened it.")),
    ("report.contents", _("No other contents are known under this number.")),
    ("report.unentitled", _("Nobody spoke of it out of turn.")),
)


def judge(
    issuer: str, destination: str, commitment: bytes, facts: Iterable[StatusFact], *, here: str, case: bytes
) -> list[Finding]:
    """What ``facts`` say of a certificate of ``issuer`` bound for ``destination``; ``commitment`` is empty for paper
    without a code, whose contents nothing can be compared with.

    ``here`` is the verifying authority, ``case`` the digest of the case in hand
    (:func:`kpcs.proof.status.case_digest`) whose own claim counts nothing. Without a case in hand a single
    case of this same authority is not held against the paper, since nobody here can tell whether it is that
    very case; it is shown, as not checked.
    """
    found: list[Finding] = []
    claims: list[StatusFact] = []
    for fact in dict.fromkeys(facts):
        said = {"who": fact.asserter, "day": fact.day.isoformat()}
        status = fact.status
        by_issuer = fact.asserter == issuer
        if status in _ENDS and by_issuer:
            found.append(refuted("report.ended", _ENDS[status], **said))
        elif status in _MISSING:
            found.append(refuted("report.missing", _MISSING[status], **said))
        elif status is Status.DOUBT:
            found.append(refuted("report.doubt", _("%(who)s has doubted it since %(day)s."), **said))
        elif status is Status.FAKE and by_issuer:
            found.append(
                refuted("report.doubt", _("%(who)s said on %(day)s that it issued no such certificate."), **said)
            )
        elif status is Status.ISSUED and by_issuer:
            if commitment and fact.commitment and fact.commitment != commitment[: len(fact.commitment)]:
                sentence = _("%(who)s issued other contents under this number on %(day)s.")
                found.append(refuted("report.contents", sentence, **said))
        elif status in _CLAIMS and fact.asserter in (destination, here):
            claims.append(fact)
        else:
            sentence = _("%(who)s reported “%(status)s” on %(day)s, which is not for %(who)s to say.")
            found.append(refuted("report.unentitled", sentence, status=_WORDS[status], **said))
    found.extend(_claimed(claims, here, case))
    made = {finding.check for finding in found}
    found.extend(established(check, sentence) for check, sentence in _NOTHING if check not in made)
    return found


def _claimed(claims: list[StatusFact], here: str, case: bytes) -> list[Finding]:
    others = [fact for fact in claims if not case or fact.case != case]
    latest = sorted(others, key=lambda fact: (fact.day, fact.status))
    cases = {(fact.asserter, fact.case) for fact in others}
    if not case and len(cases) == 1 and latest[-1].asserter == here and latest[-1].case:
        last = latest[-1]
        return [not_checked("report.claimed", _SAME_CASE[last.status], who=last.asserter, day=last.day.isoformat())]
    return [
        refuted("report.claimed", _CLAIMS[fact.status], who=fact.asserter, day=fact.day.isoformat()) for fact in latest
    ]
