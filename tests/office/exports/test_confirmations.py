"""What the importing authority says of the goods: by message, on paper; disputed and reconciled."""

from datetime import date, timedelta
from typing import Any

import pytest

from kpcs.office import attachments
from kpcs.office.accounts.terms import NODE
from kpcs.office.audit import queries as audit
from kpcs.office.certificates.models import Certificate
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange import queries as exchange_queries
from kpcs.office.exchange.bodies import ConfirmedLine
from kpcs.office.exchange.models import ReceivedMessage
from kpcs.office.exports import operations, queries, tasks
from kpcs.office.exports.models import Confirmation, Movement
from kpcs.office.exports.terms import Arrived
from kpcs.proof import sealing
from kpcs.scheme.lifecycles import CONFIRMATION, MOVEMENT, ConfirmationAct, ConfirmationState, MovementState
from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from tests.office.exchange.foreign import our_sealing_key
from tests.office.exports.desk import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=4)


def codes(act: Any, **arguments: Any) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act(**{"at": LATER, **arguments})
    return caught.value.codes


def found(body: Any, *carats: str) -> Any:
    """``body`` with other found weights, line by line."""
    lines = tuple(
        ConfirmedLine(line.hs, line.certified, Carats.parse(text))
        for line, text in zip(body.lines, carats, strict=True)
    )
    return body._replace(lines=lines)


def take(desk: Desk, body: Any, told_by: str = "EU", message: str = "ab" * 32) -> Confirmation:
    return operations.take_confirmation(by=NODE, at=LATER, told_by=told_by, body=body, message=message)


def come(desk: Desk, body: Any) -> ReceivedMessage:
    """The confirmation arrives as a message and the worker walks the inbox."""
    message = desk.eu.message(body, recipient="BW", time=LATER)
    exchange.receive(envelope=sealing.seal_message(message, desk.eu.signer(), our_sealing_key()), at=LATER)
    tasks.walk_inbox(at=LATER)
    return ReceivedMessage.objects.order_by("-pk")[0]


def test_a_clean_confirmation_by_message_reconciles_by_itself(desk: Desk) -> None:
    row = desk.exported()
    message = come(desk, desk.confirmed(row))
    assert message.state == "applied"
    movement = desk.movement(row)
    confirmation = movement.confirmation
    assert (movement.state, movement.received_on) == ("accepted", date(2026, 11, 23))
    assert (confirmation.state, confirmation.agreement, confirmation.arrived) == ("reconciled", "same", "message")
    assert confirmation.message == bytes(message.message_id).hex()
    assert confirmation.body["case_number"] == "EU-S-2026-118"
    told = audit.history(f"application/{row.reference}")
    assert [act.act for act in told[-2:]] == ["exports.confirmation_received", "exports.reconciled"]
    assert [act.account for act in told[-2:]] == ["system", "system"]


def test_amounts_are_kept_twice(desk: Desk) -> None:
    row = desk.exported()
    body = found(desk.confirmed(row, value=USDollars.parse("1240000.00"), parcels=2), "1309.37", "7763.96")
    take(desk, body._replace(result=MovementState.ACCEPTED_WITH_DIFFERENCE, remarks="one stone broken"))
    movement = desk.movement(row)
    assert (str(movement.carats), str(movement.inspected_carats)) == ("9074.710", "9073.330")
    assert (str(movement.value), str(movement.inspected_value)) == ("1240534.89", "1240000.00")
    assert (movement.parcels, movement.inspected_parcels) == (3, 2)
    assert str(queries.difference(movement)) == "-1.380"
    assert (movement.confirmation.state, movement.confirmation.agreement) == ("received", "differs")


def test_a_difference_is_reconciled_by_a_person_who_says_why(desk: Desk) -> None:
    row = desk.exported()
    take(desk, found(desk.confirmed(row), "1310.74", "7763.96"))
    reconcile = {"by": desk.foc, "reference": row.reference}
    assert codes(operations.reconcile, **reconcile) == ("export.note_missing",)
    operations.reconcile(at=LATER, **reconcile, note="Rounding of the other balance.")
    assert desk.movement(row).confirmation.state == "reconciled"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("1310.751", "7763.960"), "confirmation.more_than_certified"),
        (("1400", "7763.960"), "confirmation.more_than_certified"),
    ],
)
def test_more_than_was_certified_is_disputed_at_once(desk: Desk, lines: tuple[str, str], code: str) -> None:
    row = desk.exported()
    confirmation = take(desk, found(desk.confirmed(row), *lines))
    assert (confirmation.state, confirmation.agreement) == ("disputed", "differs")
    assert "More was found than was certified" in confirmation.dispute_note
    told = audit.history(f"application/{row.reference}")[-1]
    assert (told.act, told.facts["problems"]) == ("exports.confirmation_disputed", [code])


def test_other_figures_certified_are_disputed(desk: Desk) -> None:
    row = desk.exported()
    body = desk.confirmed(row)
    lines = (body.lines[0]._replace(certified=Carats.parse("1300")), body.lines[1])
    confirmation = take(desk, body._replace(lines=lines))
    assert confirmation.state == "disputed"
    assert "9063.960" in confirmation.dispute_note


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (MovementState.PARTLY_REFUSED, "partly_refused"),
        (MovementState.REFUSED, "refused"),
        (MovementState.RETURNED, "returned"),
        (MovementState.SEIZED, "seized"),
    ],
)
def test_every_outcome_moves_the_goods_and_waits_for_a_person(desk: Desk, result: MovementState, state: str) -> None:
    row = desk.exported()
    take(desk, desk.confirmed(row, result=result))
    movement = desk.movement(row)
    assert (movement.state, movement.confirmation.state) == (state, "received")


def test_goods_may_arrive_before_customs_told_of_the_exit(desk: Desk) -> None:
    from kpcs.office.certificates import operations as certificates

    row = desk.validated()
    take(desk, desk.confirmed(row))
    assert desk.movement(row).state == "accepted"
    certificates.hand_over(by=desk.neo, at=LATER, number="BW00042187", receiver="Lea Placeholder")
    operations.record_exit(by=desk.cus, at=LATER, reference=row.reference, exported_on=date(2026, 11, 20))
    movement = desk.movement(row)
    assert (movement.state, movement.exported_on) == ("accepted", date(2026, 11, 20))


# ---------------------------------------------------------------- set aside


def aside(desk: Desk, body: Any) -> list[str]:
    message = come(desk, body)
    assert message.state == "set_aside"
    return [problem.code for problem in exchange_queries.problems_of(message)]


def test_what_is_set_aside_for_an_officer(desk: Desk) -> None:
    row = desk.exported()
    body = desk.confirmed(row)
    assert aside(desk, body._replace(number="BW00049999")) == ["confirmation.never_issued"]
    assert aside(desk, body._replace(number="nonsense"))[0].startswith("number.")
    assert aside(desk, body._replace(commitment="ab" * 32)) == ["confirmation.other_contents"]
    assert desk.movement(row).state == "dispatched"
    assert come(desk, body).state == "applied"
    assert aside(desk, body._replace(remarks="again")) == ["confirmation.answered_twice"]
    assert desk.movement(row).confirmation.state == "reconciled"


def test_only_the_destination_confirms(desk: Desk) -> None:
    row = desk.exported()
    with pytest.raises(Refusal) as caught:
        take(desk, desk.confirmed(row), told_by="AE")
    assert caught.value.codes == ("confirmation.not_destination",)


def test_a_number_that_was_never_validated_is_not_confirmed(desk: Desk) -> None:
    row = desk.printed()
    with pytest.raises(Refusal) as caught:
        take(desk, desk.confirmed(row))
    assert caught.value.codes == ("confirmation.never_issued",)


def test_a_confirmation_without_a_code_is_matched_by_its_number(desk: Desk) -> None:
    row = desk.exported()
    take(desk, desk.confirmed(row, commitment="", number="BW 0004-2187"))
    assert desk.movement(row).confirmation.state == "reconciled"


def test_the_same_message_twice_changes_nothing(desk: Desk) -> None:
    row = desk.exported()
    message = desk.eu.message(desk.confirmed(row), recipient="BW", time=LATER)
    envelope = sealing.seal_message(message, desk.eu.signer(), our_sealing_key())
    for _n in range(2):
        exchange.receive(envelope=envelope, at=LATER)
        tasks.walk_inbox(at=LATER)
    assert [m.state for m in ReceivedMessage.objects.all()] == ["applied"]
    assert desk.movement(row).confirmation.state == "reconciled"


def test_a_replaced_certificate_is_not_confirmed_any_more(desk: Desk) -> None:
    row = desk.validated()
    body = desk.confirmed(row)
    operations.replace(by=desk.neo, at=AT, reference=row.reference, note="x", surrendered=True)
    with pytest.raises(Refusal) as caught:
        take(desk, body)
    assert caught.value.codes == ("movement.wrong_state",)


# ---------------------------------------------------------------- on paper


def test_a_confirmation_from_a_slip(desk: Desk) -> None:
    row = desk.exported()
    body = desk.confirmed(row, commitment="")
    recorded = {"by": desk.foc, "body": body, "arrived": Arrived.SLIP}
    late = body._replace(received_on=date(2026, 11, 24))
    assert codes(operations.record_confirmation, **{**recorded, "body": late}, scan=b"") == (
        "confirmation.scan_missing",
        "confirmation.received_in_future",
    )
    unknown = body._replace(number="BW00049999")
    assert codes(operations.record_confirmation, **{**recorded, "body": unknown}, scan=b"x") == (
        "confirmation.never_issued",
    )
    confirmation = operations.record_confirmation(at=LATER, **recorded, scan=b"a scanned slip")
    assert (confirmation.state, confirmation.arrived) == ("reconciled", "slip")
    assert attachments.load(confirmation.scan) == b"a scanned slip"
    assert codes(operations.record_confirmation, **recorded, scan=b"x") == ("confirmation.answered_twice",)


def test_who_records_paper(desk: Desk) -> None:
    row = desk.exported()
    for by in (desk.dan, desk.pula, desk.kago, desk.ada, desk.far):
        given = {"by": by, "body": desk.confirmed(row), "arrived": Arrived.EMAIL, "scan": b"x"}
        assert codes(operations.record_confirmation, **given) == ("permission.denied",)
    given = {"told_by": "EU", "body": desk.confirmed(row), "message": "ab" * 32}
    assert codes(operations.take_confirmation, by=desk.sue, **given) == ("permission.denied",)


# ---------------------------------------------------------------- what a person does


def test_disputing_and_settling(desk: Desk) -> None:
    row = desk.exported()
    take(desk, found(desk.confirmed(row), "1300", "7763.96"))
    dispute = {"by": desk.foc, "reference": row.reference}
    assert codes(operations.dispute, **dispute, note=" ") == ("export.note_missing",)
    operations.dispute(at=LATER, **dispute, note="Our balance shows otherwise.")
    assert desk.movement(row).confirmation.state == "disputed"
    operations.reconcile(at=LATER, **dispute, note="Settled by telephone.")
    assert desk.movement(row).confirmation.state == "reconciled"


def test_closing_a_movement_by_hand(desk: Desk) -> None:
    row = desk.exported()
    closing = {"by": desk.sue, "reference": row.reference}
    assert codes(operations.close_movement, **closing, note="") == ("export.note_missing",)
    operations.close_movement(at=LATER, **closing, note="Never left the airport.")
    assert desk.movement(row).state == "manually_closed"
    assert codes(operations.close_movement, **closing, note="x") == ("movement.wrong_state",)


def test_nothing_to_reconcile_before_validation(desk: Desk) -> None:
    row = desk.printed()
    assert codes(operations.reconcile, by=desk.foc, reference=row.reference) == ("export.no_movement",)


@pytest.mark.parametrize("state", list(ConfirmationState))
def test_every_act_in_every_state_of_the_confirmation(desk: Desk, state: ConfirmationState) -> None:
    row = desk.validated()
    acts = {
        ConfirmationAct.RECEIVE: lambda: take(desk, found(desk.confirmed(row), "1310", "7763.96")),
        ConfirmationAct.DISPUTE: lambda: operations.dispute(by=desk.foc, at=LATER, reference=row.reference, note="x"),
        ConfirmationAct.RECONCILE: lambda: operations.reconcile(
            by=desk.foc, at=LATER, reference=row.reference, note="x"
        ),
    }
    assert set(acts) == set(ConfirmationAct)
    for act, do in acts.items():
        Confirmation.objects.update(state=state, message=None)
        Movement.objects.update(state=MovementState.DISPATCHED)
        if CONFIRMATION.allows(state, act):
            do()
            assert Confirmation.objects.get().state == CONFIRMATION.after(state, act)
        else:
            with pytest.raises(Refusal) as caught:
                do()
            assert caught.value.codes in (("confirmation.wrong_state",), ("confirmation.answered_twice",))
            assert Confirmation.objects.get().state == state


@pytest.mark.parametrize("state", list(MovementState))
def test_a_movement_takes_an_outcome_only_where_it_can(desk: Desk, state: MovementState) -> None:
    from kpcs.scheme.lifecycles import MovementAct

    row = desk.validated()
    Movement.objects.update(state=state)
    if MOVEMENT.allows(state, MovementAct.ARRIVE):
        take(desk, desk.confirmed(row))
        assert Movement.objects.get().state == "accepted"
    else:
        with pytest.raises(Refusal) as caught:
            take(desk, desk.confirmed(row))
        assert caught.value.codes == ("movement.wrong_state",)
    assert Certificate.objects.get().state == "validated"
