"""The audit record: appended, chained, erasable where the law asks, never changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kpcs.office.audit import operations, queries
from kpcs.office.audit.models import Event, Personal
from kpcs.office.audit.terms import Actor, AuditAct, act_label
from kpcs.scheme.problems import Refusal

AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
BY = Actor("ina.sample", "EU-S", "inspector")
ACT = AuditAct.PERSONAL_ERASED

pytestmark = pytest.mark.django_db


def record(at: datetime = AT, **more: Any) -> Event:
    with transaction.atomic():
        return operations.record(**{"act": ACT, "subject": "audit/0", "by": BY, "at": at, **more})


def test_each_act_continues_the_chain() -> None:
    first, second = record(facts={"b": 1, "a": "x"}), record(personal={"name": "Ina Sample"})
    assert (first.sequence, second.sequence) == (1, 2)
    assert bytes(second.previous) == bytes(first.digest)
    assert first.facts == '{"a":"x","b":1}'
    assert queries.check() == []
    assert queries.last_act_at() == AT


def test_names_stand_outside_the_chain() -> None:
    event = record(personal={"name": "Ina Sample"})
    assert "Ina" not in event.facts
    assert len(event.personal_digest) == 32
    assert queries.history("audit/0")[0].personal == {"name": "Ina Sample"}


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET act = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_act(statement: str) -> None:
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert queries.check() == []


def test_postgresql_refuses_to_truncate() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no TRUNCATE; its DELETE is refused above
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_event CASCADE")


def test_the_database_refuses_to_change_a_personal_part() -> None:
    record(personal={"name": "Ina Sample"})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_personal SET text = 'x'")


def test_a_changed_row_is_found_by_the_check() -> None:
    record()
    event = record(facts={"carats": "904.040"})
    event.facts = event.facts.replace("904", "905")
    from kpcs.office.audit import chain

    assert [b.what for b in chain.breaks([Event.objects.get(sequence=1), event])] == ["digest"]


def test_a_missing_row_is_found_by_the_check() -> None:
    record()
    record()
    third = record()
    from kpcs.office.audit import chain

    assert [b.what for b in chain.breaks([Event.objects.get(sequence=1), third])] == ["sequence", "previous"]


def test_erasing_takes_two_persons_and_leaves_the_chain_whole() -> None:
    event = record(personal={"name": "Ina Sample"})
    with pytest.raises(Refusal) as caught:
        operations.erase_personal(sequence=event.sequence, by=BY, second=BY, reason="GDPR 17", at=AT)
    assert caught.value.codes == ("audit.two_persons",)
    second = Actor("rik.demo", "EU-S", "supervisor")
    erased = operations.erase_personal(sequence=event.sequence, by=BY, second=second, reason="GDPR 17", at=AT)
    assert not Personal.objects.exists()
    assert erased.subject == f"audit/{event.sequence}"
    assert queries.check() == []
    with pytest.raises(Refusal) as again:
        operations.erase_personal(sequence=event.sequence, by=BY, second=second, reason="GDPR 17", at=AT)
    assert again.value.codes == ("audit.nothing_personal",)


def test_a_clock_that_runs_behind_is_refused() -> None:
    record()
    with pytest.raises(Refusal) as caught:
        record(at=AT - timedelta(minutes=1))
    assert caught.value.codes == ("audit.clock_behind",)
    record(at=AT - timedelta(seconds=1))


def test_unknown_acts_floats_and_acts_outside_a_transaction_are_errors_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="no context"):
        record(act="audit.invented")
    with pytest.raises(TypeError, match="floats"):
        record(facts={"carats": 9.5})
    with pytest.raises(ValueError, match="zone"):
        record(at=AT.replace(tzinfo=None))


def test_a_subscriber_sees_each_act_once_and_goes_on_where_it_stopped() -> None:
    for _n in range(3):
        record()
    seen = queries.after("log")
    assert [told.sequence for told in seen] == [1, 2, 3]
    operations.advance(subscriber="log", position=2)
    assert [told.sequence for told in queries.after("log")] == [3]
    assert [told.sequence for told in queries.after("alerts")] == [1, 2, 3]


def test_acts_have_words_for_people() -> None:
    assert act_label(ACT) == "Personal data erased"
    assert act_label("gone.act") == "gone.act"
