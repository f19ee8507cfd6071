"""Claims that are in order, read straight through: they are taken apart as what they must be, all of one kind is looked
at together, and the certificate is made of them.

:func:`kpcs.proof.claims.read` holds the same rules value by value and gathers every fault for whoever has to mend
them. This reader only says no, and takes half the time; then the other one is asked. It never accepts what the other
one refuses: the tests hold the two against each other.
"""

from datetime import date
from typing import Any

from kpcs.proof import cbor
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
from kpcs.scheme.quantities import Carats, USDollars

VERSION = 1
NONCE_LENGTH = 16
DIGEST_LENGTH = 32
MANY = 1 << 32
REQUIRED = frozenset((0, 1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16, 18, 20, 21))
OPTIONAL = (7, 10, 17, 19, 22)
MODES = (OriginMode.SINGLE, OriginMode.MIXED_UNDECLARED, OriginMode.MIXED_LISTED)
HEADINGS = (SubHeading.UNSORTED, SubHeading.INDUSTRIAL, SubHeading.NON_INDUSTRIAL)

_SHARE_KEYS = ([0], [0, 1], [0, 2], [0, 1, 2])
_PLACES = frozenset((0, 1, 2))
_SHORT = frozenset(range(24))
"""Lengths of lists whose head is one byte (RFC 8949, 3); certificates with longer ones are left to the other reader."""

_day = date.fromordinal
_new: Any = tuple.__new__
"""Makes a named tuple of a plain one; the class itself takes twice as long for it."""


def read(payload: bytes) -> tuple[Certificate, bytes] | None:
    """The certificate and the nonce that ``payload`` claims, or None when anything is wrong with the claims. Raises
    Refusal ``cbor.malformed`` or ``cbor.tag``."""
    claims = cbor.parsed(payload)
    try:
        if _shortest_length(claims) == len(payload):
            return _certificate(claims), claims[21]
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        pass  # a claim is missing, or of another kind or shape
    return None


def _shortest_length(claims: dict[int, Any]) -> int:
    """The bytes that ``claims`` take in their shortest spelling; every other spelling is longer (see
    :mod:`kpcs.proof.cbor`). 0, or whatever Python raises, where they are not as they must be."""
    must_export_by, consignee, packing, sheet, digest = optional = [claims.get(key) for key in OPTIONAL]
    keys, totals, signatory, nonce = [*claims], claims[14], claims[20], claims[21]
    days, counts = [claims[5], claims[6]], [claims[15], claims[16]]
    parties, origins = [claims[8], claims[9]], [claims[13]]
    if (
        type(claims) is not dict
        or keys != sorted(keys)
        or len(keys) != len(REQUIRED) + len(OPTIONAL) - optional.count(None)
        or claims[0] != VERSION
        or (packing is None) is (digest is None)
        or sheet == ""
        or type(nonce) is not bytes
        or len(nonce) != NONCE_LENGTH
        or (digest is not None and (type(digest) is not bytes or len(digest) != DIGEST_LENGTH))
    ):
        return 0
    # Taken apart as if it were in order, all of one kind together. A text or a map can be taken apart like a list, and
    # True stands for 1: that is seen when the kinds are looked at.
    name, title = signatory
    texts = [claims[1], claims[2], claims[3], claims[4], claims[11], claims[12], claims[18], name, title]
    lists = [signatory, totals, *totals]
    places: list[int] = []
    carats: list[int] = []
    cents: list[int] = []
    if must_export_by is not None:
        days.append(must_export_by)
    if consignee is not None:
        parties.append(consignee)
    if sheet is not None:
        texts.append(sheet)
    for party in parties:
        name, address, country = party
        lists += (party, address)
        texts += (name, country, *address)
    for place, weight, value in totals:
        places.append(place)
        carats.append(weight)
        cents.append(value)
    if packing is not None:
        lists += (packing, *packing)
        for seals, *parcels in packing:
            lists += (seals, *parcels)
            texts += seals
            for reference, *lines in parcels:
                texts.append(reference)
                lists += lines
                for place, weight, value, statement in lines:
                    places.append(place)
                    carats.append(weight)
                    cents.append(value)
                    origins.append(statement)
    maps = 1
    for statement in origins:
        if type(statement) is str:
            texts.append(statement)
            continue
        mode, *shares = statement
        lists.append(statement)
        places.append(mode)
        maps += len(shares)
        for share in shares:
            fields = [*share]
            if type(share) is not dict or fields not in _SHARE_KEYS:
                return 0
            keys += fields
            texts.append(share[0])
            if 1 in share:
                carats.append(share[1])
            if 2 in share:
                cents.append(share[2])
        if mode == 0 and len(shares) == 1 and len(shares[0]) == 1:
            return 0  # one country and nothing more has a shorter form

    ones = [claims[0], *places, *keys]  # of one byte each, like the heads of lists and maps
    numbers = [*days, *counts, *carats, *cents]
    octets = [nonce] if digest is None else [nonce, digest]
    if (
        {*map(type, texts)} != {str}
        or {*map(type, lists)} != {list}
        or {*map(type, numbers), *map(type, ones)} != {int}
        or min(numbers) < 0
        or max(days) >= cbor.LAST_DAY
        or max(counts) >= MANY
        or max(carats, default=0) >= Carats.CEILING
        or max(cents, default=0) >= USDollars.CEILING
        or not _PLACES.issuperset(places)
        or not _SHORT.issuperset(map(len, lists))
    ):
        return 0
    return cbor.size([*texts, *numbers, *octets]) + len(ones) + len(lists) + maps


def _certificate(claims: dict[int, Any]) -> Certificate:
    """The certificate in ``claims``, which have been looked at."""
    of_one_country: dict[str, Origins] = {}

    def origins(value: Any) -> Any:
        if type(value) is not str:
            return _new(Origins, (MODES[value[0]], tuple([_share(share) for share in value[1:]])))
        known = of_one_country.get(value)
        if known is None:
            known = of_one_country[value] = Origins(OriginMode.SINGLE, (OriginShare(value),))
        return known

    totals = [_new(HeadingTotal, (HEADINGS[hs], Carats(carats), USDollars(cents))) for hs, carats, cents in claims[14]]
    containers = []
    for seals, *parcels in claims.get(17, ()):
        packed = []
        for reference, *lines in parcels:
            goods = [
                _new(ContentLine, (HEADINGS[hs], Carats(carats), USDollars(cents), origins(value)))
                for hs, carats, cents, value in lines
            ]
            packed.append(_new(Parcel, (reference, tuple(goods))))
        containers.append(_new(Container, (tuple(seals), tuple(packed))))
    return Certificate(
        claims[1],
        claims[2],
        claims[3],
        claims[4],
        _day(claims[5] + cbor.EPOCH),
        _day(claims[6] + cbor.EPOCH),
        _day(claims[7] + cbor.EPOCH) if 7 in claims else None,
        _party(claims[8]),
        _party(claims[9]),
        _party(claims[10]) if 10 in claims else None,
        claims[11],
        claims[12],
        origins(claims[13]),
        tuple(totals),
        claims[15],
        claims[16],
        tuple(containers),
        claims[18],
        claims.get(19, ""),
        _new(Signatory, claims[20]),
        claims[22].hex() if 22 in claims else "",
    )


def _party(value: Any) -> Any:
    name, address, country = value
    return _new(Party, (name, tuple(address), country))


def _share(value: dict[int, Any]) -> Any:
    carats = Carats(value[1]) if 1 in value else None
    return _new(OriginShare, (value[0], carats, USDollars(value[2]) if 2 in value else None))
