"""What the accounts context refuses, and why."""

from kpcs.scheme.problems import Problem, Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _


def not_permitted(sentence: str, code: str = "permission.denied") -> Refusal:
    """The acting person may not do this; ``sentence`` says who may."""
    return Refusal([Problem(code, sentence)])


def username_taken(username: str) -> Refusal:
    return refuse("accounts.username_taken", _("The sign-in name %(name)s is taken."), "username", name=username)


def office_exists(code: str) -> Refusal:
    return refuse("accounts.office_exists", _("There is an office %(code)s already."), "code", code=code)


def duty_held() -> Refusal:
    return refuse("accounts.duty_held", _("This person holds that duty already."), "role")
