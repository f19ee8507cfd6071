"""Tables of traders, their licences and those who act for them."""

from django.db import models
from django.db.models import F, Q

from kpcs.office.accounts.models import Person
from kpcs.office.traders.terms import TraderKind


class Trader(models.Model):
    """A person or firm that trades rough diamonds (CORE Annex II.12 and II.14: name, address, residence)."""

    name = models.CharField(max_length=120)
    address = models.TextField()
    """Lines as printed on a certificate."""
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=TraderKind.choices)

    class Meta:
        db_table = "traders_trader"
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    """Permission to trade from one day until another; the day ``until`` is no longer covered."""

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="licences")
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=TraderKind.choices)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "traders_licence"
        ordering = ("since", "number")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="traders_licence_days"
            ),
        )


class Agent(models.Model):
    """A person who applies for a trader; one person may act for several."""

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="agents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agencies")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "traders_agent"
        constraints = (
            models.UniqueConstraint(
                fields=("trader", "person"), condition=Q(until__isnull=True), name="traders_agent_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="traders_agent_days"
            ),
        )
