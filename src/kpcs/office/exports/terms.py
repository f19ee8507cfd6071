"""Words of the exports context."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionReason(models.TextChoices):
    """Why an application is refused, or what is asked for; stated in writing with a note (CA-ACT 9-10)."""

    LICENCE = "licence", _("licence missing or not in force")
    ORIGIN = "origin", _("origin not shown")
    DECLARATION = "declaration", _("declaration or warranty missing or doubtful")
    DOCUMENTS = "documents", _("documents missing or not legible")
    WEIGHT_OR_VALUE = "weight_or_value", _("weight or value does not agree")
    DESTINATION = "destination", _("destination not admissible")
    OTHER = "other", _("other reason, see note")


class Round(models.TextChoices):
    """When a parcel was weighed."""

    INTAKE = "intake", _("at intake")
    PACKING = "packing", _("when packed")


class Arrived(models.TextChoices):
    """How a confirmation came to us."""

    MESSAGE = "message", _("by message")
    SLIP = "slip", _("on a slip")
    EMAIL = "email", _("by e-mail")


class Agreement(models.TextChoices):
    """Whether what both sides hold is the same, worked out when a confirmation comes in."""

    SAME = "same", _("both sides agree")
    DIFFERS = "differs", _("the sides differ")
