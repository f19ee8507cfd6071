"""What our own certificate must satisfy before it is signed. A foreign document is never judged here: it is
captured as it is printed, and each fault becomes a graded finding.

Sources: CORE Annex I.A (elements), CORE I (provenance, parcel, sub-headings), CORE IV(c) (containers and seals).
The lengths of names, addresses and seal numbers are kpcs's own limits (what a printed field can hold).
"""

import unicodedata
from collections.abc import Iterator

from kpcs.scheme.certificate.values import (
    Certificate,
    Container,
    ContentLine,
    OriginMode,
    Origins,
    Party,
    combine_origins,
    heading_totals,
)
from kpcs.scheme.problems import Problem
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.quantities import Carats, USDollars

NAME_LENGTH = 120
ADDRESS_LINES = 4
ADDRESS_LENGTH = 80
SEAL_LENGTH = 24
REFERENCE_LENGTH = 32


def problems(certificate: Certificate) -> list[Problem]:
    """Everything wrong with ``certificate``, in the order of the form; empty when it may be signed.

    Whether the parties' states were Participants on the day, and whether the number fits the issuer's pattern and
    ranges, depends on the register and the rule pack: see ``kpcs.scheme.trade`` and ``kpcs.scheme.numbering``.
    """
    return [
        *_identity(certificate),
        *_dates(certificate),
        *_party(certificate.exporter, "exporter"),
        *_party(certificate.importer, "importer"),
        *(_party(certificate.consignee, "consignee") if certificate.consignee else ()),
        *_route(certificate),
        *_packing(certificate),
        *_totals(certificate),
        *_origin(certificate),
        *_validation(certificate),
    ]


def _identity(c: Certificate) -> Iterator[Problem]:
    if not c.number:
        yield Problem("certificate.number.missing", _("The certificate has no number."), "number")
    elif c.number[:2] != c.issuer:
        yield Problem(
            "certificate.number.prefix",
            _("The number begins with %(prefix)s, but %(issuer)s issues: the two letters name the issuer."),
            "number",
            {"prefix": c.number[:2], "issuer": c.issuer},
        )
    for value, where, sentence in (
        (c.authority, "authority", _("Name the issuing authority.")),
        (c.office, "office", _("Name the issuing office.")),
        (c.layout, "layout", _("Choose the layout of the printed certificate.")),
    ):
        if not value.strip():
            yield Problem(f"certificate.{where}.missing", sentence, where)
        else:
            yield from _text(value, where, NAME_LENGTH)


def _dates(c: Certificate) -> Iterator[Problem]:
    if c.expires_on <= c.issued_on:
        yield Problem(
            "certificate.dates.expiry_before_issue",
            _("The date of expiry (%(expires)s) must be after the date of issue (%(issued)s)."),
            "expires_on",
            {"expires": c.expires_on.isoformat(), "issued": c.issued_on.isoformat()},
        )
    if c.must_export_by is not None and not c.issued_on <= c.must_export_by <= c.expires_on:
        yield Problem(
            "certificate.dates.export_limit",
            _("The last day for export (%(limit)s) must lie between issue (%(issued)s) and expiry (%(expires)s)."),
            "must_export_by",
            {
                "limit": c.must_export_by.isoformat(),
                "issued": c.issued_on.isoformat(),
                "expires": c.expires_on.isoformat(),
            },
        )


def _party(party: Party, where: str) -> Iterator[Problem]:
    if not party.name.strip():
        yield Problem(f"certificate.{where}.name_missing", _("Enter the name."), f"{where}.name")
    else:
        yield from _text(party.name, f"{where}.name", NAME_LENGTH)
    lines = [line for line in party.address if line.strip()]
    if not lines:
        yield Problem(f"certificate.{where}.address_missing", _("Enter the address."), f"{where}.address")
    if len(lines) > ADDRESS_LINES:
        yield Problem(
            f"certificate.{where}.address_too_long",
            _("Give the address in %(limit)s lines at most."),
            f"{where}.address",
            {"limit": str(ADDRESS_LINES)},
        )
    for line in lines:
        yield from _text(line, f"{where}.address", ADDRESS_LENGTH)
    if party.country:
        yield from _code(party.country, f"{where}.country")


def _route(c: Certificate) -> Iterator[Problem]:
    yield from _code(c.destination, "destination")
    yield from _code(c.provenance, "provenance")
    if c.destination == c.issuer:
        yield Problem(
            "certificate.destination.own",
            _("The destination must be another Participant than the issuer."),
            "destination",
        )
    if c.provenance != c.issuer:
        # CORE I: provenance is the last Participant from which the shipment was exported, here ourselves
        yield Problem(
            "certificate.provenance.not_issuer",
            _("The country of provenance is the Participant that exports now: %(issuer)s."),
            "provenance",
            {"issuer": c.issuer},
        )


def _packing(c: Certificate) -> Iterator[Problem]:
    if not c.containers:
        yield Problem("certificate.containers.missing", _("Add at least one container."), "containers")
        return
    seals: set[str] = set()
    references: set[str] = set()
    for i, container in enumerate(c.containers):
        yield from _container(container, i, seals, references)
    parcels = sum(len(container.parcels) for container in c.containers)
    if c.parcel_count != parcels:
        yield Problem(
            "certificate.parcels.count",
            _("The certificate states %(stated)s parcels, but %(packed)s are packed."),
            "parcel_count",
            {"stated": str(c.parcel_count), "packed": str(parcels)},
        )
    if c.container_count != len(c.containers):
        yield Problem(
            "certificate.containers.count",
            _("The certificate states %(stated)s containers, but %(packed)s are packed."),
            "container_count",
            {"stated": str(c.container_count), "packed": str(len(c.containers))},
        )


def _container(container: Container, i: int, seals: set[str], references: set[str]) -> Iterator[Problem]:
    where = f"containers.{i}"
    if not container.seals:
        yield Problem(
            "certificate.seal.missing",
            _("Container %(container)s has no seal. Goods travel in a sealed container."),
            f"{where}.seals",
            {"container": str(i + 1)},
        )
    for seal in container.seals:
        if seal in seals:
            yield Problem(
                "certificate.seal.repeated",
                _("Seal %(seal)s is given twice."),
                f"{where}.seals",
                {"seal": seal},
            )
        seals.add(seal)
        if not seal.strip():
            yield Problem("certificate.seal.empty", _("Enter the number of the seal."), f"{where}.seals")
        yield from _text(seal, f"{where}.seals", SEAL_LENGTH)
    if not container.parcels:
        yield Problem(
            "certificate.parcels.missing",
            _("Container %(container)s holds no parcel."),
            f"{where}.parcels",
            {"container": str(i + 1)},
        )
    for j, parcel in enumerate(container.parcels):
        at = f"{where}.parcels.{j}"
        if not parcel.reference.strip():
            yield Problem("certificate.parcel.reference_missing", _("Give the parcel a reference."), f"{at}.reference")
        elif parcel.reference in references:
            yield Problem(
                "certificate.parcel.reference_repeated",
                _("Two parcels have the reference %(reference)s."),
                f"{at}.reference",
                {"reference": parcel.reference},
            )
        references.add(parcel.reference)
        yield from _text(parcel.reference, f"{at}.reference", REFERENCE_LENGTH)
        if not parcel.lines:
            yield Problem(
                "certificate.parcel.empty",
                _("Parcel %(reference)s holds nothing."),
                f"{at}.lines",
                {"reference": parcel.reference},
            )
        for k, line in enumerate(parcel.lines):
            yield from line_problems(line, f"{at}.lines.{k}")


def line_problems(line: ContentLine, where: str) -> Iterator[Problem]:
    """What is wrong with one content line: amounts must be positive, origin complete."""
    if line.carats <= Carats(0):
        yield Problem(
            "certificate.line.carats_not_positive",
            _("The weight must be more than zero; %(given)s was given."),
            f"{where}.carats",
            {"given": str(line.carats)},
        )
    if line.value <= USDollars(0):
        yield Problem(
            "certificate.line.value_not_positive",
            _("The value must be more than zero; %(given)s was given."),
            f"{where}.value",
            {"given": str(line.value)},
        )
    yield from origin_problems(line.origins, line.carats, line.value, f"{where}.origins")


def origin_problems(origins: Origins, carats: Carats, value: USDollars, where: str) -> Iterator[Problem]:
    """What is wrong with a statement of origin over goods of the given mass and value."""
    countries = origins.countries
    for country in countries:
        yield from _code(country, where)
        if country == "EU":
            yield Problem(
                "certificate.origin.union",
                _("The European Union is a Participant, not a country of origin: name the country."),
                where,
            )
    if len(set(countries)) != len(countries):
        yield Problem("certificate.origin.repeated", _("A country of origin is named twice."), where)
    if origins.mode is OriginMode.SINGLE and len(countries) != 1:
        yield Problem("certificate.origin.single", _("Name one country of origin."), where)
    if origins.mode is OriginMode.MIXED_LISTED and len(countries) < 2:
        yield Problem("certificate.origin.listed", _("Mixed origin with a list names two countries or more."), where)
    if origins.mode is OriginMode.MIXED_UNDECLARED and len(countries) == 1:
        yield Problem(
            "certificate.origin.undeclared",
            _("Only one country is known: state it as the origin instead of mixed origin."),
            where,
        )
    known = [share.carats for share in origins.shares if share.carats is not None]
    if any(part <= Carats(0) for part in known):
        yield Problem("certificate.origin.carats_not_positive", _("Carats of an origin must be more than zero."), where)
    stated = Carats.total(known)
    if known and (stated > carats or (len(known) == len(origins.shares) and stated != carats)):
        yield Problem(
            "certificate.origin.carats_sum",
            _("The carats by origin make %(sum)s, the goods %(carats)s."),
            where,
            {"sum": str(stated), "carats": str(carats)},
        )
    values = [share.value for share in origins.shares if share.value is not None]
    worth = USDollars.total(values)
    if values and (worth > value or (len(values) == len(origins.shares) and worth != value)):
        yield Problem(
            "certificate.origin.value_sum",
            _("The values by origin make %(sum)s, the goods %(value)s."),
            where,
            {"sum": str(worth), "value": str(value)},
        )


def _totals(c: Certificate) -> Iterator[Problem]:
    if not c.lines:
        yield Problem("certificate.lines.missing", _("The certificate states no goods."), "lines")
        return
    if c.containers and c.lines != heading_totals(c.containers):
        yield Problem(
            "certificate.lines.sum",
            _("The lines by sub-heading do not add up to what is packed."),
            "lines",
        )


def _origin(c: Certificate) -> Iterator[Problem]:
    if c.containers and c.origins != combine_origins(c.containers):
        yield Problem(
            "certificate.origins.differ",
            _("The origin stated for the shipment is not what the lines say."),
            "origins",
        )


def _validation(c: Certificate) -> Iterator[Problem]:
    if not c.signatory.name.strip():
        yield Problem("certificate.signatory.missing", _("Name the signatory who validates."), "signatory.name")
    else:
        yield from _text(c.signatory.name, "signatory.name", NAME_LENGTH)
    yield from _text(c.signatory.title, "signatory.title", NAME_LENGTH)
    yield from _text(c.sheet, "sheet", REFERENCE_LENGTH)


def _code(code: str, where: str) -> Iterator[Problem]:
    if len(code) != 2 or not code.isascii() or not code.isalpha() or not code.isupper():
        yield Problem(
            "certificate.country.malformed",
            _("Choose a country; “%(given)s” is not a code of two letters."),
            where,
            {"given": code[:10]},
        )


def _text(text: str, where: str, limit: int) -> Iterator[Problem]:
    """Printed text: bounded, in composed form, without control or direction characters that could make the paper
    read otherwise than the record."""
    if len(text) > limit:
        yield Problem(
            "certificate.text.too_long",
            _("Shorten this to %(limit)s characters."),
            where,
            {"limit": str(limit)},
        )
    if not text.isprintable() and any(
        unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for ch in text
    ):
        yield Problem("certificate.text.hidden", _("Remove hidden or control characters from this text."), where)
    elif not unicodedata.is_normalized("NFC", text):
        yield Problem("certificate.text.not_composed", _("Type this text again: it holds split letters."), where)
