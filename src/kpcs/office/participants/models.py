"""Tables of foreign authorities and of the number ranges they have notified."""

from django.db import models
from django.db.models import F, Q


class Authority(models.Model):
    """Where to write to an authority of a Participant; a printed letter carries this address."""

    participant = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=160)
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    duty_phone = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "participants_authority"


class NumberRange(models.Model):
    """Numbers that an issuer has said are in use between two days (CORE II(d))."""

    issuer = models.CharField(max_length=2, db_index=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "participants_number_range"
        constraints = (models.CheckConstraint(condition=Q(last__gte=F("first")), name="participants_range_order"),)
