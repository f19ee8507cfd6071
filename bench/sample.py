"""What the workloads work on: the tests' certificate, signed, with the trust folder that verifies it."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from kpcs.proof import code
from kpcs.proof.keys import PublicKey, Role
from kpcs.proof.keys.private import SigningKey, generate
from kpcs.proof.snapshot import Snapshot, write_snapshot
from kpcs.proof.status import write_status

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.samples import certificate

DAY = date(2026, 11, 1)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def signed() -> tuple[str, PublicKey]:
    """The code's text of the sample certificate, and the key that signed it."""
    key, secret = generate("BW", Role.ISSUING, DAY)
    payload = code.freeze(certificate(), bytes(range(16)))
    return code.sign(payload.data, SigningKey(key, secret)), key


def trust_folder(folder: Path) -> str:
    """Write a trust folder of the European Union's office that knows the key; the code's text."""
    text, key = signed()
    write_snapshot(folder, Snapshot("EU", AT, (key,)))
    write_status(folder, (), AT)
    return text
