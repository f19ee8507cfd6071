"""Tables of how a case ends: held, decided, confirmed, filed."""

from django.db import models
from django.db.models import Q

from kpcs.office.accounts.models import Person
from kpcs.office.exchange.models import SentMessage
from kpcs.office.fields import CaratsField
from kpcs.office.imports.models.inspecting import InspectionCase
from kpcs.office.imports.terms import HoldReason
from kpcs.scheme.lifecycles import HoldState


class Hold(models.Model):
    """Goods and document kept together until something is settled."""

    case = models.ForeignKey(InspectionCase, on_delete=models.PROTECT, related_name="holds")
    state = models.CharField(max_length=20, default=HoldState.DETAINED)
    reason = models.CharField(max_length=20, choices=HoldReason.choices)
    other_case = models.ForeignKey(InspectionCase, on_delete=models.PROTECT, null=True, related_name="+")
    """The other case that claims the number."""
    legal_basis = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    """The reason as it is given to the holder of the goods."""
    place = models.CharField(max_length=160, blank=True)
    seal = models.CharField(max_length=40, blank=True)
    """The seal of the container in which the goods are held."""
    inventory = CaratsField(null=True)
    """The weight when they were put there."""
    since = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """None where the machine held two claims of one number."""
    limit_on = models.DateField(null=True)
    """Last day by the pack in force when the hold began; None where it sets no limit."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.CharField(max_length=200, blank=True)
    """The order or decision that ended it."""

    class Meta:
        db_table = "imports_hold"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HoldState]), name="imports_hold_state"
            ),
        )


class Decision(models.Model):
    """What became of the goods. ``result`` is the state of the movement that the decision led to."""

    case = models.OneToOneField(InspectionCase, on_delete=models.PROTECT, related_name="decision")
    act = models.CharField(max_length=30)
    result = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    remarks = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "imports_decision"


class Confirmation(models.Model):
    """What was told to the exporting authority, the importer's copy, and where the original lies."""

    case = models.OneToOneField(InspectionCase, on_delete=models.PROTECT, related_name="confirmation")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent = models.OneToOneField(SentMessage, on_delete=models.PROTECT, related_name="+")
    """The message, or the letter to an authority without a node."""
    body = models.JSONField()
    """What was told, in plain values."""
    copy_given_on = models.DateField(null=True)
    copy_given_to = models.CharField(max_length=160, blank=True)
    filed_place = models.CharField(max_length=160, blank=True)
    filed_on = models.DateField(null=True)
    retain_until = models.DateField(null=True)
    """The day from which the original may be disposed of, by the pack in force on the day of filing."""

    class Meta:
        db_table = "imports_confirmation"
