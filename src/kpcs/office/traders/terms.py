"""Words of the traders context."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TraderKind(models.TextChoices):
    """What a trader does with rough diamonds (CORE Annex II.13: all of them are registered and licensed)."""

    MINER = "miner", _("miner")
    DEALER = "dealer", _("dealer")
    EXPORTER = "exporter", _("exporter")
    IMPORTER = "importer", _("importer")
    CARRIER = "carrier", _("carrier")
