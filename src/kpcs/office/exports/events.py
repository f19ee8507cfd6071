"""Acts of the exports context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class ExportEvent(ActKind):
    STARTED = "exports.started", _("Application started")
    SUBMITTED = "exports.submitted", _("Application submitted")
    EXAMINED = "exports.examined", _("Examination begun")
    INFORMATION_REQUESTED = "exports.information_requested", _("Information requested")
    INFORMATION_GIVEN = "exports.information_given", _("Information given")
    APPROVED = "exports.approved", _("Application approved")
    REFUSED = "exports.refused", _("Application refused")
    WITHDRAWN = "exports.withdrawn", _("Application withdrawn")
    CORRECTED = "exports.corrected", _("Approved application corrected")
    WEIGHED = "exports.weighed", _("Parcels weighed")
    SEALS_ALLOTTED = "exports.seals_allotted", _("Seals allotted")
    SEALS_SPOILED = "exports.seals_spoiled", _("Seals spoiled")
    SEALED = "exports.sealed", _("Packed and sealed")
    ANNOUNCED = "exports.announced", _("Pre-advice sent")
    DISPATCHED = "exports.dispatched", _("Goods dispatched")
    MOVEMENT_CLOSED = "exports.movement_closed", _("Movement closed by hand")
    CONFIRMATION_RECEIVED = "exports.confirmation_received", _("Confirmation received")
    CONFIRMATION_DISPUTED = "exports.confirmation_disputed", _("Confirmation disputed")
    RECONCILED = "exports.reconciled", _("Reconciled: both sides agree")
