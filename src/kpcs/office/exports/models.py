"""Tables of exports: the application, weighings and seals, the movement, and the confirmation that is awaited."""

from django.db import models
from django.db.models import F, Q

from kpcs.office.accounts.models import Office, Person
from kpcs.office.certificates.models import Certificate
from kpcs.office.exchange.terms import MovementKind
from kpcs.office.exports.terms import Agreement, Arrived, DecisionReason, Round
from kpcs.office.fields import CaratsField, USDollarsField
from kpcs.office.traders.models import Trader
from kpcs.scheme.lifecycles import ApplicationState, ConfirmationState, MovementState


class RunningNumber(models.Model):
    """The next running number of applications in a year."""

    year = models.SmallIntegerField(primary_key=True)
    next = models.IntegerField(default=1)

    class Meta:
        db_table = "exports_running_number"


class Application(models.Model):
    """A trader asks that a shipment be certified (CORE Annex II.17-18)."""

    reference = models.CharField(max_length=30, unique=True)
    """``EX-2026-00193``."""
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="applications")
    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=24, default=ApplicationState.DRAFT)
    draft = models.JSONField(default=dict)
    """What was typed, complete or not: see ``drafts``."""
    record = models.JSONField(default=dict)
    """The validated record of what was submitted or last corrected, in plain form; empty in a draft."""

    # the same facts again, for lists; empty in a draft
    destination = models.CharField(max_length=2, blank=True)
    importer = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=MovementKind.choices, default=MovementKind.ORDINARY)
    parcels = models.IntegerField(null=True)
    carats = CaratsField(null=True)
    value = USDollarsField(null=True)
    departs_on = models.DateField(null=True)

    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    examined_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision_reason = models.CharField(max_length=20, choices=DecisionReason.choices, blank=True)
    decision_note = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True)
    """When the packed goods were last opened again: weighings before it no longer count."""

    class Meta:
        db_table = "exports_application"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ApplicationState]), name="exports_application_state"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(decided_by=F("submitted_by"))
                | ~Q(state=ApplicationState.APPROVED.value),
                name="exports_approver_is_not_applicant",
            ),
        )


class Weighing(models.Model):
    """The weight of one parcel as a balance showed it, before named witnesses. A later one counts, none is changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="weighings")
    parcel = models.CharField(max_length=32)
    """The parcel's reference."""
    round = models.CharField(max_length=8, choices=Round.choices)
    carats = CaratsField()
    weigher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    witnesses = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        db_table = "exports_weighing"
        ordering = ("id",)


class Seal(models.Model):
    """A seal, used once: allotted to a container, then closed before witnesses, or spoiled."""

    number = models.CharField(max_length=24, unique=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="seals")
    container = models.SmallIntegerField()
    """Place of the container in the packing list, 0 first."""
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    witnesses = models.JSONField(default=list)
    spoiled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exports_seal"
        ordering = ("container", "id")


class Movement(models.Model):
    """The goods on their way under one certificate. Amounts stand twice, as certified and as inspected."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="movement")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="movements")
    state = models.CharField(max_length=30, default=MovementState.ANNOUNCED)
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    destination = models.CharField(max_length=2)
    carrier = models.CharField(max_length=120, blank=True)
    waybill = models.TextField(blank=True)
    validated_on = models.DateField()
    expected_on = models.DateField(null=True)
    exported_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    parcels = models.IntegerField()
    carats = CaratsField()
    value = USDollarsField()
    inspected_parcels = models.IntegerField(null=True)
    inspected_carats = CaratsField(null=True)
    inspected_value = USDollarsField(null=True)
    announced_by = models.CharField(max_length=64, blank=True)
    """Hex identifier of the pre-advice; empty where it was a letter."""

    class Meta:
        db_table = "exports_movement"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MovementState]), name="exports_movement_state"
            ),
        )


class Confirmation(models.Model):
    """The word of the importing authority that is awaited, and what it said (CORE III(b))."""

    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="confirmation")
    state = models.CharField(max_length=12, default=ConfirmationState.AWAITED)
    due_on = models.DateField(null=True)
    """From the day of exit on: the last day by the importing authority's rules, counted from the expected arrival."""
    arrived = models.CharField(max_length=8, choices=Arrived.choices, blank=True)
    message = models.CharField(max_length=64, unique=True, null=True)
    scan = models.CharField(max_length=64, blank=True)
    """SHA-256 of the scanned slip or e-mail among the attachments."""
    body = models.JSONField(default=dict)
    """What the importing authority said, in the plain form of the message."""
    result = models.CharField(max_length=30, blank=True)
    agreement = models.CharField(max_length=8, choices=Agreement.choices, blank=True)
    received_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)
    dispute_note = models.TextField(blank=True)
    reconciled_at = models.DateTimeField(null=True)
    reconciled_note = models.TextField(blank=True)

    class Meta:
        db_table = "exports_confirmation"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ConfirmationState]), name="exports_confirmation_state"
            ),
        )
