"""Traders: registered, licensed for days, represented by agents."""

from datetime import UTC, date, datetime

import pytest

from kpcs.office.accounts.models import Person
from kpcs.office.accounts.terms import NODE, Acting
from kpcs.office.audit import queries as audit
from kpcs.office.traders import operations, queries
from kpcs.office.traders.models import Trader
from kpcs.office.traders.terms import TraderKind
from kpcs.scheme.certificate import Party
from kpcs.scheme.problems import Refusal

AT = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
SINCE, UNTIL = date(2026, 1, 1), date(2028, 7, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def trader() -> Trader:
    return operations.register_trader(
        by=NODE,
        at=AT,
        name=" Mopane Example Diamonds ",
        address="4 Sample Road\n\nExample Town\n",
        country="BW",
        kind=TraderKind.EXPORTER,
    )


@pytest.fixture
def dan() -> Person:
    return Person.objects.create(username="dan.example", name="Dan Example")


def codes(act: object, **arguments: object) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"by": NODE, "at": AT, **arguments})  # type: ignore[operator]
    return caught.value.codes


def test_a_trader_as_a_certificate_prints_him(trader: Trader) -> None:
    assert queries.party(trader) == Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW")
    [told] = audit.history(f"trader/{trader.pk}")
    assert told.personal["name"] == "Mopane Example Diamonds"
    assert "Mopane" not in str(told.facts)


def test_everything_missing_is_said_at_once() -> None:
    assert codes(operations.register_trader, name=" ", address="", country="Botswana", kind=TraderKind.MINER) == (
        "traders.name_missing",
        "traders.address_missing",
        "traders.country_malformed",
    )
    assert not Trader.objects.exists()


@pytest.mark.parametrize("country", ["", "bw", "B1", "BWA", "БВ"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    assert codes(operations.register_trader, name="x", address="y", country=country, kind=TraderKind.MINER) == (
        "traders.country_malformed",
    )


def test_a_licence_covers_its_days(trader: Trader) -> None:
    give = {"trader": trader, "kind": TraderKind.EXPORTER}
    licence = operations.grant_licence(by=NODE, at=AT, number="PSD-T-0114", since=SINCE, until=UNTIL, **give)
    assert queries.licence_on(trader, date(2025, 12, 31)) is None
    assert queries.licence_on(trader, SINCE) == licence
    assert queries.licence_on(trader, date(2028, 6, 30)) == licence
    assert queries.licence_on(trader, UNTIL) is None
    longer = operations.grant_licence(by=NODE, at=AT, number="PSD-T-0200", since=SINCE, **give)
    assert queries.licence_on(trader, SINCE) == longer
    operations.end_licence(by=NODE, at=AT, licence=longer, until=date(2026, 6, 1))
    assert queries.licence_on(trader, date(2026, 6, 1)) == licence
    assert codes(operations.grant_licence, number="PSD-T-0114", since=SINCE, **give) == ("traders.licence_exists",)
    assert codes(operations.grant_licence, number="", since=SINCE, until=SINCE, **give) == (
        "traders.licence_number_missing",
        "traders.licence_days",
    )
    assert codes(operations.end_licence, licence=licence, until=SINCE) == ("traders.licence_days",)


def test_agents_come_and_go(trader: Trader, dan: Person) -> None:
    operations.appoint_agent(by=NODE, at=AT, trader=trader, person=dan, since=SINCE)
    assert queries.is_agent(dan, trader, SINCE)
    assert not queries.is_agent(dan, trader, date(2025, 12, 31))
    assert queries.traders_of(dan, SINCE) == [trader]
    assert codes(operations.appoint_agent, trader=trader, person=dan, since=SINCE) == ("traders.agent_appointed",)
    operations.dismiss_agent(by=NODE, at=AT, trader=trader, person=dan, until=date(2026, 6, 1))
    assert not queries.is_agent(dan, trader, date(2026, 6, 1))
    assert queries.is_agent(dan, trader, date(2026, 5, 31))
    assert codes(operations.dismiss_agent, trader=trader, person=dan, until=date(2026, 7, 1)) == (
        "traders.not_an_agent",
    )
    operations.appoint_agent(by=NODE, at=AT, trader=trader, person=dan, since=date(2026, 9, 1))
    assert queries.is_agent(dan, trader, date(2026, 9, 1))


def test_only_intake_and_supervisors_keep_the_register(trader: Trader, dan: Person) -> None:
    by = Acting(dan, None, frozenset({"agent", "issuer", "auditor"}))
    licence = operations.grant_licence(by=NODE, at=AT, trader=trader, number="1", kind=TraderKind.MINER, since=SINCE)
    for act, arguments in (
        (operations.register_trader, {"name": "x", "address": "y", "country": "BW", "kind": TraderKind.MINER}),
        (operations.grant_licence, {"trader": trader, "number": "2", "kind": TraderKind.MINER, "since": SINCE}),
        (operations.end_licence, {"licence": licence, "until": UNTIL}),
        (operations.appoint_agent, {"trader": trader, "person": dan, "since": SINCE}),
        (operations.dismiss_agent, {"trader": trader, "person": dan, "until": UNTIL}),
    ):
        assert codes(act, by=by, **arguments) == ("permission.denied",)
