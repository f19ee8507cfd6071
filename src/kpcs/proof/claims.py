"""The certificate as signed claims: a map with integer keys, in the profile of :mod:`kpcs.proof.cbor`.

Every printed element of CORE Annex I.A is a claim, and one thing more: sixteen random bytes, so that the
commitment to these contents tells nothing to anybody who does not hold them. Amounts are thousandths of a
carat and cents of a dollar, dates days since 1 January 1970, sub-headings their place in the Core Document's
list (0 to 2).

====  ================  =============================================================================
key   claim             form
====  ================  =============================================================================
0     version           1
1     number            text, normal form
2     issuer            text, alpha-2
3     authority         text
4     office            text
5     issued on         days
6     expires on        days
7     must export by    days; absent when there is none
8     exporter          [name, [address line, ...], country]
9     importer          the same
10    consignee         the same; absent when there is none
11    destination       text, alpha-2
12    provenance        text, alpha-2
13    origins           one country: its alpha-2 as text. Else [mode, share, ...], mode 0 single,
                        1 mixed undeclared, 2 mixed listed; share {0: country, 1: carats, 2: value},
                        1 and 2 where known
14    lines             [[sub-heading, carats, value], ...]
15    parcels           number
16    containers        number
17    packing           [container, ...], container [[seal, ...], parcel, ...],
                        parcel [reference, line, ...], line [sub-heading, carats, value, origins]
18    layout            text
19    sheet             text; absent on plain stock
20    signatory         [name, title]
21    nonce             16 bytes
22    packing digest    32 bytes, in place of claim 17 when the packing list is annexed
====  ================  =============================================================================
"""

from kpcs.proof import cbor, straight
from kpcs.proof.digest import sha256
from kpcs.proof.straight import DIGEST_LENGTH, HEADINGS, MANY, MODES, NONCE_LENGTH, OPTIONAL, REQUIRED, VERSION
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
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse
from kpcs.scheme.quantities import Carats, USDollars

PACKING_CEILING = 1 << 20
"""Bytes of an annexed packing list that are read at most."""


def write(certificate: Certificate, nonce: bytes, *, annexed: bool = False) -> bytes:
    """The payload bytes for ``certificate``. With ``annexed`` the packing list is replaced by its digest.

    Raises Refusal ``code.nonce`` when the nonce is not of sixteen bytes, and ``code.claims`` when the
    certificate holds something that the claims cannot carry faithfully.
    """
    if len(nonce) != NONCE_LENGTH:
        raise refuse("code.nonce", _("The random part of a code has sixteen bytes."))
    c = certificate
    claims: dict[int, cbor.Value] = {
        0: VERSION,
        1: c.number,
        2: c.issuer,
        3: c.authority,
        4: c.office,
        5: cbor.days(c.issued_on),
        6: cbor.days(c.expires_on),
        8: _party(c.exporter),
        9: _party(c.importer),
        11: c.destination,
        12: c.provenance,
        13: _origins(c.origins),
        14: [[line.hs.place, line.carats.units, line.value.units] for line in c.lines],
        15: c.parcel_count,
        16: c.container_count,
        18: c.layout,
        20: [c.signatory.name, c.signatory.title],
        21: nonce,
    }
    if c.must_export_by is not None:
        claims[7] = cbor.days(c.must_export_by)
    if c.consignee is not None:
        claims[10] = _party(c.consignee)
    if c.sheet:
        claims[19] = c.sheet
    faithful = c
    if annexed:
        digest = packing_digest(write_packing(c.containers))
        claims[22] = digest
        faithful = c._replace(containers=(), packing_digest=digest.hex())
    else:
        claims[17] = _packing(c.containers)
    payload = cbor.encode(claims)
    if read(payload) != (faithful, nonce):
        raise refuse("code.claims", _("The certificate cannot be written as signed claims without loss."))
    return payload


def read(payload: bytes) -> tuple[Certificate, bytes]:
    """The certificate and the nonce that ``payload`` claims, every claim of its exact type.

    Raises Refusal with ``code.version`` (another version of the claims), ``code.claims`` (all missing or
    malformed claims at once), or a code of :func:`kpcs.proof.cbor.decode`.
    """
    return straight.read(payload) or read_gathering(payload)


def read_gathering(payload: bytes) -> tuple[Certificate, bytes]:
    """The same as :func:`read`, value by value: the rules, and what becomes of each fault."""
    value = cbor.decode(payload)
    if type(value) is dict and type(value.get(0)) is int and value[0] != VERSION:
        raise refuse(
            "code.version",
            _("The code is of version %(version)s, which this program does not know. Update it."),
            version=str(value[0]),
        )
    reader = cbor.Reader("code.claims")
    claims = reader.fields(value, "claims", REQUIRED, frozenset(OPTIONAL))
    reader.finish()
    if type(claims[0]) is not int:
        reader.fault("version")
    if (17 in claims) is (22 in claims):
        reader.fault("packing")
    if claims.get(19) == "":
        reader.fault("sheet")
    signatory = reader.items(claims[20], "signatory", 2, 2)
    certificate = Certificate(
        number=reader.text(claims[1], "number"),
        issuer=reader.text(claims[2], "issuer"),
        authority=reader.text(claims[3], "authority"),
        office=reader.text(claims[4], "office"),
        issued_on=reader.day(claims[5], "issued_on"),
        expires_on=reader.day(claims[6], "expires_on"),
        must_export_by=reader.day(claims[7], "must_export_by") if 7 in claims else None,
        exporter=_read_party(reader, claims[8], "exporter"),
        importer=_read_party(reader, claims[9], "importer"),
        consignee=_read_party(reader, claims[10], "consignee") if 10 in claims else None,
        destination=reader.text(claims[11], "destination"),
        provenance=reader.text(claims[12], "provenance"),
        origins=_read_origins(reader, claims[13]),
        lines=tuple(_read_heading(reader, line) for line in reader.items(claims[14], "lines")),
        parcel_count=reader.whole(claims[15], "parcels", MANY),
        container_count=reader.whole(claims[16], "containers", MANY),
        containers=_read_packing(reader, claims[17]) if 17 in claims else (),
        layout=reader.text(claims[18], "layout"),
        sheet=reader.text(claims[19], "sheet") if 19 in claims else "",
        signatory=Signatory(reader.text(signatory[0], "signatory"), reader.text(signatory[1], "signatory")),
        packing_digest=reader.octets(claims[22], "packing_digest", DIGEST_LENGTH).hex() if 22 in claims else "",
    )
    nonce = reader.octets(claims[21], "nonce", NONCE_LENGTH)
    reader.finish()
    return certificate, nonce


def write_packing(containers: tuple[Container, ...]) -> bytes:
    """The annexed packing list: containers, seals, parcels and lines as deterministic CBOR."""
    return cbor.encode(_packing(containers))


def packing_digest(packing: bytes) -> bytes:
    """SHA-256 over ``kpcs/packing/1`` and the annexed packing list."""
    return sha256(b"kpcs/packing/1" + packing).digest()


def attach(certificate: Certificate, packing: bytes) -> Certificate:
    """``certificate``, read from a code whose packing list is annexed, with that list.

    Raises Refusal with ``code.packing.none`` (nothing is annexed), ``code.packing.too_large``,
    ``code.packing.digest`` (not the list that was signed), or as :func:`read`.
    """
    if not certificate.packing_digest:
        raise refuse("code.packing.none", _("This certificate has no annexed packing list."))
    if len(packing) > PACKING_CEILING:
        raise refuse("code.packing.too_large", _("The packing list is larger than any that is read."))
    if packing_digest(packing).hex() != certificate.packing_digest:
        raise refuse("code.packing.digest", _("The packing list is not the one that was signed with the certificate."))
    reader = cbor.Reader("code.claims")
    containers = _read_packing(reader, cbor.decode(packing))
    reader.finish()
    return certificate._replace(containers=containers, packing_digest="")


def _party(party: Party) -> list[cbor.Value]:
    return [party.name, list(party.address), party.country]


def _read_party(reader: cbor.Reader, value: cbor.Value, where: str) -> Party:
    name, address, country = reader.items(value, where, 3, 3)
    return Party(reader.text(name, where), reader.texts(address, where), reader.text(country, where))


def _origins(origins: Origins) -> cbor.Value:
    shares: list[cbor.Value] = []
    for share in origins.shares:
        entry: dict[int, cbor.Value] = {0: share.country}
        if share.carats is not None:
            entry[1] = share.carats.units
        if share.value is not None:
            entry[2] = share.value.units
        shares.append(entry)
    if _is_plain(origins):
        return origins.shares[0].country
    return [MODES.index(origins.mode), *shares]


def _is_plain(origins: Origins) -> bool:
    """Whether the statement is one country and nothing more, which has its own short form."""
    return origins.mode is OriginMode.SINGLE and [share[1:] for share in origins.shares] == [(None, None)]


def _read_origins(reader: cbor.Reader, value: cbor.Value) -> Origins:
    if type(value) is str:
        return Origins(OriginMode.SINGLE, (OriginShare(value),))
    mode, *entries = reader.items(value, "origins", 1)
    shares = []
    for entry in entries:
        share = reader.fields(entry, "origins", {0}, {1, 2})
        shares.append(
            OriginShare(
                reader.text(share.get(0), "origins"),
                Carats(reader.whole(share[1], "origins", Carats.CEILING)) if 1 in share else None,
                USDollars(reader.whole(share[2], "origins", USDollars.CEILING)) if 2 in share else None,
            )
        )
    origins = Origins(MODES[reader.whole(mode, "origins", len(MODES))], tuple(shares))
    if _is_plain(origins):
        reader.fault("origins")
    return origins


def _read_heading(reader: cbor.Reader, value: cbor.Value) -> HeadingTotal:
    return HeadingTotal(*_read_amounts(reader, *reader.items(value, "lines", 3, 3)))


def _read_amounts(
    reader: cbor.Reader, hs: cbor.Value, carats: cbor.Value, worth: cbor.Value
) -> tuple[SubHeading, Carats, USDollars]:
    return (
        HEADINGS[reader.whole(hs, "lines", 3)],
        Carats(reader.whole(carats, "lines", Carats.CEILING)),
        USDollars(reader.whole(worth, "lines", USDollars.CEILING)),
    )


def _packing(containers: tuple[Container, ...]) -> cbor.Value:
    packed: list[cbor.Value] = []
    for container in containers:
        entry: list[cbor.Value] = [list(container.seals)]
        for parcel in container.parcels:
            lines: list[cbor.Value] = [
                [line.hs.place, line.carats.units, line.value.units, _origins(line.origins)] for line in parcel.lines
            ]
            entry.append([parcel.reference, *lines])
        packed.append(entry)
    return packed


def _read_packing(reader: cbor.Reader, value: cbor.Value) -> tuple[Container, ...]:
    containers = []
    for entry in reader.items(value, "packing"):
        seals, *parcels = reader.items(entry, "packing", 1)
        packed = []
        for parcel in parcels:
            reference, *lines = reader.items(parcel, "packing", 1)
            contents = tuple(_read_line(reader, line) for line in lines)
            packed.append(Parcel(reader.text(reference, "packing"), contents))
        containers.append(Container(reader.texts(seals, "packing"), tuple(packed)))
    return tuple(containers)


def _read_line(reader: cbor.Reader, value: cbor.Value) -> ContentLine:
    hs, carats, worth, origins = reader.items(value, "packing", 4, 4)
    return ContentLine(*_read_amounts(reader, hs, carats, worth), _read_origins(reader, origins))
