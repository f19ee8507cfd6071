"""Acts of the certificates context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class CertificateEvent(ActKind):
    SERIES_OPENED = "certificates.series_opened", _("Series of numbers opened")
    SHEETS_RECEIVED = "certificates.sheets_received", _("Sheets received")
    SHEETS_ALLOTTED = "certificates.sheets_allotted", _("Sheets allotted to an office")
    SHEET_SPOILED = "certificates.sheet_spoiled", _("Sheet spoiled")
    SHEET_MISSING = "certificates.sheet_missing", _("Sheet reported missing")
    RESERVED = "certificates.reserved", _("Number reserved")
    FROZEN = "certificates.frozen", _("Record frozen and signed")
    PRINTED = "certificates.printed", _("Printed")
    VALIDATED = "certificates.validated", _("Validated")
    HANDED_OVER = "certificates.handed_over", _("Handed over")
    EXPORTED = "certificates.exported", _("Left the country")
    SUPERSEDED = "certificates.superseded", _("Superseded by a replacement")
    VOIDED = "certificates.voided", _("Sheet and number void")
    CANCELLED = "certificates.cancelled", _("Cancelled, unused")
    REVOKED = "certificates.revoked", _("Revoked")
    REPORTED_LOST = "certificates.reported_lost", _("Reported lost")
    REPORTED_STOLEN = "certificates.reported_stolen", _("Reported stolen")
    STATUS_RECEIVED = "certificates.status_received", _("Status notice received")
    QUERY_RECEIVED = "certificates.query_received", _("Authenticity query received")
    QUERY_ANSWERED = "certificates.query_answered", _("Authenticity query answered")
    NODE_RESTORED = "certificates.node_restored", _("Restored from a backup")
    RESTORE_CONFIRMED = "certificates.restore_confirmed", _("Last number used confirmed after a restore")
