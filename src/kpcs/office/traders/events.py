"""Acts of the traders context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class TraderAct(ActKind):
    TRADER_REGISTERED = "traders.trader_registered", _("Trader registered")
    LICENCE_GRANTED = "traders.licence_granted", _("Licence granted")
    LICENCE_ENDED = "traders.licence_ended", _("Licence ended")
    AGENT_APPOINTED = "traders.agent_appointed", _("Agent appointed")
    AGENT_DISMISSED = "traders.agent_dismissed", _("Agent dismissed")
