"""What a person can do with an export case, each on a page of its own: a form, one operation, and what to say."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from kpcs.office.accounts import queries as accounts
from kpcs.office.accounts.models import Person
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import rules as certificate_rules
from kpcs.office.certificates.terms import PrintMode, local_day
from kpcs.office.exchange import operations as exchange_operations
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.bodies import Confirmation, ConfirmedLine
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exchange.rules import may_send_letters
from kpcs.office.exchange.terms import Carriage, Kind
from kpcs.office.exports import operations, queries, rules
from kpcs.office.exports.models import Application
from kpcs.office.exports.terms import Arrived, DecisionReason, Round
from kpcs.office.traders import queries as traders
from kpcs.scheme.certificate import heading_totals
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.problems import gettext_noop, refuse
from kpcs.web.portal.exports import forms as f
from kpcs.web.ui.pieces import Text


class CaseAct(NamedTuple):
    """``form`` makes the form from what was posted (or None), ``act`` calls the operation, ``fields`` places its
    problems on the form, ``explain`` stands above the form."""

    title: Text
    button: Text
    form: Callable[[Application, Any, Any, datetime], forms.Form]
    act: Callable[[Acting, datetime, Application, Any], object]
    may: Predicate
    explain: Text = ""
    fields: Callable[[Any], dict[str, str]] = lambda _form: {}
    kind: str = ""
    done: Text = ""


def _plain(form: type[forms.Form]) -> Callable[..., forms.Form]:
    return lambda _row, data, files, _at: form(data, files)


def _approve_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    ruling = queries.ruling(row.destination, queries.shipment(row).containers, local_day(row.office, at))
    return f.ApproveForm(data, conditional=bool(ruling.conditions))


def _seals_form(row: Application, data: Any, _files: Any, _at: datetime) -> forms.Form:
    return f.SealsForm(data, containers=len(queries.shipment(row).containers))


def _weigh_form(row: Application, data: Any, _files: Any, _at: datetime) -> forms.Form:
    return f.WeighForm(data, parcels=queries.shipment(row).parcels)


def _signatory_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    form = f.SignatoryForm(data)
    held = accounts.holders(row.office, Role.VALIDATOR, local_day(row.office, at))
    choice = form.fields["signatory"]
    assert isinstance(choice, forms.ModelChoiceField)
    choice.queryset = Person.objects.filter(pk__in=[duty.person_id for duty in held]).order_by("name")
    return form


def _confirmation_form(row: Application, data: Any, files: Any, _at: datetime) -> forms.Form:
    totals = heading_totals(queries.shipment(row).containers)
    return f.ConfirmationForm(data, files, lines={line.hs: line.carats for line in totals})


def _reserve(by: Acting, at: datetime, row: Application, form: f.SealsForm) -> object:
    if queries.current(row) is None:
        return operations.reserve_number(by=by, at=at, reference=row.reference, seals=form.seals())
    return operations.allot_seals(by=by, at=at, reference=row.reference, seals=form.seals())


def _confirm(by: Acting, at: datetime, row: Application, form: f.ConfirmationForm) -> object:
    goods, said = queries.shipment(row), form.cleaned_data
    certified = {line.hs: line.carats for line in heading_totals(goods.containers)}
    certificate = queries.current(row)
    body = Confirmation(
        number=certificate.number if certificate else "",
        result=MovementState(said["result"]),
        parcels=said["parcels"],
        lines=tuple(ConfirmedLine(hs, certified[hs], said[name]) for name, hs in form.places.items()),
        importer=goods.importer,
        exporter=traders.party(row.trader),
        received_on=said["received_on"],
        case_number=said["case_number"],
        office="",
        value=said["value"],
        remarks=said["remarks"],
    )
    scan = said["scan"].read() if said["scan"] else b""
    return operations.record_confirmation(by=by, at=at, body=body, arrived=Arrived(said["arrived"]), scan=scan)


def _correct_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    return f.CorrectForm.filled(row.draft, data, local_day(row.office, at))


def _correct(by: Acting, at: datetime, row: Application, form: f.CorrectForm) -> object:
    return operations.correct(
        by=by, at=at, reference=row.reference, draft=form.into(row.draft), note=form.cleaned_data["note"]
    )


def letter(row: Application) -> SentMessage | None:
    """The pre-advice that waits to be sent on paper."""
    waiting = [
        message for message in exchange.letters() if message.kind == Kind.PRE_ADVICE and message.subject == _number(row)
    ]
    return waiting[0] if waiting else None


def _sent(by: Acting, at: datetime, row: Application, form: f.CarriageForm) -> object:
    message = letter(row)
    if message is None:
        raise refuse("export.no_letter", gettext_noop("No letter of this shipment waits to be sent."))
    return exchange_operations.record_printed(
        by=by, at=at, message=message, sent_by=Carriage(form.cleaned_data["carriage"])
    )


def _number(row: Application) -> str:
    certificate = queries.current(row)
    return certificate.number if certificate else ""


def _seal_fields(form: f.SealsForm) -> dict[str, str]:
    return {f"seals.{i}": name for i, name in enumerate(form.fields)}


def _weight_fields(form: f.WeighForm) -> dict[str, str]:
    return {f"weights.{parcel}": name for name, parcel in form.places.items()}


ACTS: dict[str, CaseAct] = {
    "submit": CaseAct(
        _("Submit the application"),
        _("Submit"),
        _plain(f.NothingForm),
        lambda by, at, row, _form: operations.submit(by=by, at=at, reference=row.reference),
        rules.may_apply,
        _("After this the application cannot be changed, unless information is requested."),
        done=_("The application is submitted."),
    ),
    "answer": CaseAct(
        _("Give the information"),
        _("Send"),
        _plain(f.NoteForm),
        lambda by, at, row, form: operations.answer(
            by=by, at=at, reference=row.reference, note=form.cleaned_data["note"]
        ),
        rules.may_apply,
        _("The application as it stands now goes back to the examination."),
        done=_("The information is given."),
    ),
    "withdraw": CaseAct(
        _("Withdraw the application"),
        _("Withdraw"),
        _plain(f.NoteForm),
        lambda by, at, row, form: operations.withdraw(
            by=by, at=at, reference=row.reference, note=form.cleaned_data["note"]
        ),
        rules.may_apply,
        _("A withdrawn application is closed for good."),
        kind="bad",
        done=_("The application is withdrawn."),
    ),
    "examine": CaseAct(
        _("Begin the examination"),
        _("Begin"),
        _plain(f.NothingForm),
        lambda by, at, row, _form: operations.examine(by=by, at=at, reference=row.reference),
        rules.may_examine,
        _("You take this application in hand."),
        done=_("The examination has begun."),
    ),
    "request-information": CaseAct(
        _("Request information"),
        _("Request"),
        _plain(f.ReasonForm),
        lambda by, at, row, form: operations.request_information(
            by=by,
            at=at,
            reference=row.reference,
            reason=DecisionReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
        ),
        rules.may_examine,
        _("The applicant can change the application and send it again."),
        done=_("The applicant is asked."),
    ),
    "approve": CaseAct(
        _("Approve the application"),
        _("Approve"),
        _approve_form,
        lambda by, at, row, form: operations.approve(
            by=by,
            at=at,
            reference=row.reference,
            conditions_met=form.cleaned_data.get("conditions_met", False),
            note=form.cleaned_data["note"],
        ),
        rules.may_decide,
        _("The approver is never the applicant. Two persons sign for each certificate."),
        done=_("The application is approved."),
    ),
    "refuse": CaseAct(
        _("Refuse the application"),
        _("Refuse"),
        _plain(f.ReasonForm),
        lambda by, at, row, form: operations.refuse_application(
            by=by,
            at=at,
            reference=row.reference,
            reason=DecisionReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
        ),
        rules.may_decide,
        _("The applicant is given the reason in writing."),
        kind="bad",
        done=_("The application is refused."),
    ),
    "weigh-intake": CaseAct(
        _("Weigh at intake"),
        _("Save the weights"),
        _weigh_form,
        lambda by, at, row, form: operations.weigh(
            by=by,
            at=at,
            reference=row.reference,
            round=Round.INTAKE,
            weights=form.weights(),
            witnesses=form.named(),
        ),
        rules.may_weigh,
        _("Enter what the balance shows. One witness at least."),
        _weight_fields,
        done=_("The weights are recorded."),
    ),
    "reserve": CaseAct(
        _("Reserve number and seals"),
        _("Reserve"),
        _seals_form,
        _reserve,
        rules.may_pack,
        _("The next number of the office is taken. A seal is used once."),
        _seal_fields,
        done=_("Number and seals are reserved."),
    ),
    "weigh": CaseAct(
        _("Reweigh for packing"),
        _("Save the weights"),
        _weigh_form,
        lambda by, at, row, form: operations.weigh(
            by=by,
            at=at,
            reference=row.reference,
            round=Round.PACKING,
            weights=form.weights(),
            witnesses=form.named(),
        ),
        rules.may_weigh,
        _("Enter what the balance shows. One witness at least."),
        _weight_fields,
        done=_("The weights are recorded."),
    ),
    "seal": CaseAct(
        _("Record the sealing"),
        _("The containers are sealed"),
        _plain(f.WitnessedForm),
        lambda by, at, row, form: operations.seal(by=by, at=at, reference=row.reference, witnesses=form.named()),
        rules.may_pack,
        _("Each container is closed with its seals before two witnesses."),
        done=_("The sealing is recorded."),
    ),
    "freeze": CaseAct(
        _("Freeze and sign the record"),
        _("Freeze and sign"),
        _signatory_form,
        lambda by, at, row, form: operations.freeze(
            by=by, at=at, reference=row.reference, signatory=form.cleaned_data["signatory"]
        ),
        rules.may_pack,
        _("The record is complete and is signed with the key of the authority. It cannot be changed afterwards."),
        done=_("The record is frozen and signed."),
    ),
    "print": CaseAct(
        _("Print the certificate"),
        _("Print"),
        _plain(f.PrintForm),
        lambda by, at, row, form: certificates.print_certificate(
            by=by, at=at, number=_number(row), mode=PrintMode(form.cleaned_data["mode"])
        ),
        certificate_rules.may_issue,
        _("The sheet is used up. Download the paper on the next page."),
        done=_("The certificate is printed: download it and put it on the sheet."),
    ),
    "validate": CaseAct(
        _("Validate the certificate"),
        _("I have signed and stamped it"),
        _plain(f.NothingForm),
        lambda by, at, row, _form: operations.validate(by=by, at=at, reference=row.reference),
        rules.may_validate,
        _("Only the signatory named on the paper validates. The importing authority is told in the same act."),
        done=_("The certificate is validated, and the importing authority is told."),
    ),
    "hand-over": CaseAct(
        _("Hand over the certificate"),
        _("It is handed over"),
        _plain(f.ReceiverForm),
        lambda by, at, row, form: certificates.hand_over(
            by=by, at=at, number=_number(row), receiver=form.cleaned_data["receiver"]
        ),
        certificate_rules.may_issue,
        done=_("The certificate is handed over."),
    ),
    "exit": CaseAct(
        _("Record the exit"),
        _("The goods have left"),
        _plain(f.ExitForm),
        lambda by, at, row, form: operations.record_exit(
            by=by, at=at, reference=row.reference, exported_on=form.cleaned_data["exported_on"]
        ),
        rules.may_record_exit,
        _("From now on the confirmation of the importing authority is awaited."),
        done=_("The exit is recorded."),
    ),
    "spoil": CaseAct(
        _("Spoil number and sheet, take the next"),
        _("Spoil and take the next"),
        _plain(f.SpoilForm),
        lambda by, at, row, form: operations.spoil_and_take_next(
            by=by, at=at, reference=row.reference, reason=form.chosen(), note=form.cleaned_data["note"]
        ),
        rules.may_pack,
        _(
            "Number and sheet become void and the next ones are taken, in one act. After a difference of weight or "
            "seal the goods are weighed and sealed again."
        ),
        kind="bad",
        done=_("The number is void, and the next one is reserved."),
    ),
    "replace": CaseAct(
        _("Replace the certificate"),
        _("Replace"),
        _plain(f.ReplaceForm),
        lambda by, at, row, form: operations.replace(
            by=by,
            at=at,
            reference=row.reference,
            note=form.cleaned_data["note"],
            surrendered=form.cleaned_data["surrendered"],
        ),
        rules.may_pack,
        _("Before export only. Both certificates name each other, and the importing authority is told."),
        kind="bad",
        done=_("The certificate is superseded, and the next number is reserved."),
    ),
    "correct": CaseAct(
        _("Correct the approved application"),
        _("Approve the correction"),
        _correct_form,
        _correct,
        rules.may_decide,
        _("Before the record is signed. Correcting is approving: it needs another person than the applicant."),
        lambda form: dict(form.paths),
        done=_("The correction is approved."),
    ),
    "letter": CaseAct(
        _("Record that the pre-advice was sent"),
        _("It is sent"),
        _plain(f.CarriageForm),
        _sent,
        may_send_letters,
        _("The importing authority has no node: print the letter and send it."),
        done=_("The sending is recorded."),
    ),
    "confirmation": CaseAct(
        _("Record a confirmation from paper"),
        _("Record"),
        _confirmation_form,
        _confirm,
        rules.may_record_confirmation,
        _("Copy what the slip or e-mail says, and add its scan."),
        done=_("The confirmation is recorded."),
    ),
    "dispute": CaseAct(
        _("Dispute the confirmation"),
        _("Dispute"),
        _plain(f.NoteForm),
        lambda by, at, row, form: operations.dispute(
            by=by, at=at, reference=row.reference, note=form.cleaned_data["note"]
        ),
        rules.may_record_confirmation,
        _("Say what is contested and why."),
        kind="bad",
        done=_("The confirmation is disputed."),
    ),
    "reconcile": CaseAct(
        _("Reconcile"),
        _("Both sides hold the same"),
        _plain(f.NoteForm),
        lambda by, at, row, form: operations.reconcile(
            by=by, at=at, reference=row.reference, note=form.cleaned_data["note"]
        ),
        rules.may_record_confirmation,
        _("What the importing authority found is acknowledged. A difference needs a sentence that explains it."),
        done=_("The shipment is reconciled."),
    ),
    "close": CaseAct(
        _("Close the movement by hand"),
        _("Close"),
        _plain(f.NoteForm),
        lambda by, at, row, form: operations.close_movement(
            by=by, at=at, reference=row.reference, note=form.cleaned_data["note"]
        ),
        rules.may_record_confirmation,
        _("For goods that will not be confirmed, for example because they never left."),
        kind="bad",
        done=_("The movement is closed."),
    ),
}
"""Every act by the last part of its address."""
