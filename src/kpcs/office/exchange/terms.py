"""Words of the exchange context: kinds of messages and peers, and how far a received message has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a message is; the value travels as its type."""

    PRE_ADVICE = "pre_advice", _("Pre-advice")
    CONFIRMATION = "confirmation", _("Import confirmation")
    AUTHENTICITY_QUERY = "authenticity_query", _("Authenticity query")
    AUTHENTICITY_ANSWER = "authenticity_answer", _("Answer on authenticity")
    CERTIFICATE_STATUS = "certificate_status", _("Certificate status notice")


class MovementKind(models.TextChoices):
    """Why goods move; told in the pre-advice, counted by statistics."""

    ORDINARY = "ordinary", _("Ordinary")
    TECHNICAL = "technical", _("Under a technical certificate")
    RETURN = "return", _("Return")
    TEMPORARY = "temporary", _("Temporary")


class PeerKind(models.TextChoices):
    """How an authority or body is reached."""

    NODE = "node", _("Node")
    PAPER = "paper", _("Paper")


class PeerState(models.TextChoices):
    """Whether this authority deals with the peer by messages: its own decision, taken by a supervisor."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")


class ReceivedState(models.TextChoices):
    """How far a received message has come. Each is proven to be its sender's."""

    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    SET_ASIDE = "set_aside", _("Set aside")
    """Its effect was refused; the problem is kept, and it can be tried again."""
    UNREADABLE = "unreadable", _("Unreadable")
    """Its body does not have the form of its kind."""
    NOT_UNDERSTOOD = "not_understood", _("Not understood")
    """Of a kind or version that this program does not know yet."""
    CONFLICT = "conflict", _("Second message under one number")


class Carriage(models.TextChoices):
    """How a printed message went to an authority without a node."""

    EMAIL = "email", _("by e-mail")
    POST = "post", _("by post")
    COURIER = "courier", _("by courier")
    BY_HAND = "by_hand", _("by hand")
