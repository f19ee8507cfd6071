"""Recording what other authorities have notified."""

from datetime import date, datetime

from django.db import transaction

from kpcs.office.accounts.rules import require
from kpcs.office.accounts.terms import Acting
from kpcs.office.audit import operations as audit
from kpcs.office.participants.events import ParticipantAct
from kpcs.office.participants.models import Authority, NumberRange
from kpcs.office.participants.rules import may_record_notices
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

__all__ = ["record_authority", "record_range"]

_ONLY_FOCAL_POINT = _("Only the focal point or a supervisor records what other authorities notify.")


@transaction.atomic
def record_authority(
    *,
    by: Acting,
    at: datetime,
    participant: str,
    name: str,
    address: str = "",
    email: str = "",
    duty_phone: str = "",
    source: str,
) -> Authority:
    """Record or replace the address of a Participant's authority, with the source of the information."""
    require(may_record_notices, by, None, _ONLY_FOCAL_POINT)
    authority, _created = Authority.objects.update_or_create(
        participant=participant,
        defaults={
            "name": name,
            "address": address,
            "email": email,
            "duty_phone": duty_phone,
            "source": source,
        },
    )
    audit.record(
        act=ParticipantAct.AUTHORITY_RECORDED,
        subject=f"participant/{participant}",
        by=by.actor,
        at=at,
        facts={"name": name, "source": source},
    )
    return authority


@transaction.atomic
def record_range(
    *,
    by: Acting,
    at: datetime,
    issuer: str,
    first: int,
    last: int,
    since: date,
    until: date | None,
    source: str,
) -> NumberRange:
    """Record a range of numbers that ``issuer`` has notified. Raises ``participants.range_order``."""
    require(may_record_notices, by, None, _ONLY_FOCAL_POINT)
    if last < first:
        raise refuse("participants.range_order", _("The last number must not be below the first."), "last")
    found = NumberRange.objects.create(issuer=issuer, first=first, last=last, since=since, until=until, source=source)
    audit.record(
        act=ParticipantAct.RANGE_RECORDED,
        subject=f"participant/{issuer}",
        by=by.actor,
        at=at,
        facts={"first": first, "last": last, "since": since.isoformat(), "source": source},
    )
    return found
