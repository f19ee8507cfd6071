"""What a document states, whatever its medium: the summary for the lists, and the rows to be inspected."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kpcs.office.imports import paper
from kpcs.office.imports.models import ContainerFound, ForeignDocument, InspectionCase, LineFound, SealFound
from kpcs.scheme.certificate import Certificate, Party, from_plain
from kpcs.scheme.quantities import Carats, USDollars


class Place(NamedTuple):
    """A line of goods at its place, as stated. ``certified`` and ``value`` are None where they cannot be read."""

    container: int
    parcel: int
    line: int
    reference: str
    hs: str
    certified: Carats | None
    decimals: int
    value: USDollars | None


def certificate_of(document: ForeignDocument) -> Certificate | None:
    """The certificate from the code of ``document``; None for paper without a code."""
    return from_plain(document.record) if document.record is not None else None


def reading_of(document: ForeignDocument) -> paper.PaperReading:
    """What was typed from the paper, read."""
    return paper.read(document.printed)


def summary(document: ForeignDocument) -> dict[str, Any]:
    """The columns of an arrival that a document can fill: parties, parcels, carats, value."""
    certificate = certificate_of(document)
    if certificate is not None:
        return summary_of(certificate)
    reading, printed = reading_of(document), document.printed
    stated = [line.carats for line in reading.lines if line.carats is not None]
    values = [line.value for line in reading.lines if line.value is not None]
    return {
        "exporter": _first_line(printed.get("exporter", "")),
        "importer": _first_line(printed.get("importer", "")),
        "parcels": reading.parcels,
        "carats": reading.carats if reading.carats is not None else (Carats.total(stated) if stated else None),
        "value": reading.value if reading.value is not None else (USDollars.total(values) if values else None),
    }


def summary_of(certificate: Certificate) -> dict[str, Any]:
    """The columns of an arrival from a certificate."""
    return {
        "exporter": certificate.exporter.name,
        "importer": certificate.importer.name,
        "parcels": certificate.parcel_count,
        "carats": certificate.carats,
        "value": certificate.value,
    }


def printed_party(text: str) -> Party:
    """A party as printed: the first line is its name, the others its address."""
    name, *address = [line.strip() for line in text.splitlines() if line.strip()] or ["–"]
    return Party(name, tuple(address))


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0].strip()[:160]


def lay_out(case: InspectionCase) -> None:
    """Make the rows of a new case: seals, parcels by container, lines to weigh."""
    document = case.document
    certificate = certificate_of(document)
    if certificate is not None:
        seals, parcels, places = layout(certificate)
    else:
        seals, parcels, places = _of_paper(reading_of(document))
    SealFound.objects.bulk_create(
        SealFound(case=case, container=container, position=position, certified=seal[:40])
        for container, numbers in seals.items()
        for position, seal in enumerate(numbers, 1)
    )
    ContainerFound.objects.bulk_create(
        ContainerFound(case=case, container=container, parcels_certified=count) for container, count in parcels.items()
    )
    LineFound.objects.bulk_create(LineFound(case=case, **place._asdict()) for place in places)


type Layout = tuple[dict[int, tuple[str, ...]], dict[int, int | None], list[Place]]


def layout(certificate: Certificate) -> Layout:
    """Seals by container, parcels by container, and the lines to weigh, as a certificate with code states them."""
    if not certificate.containers:
        # the lists are annexed and have not reached us: only the totals by sub-heading are certified here
        totals = [
            Place(1, 1, i, "", line.hs.value, line.carats, _printed_decimals(line.carats), line.value)
            for i, line in enumerate(certificate.lines, 1)
        ]
        return {}, {1: certificate.parcel_count}, totals
    seals = {i: container.seals for i, container in enumerate(certificate.containers, 1)}
    parcels: dict[int, int | None] = {i: len(c.parcels) for i, c in enumerate(certificate.containers, 1)}
    return seals, parcels, list(_places(certificate))


def _places(certificate: Certificate) -> Iterator[Place]:
    parcel_number = 0
    for i, container in enumerate(certificate.containers, 1):
        for parcel in container.parcels:
            # parcels count through the whole shipment, as the Core Document counts them
            parcel_number += 1
            for k, line in enumerate(parcel.lines, 1):
                yield Place(
                    i,
                    parcel_number,
                    k,
                    parcel.reference,
                    line.hs.value,
                    line.carats,
                    _printed_decimals(line.carats),
                    line.value,
                )


def _printed_decimals(carats: Carats) -> int:
    """Digits after the point as kpcs prints a weight: two, a third only when it is not zero."""
    return len(carats.printed().partition(".")[2])


def _of_paper(reading: paper.PaperReading) -> Layout:
    places = [
        Place(
            1,
            1,
            i,
            "",
            (line.hs.value if line.hs else line.printed_hs)[:20],
            line.carats,
            line.decimals,
            line.value,
        )
        for i, line in enumerate(reading.lines, 1)
    ]
    if not places:
        # a paper that names no goods still covers a box that must be weighed
        places = [Place(1, 1, 1, "", "", reading.carats, 2, reading.value)]
    return {1: reading.seals}, {1: reading.parcels}, places


def facts_of(document: ForeignDocument) -> tuple[tuple[str, str], ...]:
    """What the paper says, element by element, for the question to its issuer: as typed from the paper, else as its
    code states it."""
    if document.printed:
        texts = [(key, document.printed[key]) for key in paper.TEXT_KEYS if key in document.printed]
        for i, line in enumerate(document.printed.get("lines", ()), 1):
            texts.append((f"line {i}", "; ".join(filter(None, (line[key] for key in paper.LINE_KEYS)))))
        return tuple((key, text[:400]) for key, text in texts)
    certificate = certificate_of(document)
    if certificate is None:
        return ()
    return (
        ("issued_on", certificate.issued_on.isoformat()),
        ("expires_on", certificate.expires_on.isoformat()),
        ("exporter", certificate.exporter.name),
        ("importer", certificate.importer.name),
        ("destination", certificate.destination),
        ("carats", str(certificate.carats)),
        ("value", str(certificate.value)),
        ("parcels", str(certificate.parcel_count)),
        ("seals", ", ".join(certificate.seals)),
        ("sheet", certificate.sheet),
    )
