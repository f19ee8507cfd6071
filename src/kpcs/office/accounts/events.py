"""Acts of the accounts context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class AccountAct(ActKind):
    OFFICE_OPENED = "accounts.office_opened", _("Office opened")
    PERSON_ADDED = "accounts.person_added", _("Person added")
    DUTY_GIVEN = "accounts.duty_given", _("Duty given")
    DUTY_ENDED = "accounts.duty_ended", _("Duty ended")
