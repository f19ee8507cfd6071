"""Tables of people, offices and duties."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from kpcs.office.accounts.terms import Role


class Office(models.Model):
    """A place, body and powers within an authority: paper, numbers, cases and the calendar belong to an office."""

    code = models.CharField(max_length=20, unique=True)
    """Begins the office's case numbers: ``EU-S``."""
    participant = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    authority = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    weekend = models.CharField(max_length=7, default="67")
    """ISO weekday digits without work: ``67`` is Saturday and Sunday."""
    closes_at = models.TimeField(null=True)
    may_export = models.BooleanField(default=True)
    may_import = models.BooleanField(default=True)

    class Meta:
        db_table = "accounts_office"

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which an office does not work."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "accounts_holiday"
        constraints = (models.UniqueConstraint(fields=("office", "day"), name="accounts_holiday_once"),)


class PersonManager(BaseUserManager["Person"]):
    """Needed by sign-in; accounts are made by ``operations.add_person``."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """An account of one natural person; shared accounts do not exist."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        db_table = "accounts_person"

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """A role that a person holds in an office from one day until another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=120, blank=True)
    """The officer's title as printed beside the signature."""
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "accounts_duty"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "office", "role"),
                condition=Q(until__isnull=True),
                name="accounts_duty_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="accounts_duty_days"
            ),
        )
