"""A certificate, from the reserved number to its end."""

from kpcs.scheme.lifecycles.table import Act, Lifecycle, State, Transition
from kpcs.scheme.problems import gettext_noop as _


class CertificateState(State):
    RESERVED = "reserved", _("Reserved")
    FROZEN = "frozen", _("Frozen")
    PRINTED = "printed", _("Printed")
    VALIDATED = "validated", _("Validated")
    EXPORTED = "exported", _("Exported")
    SUPERSEDED = "superseded", _("Superseded")
    VOID = "void", _("Void")
    CANCELLED = "cancelled", _("Cancelled")
    REVOKED = "revoked", _("Revoked")
    LOST = "lost", _("Reported lost")
    STOLEN = "stolen", _("Reported stolen")


class CertificateAct(Act):
    FREEZE = "freeze"
    PRINT = "print"
    VALIDATE = "validate"
    EXPORT = "export"
    SUPERSEDE = "supersede"
    VOID = "void"
    CANCEL = "cancel"
    REVOKE = "revoke"
    REPORT_LOST = "report_lost"
    REPORT_STOLEN = "report_stolen"


_CS, _CA = CertificateState, CertificateAct
CERTIFICATE = Lifecycle(
    "certificate",
    _CS.RESERVED,
    _CS,
    _CA,
    {
        (_CS.RESERVED, _CA.FREEZE): Transition(_CS.FROZEN, "EU 12(2)-(3)"),
        (_CS.FROZEN, _CA.PRINT): Transition(_CS.PRINTED),
        (_CS.PRINTED, _CA.VALIDATE): Transition(_CS.VALIDATED, "CORE Annex I.A; Annex II.18"),
        (_CS.VALIDATED, _CA.EXPORT): Transition(_CS.EXPORTED, "CORE III(a)"),
        # a paper jam, or a seal or weight that differs after freezing, spoils sheet and number
        (_CS.RESERVED, _CA.VOID): Transition(_CS.VOID),
        (_CS.FROZEN, _CA.VOID): Transition(_CS.VOID),
        (_CS.PRINTED, _CA.VOID): Transition(_CS.VOID),
        (_CS.VALIDATED, _CA.VOID): Transition(_CS.VOID),
        # replacement: before export only, the original surrendered
        (_CS.PRINTED, _CA.SUPERSEDE): Transition(_CS.SUPERSEDED, "CA-ACT 11; CA-REG 3"),
        (_CS.VALIDATED, _CA.SUPERSEDE): Transition(_CS.SUPERSEDED, "CA-ACT 11; CA-REG 3"),
        # unused and returned to the issuing authority
        (_CS.PRINTED, _CA.CANCEL): Transition(_CS.CANCELLED, "EU 12(5)"),
        (_CS.VALIDATED, _CA.CANCEL): Transition(_CS.CANCELLED, "EU 12(5)"),
        (_CS.FROZEN, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.PRINTED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.VALIDATED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.EXPORTED, _CA.REVOKE): Transition(_CS.REVOKED, "CA-ACT 12"),
        (_CS.PRINTED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.VALIDATED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.EXPORTED, _CA.REPORT_LOST): Transition(_CS.LOST),
        (_CS.PRINTED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
        (_CS.VALIDATED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
        (_CS.EXPORTED, _CA.REPORT_STOLEN): Transition(_CS.STOLEN),
    },
)
