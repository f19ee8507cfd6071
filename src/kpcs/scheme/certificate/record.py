"""The plain form of a certificate: dicts, lists and strings, for databases, JSON answers and print.

Amounts are decimal strings, dates ISO 8601, absent things are left out. ``from_plain(plain(c)) == c`` for every
certificate; a record that does not fit is refused with every field that is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kpcs.scheme.certificate.values import (
    Certificate,
    Container,
    ContentLine,
    HeadingTotal,
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

type Plain = dict[str, Any]


def plain(c: Certificate) -> Plain:
    """``c`` as plain values."""
    record: Plain = {
        "number": c.number,
        "issuer": c.issuer,
        "authority": c.authority,
        "office": c.office,
        "issued_on": c.issued_on.isoformat(),
        "expires_on": c.expires_on.isoformat(),
        "exporter": _party(c.exporter),
        "importer": _party(c.importer),
        "destination": c.destination,
        "provenance": c.provenance,
        "origins": _origins(c.origins),
        "lines": [_amounts(line) for line in c.lines],
        "carats": str(c.carats),
        "value_usd": str(c.value),
        "parcel_count": c.parcel_count,
        "container_count": c.container_count,
        "containers": [_container(container) for container in c.containers],
        "layout": c.layout,
        "sheet": c.sheet,
        "signatory": {"name": c.signatory.name, "title": c.signatory.title},
    }
    if c.must_export_by is not None:
        record["must_export_by"] = c.must_export_by.isoformat()
    if c.consignee is not None:
        record["consignee"] = _party(c.consignee)
    if c.packing_digest:
        record["packing_digest"] = c.packing_digest
    return record


def _party(p: Party) -> Plain:
    return {"name": p.name, "address": list(p.address), "country": p.country}


def _origins(o: Origins) -> Plain:
    shares = []
    for share in o.shares:
        entry: Plain = {"country": share.country}
        if share.carats is not None:
            entry["carats"] = str(share.carats)
        if share.value is not None:
            entry["value_usd"] = str(share.value)
        shares.append(entry)
    return {"mode": o.mode.value, "shares": shares}


def _amounts(line: HeadingTotal | ContentLine) -> Plain:
    return {"hs": line.hs.value, "carats": str(line.carats), "value_usd": str(line.value)}


def _container(container: Container) -> Plain:
    return {
        "seals": list(container.seals),
        "parcels": [
            {
                "reference": parcel.reference,
                "lines": [_amounts(line) | {"origins": _origins(line.origins)} for line in parcel.lines],
            }
            for parcel in container.parcels
        ],
    }


class _Reader:
    """Takes fields out of a record, gathering every fault instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, where: str) -> None:
        self.problems.append(
            Problem(
                "record.malformed",
                _("The record’s field %(field)s is missing or malformed."),
                where,
                {"field": where},
            )
        )

    def text(self, record: Mapping[str, Any], key: str, at: str = "", default: str | None = None) -> str:
        value = record.get(key, default)
        if type(value) is not str:
            self.fault(at + key)
            return ""
        return value

    def whole(self, record: Mapping[str, Any], key: str) -> int:
        value = record.get(key)
        if type(value) is not int:
            self.fault(key)
            return 0
        return value

    def parsed[T](self, record: Mapping[str, Any], key: str, parse: Callable[[str], T], empty: T, at: str = "") -> T:
        value = record.get(key)
        try:
            if type(value) is not str:
                raise ValueError
            return parse(value)
        except Refusal as refusal:
            self.problems.extend(p._replace(where=at + key) for p in refusal.problems)
        except ValueError:
            self.fault(at + key)
        return empty

    def mapping(self, record: Mapping[str, Any], key: str, at: str = "") -> Mapping[str, Any]:
        value = record.get(key)
        if not isinstance(value, Mapping):
            self.fault(at + key)
            return {}
        return value

    def items(self, record: Mapping[str, Any], key: str, at: str = "") -> Sequence[Mapping[str, Any]]:
        value = record.get(key)
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.fault(at + key)
            return []
        return value

    def texts(self, record: Mapping[str, Any], key: str, at: str = "") -> tuple[str, ...]:
        value = record.get(key)
        if not isinstance(value, list) or not all(type(item) is str for item in value):
            self.fault(at + key)
            return ()
        return tuple(value)

    def party(self, record: Mapping[str, Any], key: str) -> Party:
        party = self.mapping(record, key)
        at = f"{key}."
        return Party(
            self.text(party, "name", at),
            self.texts(party, "address", at),
            self.text(party, "country", at, ""),
        )

    def origins(self, record: Mapping[str, Any], at: str = "") -> Origins:
        origins = self.mapping(record, "origins", at)
        mode = self.parsed(origins, "mode", OriginMode, OriginMode.MIXED_UNDECLARED, f"{at}origins.")
        shares = []
        for i, share in enumerate(self.items(origins, "shares", f"{at}origins.")):
            here = f"{at}origins.shares.{i}."
            shares.append(
                OriginShare(
                    self.text(share, "country", here),
                    self.parsed(share, "carats", Carats.parse, Carats(0), here) if "carats" in share else None,
                    self.parsed(share, "value_usd", USDollars.parse, USDollars(0), here)
                    if "value_usd" in share
                    else None,
                )
            )
        return Origins(mode, tuple(shares))

    def amounts(self, line: Mapping[str, Any], at: str) -> HeadingTotal:
        return HeadingTotal(
            self.parsed(line, "hs", SubHeading.parse, SubHeading.UNSORTED, at),
            self.parsed(line, "carats", Carats.parse, Carats(0), at),
            self.parsed(line, "value_usd", USDollars.parse, USDollars(0), at),
        )

    def container(self, container: Mapping[str, Any], at: str) -> Container:
        parcels = []
        for j, parcel in enumerate(self.items(container, "parcels", at)):
            here = f"{at}parcels.{j}."
            lines = []
            for k, line in enumerate(self.items(parcel, "lines", here)):
                there = f"{here}lines.{k}."
                lines.append(ContentLine(*self.amounts(line, there), self.origins(line, there)))
            parcels.append(Parcel(self.text(parcel, "reference", here), tuple(lines)))
        return Container(self.texts(container, "seals", at), tuple(parcels))


def from_plain(record: Mapping[str, Any]) -> Certificate:
    """The certificate of a plain record. Raises Refusal (``record.malformed`` and amounts' own codes), all at once."""
    r = _Reader()
    epoch = date(1970, 1, 1)
    signatory = r.mapping(record, "signatory")
    certificate = Certificate(
        number=r.text(record, "number"),
        issuer=r.text(record, "issuer"),
        authority=r.text(record, "authority"),
        office=r.text(record, "office"),
        issued_on=r.parsed(record, "issued_on", date.fromisoformat, epoch),
        expires_on=r.parsed(record, "expires_on", date.fromisoformat, epoch),
        must_export_by=r.parsed(record, "must_export_by", date.fromisoformat, epoch)
        if "must_export_by" in record
        else None,
        exporter=r.party(record, "exporter"),
        importer=r.party(record, "importer"),
        consignee=r.party(record, "consignee") if "consignee" in record else None,
        destination=r.text(record, "destination"),
        provenance=r.text(record, "provenance"),
        origins=r.origins(record),
        lines=tuple(r.amounts(line, f"lines.{i}.") for i, line in enumerate(r.items(record, "lines"))),
        parcel_count=r.whole(record, "parcel_count"),
        container_count=r.whole(record, "container_count"),
        containers=tuple(
            r.container(container, f"containers.{i}.") for i, container in enumerate(r.items(record, "containers"))
        ),
        layout=r.text(record, "layout"),
        sheet=r.text(record, "sheet"),
        signatory=Signatory(r.text(signatory, "name", "signatory."), r.text(signatory, "title", "signatory.")),
        packing_digest=r.text(record, "packing_digest", default=""),
    )
    if r.problems:
        raise Refusal(r.problems)
    return certificate
