"""Reading traders, licences and agents."""

from datetime import date

from django.db.models import Q, QuerySet

from kpcs.office.accounts.models import Person
from kpcs.office.traders.models import Agent, Licence, Trader
from kpcs.scheme.certificate import Party


def traders(kind: str = "") -> QuerySet[Trader]:
    """All traders, or those that hold a licence of ``kind``, by name."""
    found = Trader.objects.all()
    return found.filter(licences__kind=kind).distinct() if kind else found


def traders_of(person: Person, day: date) -> list[Trader]:
    """The traders for whom ``person`` may act on ``day``, by name."""
    return list(Trader.objects.filter(_in_force(day, "agents__"), agents__person=person).distinct())


def is_agent(person: Person, trader: Trader, day: date) -> bool:
    """Whether ``person`` may act for ``trader`` on ``day``."""
    return Agent.objects.filter(_in_force(day), person=person, trader=trader).exists()


def licence_on(trader: Trader, day: date) -> Licence | None:
    """The licence that covers ``day``, the one lasting longest where there are several; None without one."""
    held = list(trader.licences.filter(_in_force(day)))
    return max(held, key=lambda licence: licence.until or date.max, default=None)


def party(trader: Trader) -> Party:
    """The trader as a certificate prints him."""
    return Party(trader.name, tuple(line for line in trader.address.splitlines() if line.strip()), trader.country)


def _in_force(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    )
