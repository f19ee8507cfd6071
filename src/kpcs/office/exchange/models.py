"""Tables of peers, their keys, and messages sent and received."""

from django.db import models
from django.db.models import Q

from kpcs.office.exchange.terms import Carriage, Kind, PeerKind, PeerState, ReceivedState
from kpcs.proof.keys import KeyState, Role
from kpcs.scheme.lifecycles import TransmissionState


class Peer(models.Model):
    """An authority or body that this node writes to. Its row is locked while a sequence number is allotted."""

    identity = models.CharField(max_length=40, unique=True)
    """Code of the Participant, or name of the body."""
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=PeerKind.choices)
    state = models.CharField(max_length=10, choices=PeerState.choices, default=PeerState.ACTIVE)
    endpoint = models.URLField(blank=True)
    """Where its node is reached; empty for paper, and for a node that fetches its messages from us."""
    versions = models.CharField(max_length=40, blank=True)
    """Versions of the exchange that its node speaks, joined by commas."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of its introduction, hex, as a supervisor confirmed it."""
    confirmed_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True)
    sent_through = models.BigIntegerField(default=0)
    """The last sequence number given to a message to this peer."""
    received_through = models.BigIntegerField(default=0)
    """Every message of this peer up to this number is here or was passed over."""
    fetch_at = models.DateTimeField(null=True)
    """When to ask its node next for messages; None means at once."""
    fetch_failures = models.PositiveIntegerField(default=0)
    fetch_error = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "exchange_peer"


class PeerKey(models.Model):
    """A public key of a peer, as its introduction states it."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    kid = models.BinaryField(max_length=8, unique=True)
    algorithm = models.SmallIntegerField()
    public = models.BinaryField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in KeyState])
    since = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_peer_key"


class SentMessage(models.Model):
    """A message to a peer. To a node it is numbered and signed when it is queued; to paper it is a letter."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="sent")
    sequence = models.BigIntegerField(null=True)
    """Number for this pair of authorities; None for a letter."""
    message_id = models.BinaryField(max_length=32, null=True, unique=True)
    """SHA-256 of the payload; None for a letter."""
    kind = models.CharField(max_length=40, choices=Kind.choices)
    subject = models.CharField(max_length=60, db_index=True)
    in_reply_to = models.BinaryField(max_length=32, blank=True, default=b"")
    created_at = models.DateTimeField()
    content = models.BinaryField()
    """The signed message, for a letter the body, encrypted under the node's storage key."""
    state = models.CharField(max_length=30, choices=[(state.value, state.label) for state in TransmissionState])
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    """Code of what went wrong last, empty after a receipt."""
    receipt = models.BinaryField(blank=True, default=b"")
    """The peer's signed receipt as it came."""
    closed_at = models.DateTimeField(null=True)
    """Time of the receipt, or of the printing."""
    carriage = models.CharField(max_length=10, choices=Carriage.choices, blank=True)

    class Meta:
        db_table = "exchange_sent"
        constraints = (
            models.UniqueConstraint(fields=("peer", "sequence"), name="exchange_sent_once"),
            models.CheckConstraint(
                condition=Q(sequence__isnull=True, message_id__isnull=True)
                | Q(sequence__gte=1, message_id__isnull=False),
                name="exchange_sent_numbered",
            ),
        )
        indexes = (models.Index(fields=("state", "peer", "sequence"), name="exchange_sent_waiting"),)


class ReceivedMessage(models.Model):
    """A message proven to be its sender's: opened, its signature checked with the sender's message key."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="received")
    sequence = models.BigIntegerField()
    message_id = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=40)
    """As it came: it may be one that this program does not know."""
    version = models.BigIntegerField()
    subject = models.CharField(max_length=200)
    in_reply_to = models.BinaryField(max_length=32, blank=True, default=b"")
    time = models.DateTimeField()
    """The sender's word."""
    received_at = models.DateTimeField()
    content = models.BinaryField()
    """The signed message, encrypted under the node's storage key."""
    state = models.CharField(max_length=20, choices=ReceivedState.choices)
    problems = models.JSONField(default=list)
    """Why it was set aside, is unreadable or not understood: [{code, sentence, where, params}]."""
    closed_at = models.DateTimeField(null=True)
    """When it was applied or set aside."""
    receipt = models.BinaryField()
    """The signed receipt that every arrival of this message is answered with."""
    receipt_owed = models.BooleanField(default=False)
    """It was fetched, and the sender has not had the receipt yet."""

    class Meta:
        db_table = "exchange_received"
        constraints = (
            models.UniqueConstraint(
                fields=("peer", "sequence"), condition=~Q(state=ReceivedState.CONFLICT), name="exchange_received_once"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="exchange_received_numbered"),
        )
        indexes = (models.Index(fields=("state", "peer", "sequence"), name="exchange_received_waiting"),)


class UnreadableEnvelope(models.Model):
    """An envelope in the name of a peer that could not be opened or is not proven to be his; kept for an officer."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="unreadable")
    digest = models.BinaryField(max_length=32, unique=True)
    message_id = models.BinaryField(max_length=32)
    """As the envelope claims."""
    envelope = models.BinaryField()
    received_at = models.DateTimeField()
    problems = models.JSONField()
    receipt = models.BinaryField()
    receipt_owed = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    """When it could be read after all, or an officer had done with it."""

    class Meta:
        db_table = "exchange_unreadable"
