"""Every pair of state and act is either in a table or refused with the object's own code."""

from datetime import date, timedelta

import pytest

from kpcs.scheme import lifecycles
from kpcs.scheme.lifecycles import LIFECYCLES, CertificateAct, CertificateState, Due, Lifecycle
from kpcs.scheme.problems import Refusal

PAIRS = [
    pytest.param(cycle, state, act, id=f"{cycle.thing}-{state}-{act}")
    for cycle in LIFECYCLES
    for state in cycle.states
    for act in cycle.acts
]


@pytest.mark.parametrize(("cycle", "state", "act"), PAIRS)
def test_every_act_in_every_state_leads_somewhere_or_is_refused(
    cycle: Lifecycle, state: lifecycles.State, act: lifecycles.Act
) -> None:
    if (state, act) in cycle.table:
        assert cycle.allows(state, act)
        assert cycle.after(state, act) in cycle.states
    else:
        assert not cycle.allows(state, act)
        with pytest.raises(Refusal) as caught:
            cycle.after(state, act)
        assert caught.value.codes == (f"{cycle.thing}.wrong_state",)
        assert state.label in caught.value.problems[0].text


@pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda c: c.thing)
def test_every_state_is_reached_from_the_start_and_every_act_is_used(cycle: Lifecycle) -> None:
    reached, todo = {cycle.start}, [cycle.start]
    while todo:
        here = todo.pop()
        for (state, _act), transition in cycle.table.items():
            if state is here and transition.to not in reached:
                reached.add(transition.to)
                todo.append(transition.to)
    assert reached == set(cycle.states)
    assert {act for _state, act in cycle.table} == set(cycle.acts)


def test_a_certificate_ends_only_where_the_law_of_states_says() -> None:
    assert lifecycles.CERTIFICATE.ends == {
        CertificateState.SUPERSEDED,
        CertificateState.VOID,
        CertificateState.CANCELLED,
        CertificateState.REVOKED,
        CertificateState.LOST,
        CertificateState.STOLEN,
    }


def test_after_export_a_certificate_can_be_neither_replaced_nor_cancelled_nor_voided() -> None:
    for act in (CertificateAct.SUPERSEDE, CertificateAct.CANCEL, CertificateAct.VOID):
        assert not lifecycles.CERTIFICATE.allows(CertificateState.EXPORTED, act)


def test_an_unknown_stored_state_is_an_error_not_a_guess() -> None:
    with pytest.raises(ValueError, match="accepted"):
        lifecycles.CERTIFICATE.after("accepted", CertificateAct.PRINT)


def test_no_state_of_a_document_is_called_accepted() -> None:
    for cycle in (lifecycles.CERTIFICATE, lifecycles.FOREIGN_DOCUMENT, lifecycles.CONFIRMATION):
        assert not any("accepted" in state.value for state in cycle.states)


def test_a_certificate_still_counts_on_its_last_day() -> None:
    last = date(2027, 1, 18)
    assert not lifecycles.expired(last, last)
    assert lifecycles.expired(last, last + timedelta(days=1))


def test_due_follows_the_day() -> None:
    day = date(2026, 11, 25)
    assert lifecycles.due(None, day) is Due.NOT_DUE
    assert lifecycles.due(day, day - timedelta(days=1)) is Due.NOT_DUE
    assert lifecycles.due(day, day) is Due.DUE
    assert lifecycles.due(day, day + timedelta(days=1)) is Due.OVERDUE
