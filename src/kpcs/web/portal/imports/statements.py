"""A verification as the page shows it: the answer pair, the findings, what the document says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpcs.office.imports.days import local_day, pack_of
from kpcs.office.imports.models import ForeignDocument, Verification
from kpcs.office.imports.paper import LINE_KEYS, TEXT_KEYS
from kpcs.office.imports.sheets import certificate_of
from kpcs.proof import code as codes
from kpcs.proof.verification import CHECKS, Outcome, Standing, Statement, Verdict
from kpcs.proof.verification.checks import CHECK, Part
from kpcs.scheme import trade
from kpcs.scheme.certificate import Certificate, HeadingTotal, OriginMode
from kpcs.scheme.certificate.elements import ELEMENTS
from kpcs.scheme.participants import Direction
from kpcs.scheme.problems import Problem
from kpcs.web.portal.imports import topics
from kpcs.web.portal.imports.saying import said
from kpcs.web.portal.imports.topics import Told
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Answer, Found, Row
from kpcs.web.ui.places import place
from kpcs.web.ui.refusals import sentence
from kpcs.web.ui.templatetags.kpcs_ui import phrase

WHO, WHAT = _("Who issued it, and was it altered?"), _("What may be done with it?")
VERDICTS = {
    Verdict.AUTHENTIC: (_("Authentic"), "good"),
    Verdict.NOT_AUTHENTIC: (_("Not authentic"), "bad"),
    Verdict.UNDETERMINED: (_("Undetermined"), "rest"),
}
STANDINGS = {
    Standing.CLEAR: (_("Clear"), "good"),
    Standing.OFFICER_DECIDES: (_("Officer decides"), "care"),
    Standing.BARRED: (_("Barred"), "bad"),
}
MOST_REASONS = 3


class Shown(NamedTuple):
    """A statement ready for its page."""

    verdict: Answer
    standing: Answer
    findings: list[Found]
    at: datetime | None
    checks: int


def of_verification(verification: Verification, document: ForeignDocument) -> Shown:
    """The kept statement about a document."""
    findings = verification.statement["findings"]
    told = [
        Told(finding["check"], finding["outcome"], _sentence(words["sentence"], words["params"]))
        for finding, words in zip(findings, verification.sentences, strict=True)
    ]
    reports = verification.statement["as_of"]["reports"]
    return _shown(
        Verdict(verification.verdict),
        Standing(verification.standing),
        told,
        {reason["check"] for reason in verification.statement["reasons"]},
        certificate_of(document),
        _overlays(document, verification.at),
        verification.at,
        datetime.fromisoformat(reports) if reports else None,
    )


def of_statement(statement: Statement) -> Shown:
    """The statement about a text that is no document of ours (yet): nothing was kept."""
    told = [Told(f.check, f.outcome, _sentence(f.sentence, f.params)) for f in statement.findings]
    reasons = {finding.check for finding in statement.reasons}
    return _shown(statement.verdict, statement.standing, told, reasons, None, [], None, statement.as_of.reports)


def _sentence(text: str, params: Any) -> str:
    return sentence(Problem("", text, "", params))


def _overlays(document: ForeignDocument, at: datetime) -> list[str]:
    """What national law apart from the scheme says against these goods."""
    certificate = certificate_of(document)
    if certificate is None:
        return []
    day = local_day(document.office, at)
    found = trade.overlays(pack_of(document.office, day), Direction.IMPORT, certificate.origins.mode, day)
    return [sentence(problem) for _overlay, problem in found]


def _shown(
    verdict: Verdict,
    standing: Standing,
    told: Sequence[Told],
    reasons: set[str],
    certificate: Certificate | None,
    overlays: list[str],
    at: datetime | None,
    reports_as_of: datetime | None,
) -> Shown:
    word, tone = VERDICTS[verdict]
    who = Answer(WHO, word, tone, _who(verdict, told, certificate))
    word, tone = STANDINGS[standing]
    if overlays and standing is Standing.CLEAR:
        tone, word = "care", STANDINGS[Standing.OFFICER_DECIDES][0]
    age = said(gettext("Reports as of %(at)s"), at=figures.moment(reports_as_of, "short")) if reports_as_of else ""
    what = Answer(WHAT, word, tone, _what(standing, told, reasons, overlays), age)
    found = topics.rows(told, figures.moment(at, "short") if at else "")
    return Shown(who, what, found, at, len(CHECKS))


def _who(verdict: Verdict, told: Sequence[Told], certificate: Certificate | None) -> list[Any]:
    if verdict is Verdict.AUTHENTIC and certificate is not None:
        words = gettext("Issued by %(issuer)s on %(day)s. Not altered.")
        return [said(words, issuer=place(certificate.issuer), day=figures.day(certificate.issued_on))]
    wanted = Outcome.REFUTED if verdict is Verdict.NOT_AUTHENTIC else Outcome.NOT_CHECKED
    texts = [t.text for t in told if CHECK[t.check].part is Part.AUTHORSHIP and t.outcome == wanted]
    return texts[:1]


def _what(standing: Standing, told: Sequence[Told], reasons: set[str], overlays: list[str]) -> list[Any]:
    if standing is Standing.CLEAR:
        words: list[Any] = [gettext("KP: in order.")]
    else:
        texts = [each.text for each in told if each.check in reasons and each.outcome != Outcome.ESTABLISHED]
        words = [*texts[:MOST_REASONS]]
        if len(texts) > MOST_REASONS:
            words.append(gettext("And %(count)s more, listed below.") % {"count": len(texts) - MOST_REASONS})
        if standing is Standing.OFFICER_DECIDES and "report.claimed" in reasons:
            words.append(
                gettext("Nothing has been refused; keep goods and document together until the issuer answers.")
            )
    return [*words, *overlays]


# ---------------------------------------------------------------- what the document says


def rows_of(document: ForeignDocument) -> list[Row]:
    """What the document says, row by row: from its code, or as it was typed from the paper."""
    certificate = certificate_of(document)
    return _typed(document) if certificate is None else _certified(certificate, document)


def lines_of(document: ForeignDocument) -> Sequence[HeadingTotal]:
    """The totals by sub-heading of a certificate with code."""
    certificate = certificate_of(document)
    return certificate.lines if certificate else ()


def _certified(c: Certificate, document: ForeignDocument) -> list[Row]:
    rows = [
        Row(_("Number"), figures.code(c.number)),
        Row(_("Check value"), figures.code(codes.check_value(bytes.fromhex(document.commitment)))),
        Row(_("Issued by"), f"{place(c.issuer)}, {c.authority}", c.office),
        Row(_("Issued"), phrase(figures.day(c.issued_on), ", ", c.signatory.name), c.signatory.title),
        Row(_("Valid until"), figures.day(c.expires_on)),
    ]
    if c.must_export_by is not None:
        rows.append(Row(_("To be exported by"), figures.day(c.must_export_by)))
    rows += [
        Row(_("Exporter"), c.exporter.name, ", ".join(c.exporter.address)),
        Row(_("Importer"), c.importer.name, ", ".join(c.importer.address)),
        Row(_("Destination"), place(c.destination)),
        Row(_("Origin"), origin_words(c)),
        Row(_("Provenance"), place(c.provenance)),
        Row(
            _("Packed as"),
            gettext("%(containers)s containers, %(parcels)s parcels")
            % {"containers": c.container_count, "parcels": c.parcel_count},
        ),
    ]
    if c.seals:
        seals: list[Any] = []
        for seal in c.seals:
            seals += [figures.code(seal), ", "]
        rows.append(Row(_("Seals"), phrase(*seals[:-1])))
    if c.sheet:
        rows.append(Row(_("Sheet number"), figures.code(c.sheet)))
    return rows


def origin_words(c: Certificate) -> str:
    """The origin in words, in the reader's language."""
    named = ", ".join(place(code) for code in c.origins.countries)
    if c.origins.mode is OriginMode.MIXED_UNDECLARED:
        return gettext("Mixed, not declared")
    return gettext("Mixed: %(countries)s") % {"countries": named} if len(c.origins.countries) > 1 else named


LABELS: dict[str, Any] = {
    **{element.key: element.label for element in ELEMENTS},
    "language": _("English words beside another language"),
    "sheet": _("Sheet number"),
    "must_export_by": _("To be exported by"),
    "consignee": _("Consignee"),
    "provenance": _("Country of provenance"),
    "containers": _("Number of containers"),
    "carats": _("Total carat weight"),
    "value": _("Total value in US$"),
}
"""How each text of a typed paper is called."""


def _typed(document: ForeignDocument) -> list[Row]:
    printed = document.printed
    rows = [Row(gettext(str(LABELS[key])), printed[key]) for key in TEXT_KEYS if key in printed]
    for i, line in enumerate(printed.get("lines", ()), 1):
        words = " · ".join(filter(None, (line[key] for key in LINE_KEYS)))
        rows.append(Row(gettext("Line %(number)s") % {"number": i}, words))
    return rows


def expires(document: ForeignDocument) -> date | None:
    """The date of expiry from the code, None on paper."""
    certificate = certificate_of(document)
    return certificate.expires_on if certificate else None
