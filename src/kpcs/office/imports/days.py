"""The office's day, its calendar, and the rule pack in force."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kpcs.office.accounts.models import Office
from kpcs.office.accounts.queries import holidays
from kpcs.scheme.jurisdictions import Pack, pack
from kpcs.scheme.periods import Calendar


def local_day(office: Office, at: datetime) -> date:
    """The day on the wall of ``office`` at ``at``."""
    return at.astimezone(ZoneInfo(office.time_zone)).date()


def calendar(office: Office) -> Calendar:
    """The working days of ``office``."""
    return Calendar.of({int(digit) for digit in office.weekend}, holidays(office))


def pack_of(office: Office, day: date) -> Pack:
    """The rule pack that judges a case of ``office`` on ``day``."""
    return pack(office.participant, day)
