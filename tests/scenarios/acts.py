"""What the stories need beyond the demonstration's acts: papers, letters, ends of certificates, restores, kills."""

import base64
import json
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kpcs.cli.demo.acts import document, now, person, today
from kpcs.office import attachments
from kpcs.office.audit import queries as audit
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import queries as known
from kpcs.office.certificates.models import AuthenticityQuery, Certificate, KnownStatus, Sheet
from kpcs.office.certificates.terms import EndReason
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange import queries as messages
from kpcs.office.exchange.models import Peer, ReceivedMessage, SentMessage
from kpcs.office.exchange.terms import Carriage
from kpcs.office.exports import operations as exports
from kpcs.office.exports import queries as applications
from kpcs.office.exports.models import Application, Movement
from kpcs.office.exports.terms import Arrived
from kpcs.office.imports import operations as imports
from kpcs.office.imports.models import Arrival, ForeignDocument, Hold, InspectionCase
from kpcs.scheme.certificate import Party
from kpcs.scheme.lifecycles import HoldAct, MovementState
from kpcs.scheme.quantities import Carats
from tests.scenarios import letters as papers

# ---------------------------------------------------------------- the exporting side


def application(*, reference: str) -> dict[str, str]:
    """Where an application stands, with the number in force, and whether its seals are closed and it was weighed."""
    row = Application.objects.get(reference=reference)
    serving = applications.current(row)
    seals = [seal for container in (applications.seals_of(serving) if serving else []) for seal in container]
    moving = Movement.objects.filter(certificate=serving).first() if serving else None
    return {
        "state": row.state,
        "number": serving.number if serving else "",
        "certificate": serving.state if serving else "",
        "weighed": "yes" if row.weighings.filter(round="packing").exists() else "",
        "sealed": "yes" if seals and all(seal.sealed_at for seal in seals) else "",
        "handed_over": "yes" if serving and serving.handed_over_at else "",
        "movement": moving.state if moving else "",
    }


def references() -> list[str]:
    """Every application, oldest first."""
    return list(Application.objects.order_by("pk").values_list("reference", flat=True))


def take_next(*, who: str, reference: str, reason: str, note: str = "") -> str:
    """Sheet and number are spoiled and the next taken; the new number."""
    row = exports.spoil_and_take_next(
        by=person(who), at=now(), reference=reference, reason=EndReason(reason), note=note
    )
    return row.number


def correct(*, who: str, reference: str, draft: Mapping[str, Any], note: str) -> str:
    """Correct the record of an approved application; its state."""
    return exports.correct(by=person(who), at=now(), reference=reference, draft=draft, note=note).state


def replace(*, who: str, reference: str, note: str, surrendered: bool = True) -> str:
    """Replace a certificate before export; the new number."""
    row = exports.replace(by=person(who), at=now(), reference=reference, note=note, surrendered=surrendered)
    return row.number


_ENDS = {
    "void": certificates.void,
    "cancel": certificates.cancel,
    "revoke": certificates.revoke,
    "lost": certificates.report_lost,
    "stolen": certificates.report_stolen,
}


def end(*, who: str, number: str, how: str, reason: str, note: str = "") -> str:
    """End a certificate; its state."""
    return _ENDS[how](by=person(who), at=now(), number=number, reason=EndReason(reason), note=note).state


def sheet(*, number: str) -> dict[str, str]:
    """The sheet of a certificate and its state, and what the certificate replaced."""
    row = Certificate.objects.select_related("sheet", "supersedes").get(number=number)
    return {
        "sheet": row.sheet.number if row.sheet else "",
        "state": row.sheet.state if row.sheet else "",
        "supersedes": row.supersedes.number if row.supersedes else "",
        "reason": row.end_reason,
    }


def numbers() -> dict[str, str]:
    """Every number of ours with its state."""
    return dict(Certificate.objects.order_by("number").values_list("number", "state"))


def stock() -> dict[str, int]:
    """How many sheets are in each state."""
    states = list(Sheet.objects.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}


def asked() -> list[dict[str, Any]]:
    """The authenticity queries that wait for an answer, with the answer that the facts suggest."""
    return [
        {
            "query": row.pk,
            "number": row.number,
            "asked_by": row.asked_by,
            "case": row.case,
            "question": row.question,
            "proposal": str(known.proposal(row).result),
        }
        for row in known.open_queries().order_by("pk")
    ]


def answer(*, who: str, query: int, result: str, remarks: str = "") -> str:
    """Answer another authority's question; the result."""
    row = AuthenticityQuery.objects.get(pk=query)
    return certificates.answer_query(by=person(who), at=now(), query=row, result=result, remarks=remarks).result


def slip(*, who: str, number: str, found: str, parcels: int, scan: str, remarks: str = "") -> str:
    """Record a confirmation that came on a slip, as the slip says it; the confirmation's state."""
    by = person(who)
    record = known.record(Certificate.objects.get(number=number))
    first, *rest = record.lines
    more = Carats.parse(found) - record.carats
    body = bodies.Confirmation(
        number=number,
        result=MovementState.ACCEPTED if more == Carats(0) else MovementState.ACCEPTED_WITH_DIFFERENCE,
        parcels=parcels,
        lines=(
            bodies.ConfirmedLine(first.hs, first.carats, first.carats + more),
            *(bodies.ConfirmedLine(line.hs, line.carats, line.carats) for line in rest),
        ),
        importer=Party("Scheldt Sample Traders", ("12 Specimen Quay",), "BE"),
        exporter=Party("Mopane Example Diamonds", ("4 Sample Road",), "BW"),
        received_on=today(by),
        case_number="slip 17",
        office="Scheldt office",
        remarks=remarks,
    )
    row = exports.record_confirmation(by=by, at=now(), body=body, arrived=Arrived.SLIP, scan=base64.b64decode(scan))
    return row.state


def agreed(*, number: str) -> dict[str, str]:
    """What became of the confirmation of our certificate, with notes and the scan."""
    row = Movement.objects.select_related("confirmation").get(certificate__number=number).confirmation
    return {
        "state": row.state,
        "agreement": row.agreement,
        "arrived": row.arrived,
        "result": row.result,
        "note": row.reconciled_note,
        "dispute": row.dispute_note,
        "scan": base64.b64encode(attachments.load(row.scan)).decode() if row.scan else "",
        "differences": json.dumps((row.body or {}).get("differences", [])),
    }


def dispute(*, who: str, reference: str, note: str) -> str:
    """Contest what the importing authority said; the confirmation's state."""
    return exports.dispute(by=person(who), at=now(), reference=reference, note=note).state


def settle(*, who: str, reference: str, note: str = "") -> str:
    """Reconcile with a note; the confirmation's state."""
    return exports.reconcile(by=person(who), at=now(), reference=reference, note=note).state


def confirm_restore(*, who: str, last: str) -> list[int]:
    """The supervisor states the last number used; the next serial of each series."""
    return [row.next for row in certificates.confirm_restore(by=person(who), at=now(), last_number_used=last)]


def restore_pending() -> bool:
    """Whether nothing may be issued until a supervisor confirms the last number used."""
    return known.restore_pending()


# ---------------------------------------------------------------- the importing side


def bring_paper(
    *, who: str, texts: Mapping[str, str], lines: Sequence[Mapping[str, str]], scans: Sequence[str] = ()
) -> dict[str, Any]:
    """Take in foreign paper as it is printed; its row, what the check said, and what was kept of it."""
    row = imports.capture_paper(
        by=person(who),
        at=now(),
        texts=texts,
        lines=lines,
        brought_by="Harbour Sample Imports",
        scans=[base64.b64decode(scan) for scan in scans],
    )
    return document(key=row.pk) | {"printed": row.printed, "evidence": row.evidence.count()}


def findings(*, key: int) -> list[dict[str, str]]:
    """The last statement about a document, finding by finding."""
    statement = ForeignDocument.objects.get(pk=key).verifications.latest().statement
    return list(statement["findings"])


def check_again(*, who: str, key: int) -> dict[str, Any]:
    """Run all checks on a document now; its row and what they said."""
    imports.check_again(by=person(who), at=now(), document=ForeignDocument.objects.get(pk=key))
    return document(key=key)


def ask(*, who: str, key: int, question: str) -> str:
    """Ask the issuer about a document; the document's state."""
    question_asked = imports.ask_issuer(
        by=person(who), at=now(), document=ForeignDocument.objects.get(pk=key), question=question
    )
    return question_asked.document.state


def record_answer(*, who: str, key: int, answer: str, scan: str, remarks: str = "") -> dict[str, str]:
    """Record an answer that came on paper; the document's state and the scan as it is kept."""
    row = imports.record_answer(
        by=person(who),
        at=now(),
        document=ForeignDocument.objects.get(pk=key),
        answer=answer,
        remarks=remarks,
        scan=base64.b64decode(scan),
    )
    return {
        "state": ForeignDocument.objects.get(pk=key).state,
        "scan": base64.b64encode(attachments.load(row.answer_scan)).decode(),
    }


def case_of(*, number: str) -> dict[str, Any]:
    """The case on a number with its state, or the document that waits for one; empty where there is neither."""
    row = ForeignDocument.objects.filter(number=number).order_by("pk").first()
    found = InspectionCase.objects.filter(document=row).first() if row else None
    if found is not None:
        return {"reference": found.reference, "state": found.state}
    return {"document": row.pk} if row else {}


def arrival(*, number: str) -> dict[str, int]:
    """How often each act about the announced movement of a number is on record."""
    subjects = [f"arrival/{row.pk}" for row in Arrival.objects.filter(number=number)]
    acts = [told.act.partition(".")[2] for told in audit.history(*subjects)]
    return {act: acts.count(act) for act in acts}


def statuses(*, number: str) -> list[dict[str, str]]:
    """What issuers have told about a number."""
    return [
        {"status": row.status, "told_by": row.told_by, "replacement": row.replacement}
        for row in KnownStatus.objects.filter(number=number).order_by("pk")
    ]


def holds(*, case: str) -> list[dict[str, Any]]:
    """The holds of a case, oldest first."""
    rows = Hold.objects.filter(case__reference=case).select_related("other_case", "by").order_by("pk")
    return [
        {
            "hold": row.pk,
            "state": row.state,
            "reason": row.reason,
            "by": row.by.username if row.by else "",
            "other": row.other_case.reference if row.other_case else "",
        }
        for row in rows
    ]


def end_hold(*, who: str, hold: int, act: str, order: str) -> str:
    """End a hold; its state."""
    row = Hold.objects.get(pk=hold)
    return imports.end_hold(by=person(who), at=now(), hold=row, act=HoldAct(act), order=order).state


def told(*, case: str) -> dict[str, Any]:
    """What was told to the exporting authority of a case."""
    confirmation = InspectionCase.objects.get(reference=case).confirmation
    return {"body": confirmation.body, "transmission": confirmation.sent.state}


def inspected(*, case: str) -> dict[str, str]:
    """Certified and found of every line of a case."""
    rows = InspectionCase.objects.get(reference=case).lines.order_by("container", "parcel", "line")
    return {f"{row.container}.{row.parcel}.{row.line}": f"{row.certified} {row.found}" for row in rows}


# ---------------------------------------------------------------- messages


def letters() -> list[dict[str, Any]]:
    """Letters that wait to be printed and sent."""
    return [
        {"letter": row.pk, "kind": row.kind, "to": row.peer.identity, "subject": row.subject}
        for row in messages.letters()
    ]


def letter(*, key: int) -> dict[str, Any]:
    """What a letter says, as its paper is made from it."""
    return bodies.shown(messages.body_of(SentMessage.objects.get(pk=key)))


def printed_query(*, who: str, key: int) -> str:
    """The letter that asks the issuer, printed; its PDF in Base64."""
    by = person(who)
    return base64.b64encode(papers.query(SentMessage.objects.get(pk=key), today(by), by.name)).decode()


def printed_confirmation(*, who: str, case: str) -> str:
    """The letter that confirms a case, printed; its PDF in Base64."""
    by = person(who)
    row = InspectionCase.objects.get(reference=case)
    return base64.b64encode(papers.confirmation(row, today(by), by.name)).decode()


def post(*, who: str, key: int) -> str:
    """Record that a letter was printed and went by post; its state."""
    row = SentMessage.objects.get(pk=key)
    return exchange.record_printed(by=person(who), at=now(), message=row, sent_by=Carriage.POST).state


def sent() -> list[dict[str, Any]]:
    """Every message of ours, oldest first."""
    rows = SentMessage.objects.order_by("pk").select_related("peer")
    return [
        {"to": r.peer.identity, "kind": r.kind, "subject": r.subject, "sequence": r.sequence, "state": r.state}
        for r in rows
    ]


def received() -> list[dict[str, Any]]:
    """Every message from peers by sender and number."""
    rows = ReceivedMessage.objects.order_by("peer__identity", "sequence").select_related("peer")
    return [
        {"from": r.peer.identity, "kind": r.kind, "subject": r.subject, "sequence": r.sequence, "state": r.state}
        for r in rows
    ]


def hurry() -> int:
    """Do not wait for the next attempt: send and fetch what waits now; how many messages went or came."""
    from kpcs.transports import puller, sender

    SentMessage.objects.filter(state="queued").update(next_attempt_at=None)
    Peer.objects.update(fetch_at=None)
    return sender.run_once(at=now()) + puller.pull_once(at=now())


# ---------------------------------------------------------------- the node


def acts_about(*, subject: str) -> list[str]:
    """The acts on record about a subject, oldest first."""
    return [told.act for told in audit.history(subject)]


def breaks() -> int:
    """How often the audit record does not hold together."""
    return len(audit.check())


def checkpoint() -> None:
    """Bring SQLite's journal into the file, so that the next write needs room."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def doom(*, writes: int) -> None:
    """This process dies at its n-th write from now: a statement that changes rows, or the end of a transaction."""
    from django.db import connection

    left = writes

    def count() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = run(sql, params, many, context)
        if sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            count()
        return done

    commit = connection._commit

    def committed() -> None:
        done = commit()
        count()
        return done

    connection.execute_wrappers.append(execute)
    connection._commit = committed  # type: ignore[method-assign]


ACTS: dict[str, Callable[..., Any]] = {
    act.__name__: act
    for act in (
        acts_about,
        agreed,
        answer,
        application,
        arrival,
        ask,
        asked,
        breaks,
        bring_paper,
        case_of,
        check_again,
        checkpoint,
        confirm_restore,
        correct,
        dispute,
        doom,
        end,
        end_hold,
        findings,
        holds,
        hurry,
        inspected,
        letter,
        letters,
        numbers,
        post,
        printed_confirmation,
        printed_query,
        received,
        record_answer,
        references,
        replace,
        restore_pending,
        sent,
        settle,
        sheet,
        slip,
        statuses,
        stock,
        take_next,
        told,
    )
}
"""Every further act by name."""
