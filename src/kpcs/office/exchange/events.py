"""Acts of the exchange context."""

from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import ActKind


class ExchangeAct(ActKind):
    PEER_ADDED = "exchange.peer_added", _("Peer added")
    PEER_SUSPENDED = "exchange.peer_suspended", _("Peer suspended")
    PEER_RESUMED = "exchange.peer_resumed", _("Dealings with a peer resumed")
    QUEUED = "exchange.queued", _("Message queued")
    RECEIPTED = "exchange.receipted", _("Receipt for a message")
    FAILED = "exchange.failed", _("Message not taken by the peer")
    RETRIED = "exchange.retried", _("Message queued again")
    PRINTED = "exchange.printed", _("Message printed and sent on paper")
    RECEIVED = "exchange.received", _("Message received")
    UNREADABLE = "exchange.unreadable", _("Unreadable message kept")
    CONFLICT = "exchange.conflict", _("Two messages under one sequence number")
    APPLIED = "exchange.applied", _("Message applied")
    SET_ASIDE = "exchange.set_aside", _("Message set aside")
    TRIED_AGAIN = "exchange.tried_again", _("Message taken up again")
    NUMBERS_SKIPPED = "exchange.numbers_skipped", _("Message numbers that a peer has already skipped")
    GAP_PASSED = "exchange.gap_passed", _("Missing message passed over")
