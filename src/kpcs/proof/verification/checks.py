"""The checks of a verification: their codes, their order, their grades. Codes are never reused.

The order is that of the import desk: first who made the document and whether it is whole, then what the
scheme says of it, then what others have reported, then what only a person with paper and goods in hand can
tell. The grade is the weight of a *refuted* check. Grades are kpcs's own judgement of the sources named in
``docs/verification.md``: the Core Document names checks, not their weights.
"""

from enum import StrEnum
from typing import NamedTuple

from kpcs.scheme.problems import gettext_noop as _


class Grade(StrEnum):
    """What a refuted check does: fatal bars, high and warning leave it to the officer, a note changes
    nothing."""

    FATAL = "fatal"
    HIGH = "high"
    WARNING = "warning"
    NOTE = "note"


class Part(StrEnum):
    """What a check is about. Only authorship makes the verdict."""

    AUTHORSHIP = "authorship"
    SCHEME = "scheme"
    REPORTS = "reports"
    PUBLIC_RECORD = "public_record"
    IN_HAND = "in_hand"


class Check(NamedTuple):
    """One check: ``question`` for the documentation, ``unanswered`` the sentence when it was not made."""

    code: str
    part: Part
    grade: Grade
    source: str
    question: str
    unanswered: str


_NO_CODE = _("Not checked: there is no readable code.")
_NO_TRUST = _("Not checked: no trust folder was given.")

CHECKS: tuple[Check, ...] = (
    Check(
        "code.read",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "CORE Annex I.A (unique numbering; forgery resistance)",
        _("Can the code be read and unpacked?"),
        _NO_CODE,
    ),
    Check(
        "code.profile",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "RFC 9052, RFC 8949 4.2.1",
        _("Is it signed data in the one form that kpcs signs?"),
        _NO_CODE,
    ),
    Check(
        "key.known",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "CORE II(d), V(a)",
        _("Is the signing key known?"),
        _NO_TRUST,
    ),
    Check(
        "key.role",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "docs/trust-folder.md",
        _("Is it a key for issuing certificates?"),
        _("Not checked: the key is not known."),
    ),
    Check(
        "signature",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "RFC 9052 4.4",
        _("Does the signature fit the contents?"),
        _("Not checked: the key is not known."),
    ),
    Check(
        "key.owner",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "CORE Annex I.A (number with the issuer’s alpha-2 code)",
        _("Is the owner of the key the issuer, and the issuer the prefix of the number?"),
        _("Not checked: the key is not known."),
    ),
    Check(
        "key.compromise",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "docs/trust-folder.md",
        _("Was the key not reported as compromised?"),
        _("Not checked: the key is not known."),
    ),
    Check(
        "print.equal",
        Part.AUTHORSHIP,
        Grade.FATAL,
        "EU 3(c)",
        _("Does the printed page say what the code says?"),
        _("Not checked by machine: compare each field shown here with the paper."),
    ),
    Check(
        "key.validity",
        Part.SCHEME,
        Grade.HIGH,
        "docs/trust-folder.md",
        _("Was the key in service on the day of issue?"),
        _("Not checked: the key is not known."),
    ),
    Check(
        "certificate.elements",
        Part.SCHEME,
        Grade.HIGH,
        "CORE Annex I.A",
        _("Are all elements of Annex I there, and do the amounts add up?"),
        _NO_CODE,
    ),
    Check(
        "packing.list",
        Part.SCHEME,
        Grade.HIGH,
        "CORE Annex I.A (number of parcels), IV(c)",
        _("Is the annexed packing list the one that was signed?"),
        _("Not checked: the packing list is annexed and was not given."),
    ),
    Check(
        "participant.issuer",
        Part.SCHEME,
        Grade.FATAL,
        "CORE III(c)",
        _("Was the issuer a Participant on the day?"),
        _NO_CODE,
    ),
    Check(
        "participant.destination",
        Part.SCHEME,
        Grade.FATAL,
        "CORE III(c)",
        _("Was the destination a Participant on the day?"),
        _NO_CODE,
    ),
    Check(
        "trade.prohibited",
        Part.SCHEME,
        Grade.FATAL,
        "docs/rule-sources.md (each restriction with its source)",
        _("Is this trade not prohibited?"),
        _NO_CODE,
    ),
    Check(
        "trade.condition",
        Part.SCHEME,
        Grade.WARNING,
        "docs/rule-sources.md",
        _("Is this trade free of conditions?"),
        _NO_CODE,
    ),
    Check(
        "trade.watch",
        Part.SCHEME,
        Grade.NOTE,
        "docs/rule-sources.md",
        _("Does this trade need no special attention?"),
        _NO_CODE,
    ),
    Check(
        "number.pattern",
        Part.SCHEME,
        Grade.HIGH,
        "CORE Annex I.A; the issuer’s rule pack",
        _("Does the number look as the issuer’s numbers do?"),
        _NO_CODE,
    ),
    Check(
        "number.range",
        Part.SCHEME,
        Grade.HIGH,
        "CORE II(d); EU Annex IV",
        _("Does the number lie in a range that the issuer has put into use?"),
        _("Not checked: no ranges of this issuer are known."),
    ),
    Check(
        "dates.issue",
        Part.SCHEME,
        Grade.HIGH,
        "CORE Annex I.A",
        _("Was it issued on or before this day?"),
        _NO_CODE,
    ),
    Check(
        "dates.expiry",
        Part.SCHEME,
        Grade.HIGH,
        "CORE Annex I.A; CA-REG 6; EU 12(5)",
        _("Has it not expired?"),
        _NO_CODE,
    ),
    Check(
        "destination.here",
        Part.SCHEME,
        Grade.HIGH,
        "EU 3(c)",
        _("Are the goods where the certificate sends them?"),
        _("Not checked: it was not said where the goods are."),
    ),
    Check(
        "report.ended",
        Part.REPORTS,
        Grade.FATAL,
        "EU 12(5); CA-REG 6",
        _("Has the issuer not ended it (void, superseded, cancelled, revoked)?"),
        _NO_TRUST,
    ),
    Check(
        "report.missing",
        Part.REPORTS,
        Grade.HIGH,
        "CORE V(f), (g)",
        _("Is it not reported lost or stolen?"),
        _NO_TRUST,
    ),
    Check(
        "report.doubt",
        Part.REPORTS,
        Grade.HIGH,
        "CORE V(e), VI.16",
        _("Is there no open doubt about it, and has the issuer not called it a fake?"),
        _NO_TRUST,
    ),
    Check(
        "report.claimed",
        Part.REPORTS,
        Grade.HIGH,
        "CORE III(b), Annex I.A (unique numbering)",
        _("Has no other inspection case opened or confirmed this number?"),
        _NO_TRUST,
    ),
    Check(
        "report.contents",
        Part.REPORTS,
        Grade.HIGH,
        "CORE Annex I.A (unique numbering)",
        _("Are no other contents known under this number?"),
        _NO_TRUST,
    ),
    Check(
        "report.unentitled",
        Part.REPORTS,
        Grade.NOTE,
        "docs/verification.md",
        _("Has nobody said of it what only another may say?"),
        _NO_TRUST,
    ),
    Check(
        "log.inclusion",
        Part.PUBLIC_RECORD,
        Grade.WARNING,
        "RFC 9162 2.1.3",
        _("Does the issuer’s public log hold it?"),
        _("Not checked: the issuer’s log is not known here."),
    ),
    Check(
        "log.witnesses",
        Part.PUBLIC_RECORD,
        Grade.WARNING,
        "C2SP tlog-cosignature",
        _("Have witnesses cosigned that log?"),
        _("Not checked: the issuer’s log is not known here."),
    ),
    Check(
        "advice.equal",
        Part.IN_HAND,
        Grade.HIGH,
        "CORE Annex II.19, II.21",
        _("Does the issuer’s advance notice say the same?"),
        _("Not checked here: compare it with the issuer’s advance notice."),
    ),
    Check(
        "paper.specimen",
        Part.IN_HAND,
        Grade.FATAL,
        "CORE II(d); EU 9",
        _("Does the paper look like the issuer’s specimen?"),
        _("Not checked: for the officer, paper in hand."),
    ),
    Check(
        "paper.validation",
        Part.IN_HAND,
        Grade.FATAL,
        "CORE Annex I.A (validation); EU 9",
        _("Are stamp and signature those of the issuer’s signatory?"),
        _("Not checked: for the officer, paper in hand."),
    ),
    Check(
        "container.seals",
        Part.IN_HAND,
        Grade.FATAL,
        "CORE IV(c), Annex II.22; EU 3(b)",
        _("Are the seals intact and those on the certificate?"),
        _("Not checked: for the officer, container in hand."),
    ),
    Check(
        "goods.parcels",
        Part.IN_HAND,
        Grade.HIGH,
        "CORE Annex II.23; EU 3(c)",
        _("Is the number of parcels right?"),
        _("Not checked: for the officer, container opened."),
    ),
    Check(
        "goods.weight",
        Part.IN_HAND,
        Grade.HIGH,
        "CORE Annex II.23",
        _("Is the weight right, line by line?"),
        _("Not checked: for the officer, by weighing."),
    ),
    Check(
        "goods.kind",
        Part.IN_HAND,
        Grade.HIGH,
        "CORE I",
        _("Are they rough diamonds of the sub-headings stated?"),
        _("Not checked: for the officer, goods in hand."),
    ),
    Check(
        "goods.value",
        Part.IN_HAND,
        Grade.WARNING,
        "practice of importing authorities",
        _("Is the value plausible?"),
        _("Not checked: for the valuer."),
    ),
)

CHECK: dict[str, Check] = {check.code: check for check in CHECKS}
