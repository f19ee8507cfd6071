"""Reading the export desk: applications, what is in them, where they stand, what is awaited."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.certificates import queries as certificates
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import local_day
from kpcs.office.exports import drafts, errors
from kpcs.office.exports.drafts import Shipment
from kpcs.office.exports.models import Application, Confirmation, Movement, Seal, Weighing
from kpcs.office.exports.terms import Round
from kpcs.office.traders import queries as traders
from kpcs.scheme import trade
from kpcs.scheme.certificate import Container
from kpcs.scheme.certificate.values import content_lines
from kpcs.scheme.jurisdictions import pack
from kpcs.scheme.lifecycles import ApplicationState, CertificateState, ConfirmationState, Due, due
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.quantities import Carats
from kpcs.scheme.trade import Ruling

OPEN = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.INFORMATION_REQUESTED,
    ApplicationState.UNDER_EXAMINATION,
    ApplicationState.APPROVED,
)
_IN_FORCE = (
    CertificateState.RESERVED,
    CertificateState.FROZEN,
    CertificateState.PRINTED,
    CertificateState.VALIDATED,
    CertificateState.EXPORTED,
)


def held(reference: str) -> Application:
    """The application, its row locked for the rest of the transaction. Raises ``application.unknown``."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("office", "trader")
    row = rows.filter(reference=reference).first()
    if row is None:
        raise errors.unknown(reference)
    return row


def find(reference: str, by: Acting, day: date) -> Application | None:
    """The application, when ``by`` may see it."""
    return visible(by, day).filter(reference=reference).first()


def visible(by: Acting, day: date) -> QuerySet[Application]:
    """Applications that ``by`` may see: those of his office; an agent only those of his traders."""
    rows = Application.objects.select_related("office", "trader", "submitted_by", "decided_by")
    if by.office is None or by.person is None:
        return rows.none()
    rows = rows.filter(office=by.office)
    if by.roles <= {Role.AGENT.value}:
        return rows.filter(trader__in=traders.traders_of(by.person, day))
    return rows


def shipment(row: Application) -> Shipment:
    """The validated record of a submitted application. Raises Refusal as ``drafts.read`` for one that is a draft."""
    return drafts.read(row.record, issuer=settings.NODE.participant, exporter=traders.party(row.trader))


def ruling(destination: str, containers: Iterable[Container], day: date) -> Ruling:
    """What the scheme says of sending such goods to ``destination`` on ``day``: problems, conditions, watches."""
    origins = {country for line in content_lines(containers) for country in line.origins.countries}
    return trade.ruling(Participants.published(), settings.NODE.participant, destination, day, origins=origins)


def current(row: Application) -> Certificate | None:
    """The certificate in force for an application; None before a number is reserved and after it has ended."""
    served = [c for c in certificates.of_application(row.reference) if c.state in _IN_FORCE]
    return served[-1] if served else None


def weighed(row: Application, round: Round) -> dict[str, Weighing]:
    """The weighing of each parcel that counts: the last one, for packing the last since the goods were opened."""
    rows = row.weighings.filter(round=round).select_related("weigher")
    if round == Round.PACKING and row.opened_at is not None:
        rows = rows.filter(at__gt=row.opened_at)
    return {weighing.parcel: weighing for weighing in rows}


def weight_problems(row: Application, goods: Shipment, day: date) -> list[Problem]:
    """Parcels that were not reweighed for packing, or whose weight is not the approved one within the tolerance."""
    tolerance = pack(settings.NODE.participant, day).tolerance.value
    found = weighed(row, Round.PACKING)
    problems = []
    for parcel, stated in goods.parcels.items():
        weighing = found.get(parcel)
        if weighing is None:
            problems.append(errors.not_weighed(parcel))
        elif abs(weighing.carats - stated) > tolerance:
            problems.append(errors.weight_differs(parcel, str(stated), str(weighing.carats)))
    return problems


def seals_of(certificate: Certificate) -> list[list[Seal]]:
    """The seals of a number by container, without those that were spoiled."""
    by_container: dict[int, list[Seal]] = {}
    for seal in Seal.objects.filter(certificate=certificate, spoiled_at__isnull=True):
        by_container.setdefault(seal.container, []).append(seal)
    return [by_container.get(i, []) for i in range(max(by_container, default=-1) + 1)]


def packed(goods: Shipment, certificate: Certificate) -> tuple[Container, ...]:
    """The containers of the shipment with the seals allotted to them."""
    seals = seals_of(certificate)
    return tuple(
        container._replace(seals=tuple(seal.number for seal in (seals[i] if i < len(seals) else ())))
        for i, container in enumerate(goods.containers)
    )


class Awaited(NamedTuple):
    """A confirmation that is awaited, and how far its duty has come."""

    confirmation: Confirmation
    due: Due


def awaited(office: Office, day: date) -> list[Awaited]:
    """Exported shipments of ``office`` whose confirmation is awaited, earliest duty first."""
    rows = Confirmation.objects.filter(
        state=ConfirmationState.AWAITED,
        movement__application__office=office,
        movement__exported_on__isnull=False,
        movement__certificate__state=CertificateState.EXPORTED,
    ).select_related("movement__certificate", "movement__application__trader")
    return [Awaited(row, due(row.due_on, day)) for row in rows.order_by("due_on", "id")]


def movement_of(certificate: Certificate) -> Movement | None:
    """The movement under a certificate; None before it was validated."""
    return (
        Movement.objects.select_related("application__trader", "confirmation").filter(certificate=certificate).first()
    )


def difference(movement: Movement) -> Carats | None:
    """Carats inspected less carats certified; None while nothing was inspected."""
    return None if movement.inspected_carats is None else movement.inspected_carats - movement.carats


def draft_problems(row: Application, at: datetime) -> list[Problem]:
    """Everything that still stands against submitting the draft of ``row``; empty when it is complete."""
    day = local_day(row.office, at)
    problems: list[Problem] = []
    goods: Shipment | None = None
    try:
        goods = drafts.read(row.draft, issuer=settings.NODE.participant, exporter=traders.party(row.trader))
    except Refusal as refusal:
        problems.extend(refusal.problems)
    if traders.licence_on(row.trader, day) is None:
        problems.append(errors.no_licence(row.trader.name, day.isoformat()))
    destination = goods.destination if goods else str(row.draft.get("destination", "")).strip()
    if len(destination) == 2 and destination != settings.NODE.participant:
        found = ruling(destination, goods.containers if goods else (), day).problems
        problems.extend(problem._replace(where="destination") for problem in found)
        holder = Participants.published().participant_of(destination, day)
        if holder is not None and holder != destination:
            problems.append(errors.destination_represented(destination, Participants.published().name(holder)))
    if goods is not None and goods.departs_on is not None and goods.departs_on < day:
        problems.append(errors.departs_past(goods.departs_on.isoformat()))
    return problems


def names(accounts: Iterable[str]) -> dict[str, str]:
    """Persons' names by the sign-in names that the audit record holds."""
    rows = Person.objects.filter(username__in=set(accounts))
    return dict(rows.values_list("username", "name"))


class Standing(NamedTuple):
    """Where an application stands: the number in force and its movement, None where there is none."""

    application: Application
    certificate: Certificate | None
    movement: Movement | None


def standing(rows: Iterable[Application]) -> list[Standing]:
    """Applications with the number in force and its movement, in three questions to the database."""
    listed = list(rows)
    served: dict[str, Certificate] = {}
    in_force = Certificate.objects.filter(
        application__in=[row.reference for row in listed], state__in=_IN_FORCE
    ).select_related("office", "sheet")
    for certificate in in_force.order_by("reserved_at", "number"):
        served[certificate.application] = certificate
    moving = {
        movement.certificate_id: movement
        for movement in Movement.objects.filter(certificate__in=served.values()).select_related("confirmation")
    }
    found = []
    for row in listed:
        number = served.get(row.reference)
        found.append(Standing(row, number, moving.get(number.pk) if number else None))
    return found


def waiting(by: Acting, day: date) -> int:
    """How many applications wait for the office: to be examined, decided, certified, or to be reconciled."""
    rows = visible(by, day)
    undecided = rows.filter(state__in=(ApplicationState.SUBMITTED, ApplicationState.UNDER_EXAMINATION))
    answered = rows.filter(movements__confirmation__state__in=(ConfirmationState.RECEIVED, ConfirmationState.DISPUTED))
    approved = rows.filter(state=ApplicationState.APPROVED).exclude(
        reference__in=Certificate.objects.filter(
            state__in=(CertificateState.EXPORTED, CertificateState.REVOKED)
        ).values("application")
    )
    return undecided.count() + answered.distinct().count() + approved.count()
