"""Acts upon traders, their licences and agents."""

from datetime import date, datetime

from django.db import transaction

from kpcs.office.accounts.models import Person
from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.traders import errors
from kpcs.office.traders.events import TraderAct
from kpcs.office.traders.models import Agent, Licence, Trader
from kpcs.office.traders.rules import may_keep_register
from kpcs.office.traders.terms import TraderKind
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _

__all__ = ["appoint_agent", "dismiss_agent", "end_licence", "grant_licence", "register_trader"]

_ONLY_INTAKE = _("Only an intake officer or a supervisor keeps the register of traders.")


@transaction.atomic
def register_trader(*, by: Acting, at: datetime, name: str, address: str, country: str, kind: TraderKind) -> Trader:
    """Register a trader. ``address`` holds the lines that a certificate prints, ``country`` is alpha-2.

    Raises, all at once, ``traders.name_missing``, ``traders.address_missing``, ``traders.country_malformed``.
    """
    require(may_keep_register, by, None, _ONLY_INTAKE)
    found = []
    if not name.strip():
        found.append(errors.name_missing())
    if not address.strip():
        found.append(errors.address_missing())
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        found.append(errors.country_malformed(country))
    if found:
        raise Refusal(found)
    trader = Trader.objects.create(name=name.strip(), address=address.strip(), country=country, kind=kind)
    audit.record(
        act=TraderAct.TRADER_REGISTERED,
        subject=f"trader/{trader.pk}",
        by=by.actor,
        at=at,
        facts={"country": country, "kind": str(kind)},
        personal={"name": trader.name, "address": trader.address},
    )
    return trader


@transaction.atomic
def grant_licence(
    *, by: Acting, at: datetime, trader: Trader, number: str, kind: TraderKind, since: date, until: date | None = None
) -> Licence:
    """Record a licence from ``since`` up to but not including ``until``.

    Raises ``traders.licence_number_missing``, ``traders.licence_days`` (both at once), ``traders.licence_exists``.
    """
    require(may_keep_register, by, trader, _ONLY_INTAKE)
    found = []
    if not number.strip():
        found.append(errors.licence_number_missing())
    if until is not None and until <= since:
        found.append(errors.licence_days())
    if found:
        raise Refusal(found)
    if Licence.objects.filter(number=number.strip()).exists():
        raise errors.licence_exists(number.strip())
    licence = Licence.objects.create(trader=trader, number=number.strip(), kind=kind, since=since, until=until)
    audit.record(
        act=TraderAct.LICENCE_GRANTED,
        subject=f"trader/{trader.pk}",
        by=by.actor,
        at=at,
        facts={"licence": licence.number, "kind": str(kind), "since": since, "until": until},
    )
    return licence


@transaction.atomic
def end_licence(*, by: Acting, at: datetime, licence: Licence, until: date) -> Licence:
    """End a licence: from ``until`` on it covers nothing. Raises ``traders.licence_days``."""
    require(may_keep_register, by, licence, _ONLY_INTAKE)
    if until <= licence.since:
        raise Refusal([errors.licence_days()])
    licence.until = until
    licence.save(update_fields=["until"])
    audit.record(
        act=TraderAct.LICENCE_ENDED,
        subject=f"trader/{licence.trader_id}",
        by=by.actor,
        at=at,
        facts={"licence": licence.number, "until": until},
    )
    return licence


@transaction.atomic
def appoint_agent(*, by: Acting, at: datetime, trader: Trader, person: Person, since: date) -> Agent:
    """Let ``person`` act for ``trader`` from ``since``. Raises ``traders.agent_appointed``."""
    require(may_keep_register, by, trader, _ONLY_INTAKE)
    Trader.objects.select_for_update().get(pk=trader.pk)
    if Agent.objects.filter(trader=trader, person=person, until__isnull=True).exists():
        raise errors.agent_appointed()
    agent = Agent.objects.create(trader=trader, person=person, since=since)
    audit.record(
        act=TraderAct.AGENT_APPOINTED,
        subject=f"trader/{trader.pk}",
        by=by.actor,
        at=at,
        facts={"account": person.username, "since": since},
        personal={"name": person.name},
    )
    return agent


@transaction.atomic
def dismiss_agent(*, by: Acting, at: datetime, trader: Trader, person: Person, until: date) -> Agent:
    """From ``until`` on ``person`` no longer acts for ``trader``. Raises ``traders.not_an_agent``."""
    require(may_keep_register, by, trader, _ONLY_INTAKE)
    agent = Agent.objects.select_for_update().filter(trader=trader, person=person, until__isnull=True).first()
    if agent is None:
        raise errors.not_an_agent()
    agent.until = until
    agent.save(update_fields=["until"])
    audit.record(
        act=TraderAct.AGENT_DISMISSED,
        subject=f"trader/{trader.pk}",
        by=by.actor,
        at=at,
        facts={"account": person.username, "until": until},
    )
    return agent
