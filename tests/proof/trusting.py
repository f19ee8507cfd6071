"""A trust folder for tests: Botswana and the European Union know each other."""

from datetime import datetime
from pathlib import Path

from kpcs.proof.keys import X25519, PublicKey, Role
from kpcs.proof.snapshot import Snapshot, Trust, open_trust, write_snapshot
from kpcs.proof.status import NumberedFact, write_status
from kpcs.scheme.numbering import Range
from kpcs.scheme.participants import Participants
from tests.proof.keyring import NOW, public

KEYS = (
    public("BW", Role.ISSUING),
    public("BW", Role.MESSAGE),
    public("EU", Role.ISSUING),
    public("EU", Role.MESSAGE),
    public("EU", Role.SEALING, X25519),
)


def trust_folder(
    folder: Path,
    *facts: NumberedFact,
    keys: tuple[PublicKey, ...] = KEYS,
    register: Participants | None = None,
    ranges: tuple[Range, ...] = (),
    as_of: datetime = NOW,
) -> Path:
    """The folder, written: the European Union's."""
    write_snapshot(folder, Snapshot("EU", as_of, keys, register, ranges))
    write_status(folder, facts, as_of)
    return folder


def trust(
    folder: Path,
    *facts: NumberedFact,
    keys: tuple[PublicKey, ...] = KEYS,
    register: Participants | None = None,
    ranges: tuple[Range, ...] = (),
) -> Trust:
    """The folder, written and opened."""
    return open_trust(trust_folder(folder, *facts, keys=keys, register=register, ranges=ranges))
