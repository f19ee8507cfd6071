"""Who may: predicates over the acting person, used by every context.

A permission is a sentence over role, office and state. Each context's ``rules.py`` builds its own from
:func:`holds` and checks it with :func:`require` as the first step of an operation.
"""

from typing import Any

from rules.predicates import Predicate, predicate

from kpcs.office.accounts.errors import not_permitted
from kpcs.office.accounts.terms import Acting, Role


def holds(*roles: Role) -> Predicate:
    """The acting person holds at least one of ``roles`` in the office where he acts today."""
    names = frozenset(role.value for role in roles)

    @predicate(name=f"holds:{'|'.join(sorted(names))}")
    def holder(by: Acting, _thing: Any = None) -> bool:
        return by.person is not None and by.person.is_active and bool(names & by.roles)

    return holder


@predicate(name="the node itself")
def is_node(by: Acting, _thing: Any = None) -> bool:
    """The worker, walking the inbox or the clock."""
    return by.person is None


def require(rule: Predicate, by: Acting, thing: Any, sentence: str, code: str = "permission.denied") -> None:
    """Refuse with ``code`` and ``sentence`` unless ``rule`` holds."""
    if not rule.test(by, thing):
        raise not_permitted(sentence, code)


may_manage_people = holds(Role.SUPERVISOR) | is_node
