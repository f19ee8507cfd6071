"""Tables of what comes: the movement, the document, what is asked and answered about it."""

from django.db import models
from django.db.models import Q

from kpcs.office.accounts.models import Office, Person
from kpcs.office.exchange.models import ReceivedMessage, SentMessage
from kpcs.office.exchange.terms import MovementKind
from kpcs.office.fields import CaratsField, USDollarsField
from kpcs.office.imports.terms import Announced, EvidenceKind, Medium
from kpcs.scheme.lifecycles import ForeignDocumentState, MovementState


class Arrival(models.Model):
    """A shipment on its way to us or here: the movement, not the document that covers it."""

    number = models.CharField(max_length=20, blank=True)
    """Normal form; empty when no certificate is known."""
    number_key = models.CharField(max_length=20, blank=True, db_index=True)
    """The number without leading zeros: what two papers are compared by."""
    issuer = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=30, default=MovementState.ANNOUNCED)
    announced = models.CharField(max_length=20, choices=Announced.choices)
    announced_at = models.DateTimeField()
    code = models.TextField(blank=True)
    """The text of the code as the pre-advice brought it."""
    commitment = models.CharField(max_length=64, blank=True, db_index=True)
    packing = models.BinaryField(default=b"", blank=True)
    """The annexed packing list, where the code holds only its digest."""
    record = models.JSONField(null=True)
    """The certificate of the pre-advice in plain form, with its packing list."""
    kind = models.CharField(max_length=20, choices=MovementKind.choices, default=MovementKind.ORDINARY)
    exporter = models.CharField(max_length=160, blank=True)
    importer = models.CharField(max_length=160, blank=True)
    parcels = models.IntegerField(null=True)
    carats = CaratsField(null=True)
    value = USDollarsField(null=True)
    carrier = models.CharField(max_length=160, blank=True)
    waybill = models.CharField(max_length=160, blank=True)
    expected_on = models.DateField(null=True)
    validated_on = models.DateField(null=True)
    exported_on = models.DateField(null=True)
    arrived_at = models.DateTimeField(null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    """Where it arrived, or where it was announced to; None while only the authority is named."""
    pre_advice = models.OneToOneField(ReceivedMessage, on_delete=models.PROTECT, null=True, related_name="+")
    """The message that announced it."""

    class Meta:
        db_table = "imports_arrival"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MovementState]), name="imports_arrival_state"
            ),
            models.UniqueConstraint(
                fields=("commitment",),
                condition=Q(announced=Announced.PRE_ADVICE) & ~Q(commitment=""),
                name="imports_announced_once",
            ),
        )


class ForeignDocument(models.Model):
    """A document as it was brought: evidence, whatever stands on it."""

    medium = models.CharField(max_length=10, choices=Medium.choices)
    state = models.CharField(max_length=20, default=ForeignDocumentState.CAPTURED)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, null=True, related_name="documents")
    number = models.CharField(max_length=20, blank=True)
    """Normal form, empty when the printed number could not be read as one."""
    number_key = models.CharField(max_length=20, blank=True, db_index=True)
    issuer = models.CharField(max_length=2, blank=True)
    """The issuer by code or, on paper, by the letters of the number."""
    code = models.TextField(blank=True)
    commitment = models.CharField(max_length=64, blank=True, db_index=True)
    record = models.JSONField(null=True)
    """The certificate from the code in plain form, with the packing list where it is known."""
    printed = models.JSONField(default=dict)
    """Every element as text exactly as printed, by the keys of :mod:`kpcs.office.imports.paper`."""
    comparison = models.JSONField(null=True)
    """What comparing the printed page with the code gave when it was read: labels that agree, and those that differ
    with what the code has."""
    brought_by = models.CharField(max_length=160, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "imports_foreign_document"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ForeignDocumentState]), name="imports_document_state"
            ),
        )


class Evidence(models.Model):
    """A photograph, scan or letter, kept under the hash of its content."""

    document = models.ForeignKey(ForeignDocument, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    caption = models.CharField(max_length=200, blank=True)
    container = models.IntegerField(null=True)
    """The container that a photograph shows, from 1."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "imports_evidence"
        constraints = (models.UniqueConstraint(fields=("document", "digest"), name="imports_evidence_once"),)


class Verification(models.Model):
    """A statement about a document, kept as it was given. The newest one counts."""

    document = models.ForeignKey(ForeignDocument, on_delete=models.PROTECT, related_name="verifications")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=20)
    standing = models.CharField(max_length=20)
    statement = models.JSONField()
    """The answer of ``kpcs verify --json``, word for word."""
    sentences = models.JSONField(default=list)
    """The sentence and its values of each finding, in order, for readers of other languages."""

    class Meta:
        db_table = "imports_verification"
        get_latest_by = "pk"


class DeskFinding(models.Model):
    """What the officer at the counter saw of one thing that only he can see."""

    document = models.ForeignKey(ForeignDocument, on_delete=models.PROTECT, related_name="desk_findings")
    check_code = models.CharField(max_length=40)
    established = models.BooleanField()
    remark = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "imports_desk_finding"
        constraints = (models.UniqueConstraint(fields=("document", "check_code"), name="imports_desk_finding_once"),)


class Question(models.Model):
    """A question to the authority that is said to have issued, and its answer."""

    document = models.ForeignKey(ForeignDocument, on_delete=models.PROTECT, related_name="questions")
    addressee = models.CharField(max_length=2)
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent = models.OneToOneField(SentMessage, on_delete=models.PROTECT, related_name="+")
    """The message, or the letter to an authority without a node."""
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)
    remarks = models.TextField(blank=True)
    answer_message = models.OneToOneField(ReceivedMessage, on_delete=models.PROTECT, null=True, related_name="+")
    answer_scan = models.CharField(max_length=64, blank=True)
    """Hash of the answer that came on paper or by e-mail."""

    class Meta:
        db_table = "imports_question"
        get_latest_by = "pk"


class Sighting(models.Model):
    """Somebody saw a certificate or its container on the way. It claims nothing."""

    number = models.CharField(max_length=20)
    number_key = models.CharField(max_length=20, db_index=True)
    commitment = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=160)
    seals_intact = models.BooleanField(null=True)
    """None when nobody looked."""
    remark = models.TextField(blank=True)

    class Meta:
        db_table = "imports_sighting"
