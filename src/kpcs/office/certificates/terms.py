"""Words of the certificates context: reasons, ways to print, and what goes into a frozen record."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpcs.office.accounts.models import Office
from kpcs.scheme.certificate import Container, Party
from kpcs.scheme.lifecycles import CertificateAct


class PrintMode(models.TextChoices):
    """How the paper is made."""

    WHOLE = "whole", _("whole page")
    OVERLAY = "overlay", _("on pre-printed stock")


class EndReason(models.TextChoices):
    """Why a certificate ended, or why a number was spoiled."""

    PAPER_JAM = "paper_jam", _("paper jam or damaged sheet")
    WEIGHT_DIFFERS = "weight_differs", _("weight differs after freezing")
    SEAL_DIFFERS = "seal_differs", _("seal differs after freezing")
    RECORD_WRONG = "record_wrong", _("error found in the record")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("application withdrawn")
    RESTORE_GAP = "restore_gap", _("skipped after a restore")
    CORRECTION = "correction", _("replaced by a corrected certificate")
    UNUSED = "unused", _("unused and returned")
    ISSUED_IN_ERROR = "issued_in_error", _("issued in error")
    FALSE_STATEMENT = "false_statement", _("false or misleading statement of the applicant")
    LEGAL_ORDER = "legal_order", _("order of a court or authority")
    LOST_IN_OFFICE = "lost_in_office", _("lost in the office")
    LOST_ON_THE_WAY = "lost_on_the_way", _("lost on the way")
    STOLEN_IN_OFFICE = "stolen_in_office", _("stolen in the office")
    STOLEN_ON_THE_WAY = "stolen_on_the_way", _("stolen on the way")


_A, _R = CertificateAct, EndReason
REASONS: dict[CertificateAct, tuple[EndReason, ...]] = {
    _A.VOID: (_R.PAPER_JAM, _R.WEIGHT_DIFFERS, _R.SEAL_DIFFERS, _R.RECORD_WRONG, _R.APPLICATION_WITHDRAWN),
    _A.SUPERSEDE: (_R.CORRECTION,),
    _A.CANCEL: (_R.UNUSED,),
    _A.REVOKE: (_R.ISSUED_IN_ERROR, _R.FALSE_STATEMENT, _R.LEGAL_ORDER),
    _A.REPORT_LOST: (_R.LOST_IN_OFFICE, _R.LOST_ON_THE_WAY),
    _A.REPORT_STOLEN: (_R.STOLEN_IN_OFFICE, _R.STOLEN_ON_THE_WAY),
}
"""Which reasons may be given for which end. A restore's gap is nobody's choice and stands in no list."""


NOTE_NEEDED = frozenset({_A.SUPERSEDE, _A.REVOKE, _A.REPORT_LOST, _A.REPORT_STOLEN})
"""Ends of which a sentence must say what happened."""


class Authenticity(models.TextChoices):
    """What an issuer answers when another authority asks about a paper."""

    GENUINE = "genuine", _("genuine")
    FAKE = "fake", _("fake")
    ALTERED = "altered", _("genuine but altered")
    GENUINE_VOID = "genuine_void", _("genuine but void")
    UNKNOWN = "unknown", _("unknown to the issuer")


class Contents(NamedTuple):
    """What a certificate states beyond what the office itself adds (number, dates, authority, sheet, signatory)."""

    exporter: Party
    importer: Party
    consignee: Party | None
    destination: str
    containers: tuple[Container, ...]


def local_day(office: Office, at: datetime) -> date:
    """The date at the office's place."""
    return at.astimezone(ZoneInfo(office.time_zone)).date()
