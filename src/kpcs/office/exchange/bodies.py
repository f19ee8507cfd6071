"""What messages say: one value for each kind, its strict form in CBOR, and its view in JSON.

The numbers in :data:`FIELDS` are the keys of the body's map on the wire and never change their meaning; a further
field gets a further number. A body with a field of the wrong form is refused with one problem for each such field
(``exchange.<kind>.<field>``), one with an unknown field with ``exchange.<kind>.unknown_field``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kpcs.office.exchange import wire
from kpcs.office.exchange.terms import Kind, MovementKind
from kpcs.office.exchange.wire import ConfirmedLine, Form
from kpcs.proof import cbor
from kpcs.proof.claims import PACKING_CEILING
from kpcs.scheme.certificate import Party
from kpcs.scheme.lifecycles import CertificateState, ForeignDocumentState, MovementState
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats, USDollars

__all__ = [
    "FIELDS",
    "VERSION",
    "AuthenticityAnswer",
    "AuthenticityQuery",
    "Body",
    "CertificateStatus",
    "Confirmation",
    "ConfirmedLine",
    "Field",
    "PreAdvice",
    "kind_of",
    "read",
    "shown",
    "write",
]

VERSION = 1
"""The version of all bodies below."""


class PreAdvice(NamedTuple):
    """A certified shipment is on its way (EU 12; CORE III(a) asks that it be certified, none that it be announced).

    ``code``     the KP1 text, which holds the whole certificate
    ``packing``  the annexed packing list where the code carries only its digest
                 (:func:`kpcs.proof.claims.write_packing`), otherwise empty
    ``waybill``  air waybill, or the itinerary of a hand-carried box
    """

    code: str
    movement: MovementKind
    validated_on: date
    packing: bytes = b""
    carrier: str = ""
    waybill: str = ""
    expected_on: date | None = None
    exported_on: date | None = None


class Confirmation(NamedTuple):
    """What became of the goods at the importing authority.

    CORE III(b) asks for number, parcels, carats, importer and exporter at least.

    ``commitment``  hex, of the certificate in hand; empty for a paper without a code
    ``result``      a state of the movement: accepted, accepted_with_difference, partly_refused, refused, returned,
                    seized
    ``lines``       carats certified and found for each sub-heading
    ``value``       in US dollars as the importing authority takes it; None where it was not assessed
    ``seals_intact``  None where nobody looked
    """

    number: str
    result: MovementState
    parcels: int
    lines: tuple[ConfirmedLine, ...]
    importer: Party
    exporter: Party
    received_on: date
    case_number: str
    office: str
    commitment: str = ""
    value: USDollars | None = None
    inspected_on: date | None = None
    seals_intact: bool | None = None
    differences: tuple[str, ...] = ()
    remarks: str = ""

    @property
    def certified(self) -> Carats:
        """Total carats that the certificate states."""
        return Carats.total(line.certified for line in self.lines)

    @property
    def found(self) -> Carats | None:
        """Total carats found, None where not all was opened."""
        found = [line.found for line in self.lines if line.found is not None]
        return Carats.total(found) if len(found) == len(self.lines) else None


class AuthenticityQuery(NamedTuple):
    """Did you issue this? ``facts`` are elements as the paper states them: ``("issued_on", "19 NOV 2026")``."""

    number: str
    question: str
    case_number: str
    commitment: str = ""
    facts: tuple[tuple[str, str], ...] = ()


class AuthenticityAnswer(NamedTuple):
    """The issuer's answer: a state of the foreign document (genuine, fake, altered, genuine_void, unknown)."""

    number: str
    result: ForeignDocumentState
    case_number: str = ""
    remarks: str = ""


class CertificateStatus(NamedTuple):
    """An end or a report of one of our certificates: void, superseded, cancelled, revoked, lost, stolen."""

    number: str
    status: CertificateState
    day: date
    commitment: str = ""
    replacement: str = ""
    reason: str = ""


type Body = PreAdvice | Confirmation | AuthenticityQuery | AuthenticityAnswer | CertificateStatus


class Field(NamedTuple):
    """A field of a body: its key on the wire, its name, its form, and whether it may be absent."""

    key: int
    name: str
    form: Form
    optional: bool = False


_MS, _FS, _CS = MovementState, ForeignDocumentState, CertificateState
_RESULT = wire.one_of(
    _MS.ACCEPTED, _MS.ACCEPTED_WITH_DIFFERENCE, _MS.PARTLY_REFUSED, _MS.REFUSED, _MS.RETURNED, _MS.SEIZED
)
_GENUINENESS = wire.one_of(_FS.GENUINE, _FS.FAKE, _FS.ALTERED, _FS.GENUINE_VOID, _FS.UNKNOWN)
_STATUS = wire.one_of(_CS.VOID, _CS.SUPERSEDED, _CS.CANCELLED, _CS.REVOKED, _CS.LOST, _CS.STOLEN)

FIELDS: dict[Kind, tuple[type[Any], tuple[Field, ...]]] = {
    Kind.PRE_ADVICE: (
        PreAdvice,
        (
            Field(0, "code", wire.text(8000)),
            Field(1, "movement", wire.choice(MovementKind, MovementKind.values)),
            Field(2, "validated_on", wire.DAY),
            Field(3, "packing", wire.octets(PACKING_CEILING), optional=True),
            Field(4, "carrier", wire.TEXT, optional=True),
            Field(5, "waybill", wire.LONG_TEXT, optional=True),
            Field(6, "expected_on", wire.DAY, optional=True),
            Field(7, "exported_on", wire.DAY, optional=True),
        ),
    ),
    Kind.CONFIRMATION: (
        Confirmation,
        (
            Field(0, "number", wire.TEXT),
            Field(1, "commitment", wire.DIGEST, optional=True),
            Field(2, "result", _RESULT),
            Field(3, "parcels", wire.WHOLE),
            Field(4, "lines", wire.LINES),
            Field(5, "value", wire.DOLLARS, optional=True),
            Field(6, "importer", wire.PARTY),
            Field(7, "exporter", wire.PARTY),
            Field(8, "received_on", wire.DAY),
            Field(9, "inspected_on", wire.DAY, optional=True),
            Field(10, "seals_intact", wire.TRUTH, optional=True),
            Field(11, "differences", wire.TEXTS, optional=True),
            Field(12, "remarks", wire.LONG_TEXT, optional=True),
            Field(13, "case_number", wire.TEXT),
            Field(14, "office", wire.TEXT),
        ),
    ),
    Kind.AUTHENTICITY_QUERY: (
        AuthenticityQuery,
        (
            Field(0, "number", wire.TEXT),
            Field(1, "commitment", wire.DIGEST, optional=True),
            Field(2, "facts", wire.FACTS, optional=True),
            Field(3, "question", wire.LONG_TEXT),
            Field(4, "case_number", wire.TEXT),
        ),
    ),
    Kind.AUTHENTICITY_ANSWER: (
        AuthenticityAnswer,
        (
            Field(0, "number", wire.TEXT),
            Field(1, "result", _GENUINENESS),
            Field(2, "case_number", wire.TEXT, optional=True),
            Field(3, "remarks", wire.LONG_TEXT, optional=True),
        ),
    ),
    Kind.CERTIFICATE_STATUS: (
        CertificateStatus,
        (
            Field(0, "number", wire.TEXT),
            Field(1, "commitment", wire.DIGEST, optional=True),
            Field(2, "status", _STATUS),
            Field(3, "day", wire.DAY),
            Field(4, "replacement", wire.TEXT, optional=True),
            Field(5, "reason", wire.LONG_TEXT, optional=True),
        ),
    ),
}
"""The form of every kind's body: its value, and its fields in the order of their keys."""


def kind_of(body: Body) -> Kind:
    """The kind of message that ``body`` is."""
    return next(kind for kind, (form, _fields) in FIELDS.items() if type(body) is form)


def write(body: Body) -> dict[int, cbor.Value]:
    """``body`` as it travels. Raises Refusal as :func:`read`: what we cannot read back we do not send."""
    kind = kind_of(body)
    written = {
        field.key: field.form.write(value)
        for field in FIELDS[kind][1]
        if not _silent(field, value := getattr(body, field.name))
    }
    read(kind, written)
    return written


def read(kind: Kind, fields: Mapping[int, cbor.Value]) -> Body:
    """The body in ``fields``. Raises Refusal with a problem for every field that is missing, malformed or unknown."""
    form, known = FIELDS[kind]
    reader = cbor.Reader(f"exchange.{kind}")
    found: dict[str, Any] = {}
    for field in known:
        if field.key in fields:
            found[field.name] = field.form.read(reader, fields[field.key], field.name)
        elif not field.optional:
            reader.fault(field.name)
    if fields.keys() - {field.key for field in known}:
        reader.fault("unknown_field")
    if reader.faults:
        sentence = _("The message’s field “%(field)s” is missing or malformed.")
        names = dict.fromkeys(reader.faults)
        raise Refusal([Problem(f"exchange.{kind}.{name}", sentence, name, {"field": name}) for name in names])
    body: Body = form(**found)
    return body


def shown(body: Body) -> dict[str, Any]:
    """``body`` in plain JSON values, as screens and files show it; optional fields that say nothing are left out."""
    kind = kind_of(body)
    return {
        field.name: field.form.show(value)
        for field in FIELDS[kind][1]
        if not _silent(field, value := getattr(body, field.name))
    }


def _silent(field: Field, value: object) -> bool:
    return field.optional and (value is None or value == "" or value == b"" or value == ())
