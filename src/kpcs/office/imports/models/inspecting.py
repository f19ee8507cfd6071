"""Tables of the inspection: the case that claims a number, and what was found."""

from django.db import models
from django.db.models import Q

from kpcs.office.accounts.models import Office, Person
from kpcs.office.fields import CaratsField, USDollarsField
from kpcs.office.imports.models.arriving import Arrival, ForeignDocument
from kpcs.office.imports.terms import SealCondition
from kpcs.scheme.lifecycles import CaseState

_NOTHING = models.Value(0, output_field=models.BigIntegerField())


class ClaimedNumber(models.Model):
    """One row for each number that any case of this authority ever claimed: two officers who open cases for one
    number at the same moment queue for it, whatever their offices."""

    number_key = models.CharField(max_length=20, primary_key=True)

    class Meta:
        db_table = "imports_claimed_number"


class CaseCounter(models.Model):
    """The last running number of an office in a year; locked while a case takes the next."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "imports_case_counter"
        constraints = (models.UniqueConstraint(fields=("office", "year"), name="imports_counter_once"),)


class InspectionCase(models.Model):
    """An inspection of one document and its goods; while it exists it claims the number for its office."""

    reference = models.CharField(max_length=40, unique=True)
    """``EU-S 2026 00871``: office, year, running number."""
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(ForeignDocument, on_delete=models.PROTECT, related_name="case")
    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, related_name="case")
    number_key = models.CharField(max_length=20, blank=True, db_index=True)
    state = models.CharField(max_length=20, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_on = models.DateField()
    """The day on which the certificate was laid before the office: periods run from it (EU 5(1)(a))."""
    exporter_due = models.DateField(null=True)
    """Last day for the confirmation to the exporting authority, by the pack of the day of opening."""
    importer_due = models.DateField(null=True)
    """Last day for the confirmed copy to the importer."""
    present = models.JSONField(default=list)
    """The people present at the opening: ``[{"name", "role"}]``."""
    observations = models.TextField(blank=True)
    """What was seen at the inspection, as it is told to the exporting authority."""
    weighed_at = models.DateTimeField(null=True)
    weighed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "imports_case"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CaseState]), name="imports_case_state"
            ),
        )


class SealFound(models.Model):
    """A seal as the certificate names it and as it was found; one that is not named has no certified number."""

    case = models.ForeignKey(InspectionCase, on_delete=models.PROTECT, related_name="seals")
    container = models.IntegerField()
    """From 1, as on the certificate."""
    position = models.IntegerField()
    certified = models.CharField(max_length=40, blank=True)
    found = models.CharField(max_length=40, blank=True)
    condition = models.CharField(max_length=10, choices=SealCondition.choices, blank=True)

    class Meta:
        db_table = "imports_seal_found"
        ordering = ("container", "position")
        constraints = (models.UniqueConstraint(fields=("case", "container", "position"), name="imports_seal_place"),)


class ContainerFound(models.Model):
    """How many parcels a container should hold and did hold."""

    case = models.ForeignKey(InspectionCase, on_delete=models.PROTECT, related_name="containers")
    container = models.IntegerField()
    parcels_certified = models.IntegerField(null=True)
    """None where the paper does not say it or it could not be read."""
    parcels_found = models.IntegerField(null=True)

    class Meta:
        db_table = "imports_container_found"
        ordering = ("container",)
        constraints = (
            models.UniqueConstraint(fields=("case", "container"), name="imports_container_place"),
            models.CheckConstraint(
                condition=Q(parcels_found__isnull=True) | Q(parcels_found__gte=0),
                name="imports_parcels_counted",
            ),
        )


class LineFound(models.Model):
    """One line of goods: what was certified and what the balance showed (CORE Annex II.23)."""

    case = models.ForeignKey(InspectionCase, on_delete=models.PROTECT, related_name="lines")
    container = models.IntegerField()
    parcel = models.IntegerField()
    line = models.IntegerField()
    reference = models.CharField(max_length=40, blank=True)
    hs = models.CharField(max_length=20)
    """As certified; on paper as printed."""
    certified = CaratsField(null=True)
    """None where the printed weight could not be read."""
    decimals = models.IntegerField(default=2)
    """Digits after the point as printed; they decide the rounding."""
    value = USDollarsField(null=True)
    found = CaratsField(null=True)
    hs_found = models.CharField(max_length=20, blank=True)
    """The sub-heading found, where it is another."""

    class Meta:
        db_table = "imports_line_found"
        ordering = ("container", "parcel", "line")
        constraints = (
            models.UniqueConstraint(fields=("case", "container", "parcel", "line"), name="imports_line_place"),
            models.CheckConstraint(
                condition=Q(found__isnull=True) | Q(found__gte=_NOTHING), name="imports_found_weight"
            ),
            models.CheckConstraint(
                condition=Q(container__gte=1, parcel__gte=1, line__gte=1), name="imports_places_from_1"
            ),
        )
