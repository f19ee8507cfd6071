"""What the import desk refuses, and why. A foreign document itself is never refused: its faults are findings."""

from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

ONLY_DESK = _("Only an officer of an import desk does this.")
ONLY_INSPECTOR = _("Only an inspector or a supervisor of an office that imports opens a case.")
ONLY_CASE_OFFICE = _("Only an inspector or a supervisor of the office of the case does this.")
ONLY_WEIGHERS = _("Only inspectors, weighers and supervisors of the office of the case record what was found.")
ONLY_ASKERS = _("Only an inspector, a supervisor or the focal point writes to the issuer.")
ONLY_SETTLING_SUPERVISOR = _(
    "Two claims of one number are settled by a supervisor who did not open the case: two persons decide."
)
ONLY_SUPERVISOR = _("Only a supervisor closes a movement by hand.")


def paper_empty() -> Refusal:
    return refuse("imports.paper.empty", _("Type at least one thing that stands on the paper."), "number")


def amended_after_case() -> Refusal:
    return refuse(
        "imports.paper.case_open",
        _("A case is open on this paper: what was captured stays as it is. Add a remark or a photograph instead."),
    )


def other_office(office: str) -> Refusal:
    return refuse(
        "imports.case.other_office",
        _("This sheet is in the hands of the %(office)s office, which has opened a case. Record a sighting instead."),
        office=office,
    )


def destination_other(destination: str) -> Refusal:
    return refuse(
        "imports.pre_advice.destination",
        _("The certificate of this pre-advice is bound for %(destination)s, not for us."),
        destination=destination,
    )


def pre_advice_sender(sender: str, issuer: str) -> Refusal:
    return refuse(
        "imports.pre_advice.sender",
        _("%(sender)s announces a certificate that %(issuer)s issued."),
        sender=sender,
        issuer=issuer,
    )


def pre_advice_not_authentic(reason: str) -> Refusal:
    return refuse(
        "imports.pre_advice.not_authentic",
        _("The code in this pre-advice is not authentic: %(reason)s"),
        reason=reason,
    )


def arrival_known(number: str) -> Refusal:
    return refuse("imports.arrival.known", _("%(number)s is on the expected list already."), "number", number=number)


def answer_without_question(number: str) -> Refusal:
    return refuse("imports.answer.no_question", _("Nothing was asked about %(number)s."), number=number or "–")


def answer_unknown(given: str) -> Refusal:
    return refuse("imports.answer.unknown", _("“%(given)s” is not an answer that an issuer gives."), given=given)


def text_missing(where: str) -> Refusal:
    return refuse("imports.text_missing", _("Say in a few words what this is about."), where)


def line_negative(where: str) -> Problem:
    return Problem("imports.line.negative", _("A weight found is zero or more."), where)


def line_unknown(where: str) -> Problem:
    return Problem("imports.line.unknown", _("The case has no such line."), where)


def heading_unknown(where: str, given: str) -> Problem:
    return Problem(
        "imports.line.heading",
        _("Choose 7102.10, 7102.21 or 7102.31. “%(given)s” is not a sub-heading of rough diamonds."),
        where,
        {"given": given[:20]},
    )


def seal_unknown(where: str) -> Problem:
    return Problem("imports.seal.unknown", _("The case has no such seal."), where)


def seal_number(where: str) -> Problem:
    return Problem("imports.seal.number", _("Enter the number of the seal that you found."), where)


def seal_missing_with_number(where: str) -> Problem:
    return Problem("imports.seal.missing_with_number", _("A missing seal has no number: leave it empty."), where)


def parcels_negative(where: str) -> Problem:
    return Problem("imports.parcels.negative", _("The number of parcels found is zero or more."), where)


def container_unknown(where: str) -> Problem:
    return Problem("imports.container.unknown", _("The case has no such container."), where)


def weighed_already() -> Problem:
    return Problem(
        "imports.inspection.complete",
        _("Everything has been weighed: a result can be corrected, but not taken away."),
    )


def not_weighed(missing: int) -> Problem:
    return Problem(
        "imports.decision.not_weighed",
        _("Open and weigh first: %(missing)s results are missing."),
        "",
        {"missing": str(missing)},
    )


def held() -> Problem:
    return Problem("imports.decision.held", _("A hold is not settled: end it first, or refuse, return or seize."))


def not_authentic() -> Problem:
    return Problem(
        "imports.decision.not_authentic",
        _("The document is not authentic. Goods are accepted on it only when the issuer confirms it as genuine."),
    )


def issuer_denies(answer: str) -> Problem:
    return Problem(
        "imports.decision.issuer_denies",
        _("The issuer’s answer is “%(answer)s”: goods are not accepted on this document."),
        "",
        {"answer": answer},
    )


def barred() -> Problem:
    return Problem(
        "imports.decision.barred",
        _(
            "The certificate is barred. Hold the goods; they can be accepted once the hold has ended as remedied"
            " (EU 5(2))."
        ),
    )


def differs() -> Problem:
    return Problem(
        "imports.decision.differs",
        _("Something differs from the certificate: accept with difference, or decide otherwise."),
    )


def no_difference() -> Problem:
    return Problem("imports.decision.no_difference", _("Nothing differs from the certificate: accept the goods."))


def remarks_missing() -> Problem:
    return Problem("imports.decision.remarks_missing", _("Say what was found and why this is decided."), "remarks")


def legal_basis_missing() -> Problem:
    return Problem("imports.legal_basis_missing", _("Name the law or the order that allows this."), "legal_basis")


def not_a_decision(act: str) -> Refusal:
    return refuse("imports.decision.unknown", _("“%(act)s” does not decide a case."), "act", act=act)


def not_an_end_of_hold() -> Refusal:
    return refuse("imports.hold.by_decision", _("Goods are returned or seized by the decision on the case."), "act")


def apart(first: str, second: str) -> Refusal:
    return refuse(
        "imports.apart",
        _("Two persons must do this: who did “%(first)s” cannot do “%(second)s” as well."),
        first=first,
        second=second,
    )


def held_before_confirming() -> Refusal:
    return refuse(
        "imports.confirmation.held",
        _("A hold began after the decision: settle it before the goods are confirmed."),
    )


def not_disposable() -> Refusal:
    return refuse("imports.disposal.unknown", _("Refused goods are returned or seized."), "act")


def file_place_missing() -> Refusal:
    return refuse("imports.filing.place_missing", _("Say where the original is filed."), "place")


def copy_receiver_missing() -> Refusal:
    return refuse("imports.copy.receiver_missing", _("Say who received the copy."), "to")


def nothing_to_close() -> Refusal:
    return refuse("imports.movement.case_open", _("A case is open on this shipment: decide it instead."))


def sighting_number() -> Refusal:
    return refuse("imports.sighting.number", _("A sighting needs the certificate number."), "number")


def evidence_empty() -> Refusal:
    return refuse("imports.evidence.empty", _("The file is empty."), "file")


def evidence_kind(found: str) -> Refusal:
    return refuse(
        "imports.evidence.media_type",
        _("Add a photograph (JPEG, PNG, WebP) or a PDF; this file is %(found)s."),
        "file",
        found=found,
    )


def not_confirmed() -> Refusal:
    return refuse("imports.confirmation.missing", _("Confirm to the exporting authority first."))
