"""Number and seals, weighing, sealing (CORE IV(c); Annex II.19)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates import queries as certificate_queries
from kpcs.office.certificates import room
from kpcs.office.certificates.models import Certificate
from kpcs.office.certificates.terms import local_day
from kpcs.office.exports import errors, queries, rules
from kpcs.office.exports.events import ExportEvent
from kpcs.office.exports.models import Application, Seal, Weighing
from kpcs.office.exports.terms import Round
from kpcs.scheme.certificate.checks import SEAL_LENGTH
from kpcs.scheme.jurisdictions import Travels, pack
from kpcs.scheme.lifecycles import CERTIFICATE, ApplicationState, CertificateAct, CertificateState
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.quantities import Carats

WITNESSES_WEIGHING, WITNESSES_SEALING = 1, 2
"""How many persons must be named beside the officer. Not defined by a source."""


@room.refused_when_full
@transaction.atomic
def reserve_number(*, by: Acting, at: datetime, reference: str, seals: Sequence[Sequence[str]] = ()) -> Certificate:
    """Reserve the next number for an approved application and allot seals: one list of seal numbers a container. The
    seals may be allotted later (:func:`allot_seals`).

    Raises ``export.not_approved``, ``export.certificate_in_force``, as :func:`allot_seals`, and as
    ``certificates.operations.reserve``.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    refuse_unless_approved(row)
    serving = queries.current(row)
    if serving is not None:
        raise errors.certificate_in_force(serving.number)
    if seals:
        problems = _seal_problems(row, seals, None)
        if problems:
            raise Refusal(problems)
    certificate = certificates.reserve(
        by=by, at=at, application=row.reference, submitted_by=row.submitted_by, approved_by=row.decided_by
    )
    if seals:
        _allot(row, certificate, seals, by, at)
    return certificate


def refuse_unless_approved(row: Application) -> None:
    """Only an approved application is packed and certified. Raises ``export.not_approved``."""
    if row.state != ApplicationState.APPROVED:
        raise errors.not_approved(ApplicationState(row.state).label)


@transaction.atomic
def allot_seals(*, by: Acting, at: datetime, reference: str, seals: Sequence[Sequence[str]]) -> Certificate:
    """Choose the seals of each container of a reserved number, before they are closed. Seals allotted before and not
    closed are free again.

    Raises, all at once, ``seal.containers``, ``certificate.seal.missing``, ``certificate.seal.repeated``,
    ``seal.used_before``, ``seal.too_long``; or ``export.no_certificate``, ``certificate.wrong_state``,
    ``export.sealed_already``.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    certificate = held_certificate(row)
    CERTIFICATE.after(certificate.state, CertificateAct.FREEZE)  # once the record is signed its seals are fixed
    if Seal.objects.filter(certificate=certificate, sealed_at__isnull=False, spoiled_at__isnull=True).exists():
        raise errors.sealed_already()
    problems = _seal_problems(row, seals, certificate)
    if problems:
        raise Refusal(problems)
    Seal.objects.filter(certificate=certificate, sealed_at__isnull=True).delete()
    _allot(row, certificate, seals, by, at)
    return certificate


def held_certificate(row: Application) -> Certificate:
    """The certificate in force for ``row``, locked. Raises ``export.no_certificate``."""
    serving = queries.current(row)
    if serving is None:
        raise errors.no_certificate()
    return certificate_queries.held(serving.number)


def _seal_problems(row: Application, seals: Sequence[Sequence[str]], certificate: Certificate | None) -> list[Problem]:
    wanted = len(queries.shipment(row).containers)
    problems: list[Problem] = []
    if len(seals) != wanted:
        problems.append(errors.containers_differ(wanted))
    seen: set[str] = set()
    numbers = [number.strip() for container in seals for number in container]
    taken = Seal.objects.filter(number__in=numbers)
    if certificate is not None:
        taken = taken.exclude(certificate=certificate, sealed_at__isnull=True)
    used = set(taken.values_list("number", flat=True))
    for i, container in enumerate(seals):
        given = [number.strip() for number in container if number.strip()]
        if not given:
            problems.append(errors.seal_missing(i + 1))
        for number in given:
            if number in seen:
                problems.append(errors.seal_repeated(number, i))
            elif number in used:
                problems.append(errors.seal_used_before(number, i))
            if len(number) > SEAL_LENGTH:
                problems.append(errors.seal_too_long(i, SEAL_LENGTH))
            seen.add(number)
    return problems


def _allot(
    row: Application, certificate: Certificate, seals: Sequence[Sequence[str]], by: Acting, at: datetime
) -> None:
    chosen = [[number.strip() for number in container if number.strip()] for container in seals]
    try:
        with transaction.atomic():
            Seal.objects.bulk_create(
                Seal(number=number, certificate=certificate, container=i)
                for i, container in enumerate(chosen)
                for number in container
            )
    except IntegrityError as error:
        # another officer took one of them a moment ago: by now his act can be seen
        raise Refusal(_seal_problems(row, seals, certificate)) from error
    audit.record(
        act=ExportEvent.SEALS_ALLOTTED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"number": certificate.number, "seals": chosen},
    )


_IN_EXAMINATION = (
    ApplicationState.SUBMITTED,
    ApplicationState.UNDER_EXAMINATION,
    ApplicationState.INFORMATION_REQUESTED,
)


@transaction.atomic
def weigh(
    *,
    by: Acting,
    at: datetime,
    reference: str,
    round: Round,
    weights: Mapping[str, Carats],
    witnesses: Sequence[str],
) -> list[Weighing]:
    """Record what the balance showed for each parcel (by reference), before named witnesses. A weight that differs
    from the application is a fact, not a fault: it is recorded, and the next step asks about it.

    At intake the application is submitted or under examination; for packing it is approved and its number reserved.
    Raises, all at once, ``weighing.nothing``, ``weighing.parcel_unknown``, ``weighing.not_positive``,
    ``export.witnesses_missing``; or ``export.not_approved``, ``export.not_in_examination``, a ``wrong_state``.
    """
    row = queries.held(reference)
    require(rules.may_weigh, by, row, errors.ONLY_WEIGHER)
    if round == Round.PACKING:
        refuse_unless_approved(row)
        CERTIFICATE.after(held_certificate(row).state, CertificateAct.FREEZE)
    elif row.state not in _IN_EXAMINATION:
        raise errors.not_in_examination(ApplicationState(row.state).label)
    parcels = queries.shipment(row).parcels
    problems = [errors.parcel_unknown(parcel) for parcel in weights if parcel not in parcels]
    problems += [errors.weight_not_positive(parcel) for parcel, carats in weights.items() if carats <= Carats(0)]
    if not weights:
        problems.append(errors.nothing_weighed())
    named, witness_problems = _named(witnesses, by, WITNESSES_WEIGHING)
    problems += witness_problems
    if problems:
        raise Refusal(problems)
    rows = Weighing.objects.bulk_create(
        Weighing(application=row, parcel=parcel, round=round, carats=carats, weigher=by.person, witnesses=named, at=at)
        for parcel, carats in weights.items()
    )
    audit.record(
        act=ExportEvent.WEIGHED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"round": str(round), "weights": {parcel: str(carats) for parcel, carats in weights.items()}},
        personal={"name": by.name, "witnesses": named},
    )
    return rows


def _named(witnesses: Sequence[str], by: Acting, least: int) -> tuple[list[str], list[Problem]]:
    """The witnesses by name: enough of them, each once, the officer himself not among them."""
    named = list(dict.fromkeys(" ".join(name.split()) for name in witnesses if name.strip()))
    others = [name for name in named if name.casefold() != by.name.casefold()]
    return named, [] if len(others) >= least and others == named else [errors.witnesses_missing(least)]


@transaction.atomic
def seal(*, by: Acting, at: datetime, reference: str, witnesses: Sequence[str]) -> Certificate:
    """Close the allotted seals before two named witnesses. The weights must be those that were approved.

    Where the certificate travels inside the container, the sealing follows the validation. Raises, all at once,
    ``seal.not_allotted``, ``export.not_weighed``, ``export.weight_differs``, ``export.witnesses_missing``; or
    ``export.no_certificate``, ``export.seal_after_validation``, ``export.sealed_already``, a ``wrong_state``.
    """
    row = queries.held(reference)
    require(rules.may_pack, by, row, errors.ONLY_ISSUER)
    certificate = held_certificate(row)
    day = local_day(row.office, at)
    if travels_inside(day):
        if certificate.state in (CertificateState.RESERVED, CertificateState.FROZEN, CertificateState.PRINTED):
            raise errors.seal_after_validation()
        CERTIFICATE.after(certificate.state, CertificateAct.EXPORT)
    else:
        CERTIFICATE.after(certificate.state, CertificateAct.FREEZE)
    goods = queries.shipment(row)
    seals = queries.seals_of(certificate)
    problems: list[Problem] = []
    if len(seals) != len(goods.containers) or not all(seals):
        problems.append(errors.seals_not_allotted())
    elif all(closed.sealed_at is not None for container in seals for closed in container):
        raise errors.sealed_already()
    problems += queries.weight_problems(row, goods, day)
    named, witness_problems = _named(witnesses, by, WITNESSES_SEALING)
    problems += witness_problems
    if problems:
        raise Refusal(problems)
    for container in seals:
        for closing in container:
            closing.sealed_at, closing.sealed_by, closing.witnesses = at, by.person, named
            closing.save(update_fields=["sealed_at", "sealed_by", "witnesses"])
    audit.record(
        act=ExportEvent.SEALED,
        subject=f"application/{row.reference}",
        by=by.actor,
        at=at,
        facts={"number": certificate.number, "seals": [[s.number for s in container] for container in seals]},
        personal={"name": by.name, "witnesses": named},
    )
    return certificate


def travels_inside(day: date) -> bool:
    """Whether the original travels inside the container (rule ``certificate_travels``)."""
    return pack(settings.NODE.participant, day).certificate_travels.value is Travels.INSIDE
