"""What an applicant types, and the record that it makes when it is complete.

A draft is a plain mapping of texts, one row for each content line, so that it can be typed on a page, pasted or read
from a table, and kept at any degree of completeness::

    kind, destination, importer {name, address, country}, consignee {name, address, country},
    carrier, waybill, departs_on, expected_on, declaration ("yes"),
    invoice {number, date}, warranty ("yes"), carats, value,
    lines [{container, parcel, hs, carats, value, origins}]

``origins`` of a line is ``BW``; ``BW 810.750 62589.90, NA 500.000 38600.00`` for mixed goods that are listed (carats,
and US dollars where known); ``*`` or ``mixed`` for mixed goods that are not. :func:`read` answers the shipment or
refuses with everything that is wrong, each with the path of its field; :func:`plain` writes it back in normal form.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kpcs.office.exchange.terms import MovementKind
from kpcs.office.exports import errors
from kpcs.scheme import certificate as annex
from kpcs.scheme.certificate import (
    Container,
    ContentLine,
    OriginMode,
    Origins,
    OriginShare,
    Parcel,
    Party,
    Signatory,
)
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.problems import Problem, Refusal
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats, USDollars

YES = "yes"
MIXED = ("*", "mixed")
CELLS = ("container", "parcel", "hs", "carats", "value", "origins")
"""What a row of the parcel list holds, in the order of its columns."""


class Shipment(NamedTuple):
    """A complete application: whom the goods go to, how they travel, what is declared, what is in the box.

    ``containers`` have no seals yet; ``carats`` and ``value`` are the totals that the applicant states.
    """

    kind: MovementKind
    destination: str
    importer: Party
    consignee: Party | None
    carrier: str
    waybill: str
    departs_on: date | None
    expected_on: date | None
    invoice: str
    invoiced_on: date
    carats: Carats
    value: USDollars
    containers: tuple[Container, ...]

    @property
    def parcels(self) -> dict[str, Carats]:
        """Carats by the parcel's reference, in packing order."""
        return {
            parcel.reference: Carats.total(line.carats for line in parcel.lines)
            for container in self.containers
            for parcel in container.parcels
        }


def read(draft: Mapping[str, Any], *, issuer: str, exporter: Party) -> Shipment:
    """The shipment that ``draft`` describes, to be certified by ``issuer`` for ``exporter``.

    Raises Refusal with every problem at once: missing fields, amounts (``carats.*``, ``usd.*``), ``hs.not_rough``,
    ``export.*_sum`` where lines do not add up, and all that ``scheme.certificate.problems`` finds in the parties and
    the packing.
    """
    r = _Reader(draft)
    lines = r.lines()
    shipment = Shipment(
        kind=r.kind(),
        destination=r.required("destination", _("Choose the country of destination.")),
        importer=r.party("importer"),
        consignee=r.party("consignee") if any(r.text(f"consignee.{key}") for key in ("name", "address")) else None,
        carrier=r.required("carrier", _("Enter the carrier.")),
        waybill=r.required("waybill", _("Enter the air waybill, or the itinerary of a hand-carried box.")),
        departs_on=r.day("departs_on"),
        expected_on=r.day("expected_on"),
        invoice=r.required("invoice.number", _("Enter the number of the invoice.")),
        invoiced_on=r.day("invoice.date", _("Enter the date of the invoice.")) or date.min,
        carats=r.amount(Carats, "carats", _("Enter the total weight.")),
        value=r.amount(USDollars, "value", _("Enter the total value.")),
        containers=_packed(lines),
    )
    r.confirmed("declaration", errors.declaration_missing())
    r.confirmed("warranty", errors.warranty_missing())
    if shipment.departs_on and shipment.expected_on and shipment.expected_on < shipment.departs_on:
        r.problems.append(errors.arrives_before_departure())
    _totals(shipment, lines, r.problems)
    _as_certificate(shipment, lines, issuer, exporter, r.problems)
    if r.problems:
        raise Refusal(r.problems)
    return shipment


class _Line(NamedTuple):
    """A row of the draft, read: where it goes, and what it holds (None where that is not readable)."""

    row: int
    container: int
    parcel: str
    content: ContentLine | None


class _Reader:
    """Takes texts out of a draft, gathering every fault."""

    def __init__(self, draft: Mapping[str, Any]) -> None:
        self.draft = draft
        self.problems: list[Problem] = []

    def text(self, path: str) -> str:
        value: Any = self.draft
        for key in path.split("."):
            value = value.get(key, "") if isinstance(value, Mapping) else ""
        return value.strip() if isinstance(value, str) else ""

    def required(self, path: str, sentence: str) -> str:
        value = self.text(path)
        if not value:
            self.problems.append(errors.missing(path, sentence))
        return value

    def kind(self) -> MovementKind:
        value = self.text("kind") or MovementKind.ORDINARY.value
        if value not in MovementKind.values:
            self.problems.append(errors.kind_unknown())
            return MovementKind.ORDINARY
        return MovementKind(value)

    def confirmed(self, path: str, problem: Problem) -> None:
        if self.text(path) != YES:
            self.problems.append(problem)

    def party(self, path: str) -> Party:
        address = tuple(line.strip() for line in self.text(f"{path}.address").splitlines() if line.strip())
        return Party(self.text(f"{path}.name"), address, self.text(f"{path}.country"))

    def day(self, path: str, sentence: str = "") -> date | None:
        value = self.text(path)
        if not value:
            if sentence:
                self.problems.append(errors.missing(path, sentence))
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problems.append(errors.date_malformed(path, value))
            return None

    def amount[A: (Carats, USDollars)](self, kind: type[A], path: str, sentence: str) -> A:
        value = self.required(path, sentence)
        if value:
            try:
                found = kind.parse(value, path)
            except Refusal as refusal:
                self.problems.extend(refusal.problems)
            else:
                if found <= kind(0):
                    self.problems.append(errors.total_not_positive(path))
                return found
        return kind(0)

    def lines(self) -> list[_Line]:
        rows = self.draft.get("lines", [])
        found = []
        for i, row in enumerate(rows if isinstance(rows, list) else []):
            held = row if isinstance(row, Mapping) else {}
            cells = {key: str(held.get(key, "")).strip() for key in CELLS}
            if any(cells.values()):
                found.append(self._line(i, cells))
        if not found:
            self.problems.append(errors.missing("lines", _("Add at least one line to the parcel list.")))
        numbers = {line.container for line in found}
        if numbers and numbers != set(range(1, len(numbers) + 1)):
            self.problems.append(errors.containers_not_counted())
        return found

    def _line(self, i: int, cells: dict[str, str]) -> _Line:
        before = len(self.problems)
        where = f"lines.{i}"
        number = cells["container"]
        container = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        if not container:
            self.problems.append(errors.container_malformed(f"{where}.container", number))
        hs = self._parsed(SubHeading.parse, cells["hs"], f"{where}.hs")
        carats = self._parsed(Carats.parse, cells["carats"], f"{where}.carats")
        value = self._parsed(USDollars.parse, cells["value"], f"{where}.value")
        origins = self._origins(cells["origins"], f"{where}.origins")
        whole = hs is not None and carats is not None and value is not None and origins is not None
        if not whole or len(self.problems) > before:
            return _Line(i, container, cells["parcel"], None)
        assert hs is not None and carats is not None and value is not None and origins is not None
        return _Line(i, container, cells["parcel"], ContentLine(hs, carats, value, origins))

    def _parsed[T](self, parse: Any, text: str, where: str) -> Any:
        try:
            return parse(text, where)
        except Refusal as refusal:
            self.problems.extend(refusal.problems)
            return None

    def _origins(self, text: str, where: str) -> Origins | None:
        if text.lower() in MIXED:
            return Origins(OriginMode.MIXED_UNDECLARED)
        shares = []
        for part in text.split(","):
            words = part.split()
            if not 1 <= len(words) <= 3 or len(words[0]) != 2:
                self.problems.append(errors.origins_malformed(where, text))
                return None
            carats = self._parsed(Carats.parse, words[1], where) if len(words) > 1 else None
            value = self._parsed(USDollars.parse, words[2], where) if len(words) > 2 else None
            if (len(words) > 1 and carats is None) or (len(words) > 2 and value is None):
                return None
            shares.append(OriginShare(words[0].upper(), carats, value))
        if len(shares) == 1:
            return Origins(OriginMode.SINGLE, (OriginShare(shares[0].country),))
        return Origins(OriginMode.MIXED_LISTED, tuple(sorted(shares, key=lambda share: share.country)))


def _packed(lines: list[_Line]) -> tuple[Container, ...]:
    """Lines put into parcels and containers, in the order of the containers' numbers and of the rows."""
    boxes: dict[int, dict[str, list[ContentLine]]] = {}
    for line in lines:
        parcels = boxes.setdefault(line.container, {})
        contents = parcels.setdefault(line.parcel, [])
        if line.content is not None:
            contents.append(line.content)
    return tuple(
        Container((), tuple(Parcel(reference, tuple(contents)) for reference, contents in boxes[number].items()))
        for number in sorted(boxes)
    )


def _totals(shipment: Shipment, lines: list[_Line], found: list[Problem]) -> None:
    if any(line.content is None for line in lines) or not lines:
        return  # what cannot be read cannot be added up; it is reported for itself
    carats = Carats.total(line.content.carats for line in lines if line.content)
    value = USDollars.total(line.content.value for line in lines if line.content)
    if shipment.carats > Carats(0) and carats != shipment.carats:
        found.append(errors.total_differs("carats", str(shipment.carats), str(carats)))
    if shipment.value > USDollars(0) and value != shipment.value:
        found.append(errors.total_differs("value", str(shipment.value), str(value)))


_NOTHING_PACKED = ("certificate.containers.missing", "certificate.lines.missing")
_OURS = ("exporter", "importer", "consignee", "destination", "containers", "lines", "origins")


def _as_certificate(shipment: Shipment, lines: list[_Line], issuer: str, exporter: Party, found: list[Problem]) -> None:
    """What the scheme would say of a certificate for this shipment, told at the rows and fields of the draft."""
    rows = _rows(lines)
    unreadable = {line.row for line in lines if line.content is None}
    trial = annex.Certificate(
        number=f"{issuer}1",
        issuer=issuer,
        authority="-",
        office="-",
        issued_on=date(2000, 1, 1),
        expires_on=date(2000, 1, 2),
        must_export_by=None,
        exporter=exporter,
        importer=shipment.importer,
        consignee=shipment.consignee,
        destination=shipment.destination or "??",
        provenance=issuer,
        origins=annex.combine_origins(shipment.containers),
        lines=annex.heading_totals(shipment.containers),
        parcel_count=sum(len(container.parcels) for container in shipment.containers),
        container_count=len(shipment.containers),
        containers=tuple(c._replace(seals=(f"-{i}",)) for i, c in enumerate(shipment.containers)),
        layout="-",
        sheet="",
        signatory=Signatory("-", ""),
    )
    for problem in annex.problems(trial):
        if problem.where.split(".")[0] not in _OURS:
            continue
        where = _at_row(problem.where, rows)
        if problem.code == "certificate.parcel.empty" and unreadable:
            continue  # its lines are there, but not readable: said already
        if problem.code in ("certificate.containers.missing", "certificate.lines.missing") and (
            unreadable or not lines
        ):
            continue
        if where == "destination" and not shipment.destination:
            continue
        found.append(problem._replace(where=where))


class _Rows(NamedTuple):
    """The rows of one parcel: the first one, and those whose lines could be read, in order."""

    first: int
    readable: list[int]


def _rows(lines: list[_Line]) -> dict[tuple[int, int], _Rows]:
    """The rows of each parcel, by place of its container and place of the parcel in it."""
    places: dict[tuple[int, int], _Rows] = {}
    order = sorted({line.container for line in lines})
    parcels: dict[int, list[str]] = {number: [] for number in order}
    for line in lines:
        if line.parcel not in parcels[line.container]:
            parcels[line.container].append(line.parcel)
        place = (order.index(line.container), parcels[line.container].index(line.parcel))
        rows = places.setdefault(place, _Rows(line.row, []))
        if line.content is not None:
            rows.readable.append(line.row)
    return places


def _at_row(where: str, rows: dict[tuple[int, int], _Rows]) -> str:
    """``containers.0.parcels.1.lines.0.carats`` as the row of the draft that holds it."""
    parts = where.split(".")
    if parts[0] != "containers" or len(parts) < 4 or parts[2] != "parcels":
        return "lines" if parts[0] in ("containers", "origins") else where
    parcel = rows[int(parts[1]), int(parts[3])]
    if len(parts) >= 7 and parts[4] == "lines":
        return f"lines.{parcel.readable[int(parts[5])]}.{parts[6]}"
    return f"lines.{parcel.first}.parcel"


def plain(shipment: Shipment) -> dict[str, Any]:
    """``shipment`` as a draft in normal form: ``read(plain(s)) == s``."""
    consignee = shipment.consignee or Party("", ())
    return {
        "kind": shipment.kind.value,
        "destination": shipment.destination,
        "importer": _party(shipment.importer),
        "consignee": _party(consignee),
        "carrier": shipment.carrier,
        "waybill": shipment.waybill,
        "departs_on": shipment.departs_on.isoformat() if shipment.departs_on else "",
        "expected_on": shipment.expected_on.isoformat() if shipment.expected_on else "",
        "declaration": YES,
        "invoice": {"number": shipment.invoice, "date": shipment.invoiced_on.isoformat()},
        "warranty": YES,
        "carats": str(shipment.carats),
        "value": str(shipment.value),
        "lines": [
            {
                "container": str(i),
                "parcel": parcel.reference,
                "hs": line.hs.value,
                "carats": str(line.carats),
                "value": str(line.value),
                "origins": _written(line.origins),
            }
            for i, container in enumerate(shipment.containers, 1)
            for parcel in container.parcels
            for line in parcel.lines
        ],
    }


def _party(party: Party) -> dict[str, str]:
    return {"name": party.name, "address": "\n".join(party.address), "country": party.country}


def _written(origins: Origins) -> str:
    if origins.mode is OriginMode.MIXED_UNDECLARED:
        return MIXED[0]
    return ", ".join(" ".join(str(part) for part in share if part is not None) for share in origins.shares)
