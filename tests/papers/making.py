"""Certificates that are really signed, their papers, and what can be seen on a page."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from kpcs.papers.certificate import render_certificate
from kpcs.papers.layout import layout
from kpcs.proof import code
from kpcs.proof.keys.private import SigningKey
from kpcs.proof.keys.public import ED25519, PublicKey, Role
from kpcs.scheme.certificate import Certificate, OriginMode, Origins, OriginShare, Party, Signatory
from kpcs.scheme.quantities import Carats
from tests import samples

OFFICE = ("Ministry of Specimens", "Gaborone Sealing Office")


class Signed(NamedTuple):
    record: Certificate
    code: str
    check_value: str
    label: str


def sign(certificate: Certificate) -> Signed:
    """Signed with a fixed key and nonce, so that papers can be compared byte by byte."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = PublicKey(
        certificate.issuer, Role.ISSUING, ED25519, private.public_key().public_bytes_raw(), date(2026, 1, 1)
    )
    payload = code.freeze(certificate, bytes(16))
    text = code.sign(payload.data, SigningKey(public, private.private_bytes_raw()))
    return Signed(certificate, text, payload.check_value, code.label(certificate.number, payload.commitment))


@cache
def botswana() -> Signed:
    return sign(samples.certificate())


@cache
def union() -> Signed:
    """French with English, five countries of origin."""
    shares = (("BW", "8000.00"), ("CA", "305.15"), ("LS", "122.79"), ("NA", "496.70"), ("ZA", "150.07"))
    origins = Origins(OriginMode.MIXED_LISTED, tuple(OriginShare(c, Carats.parse(w)) for c, w in shares))
    return sign(
        samples.certificate(
            number="EU00073915",
            issuer="EU",
            authority="Bureau Exemple des diamants bruts",
            office="EU-ANR",
            layout="EU-A4-1",
            destination="AE",
            provenance="EU",
            must_export_by=date(2027, 1, 17),
            exporter=Party("Exemple Pierres SA", ("Quai Fictif 00", "2018 Anvers"), "BE"),
            importer=Party("Sample Gems DMCC", ("Unit 000, Placeholder Tower", "Dubai"), "AE"),
            consignee=Party("Sample Vault Services LLC", ("Gate 0, Specimen Airport Road", "Dubai"), "AE"),
            origins=origins,
            signatory=Signatory("A. Modèle", "Responsable des certificats"),
        )
    )


@cache
def emirates() -> Signed:
    """Arabic with English, mirrored; mixed origin that is not listed."""
    return sign(
        samples.certificate(
            number="AE00260744",
            issuer="AE",
            authority="مكتب المثال للماس الخام",
            office="AE-01",
            layout="AE-A4-1",
            destination="IN",
            provenance="AE",
            exporter=Party("شركة المثال للماس الخام", ("Unit 000, Placeholder Tower", "Dubai"), "AE"),
            importer=Party("Namuna Sample Exports LLP", ("Office 000, Specimen Bourse", "Mumbai"), "IN"),
            origins=Origins(OriginMode.MIXED_UNDECLARED),
            signatory=Signatory("S. Namudhaj", "Certifying officer"),
        )
    )


ALL = {"BW-A4-1": botswana, "EU-A4-1": union, "AE-A4-1": emirates}


def paper(signed: Signed, **changes: Any) -> bytes:
    """The whole page."""
    arguments = {
        "code": signed.code,
        "check_value": signed.check_value,
        "layout": layout(signed.record.layout),
        "authority_lines": OFFICE,
    }
    return render_certificate(signed.record, **(arguments | changes))


def text_of(pdf: bytes) -> str:
    """The text layer of all pages in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")
    finally:
        document.close()


def picture(pdf: bytes, dpi: int, page: int = 0) -> Image.Image:
    """A page as it is seen, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def window(image: Image.Image, dpi: int, left: float, top: float, width: float, height: float) -> Image.Image:
    """A part of a page, in millimetres."""
    mm = dpi / 25.4
    return image.crop((round(left * mm), round(top * mm), round((left + width) * mm), round((top + height) * mm)))
