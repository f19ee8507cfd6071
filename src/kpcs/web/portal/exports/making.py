"""How the form of each act is made, and which operation it calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms

from kpcs.office.accounts import queries as accounts
from kpcs.office.accounts.models import Person
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.certificates.terms import local_day
from kpcs.office.exchange import operations as exchange_operations
from kpcs.office.exchange import queries as exchange
from kpcs.office.exchange.bodies import Confirmation, ConfirmedLine
from kpcs.office.exchange.models import SentMessage
from kpcs.office.exchange.terms import Carriage, Kind
from kpcs.office.exports import operations, queries
from kpcs.office.exports.models import Application
from kpcs.office.exports.terms import Arrived
from kpcs.office.traders import queries as traders
from kpcs.scheme.certificate import heading_totals
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.problems import gettext_noop, refuse
from kpcs.web.portal.exports import forms as f


def plain_form(form: type[forms.Form]) -> Callable[..., forms.Form]:
    """A form that needs nothing of the case."""
    return lambda _row, data, files, _at: form(data, files)


def approve_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    """The approval; conditions of the scheme are asked about where there are some."""
    ruling = queries.ruling(row.destination, queries.shipment(row).containers, local_day(row.office, at))
    return f.ApproveForm(data, conditional=bool(ruling.conditions))


def seals_form(row: Application, data: Any, _files: Any, _at: datetime) -> forms.Form:
    """A field for the seals of each container."""
    return f.SealsForm(data, containers=len(queries.shipment(row).containers))


def weigh_form(row: Application, data: Any, _files: Any, _at: datetime) -> forms.Form:
    """A field for each parcel."""
    return f.WeighForm(data, parcels=queries.shipment(row).parcels)


def signatory_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    """The signatories on duty in the office of the case."""
    form = f.SignatoryForm(data)
    held = accounts.holders(row.office, Role.VALIDATOR, local_day(row.office, at))
    choice = form.fields["signatory"]
    assert isinstance(choice, forms.ModelChoiceField)
    choice.queryset = Person.objects.filter(pk__in=[duty.person_id for duty in held]).order_by("name")
    return form


def confirmation_form(row: Application, data: Any, files: Any, _at: datetime) -> forms.Form:
    """A field for each HS line of the certificate."""
    totals = heading_totals(queries.shipment(row).containers)
    return f.ConfirmationForm(data, files, lines={line.hs: line.carats for line in totals})


def reserve(by: Acting, at: datetime, row: Application, form: f.SealsForm) -> object:
    """Reserve the number and choose the seals; choose them anew where the number is reserved."""
    if queries.current(row) is None:
        return operations.reserve_number(by=by, at=at, reference=row.reference, seals=form.seals())
    return operations.allot_seals(by=by, at=at, reference=row.reference, seals=form.seals())


def record_confirmation(by: Acting, at: datetime, row: Application, form: f.ConfirmationForm) -> object:
    """Reserve the number and choose the seals; choose them anew where the number is reserved."""
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


def correct_form(row: Application, data: Any, _files: Any, at: datetime) -> forms.Form:
    """A field for each HS line of the certificate."""
    return f.CorrectForm.filled(row.draft, data, local_day(row.office, at))


def correct(by: Acting, at: datetime, row: Application, form: f.CorrectForm) -> object:
    """The signatories on duty in the office of the case."""
    return operations.correct(
        by=by, at=at, reference=row.reference, draft=form.into(row.draft), note=form.cleaned_data["note"]
    )


def letter(row: Application) -> SentMessage | None:
    """The pre-advice that waits to be sent on paper."""
    waiting = [
        message
        for message in exchange.letters()
        if message.kind == Kind.PRE_ADVICE and message.subject == number_of(row)
    ]
    return waiting[0] if waiting else None


def letter_sent(by: Acting, at: datetime, row: Application, form: f.CarriageForm) -> object:
    """A field for each parcel."""
    message = letter(row)
    if message is None:
        raise refuse("export.no_letter", gettext_noop("No letter of this shipment waits to be sent."))
    return exchange_operations.record_printed(
        by=by, at=at, message=message, sent_by=Carriage(form.cleaned_data["carriage"])
    )


def number_of(row: Application) -> str:
    """A field for the seals of each container."""
    certificate = queries.current(row)
    return certificate.number if certificate else ""


def seal_fields(form: f.SealsForm) -> dict[str, str]:
    """The approval; conditions of the scheme are asked about where there are some."""
    return {f"seals.{i}": name for i, name in enumerate(form.fields)}


def weight_fields(form: f.WeighForm) -> dict[str, str]:
    """A form that needs nothing of the case."""
    return {f"weights.{parcel}": name for name, parcel in form.places.items()}
