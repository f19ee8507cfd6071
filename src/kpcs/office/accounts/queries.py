"""Reading people, offices and duties."""

from datetime import date

from django.db.models import Q

from kpcs.office.accounts.models import Duty, Holiday, Office, Person
from kpcs.office.accounts.terms import Acting


def offices_of(person: Person, day: date) -> list[Office]:
    """Offices where ``person`` holds a duty on ``day``, by code."""
    return list(Office.objects.filter(_in_force(day, "duties__"), duties__person=person).distinct().order_by("code"))


def acting(person: Person, office: Office, day: date) -> Acting:
    """``person`` in ``office`` with the roles held there on ``day``."""
    roles = Duty.objects.filter(_in_force(day), person=person, office=office).values_list("role", flat=True)
    return Acting(person, office, frozenset(roles))


def holders(office: Office, role: str, day: date) -> list[Duty]:
    """Duties of ``role`` in force in ``office``, by name of the person."""
    duties = Duty.objects.filter(_in_force(day), office=office, role=role).select_related("person")
    return list(duties.order_by("person__name"))


def holidays(office: Office) -> frozenset[date]:
    """The days on which ``office`` does not work, beside its weekend."""
    return frozenset(Holiday.objects.filter(office=office).values_list("day", flat=True))


def _in_force(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    )
