"""Reading what other authorities have notified."""

from kpcs.office.participants.models import Authority


def authority(participant: str) -> Authority | None:
    """Where to write to the authority of a Participant; None where it is not on record."""
    return Authority.objects.filter(participant=participant).first()
