"""What the exports context refuses, and why."""

from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

ONLY_APPLICANT = _("Only an agent of the trader or an intake officer of this office writes the application.")
ONLY_EXAMINER = _("Only an intake officer or an approver of this office examines the application.")
ONLY_APPROVER = _("Only an approver of this office decides on the application.")
ONLY_WEIGHER = _("Only a weigher or a valuer of this office records weights.")
ONLY_ISSUER = _("Only an issuing officer of this office may do this.")
ONLY_VALIDATOR = _("Only a signatory of this office may validate.")
ONLY_CUSTOMS = _("Only customs or an issuing officer of this office records the exit.")
ONLY_RECORDER = _(
    "Only an issuing officer, the focal point or a supervisor of this office records what the other side confirms."
)
ONLY_NODE = _("Messages are taken in by the node itself.")


def unknown(reference: str) -> Refusal:
    return refuse("application.unknown", _("There is no application %(reference)s here."), reference=reference)


def not_an_agent(trader: str) -> Refusal:
    return refuse("application.not_an_agent", _("You are not an agent of %(trader)s today."), trader=trader)


def no_office() -> Refusal:
    return refuse("application.no_office", _("An application is made at an office."))


def draft_closed() -> Refusal:
    return refuse("application.draft_closed", _("The application has been submitted and cannot be changed now."))


def missing(where: str, sentence: str) -> Problem:
    return Problem(f"export.{where.replace('.', '_')}_missing", sentence, where)


def date_malformed(where: str, given: str) -> Problem:
    return Problem(
        "export.date_malformed", _("“%(given)s” is not a date: write it like 2026-11-20."), where, {"given": given[:20]}
    )


def kind_unknown() -> Problem:
    return Problem("export.kind_unknown", _("Choose the kind of movement."), "kind")


def container_malformed(where: str, given: str) -> Problem:
    return Problem(
        "export.container_malformed",
        _("Number the containers 1, 2, 3; “%(given)s” is not such a number."),
        where,
        {"given": given[:10]},
    )


def containers_not_counted() -> Problem:
    return Problem("export.containers_gap", _("Number the containers from 1 on without a gap."), "lines")


def origins_malformed(where: str, given: str) -> Problem:
    return Problem(
        "export.origins_malformed",
        _("“%(given)s” is not an origin: write BW, or BW 810.750, NA 500.000 when mixed, or * when not listed."),
        where,
        {"given": given[:40]},
    )


def total_differs(where: str, stated: str, found: str) -> Problem:
    return Problem(
        f"export.{where}_sum",
        _("The lines add up to %(sum)s, but %(stated)s is stated."),
        where,
        {"sum": found, "stated": stated},
    )


def total_not_positive(where: str) -> Problem:
    return Problem(f"export.{where}_not_positive", _("The total must be more than zero."), where)


def declaration_missing() -> Problem:
    return Problem(
        "export.declaration_missing",
        _("The exporter must declare that the diamonds are not conflict diamonds (CORE Annex II.18)."),
        "declaration",
    )


def warranty_missing() -> Problem:
    return Problem("export.warranty_missing", _("The invoice must carry the statement of warranty."), "warranty")


def destination_represented(code: str, holder: str) -> Problem:
    return Problem(
        "export.destination_represented",
        _("Goods for %(code)s go under the authority of another Participant: choose %(holder)s."),
        "destination",
        {"code": code, "holder": holder},
    )


def departs_past(day: str) -> Problem:
    return Problem("export.departs_past", _("The day of departure, %(day)s, has passed."), "departs_on", {"day": day})


def arrives_before_departure() -> Problem:
    return Problem("export.arrives_before_departure", _("The goods cannot arrive before they depart."), "expected_on")


def no_licence(trader: str, day: str) -> Problem:
    return Problem(
        "export.no_licence",
        _("%(trader)s holds no licence that covers %(day)s."),
        "trader",
        {"trader": trader, "day": day},
    )


def same_person() -> Problem:
    return Problem("export.same_person", _("The approver must be another person than the one who applied."))


def conditions_open(conditions: str) -> Problem:
    return Problem(
        "export.conditions_open",
        _("Confirm that the conditions are met: %(conditions)s"),
        "conditions_met",
        {"conditions": conditions},
    )


def reason_missing() -> Problem:
    return Problem("export.reason_missing", _("Choose a reason from the list."), "reason")


def note_missing() -> Problem:
    return Problem("export.note_missing", _("State the reason in writing, in a sentence or two."), "note")


def not_approved(state: str) -> Refusal:
    return refuse("export.not_approved", _("The application is not approved: it is “%(state)s”."), state=state)


def not_in_examination(state: str) -> Refusal:
    return refuse(
        "export.not_in_examination",
        _("Parcels are weighed at intake while the application is examined: it is “%(state)s”."),
        state=state,
    )


def certificate_in_force(number: str) -> Refusal:
    return refuse(
        "export.certificate_in_force",
        _("The number %(number)s is in use for this application: void or cancel it first."),
        number=number,
    )


def no_certificate() -> Refusal:
    return refuse("export.no_certificate", _("No number has been reserved for this application yet."))


def no_movement() -> Refusal:
    return refuse("export.no_movement", _("No certificate of this application has been validated yet."))


def record_signed(number: str) -> Refusal:
    return refuse(
        "export.record_signed",
        _("The record of %(number)s is signed and cannot be changed: replace the certificate instead."),
        number=number,
    )


def parcel_unknown(parcel: str) -> Problem:
    return Problem(
        "weighing.parcel_unknown", _("There is no parcel %(parcel)s in this application."), "", {"parcel": parcel}
    )


def nothing_weighed() -> Problem:
    return Problem("weighing.nothing", _("Enter the weight of at least one parcel."), "weights")


def weight_not_positive(parcel: str) -> Problem:
    return Problem(
        "weighing.not_positive",
        _("The weight of parcel %(parcel)s must be more than zero."),
        f"weights.{parcel}",
        {"parcel": parcel},
    )


def witnesses_missing(count: int) -> Problem:
    return Problem(
        "export.witnesses_missing",
        _("Name the witnesses, %(count)s at least, each once, and none of them yourself."),
        "witnesses",
        {"count": str(count)},
    )


def not_weighed(parcel: str) -> Problem:
    return Problem(
        "export.not_weighed", _("Parcel %(parcel)s has not been reweighed for packing."), "", {"parcel": parcel}
    )


def weight_differs(parcel: str, stated: str, found: str) -> Problem:
    return Problem(
        "export.weight_differs",
        _("Parcel %(parcel)s weighs %(found)s ct, but %(stated)s ct were approved."),
        "",
        {"parcel": parcel, "stated": stated, "found": found},
    )


def containers_differ(wanted: int) -> Problem:
    return Problem(
        "seal.containers",
        _("Give the seals of each of the %(count)s containers."),
        "seals",
        {"count": str(wanted)},
    )


def seal_missing(container: int) -> Problem:
    return Problem(
        "certificate.seal.missing",
        _("Container %(container)s has no seal. Goods travel in a sealed container."),
        f"seals.{container - 1}",
        {"container": str(container)},
    )


def seal_repeated(seal: str, container: int) -> Problem:
    return Problem(
        "certificate.seal.repeated", _("Seal %(seal)s is given twice."), f"seals.{container}", {"seal": seal}
    )


def seal_used_before(seal: str, container: int) -> Problem:
    return Problem(
        "seal.used_before",
        _("Seal %(seal)s has been used before: a seal is used once."),
        f"seals.{container}",
        {"seal": seal},
    )


def seal_too_long(container: int, limit: int) -> Problem:
    return Problem(
        "seal.too_long",
        _("The number of a seal has %(limit)s characters at most."),
        f"seals.{container}",
        {"limit": str(limit)},
    )


def seals_not_allotted() -> Problem:
    return Problem("seal.not_allotted", _("Allot seals to every container first."), "seals")


def not_sealed() -> Problem:
    return Problem("export.not_sealed", _("The containers have not been sealed before witnesses yet."))


def sealed_already() -> Refusal:
    return refuse("export.sealed_already", _("The containers have been sealed already."))


def seal_after_validation() -> Refusal:
    return refuse(
        "export.seal_after_validation",
        _("The certificate travels inside the container: it is sealed when the certificate has been validated."),
    )


def confirmation_never_issued(number: str) -> Refusal:
    return refuse(
        "confirmation.never_issued",
        _("A confirmation names %(number)s, which this authority has not issued."),
        number=number,
    )


def confirmation_other_contents(number: str) -> Refusal:
    return refuse(
        "confirmation.other_contents",
        _("The confirmation of %(number)s is about other contents than those that were signed."),
        number=number,
    )


def confirmation_not_destination(number: str, sender: str) -> Refusal:
    return refuse(
        "confirmation.not_destination",
        _("%(sender)s confirms %(number)s, but is not its destination."),
        number=number,
        sender=sender,
    )


def confirmation_twice(number: str) -> Refusal:
    return refuse(
        "confirmation.answered_twice",
        _("%(number)s has been confirmed before. The second confirmation is kept for an officer."),
        number=number,
    )


def more_than_certified(found: str, certified: str) -> Problem:
    return Problem(
        "confirmation.more_than_certified",
        _("More was found than was certified: %(found)s ct instead of %(certified)s ct."),
        "",
        {"found": found, "certified": certified},
    )


def certified_differs(stated: str, certified: str) -> Problem:
    return Problem(
        "confirmation.certified_differs",
        _("The other side read %(stated)s ct from the certificate; %(certified)s ct were certified."),
        "",
        {"stated": stated, "certified": certified},
    )


def scan_missing() -> Problem:
    return Problem("confirmation.scan_missing", _("Add the scan of the slip or e-mail."), "scan")


def received_in_future() -> Problem:
    return Problem("confirmation.received_in_future", _("The day of receipt lies in the future."), "received_on")


def result_missing() -> Problem:
    return Problem("confirmation.result_missing", _("Choose what became of the goods."), "result")
