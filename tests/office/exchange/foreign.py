"""A foreign authority for tests: real keys, and every way of saying something right or wrong with them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kpcs.office import keyring
from kpcs.office.exchange import bodies
from kpcs.office.exchange.bodies import Confirmation, ConfirmedLine
from kpcs.office.exchange.introduction import Introduction
from kpcs.proof import sealing
from kpcs.proof.cbor import Value
from kpcs.proof.keys import PublicKey, Role
from kpcs.proof.keys.folder import KeyFolder
from kpcs.proof.keys.private import SealingKey, SigningKey, generate
from kpcs.proof.sealing import Message, OutboxRequest, Receipt
from kpcs.scheme.certificate import Party
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.quantities import Carats

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SINCE = date(2026, 1, 1)
ROLES = (Role.ISSUING, Role.MESSAGE, Role.STATUS, Role.SEALING)


def own_keys(path: Path, owner: str) -> Path:
    """The keys of a node in ``path``, under a passphrase that costs nothing."""
    (path / "keys").mkdir(parents=True, exist_ok=True)
    (path / "keys" / "passphrase").write_text("only for tests", "ascii")
    folder = KeyFolder(path / "keys", b"only for tests", work=4)
    for role in ROLES:
        folder.generate(owner, role, SINCE)
    return path


def confirmation(**changes: Any) -> Confirmation:
    """A confirmation that may be sent."""
    whole = Confirmation(
        number="BW00042187",
        result=MovementState.ACCEPTED,
        parcels=3,
        lines=(
            ConfirmedLine(SubHeading.UNSORTED, Carats.parse("1310.750"), Carats.parse("1310.750")),
            ConfirmedLine(SubHeading.NON_INDUSTRIAL, Carats.parse("7763.960"), Carats.parse("7763.950")),
        ),
        importer=Party("Scheldt Sample Traders", ("12 Specimen Quay", "Sample Port"), "BE"),
        exporter=Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW"),
        received_on=date(2026, 11, 23),
        case_number="EU-S-2026-118",
        office="EU-S",
        commitment="ab" * 32,
    )
    return whole._replace(**changes)


class Foreign:
    """An authority with keys of its own, as seen from our node."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.keys: dict[Role, tuple[PublicKey, bytes]] = {role: generate(identity, role, SINCE) for role in ROLES}
        self.sent = 0

    def introduction(self, endpoint: str = "https://example.invalid") -> Introduction:
        public = tuple(key for key, _secret in self.keys.values())
        return Introduction(self.identity, f"Example Authority of {self.identity}", endpoint, (1,), public)

    def signer(self, role: Role = Role.MESSAGE) -> SigningKey:
        return SigningKey(*self.keys[role])

    def sealing_key(self) -> SealingKey:
        return SealingKey(*self.keys[Role.SEALING])

    def message(self, body: Any = None, **changes: Any) -> Message:
        """The next message to us; ``body`` is a typed body (a confirmation when left out) or a plain map."""
        body = confirmation() if body is None else body
        self.sent = changes.get("seq", self.sent + 1)
        fields: dict[int, Value] = body if isinstance(body, dict) else bodies.write(body)
        kind = "confirmation" if isinstance(body, dict) else bodies.kind_of(body).value
        message = Message(kind, 1, self.identity, "BW", AT, self.sent, "BW00042187", fields)
        return message._replace(**changes)

    def envelope(self, message: Message | None = None) -> bytes:
        """``message`` signed and sealed to us."""
        return sealing.seal_message(message or self.message(), self.signer(), our_sealing_key())

    def receipt(self, message_id: bytes, outcome: str = sealing.DELIVERED, **changes: Any) -> bytes:
        """Our message's receipt."""
        receipt = Receipt(message_id, outcome, AT, self.identity, "BW")._replace(**changes)
        return sealing.sign_receipt(receipt, self.signer())

    def asks(self, after: int = 0, at: datetime = AT, sender: str = "BW") -> bytes:
        """A request for our messages to it."""
        return sealing.sign_outbox_request(OutboxRequest(self.identity, sender, after, at), self.signer())


def our_sealing_key() -> PublicKey:
    return keyring.sealing_keys()[0].key


def read_receipt(receipt: bytes) -> Receipt:
    """A receipt of ours, its signature checked with our message key."""
    ours = {key.kid: key for key in keyring.public_keys()}
    return sealing.read_receipt(receipt, ours.get)
