"""Tables of the audit record. Triggers refuse UPDATE, DELETE and TRUNCATE on ``audit_event`` on both databases."""

from django.db import models


class Event(models.Model):
    """One act. The digest covers every other column and the digest before it."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, db_index=True)
    account = models.CharField(max_length=120)
    office = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=200, blank=True)
    """The duties held then, joined by commas: in a small office one person holds many."""
    facts = models.TextField()
    """Canonical JSON (sorted keys, no spaces): codes, numbers, hashes; never names or free text."""
    personal_digest = models.BinaryField(max_length=32, blank=True, default=b"")
    """SHA-256 of salt and text of the personal part, empty where there is none."""
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_event"
        ordering = ("sequence",)


class Personal(models.Model):
    """Names, free text and attachments' captions of an act: erasable by law, bound to the chain by a salted hash."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True)
    salt = models.BinaryField(max_length=16)
    text = models.TextField()

    class Meta:
        db_table = "audit_personal"


class Head(models.Model):
    """The last event, in one row: locking it puts all writers of the chain in line."""

    id = models.SmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_head"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head"),)


class Cursor(models.Model):
    """How far a subscriber of the event stream has come: everything up to ``position`` is done."""

    subscriber = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_cursor"
