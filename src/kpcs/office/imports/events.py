"""Acts of the imports context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class ImportAct(ActKind):
    """Everything that the import desk does, and what messages do to it."""

    ANNOUNCED = "imports.announced", _("Put on the expected list")
    DISPATCHED = "imports.dispatched", _("Reported as exported")
    ARRIVED = "imports.arrived", _("Arrived")
    CLOSED = "imports.closed", _("Movement closed by hand")
    CAPTURED = "imports.captured", _("Document captured")
    AMENDED = "imports.amended", _("Capture of the paper amended")
    CHECKED = "imports.checked", _("Document checked")
    LOOKED_AT = "imports.looked_at", _("Looked at by the officer")
    EVIDENCE_ADDED = "imports.evidence_added", _("Evidence added")
    SIGHTED = "imports.sighted", _("Sighting recorded")
    ASKED = "imports.asked", _("Issuer asked")
    ANSWERED = "imports.answered", _("Answer of the issuer recorded")
    UNANSWERED = "imports.unanswered", _("Question closed without an answer")
    CASE_OPENED = "imports.case_opened", _("Inspection case opened")
    COME_BACK = "imports.come_back", _("Brought again under the same case")
    VERIFIED = "imports.verified", _("Verified")
    INSPECTED = "imports.inspected", _("Inspection saved")
    WEIGHED = "imports.weighed", _("Opened and weighed")
    HELD = "imports.held", _("Held")
    HOLD_MOVED = "imports.hold_moved", _("Hold changed")
    HOLD_ENDED = "imports.hold_ended", _("Hold ended")
    DECIDED = "imports.decided", _("Decided")
    DISPOSED = "imports.disposed", _("Refused goods dealt with")
    CONFIRMED = "imports.confirmed", _("Confirmed to the exporting authority")
    COPY_GIVEN = "imports.copy_given", _("Authenticated copy given to the importer")
    FILED = "imports.filed", _("Original filed")
