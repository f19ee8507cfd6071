"""What a player can be told: each part calls the operations that the pages call, as the person named."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from kpcs.cli.demo import acts
from kpcs.cli.demo.cast import PASSWORD, Stage, stage_of
from kpcs.office.accounts import operations as accounts
from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.queries import acting
from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.certificates import operations as certificates
from kpcs.office.exchange import introduction
from kpcs.office.exchange import operations as exchange
from kpcs.office.traders import operations as traders
from kpcs.office.traders.terms import TraderKind


def people(*, key: str) -> str:
    """Fill the office of stage ``key`` with people, traders, numbers and paper; the node's introduction as text."""
    stage, at = stage_of(key), datetime.now(UTC)
    office = Office.objects.get(code=stage.office_code)
    Office.objects.filter(pk=office.pk).update(address=stage.address)
    # all have the one password that is printed on the screen, so it is hashed once: that is slow by design
    hashed = make_password(PASSWORD)
    for player in stage.people:
        person = accounts.add_person(by=NODE, at=at, username=player.username, name=player.name, password=None)
        Person.objects.filter(pk=person.pk).update(password=hashed)
        for role in player.roles:
            accounts.give_duty(
                by=NODE, at=at, person=person, office=office, role=role, since=at.date(), title=player.title
            )
    head = _head(stage)
    for firm in stage.firms:
        kind = TraderKind(firm.kind)
        trader = traders.register_trader(
            by=head, at=at, name=firm.name, address="\n".join(firm.address), country=firm.country, kind=kind
        )
        traders.grant_licence(by=head, at=at, trader=trader, number=firm.licence, kind=kind, since=at.date())
        if firm.agent:
            agent = Person.objects.get(username=firm.agent)
            traders.appoint_agent(by=head, at=at, trader=trader, person=agent, since=at.date())
    if stage.series:
        certificates.open_series(by=head, at=at, office=office, first=stage.series[0], last=stage.series[1])
    if stage.sheets:
        prefix, first, last = stage.sheets
        sheets = [(f"{prefix}{n:04d}", "") for n in range(first, last + 1)]
        certificates.receive_sheets(by=head, at=at, sheets=sheets, received_on=at.date(), office=office)
    return introduction.write(exchange.own_introduction())


def meet(*, key: str, introductions: list[str]) -> int:
    """Take in the other nodes; in the demonstration nobody telephones to compare fingerprints."""
    at = datetime.now(UTC)
    for text in introductions:
        other = introduction.read(text)
        exchange.add_peer(by=_head(stage_of(key)), at=at, introduced=other, fingerprint=other.fingerprint)
    return len(introductions)


def _head(stage: Stage) -> Acting:
    head = next(player for player in stage.people if Role.SUPERVISOR in player.roles)
    office = Office.objects.get(code=stage.office_code)
    return acting(Person.objects.get(username=head.username), office, datetime.now(UTC).date())


PARTS: dict[str, Callable[..., Any]] = {"people": people, "meet": meet, **acts.ACTS}
"""Every part by name."""
