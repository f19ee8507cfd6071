"""Tables of certificates: numbers, paper, the frozen record and its end; what others said of theirs."""

from django.db import models
from django.db.models import F, Q

from kpcs.office.accounts.models import Office, Person
from kpcs.office.certificates.terms import Authenticity, EndReason, PrintMode
from kpcs.office.fields import CaratsField, USDollarsField
from kpcs.scheme.lifecycles import CertificateState, SheetState


class Series(models.Model):
    """Numbers that an office gives out one after another, from ``first`` to ``last`` inclusive."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="series")
    prefix = models.CharField(max_length=2)
    digits = models.SmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    next = models.BigIntegerField()
    """The serial that the next certificate gets; ``last`` + 1 when the series is used up."""
    block = models.IntegerField()
    """How many numbers are skipped beyond the last one known after a restore."""

    class Meta:
        db_table = "certificates_series"
        ordering = ("first",)
        constraints = (
            models.CheckConstraint(
                condition=Q(first__gte=0)
                & Q(last__gte=F("first"))
                & Q(next__gte=F("first"))
                & Q(next__lte=F("last") + 1),
                name="certificates_series_order",
            ),
            models.CheckConstraint(condition=Q(block__gte=1), name="certificates_series_block"),
        )


class Sheet(models.Model):
    """A sheet of security paper with the printer's own number on it."""

    number = models.CharField(max_length=32, unique=True)
    """What the printer printed: the sheet number of CORE Annex I's tamper-resistant paper."""
    certificate_number = models.CharField(max_length=20, unique=True, null=True)
    """In normal form where the printer gave the certificate number too (EU Annex IV)."""
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="sheets", null=True)
    state = models.CharField(max_length=12, default=SheetState.RECEIVED)
    received_on = models.DateField()

    class Meta:
        db_table = "certificates_sheet"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SheetState]), name="certificates_sheet_state"
            ),
        )


class Certificate(models.Model):
    """One number and what became of it. What was signed stands in ``payload`` and is never changed."""

    number = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="certificates")
    state = models.CharField(max_length=12, default=CertificateState.RESERVED)
    application = models.CharField(max_length=30, blank=True, db_index=True)
    """Reference of the application that it serves."""
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, null=True, related_name="certificate")
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    # what is signed, empty before freezing
    payload = models.BinaryField(default=b"", blank=True)
    packing = models.BinaryField(default=b"", blank=True)
    """The annexed packing list where the code holds only its digest."""
    code = models.TextField(blank=True)
    commitment = models.CharField(max_length=64, blank=True, db_index=True)
    """Hex."""
    check_value = models.CharField(max_length=8, blank=True)

    # the same facts again, for lists
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    must_export_by = models.DateField(null=True)
    destination = models.CharField(max_length=2, blank=True)
    exporter = models.CharField(max_length=120, blank=True)
    importer = models.CharField(max_length=120, blank=True)
    parcels = models.IntegerField(null=True)
    carats = CaratsField(null=True)
    value = USDollarsField(null=True)

    # who and when
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signatory = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    exported_at = models.DateTimeField(null=True)
    exported_on = models.DateField(null=True)

    # the paper
    print_mode = models.CharField(max_length=8, choices=PrintMode.choices, blank=True)
    paper = models.CharField(max_length=64, blank=True)
    """SHA-256 of the PDF among the attachments."""

    # the end
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=24, choices=EndReason.choices, blank=True)
    end_note = models.TextField(blank=True)

    class Meta:
        db_table = "certificates_certificate"
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CertificateState]), name="certificates_state"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, commitment="") | (Q(frozen_at__isnull=False) & ~Q(commitment="")),
                name="certificates_frozen_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state=CertificateState.RESERVED.value, frozen_at__isnull=True)
                | Q(state=CertificateState.VOID.value)
                | (~Q(state=CertificateState.RESERVED.value) & Q(frozen_at__isnull=False)),
                name="certificates_only_frozen_goes_on",
            ),
        )


class KnownStatus(models.Model):
    """What an issuer has told about one of its certificates; notices are added, never replaced."""

    number = models.CharField(max_length=20, db_index=True)
    issuer = models.CharField(max_length=2)
    commitment = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12)
    """A final state of the certificate: void, superseded, cancelled, revoked, lost, stolen."""
    day = models.DateField()
    replacement = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    told_by = models.CharField(max_length=60)
    message = models.CharField(max_length=64, unique=True, null=True)
    """Hex identifier of the message that told it; null where an officer recorded it from paper."""
    received_at = models.DateTimeField()

    class Meta:
        db_table = "certificates_known_status"
        ordering = ("id",)


class AuthenticityQuery(models.Model):
    """Another authority asks about a paper that bears one of our numbers (CORE V(f))."""

    number = models.CharField(max_length=20, db_index=True)
    asked_by = models.CharField(max_length=60)
    commitment = models.CharField(max_length=64, blank=True)
    """Of the code on the paper, hex; empty where the paper has none that could be read."""
    facts = models.JSONField(default=list)
    """What the paper says, as the asker read it: pairs of element and text."""
    question = models.TextField(blank=True)
    case = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=64, unique=True, null=True)
    """Hex identifier of the message that told it; null where an officer recorded it from paper."""
    received_at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=Authenticity.choices, blank=True)
    remarks = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "certificates_authenticity_query"
        ordering = ("id",)


class Restoration(models.Model):
    """The node was restored from a backup; nothing is issued until a supervisor confirms the last number used."""

    restored_at = models.DateTimeField()
    backup_made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "certificates_restoration"
        ordering = ("id",)
