"""What a person can do with an export case, each on a page of its own: a form, one operation, and what to say."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from kpcs.office.accounts.terms import Acting
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import rules as certificate_rules
from kpcs.office.certificates.terms import PrintMode
from kpcs.office.exchange.rules import may_send_letters
from kpcs.office.exports import operations, rules
from kpcs.office.exports.models import Application
from kpcs.office.exports.terms import DecisionReason, Round
from kpcs.web.portal.exports import forms as f
from kpcs.web.portal.exports import making
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


ACTS: dict[str, CaseAct] = {
    "submit": CaseAct(
        _("Submit the application"),
        _("Submit"),
        making.plain_form(f.NothingForm),
        lambda by, at, row, _form: operations.submit(by=by, at=at, reference=row.reference),
        rules.may_apply,
        _("After this the application cannot be changed, unless information is requested."),
        done=_("The application is submitted."),
    ),
    "answer": CaseAct(
        _("Give the information"),
        _("Send"),
        making.plain_form(f.NoteForm),
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
        making.plain_form(f.NoteForm),
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
        making.plain_form(f.NothingForm),
        lambda by, at, row, _form: operations.examine(by=by, at=at, reference=row.reference),
        rules.may_examine,
        _("You take this application in hand."),
        done=_("The examination has begun."),
    ),
    "request-information": CaseAct(
        _("Request information"),
        _("Request"),
        making.plain_form(f.ReasonForm),
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
        making.approve_form,
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
        making.plain_form(f.ReasonForm),
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
        making.weigh_form,
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
        making.weight_fields,
        done=_("The weights are recorded."),
    ),
    "reserve": CaseAct(
        _("Reserve number and seals"),
        _("Reserve"),
        making.seals_form,
        making.reserve,
        rules.may_pack,
        _("The next number of the office is taken. A seal is used once."),
        making.seal_fields,
        done=_("Number and seals are reserved."),
    ),
    "weigh": CaseAct(
        _("Reweigh for packing"),
        _("Save the weights"),
        making.weigh_form,
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
        making.weight_fields,
        done=_("The weights are recorded."),
    ),
    "seal": CaseAct(
        _("Record the sealing"),
        _("The containers are sealed"),
        making.plain_form(f.WitnessedForm),
        lambda by, at, row, form: operations.seal(by=by, at=at, reference=row.reference, witnesses=form.named()),
        rules.may_pack,
        _("Each container is closed with its seals before two witnesses."),
        done=_("The sealing is recorded."),
    ),
    "freeze": CaseAct(
        _("Freeze and sign the record"),
        _("Freeze and sign"),
        making.signatory_form,
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
        making.plain_form(f.PrintForm),
        lambda by, at, row, form: certificates.print_certificate(
            by=by, at=at, number=making.number_of(row), mode=PrintMode(form.cleaned_data["mode"])
        ),
        certificate_rules.may_issue,
        _("The sheet is used up. Download the paper on the next page."),
        done=_("The certificate is printed: download it and put it on the sheet."),
    ),
    "validate": CaseAct(
        _("Validate the certificate"),
        _("I have signed and stamped it"),
        making.plain_form(f.NothingForm),
        lambda by, at, row, _form: operations.validate(by=by, at=at, reference=row.reference),
        rules.may_validate,
        _("Only the signatory named on the paper validates. The importing authority is told in the same act."),
        done=_("The certificate is validated, and the importing authority is told."),
    ),
    "hand-over": CaseAct(
        _("Hand over the certificate"),
        _("It is handed over"),
        making.plain_form(f.ReceiverForm),
        lambda by, at, row, form: certificates.hand_over(
            by=by, at=at, number=making.number_of(row), receiver=form.cleaned_data["receiver"]
        ),
        certificate_rules.may_issue,
        done=_("The certificate is handed over."),
    ),
    "exit": CaseAct(
        _("Record the exit"),
        _("The goods have left"),
        making.plain_form(f.ExitForm),
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
        making.plain_form(f.SpoilForm),
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
        making.plain_form(f.ReplaceForm),
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
        making.correct_form,
        making.correct,
        rules.may_decide,
        _("Before the record is signed. Correcting is approving: it needs another person than the applicant."),
        lambda form: dict(form.paths),
        done=_("The correction is approved."),
    ),
    "letter": CaseAct(
        _("Record that the pre-advice was sent"),
        _("It is sent"),
        making.plain_form(f.CarriageForm),
        making.letter_sent,
        may_send_letters,
        _("The importing authority has no node: print the letter and send it."),
        done=_("The sending is recorded."),
    ),
    "confirmation": CaseAct(
        _("Record a confirmation from paper"),
        _("Record"),
        making.confirmation_form,
        making.record_confirmation,
        rules.may_record_confirmation,
        _("Copy what the slip or e-mail says, and add its scan."),
        done=_("The confirmation is recorded."),
    ),
    "dispute": CaseAct(
        _("Dispute the confirmation"),
        _("Dispute"),
        making.plain_form(f.NoteForm),
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
        making.plain_form(f.NoteForm),
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
        making.plain_form(f.NoteForm),
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
