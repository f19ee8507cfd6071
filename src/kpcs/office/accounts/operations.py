"""Acts upon people, offices and duties."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from kpcs.office.accounts import errors
from kpcs.office.accounts.events import AccountAct
from kpcs.office.accounts.models import Duty, Office, Person
from kpcs.office.accounts.rules import may_manage_people, require
from kpcs.office.accounts.terms import Acting, Role
from kpcs.office.audit import operations as audit
from kpcs.scheme.problems import gettext_noop as _

__all__ = ["add_person", "end_duty", "give_duty", "open_office"]

_ONLY_SUPERVISOR = _("Only a supervisor may change people and duties.")


@transaction.atomic
def open_office(
    *, by: Acting, at: datetime, code: str, participant: str, name: str, authority: str, **more: object
) -> Office:
    """Open an office; ``more`` are further columns of :class:`Office`. Raises ``accounts.office_exists``."""
    require(may_manage_people, by, None, _ONLY_SUPERVISOR)
    if Office.objects.filter(code=code).exists():
        raise errors.office_exists(code)
    office = Office.objects.create(code=code, participant=participant, name=name, authority=authority, **more)
    audit.record(act=AccountAct.OFFICE_OPENED, subject=f"office/{code}", by=by.actor, at=at, facts={"name": name})
    return office


@transaction.atomic
def add_person(
    *, by: Acting, at: datetime, username: str, name: str, password: str | None, email: str = "", language: str = ""
) -> Person:
    """Add an account for one natural person; without ``password`` nobody can sign in to it yet.

    Raises ``accounts.username_taken``.
    """
    require(may_manage_people, by, None, _ONLY_SUPERVISOR)
    person = Person(username=username, name=name, email=email, language=language)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise errors.username_taken(username) from error
    audit.record(
        act=AccountAct.PERSON_ADDED,
        subject=f"person/{username}",
        by=by.actor,
        at=at,
        personal={"name": name, "email": email},
    )
    return person


@transaction.atomic
def give_duty(
    *, by: Acting, at: datetime, person: Person, office: Office, role: Role, since: date, title: str = ""
) -> Duty:
    """Give ``person`` a role in ``office`` from ``since``. Raises ``accounts.duty_held``."""
    require(may_manage_people, by, None, _ONLY_SUPERVISOR)
    if Duty.objects.filter(person=person, office=office, role=role, until__isnull=True).exists():
        raise errors.duty_held()
    duty = Duty.objects.create(person=person, office=office, role=role, since=since, title=title)
    audit.record(
        act=AccountAct.DUTY_GIVEN,
        subject=f"person/{person.username}",
        by=by.actor,
        at=at,
        facts={"office": office.code, "role": role, "since": since.isoformat()},
    )
    return duty


@transaction.atomic
def end_duty(*, by: Acting, at: datetime, duty: Duty, until: date) -> Duty:
    """End a duty; from ``until`` on the person no longer holds it."""
    require(may_manage_people, by, None, _ONLY_SUPERVISOR)
    duty.until = until
    duty.save(update_fields=["until"])
    audit.record(
        act=AccountAct.DUTY_ENDED,
        subject=f"person/{duty.person.username}",
        by=by.actor,
        at=at,
        facts={"office": duty.office.code, "role": duty.role, "until": until.isoformat()},
    )
    return duty
