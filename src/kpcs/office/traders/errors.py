"""What the traders context refuses, and why."""

from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _


def name_missing() -> Problem:
    return Problem("traders.name_missing", _("Enter the name of the trader."), "name")


def address_missing() -> Problem:
    return Problem("traders.address_missing", _("Enter the address of the trader."), "address")


def country_malformed(given: str) -> Problem:
    return Problem(
        "traders.country_malformed",
        _("Choose a country; “%(given)s” is not a code of two letters."),
        "country",
        {"given": given[:10]},
    )


def licence_number_missing() -> Problem:
    return Problem("traders.licence_number_missing", _("Enter the number of the licence."), "number")


def licence_days() -> Problem:
    return Problem("traders.licence_days", _("The licence must end after it begins."), "until")


def licence_exists(number: str) -> Refusal:
    return refuse("traders.licence_exists", _("There is a licence %(number)s already."), "number", number=number)


def agent_appointed() -> Refusal:
    return refuse("traders.agent_appointed", _("This person is an agent of the trader already."), "person")


def not_an_agent() -> Refusal:
    return refuse("traders.not_an_agent", _("This person is not an agent of the trader."), "person")
