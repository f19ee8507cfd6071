"""What every table of states is made of."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Self

from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _


class State(StrEnum):
    """Base of all state enumerations: the value is stored, the label shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Act(StrEnum):
    """Base of all act enumerations."""


class Transition(NamedTuple):
    """Where an act leads, and the source of the rule ("" where it is kpcs's own order of work)."""

    to: State
    source: str = ""


class Lifecycle(NamedTuple):
    """One object's states, its first state, and its table."""

    thing: str
    start: State
    states: type[State]
    acts: type[Act]
    table: Mapping[tuple[State, Act], Transition]

    def after(self, state: str, act: Act) -> State:
        """The state after ``act``. Raises Refusal ``<thing>.wrong_state`` naming what is and what was wanted."""
        current = self.states(state)
        found = self.table.get((current, act))
        if found is None:
            raise Refusal(
                [
                    Problem(
                        f"{self.thing}.wrong_state",
                        _("This cannot be done now: the state is “%(state)s”."),
                        "",
                        {"state": current.label, "act": act.value},
                    )
                ]
            )
        return found.to

    def allows(self, state: str, act: Act) -> bool:
        """Whether ``act`` is possible in ``state``."""
        return (self.states(state), act) in self.table

    @property
    def ends(self) -> frozenset[State]:
        """States that no act leaves."""
        return frozenset(self.states) - {state for state, _act in self.table}
