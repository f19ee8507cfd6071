"""Acts of the participants context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class ParticipantAct(ActKind):
    AUTHORITY_RECORDED = "participants.authority_recorded", _("Authority’s address recorded")
    RANGE_RECORDED = "participants.range_recorded", _("Number range recorded")
