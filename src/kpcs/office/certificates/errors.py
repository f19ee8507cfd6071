"""What the certificates context refuses, and why."""

from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _

ONLY_STOCK = _("Only a stock keeper or a supervisor keeps numbers and sheets.")
ONLY_ISSUER = _("Only an issuing officer of the certificate’s own office may do this.")
ONLY_VALIDATOR = _("Only a signatory of the certificate’s own office may validate.")
ONLY_CUSTOMS = _("Only customs or an issuing officer of the certificate’s own office records the exit.")
ONLY_SUPERVISOR = _("Only a supervisor of the certificate’s own office may revoke.")
ONLY_LOSS = _("Only an issuing officer, customs or a supervisor of the certificate’s own office reports a loss.")
ONLY_FOCAL_POINT = _("Only the focal point or a supervisor answers other authorities.")
ONLY_SUPERVISOR_RESTORE = _("Only a supervisor confirms the last number used.")


def unknown(number: str) -> Refusal:
    return refuse("certificate.unknown", _("There is no certificate %(number)s here."), number=number)


def series_order() -> Problem:
    return Problem("series.order", _("The last number must not be below the first."), "last")


def series_digits(digits: int) -> Problem:
    return Problem(
        "series.digits", _("The last number does not fit into %(digits)s digits."), "last", {"digits": str(digits)}
    )


def series_overlaps(first: str, last: str) -> Problem:
    return Problem(
        "series.overlaps",
        _("These numbers overlap with the series %(first)s to %(last)s."),
        "first",
        {"first": first, "last": last},
    )


def series_none(office: str) -> Refusal:
    return refuse(
        "series.none",
        _("The office %(office)s has no numbers left: a stock keeper opens a new series first."),
        office=office,
    )


def sheets_none(office: str) -> Refusal:
    return refuse(
        "sheet.none", _("The office %(office)s has no sheets left: a stock keeper allots some first."), office=office
    )


def sheet_exists(number: str) -> Problem:
    return Problem("sheet.exists", _("There is a sheet %(number)s already."), "sheets", {"number": number})


def sheet_number_taken(number: str) -> Problem:
    return Problem("sheet.number_taken", _("The certificate number %(number)s is taken."), "sheets", {"number": number})


def sheet_number_malformed(number: str) -> Problem:
    return Problem(
        "sheet.number_malformed",
        _("“%(number)s” is not a certificate number of this authority."),
        "sheets",
        {"number": number[:20]},
    )


def sheet_unknown(number: str) -> Refusal:
    return refuse("sheet.unknown", _("There is no sheet %(number)s here."), number=number)


def sheet_in_use(number: str) -> Refusal:
    return refuse(
        "sheet.in_use",
        _("The sheet %(number)s belongs to a certificate: spoil it there, together with its number."),
        number=number,
    )


def sheets_missing_numbers() -> Problem:
    return Problem("sheet.number_missing", _("Enter the numbers of the sheets."), "sheets")


def no_room(free: int) -> Problem:
    return Problem(
        "certificate.no_room",
        _("The disk has only %(free)s MB left. Nothing is issued before there is room: kpcs doctor says more."),
        "",
        {"free": str(free // 1_000_000)},
    )


def disk_full() -> Refusal:
    return refuse(
        "certificate.disk_full",
        _("The disk is full. Nothing was issued and no number was used: kpcs doctor says more."),
    )


def restore_unconfirmed() -> Problem:
    return Problem(
        "certificate.restore_unconfirmed",
        _("This node was restored from a backup. A supervisor confirms the last number used before more are issued."),
    )


def no_restore() -> Refusal:
    return refuse("restore.none", _("No restore waits for confirmation."))


def restore_outside(number: str) -> Refusal:
    return refuse(
        "restore.outside_series",
        _("The number %(number)s lies in no series of this authority."),
        "last_number_used",
        number=number,
    )


def signatory_not_on_duty(name: str) -> Problem:
    return Problem(
        "certificate.signatory.not_on_duty",
        _("%(name)s is not a signatory of this office today."),
        "signatory",
        {"name": name},
    )


def other_signatory(name: str) -> Problem:
    return Problem(
        "certificate.validate.other_signatory",
        _("The certificate names %(name)s as signatory: only that person validates it."),
        "",
        {"name": name},
    )


def same_person(first: str, second: str) -> Problem:
    return Problem(
        "certificate.same_person",
        _("The acts “%(first)s” and “%(second)s” need two different persons."),
        "",
        {"first": first, "second": second},
    )


def two_persons() -> Problem:
    return Problem(
        "certificate.two_persons", _("Two persons stand behind each certificate: another one must validate.")
    )


def expired(day: str) -> Problem:
    return Problem("certificate.expired", _("The certificate expired on %(day)s."), "", {"day": day})


def export_limit_passed(day: str) -> Problem:
    return Problem(
        "certificate.export_limit_passed", _("The certificate was to be exported by %(day)s."), "", {"day": day}
    )


def not_handed_over() -> Problem:
    return Problem(
        "certificate.not_handed_over", _("The certificate has not been handed over to the exporter or carrier yet.")
    )


def handed_over_already() -> Refusal:
    return refuse("certificate.handed_over_already", _("The certificate has been handed over already."))


def receiver_missing() -> Refusal:
    return refuse("certificate.receiver_missing", _("Enter the name of the person who received it."), "receiver")


def exit_before_validation(day: str) -> Problem:
    return Problem(
        "certificate.exit_before_validation",
        _("The goods cannot have left before the certificate was validated on %(day)s."),
        "exported_on",
        {"day": day},
    )


def exit_in_future() -> Problem:
    return Problem("certificate.exit_in_future", _("The day of exit lies in the future."), "exported_on")


def reason_not_listed() -> Problem:
    return Problem("certificate.reason", _("Choose a reason from the list."), "reason")


def note_missing() -> Problem:
    return Problem("certificate.note_missing", _("Say in a sentence what happened."), "note")


def not_surrendered() -> Problem:
    return Problem(
        "certificate.not_surrendered", _("The original must be surrendered before it is replaced."), "surrendered"
    )


def query_answered() -> Refusal:
    return refuse("query.answered", _("This query has been answered already."))


def query_result_missing() -> Problem:
    return Problem("query.result_missing", _("Choose an answer."), "result")


def notice_not_issuer(number: str, sender: str) -> Refusal:
    return refuse(
        "notice.not_issuer",
        _("%(sender)s told about %(number)s, which is not its certificate: only the issuer says what became of it."),
        number=number,
        sender=sender,
    )


def not_our_number(number: str) -> Refusal:
    return refuse("query.not_ours", _("%(number)s is not a number of this authority."), number=number)
