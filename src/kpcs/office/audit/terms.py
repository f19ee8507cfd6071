"""Words of the audit context: who acts, and the closed list of acts."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Actor(NamedTuple):
    """Who did it, as text, so that the record outlives accounts: a sign-in name, an office code, a role.

    The person's own name is personal data and stands outside the chain.
    """

    account: str
    office: str = ""
    role: str = ""


SYSTEM = Actor("system")
"""The node itself: the worker that walks the inbox and the clock."""

_ACTS: dict[str, "ActKind"] = {}


class ActKind(models.TextChoices):
    """Base of each context's list of acts (``events.py``): value ``<context>.<past participle>``, label for people.

    Defining a list registers it; an act outside all lists cannot be recorded.
    """

    def __init__(self, *_value: object) -> None:
        if str(self._value_) in _ACTS:
            raise ValueError(f"two acts are called {self._value_}")
        _ACTS[str(self._value_)] = self


def known_act(act: str) -> bool:
    """Whether some context has declared ``act``."""
    return act in _ACTS


def act_label(act: str) -> str:
    """The words of an act for people; the act itself when its context is no longer there."""
    return str(_ACTS[act].label) if act in _ACTS else act


class AuditAct(ActKind):
    """The audit context's own acts."""

    PERSONAL_ERASED = "audit.personal_erased", _("Personal data erased")
