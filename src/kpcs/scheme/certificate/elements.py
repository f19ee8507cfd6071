"""Annex I of the Core Document as a table: the elements, and the field of the certificate that holds each.

The form fields (``field``) carry the numbers 1 to 24 that every printed paper and every screen shows, so that
"field 15" can be said on the telephone in any language. Those numbers are kpcs's own, not the scheme's.
"""

from typing import NamedTuple

from kpcs.scheme.problems import gettext_noop as _


class Element(NamedTuple):
    """One element. ``key`` names it in captures and findings; ``part`` is ``A`` (mandatory) or ``B`` (optional)."""

    key: str
    part: str
    label: str
    field: int | None


ELEMENTS: tuple[Element, ...] = (
    Element("title", "A", _("Title “Kimberley Process Certificate”"), None),
    Element("statement", "A", _("Statement of handling under the scheme"), None),
    Element("origin", "A", _("Country of origin"), 11),
    Element("language", "A", _("English text beside another language"), None),
    Element("number", "A", _("Certificate number with the issuer’s two letters"), 1),
    Element("resistance", "A", _("Tamper and forgery resistance of the paper"), None),
    Element("issued_on", "A", _("Date of issue"), 3),
    Element("expires_on", "A", _("Date of expiry"), 5),
    Element("authority", "A", _("Issuing authority"), 16),
    Element("exporter", "A", _("Exporter"), 6),
    Element("importer", "A", _("Importer"), 7),
    Element("carats", "A", _("Carat weight"), 12),
    Element("value", "A", _("Value in US$"), 12),
    Element("parcels", "A", _("Number of parcels"), 13),
    Element("hs", "A", _("HS sub-headings"), 12),
    Element("validation", "A", _("Validation by the Exporting Authority"), 18),
    Element("destination", "B", _("Country of destination"), 9),
    Element("seals", "B", _("Seal numbers"), 15),
)
"""Annex I.A in its order (HS code and validation are two bullets there), then what Annex I.B recommends."""

MANDATORY: tuple[Element, ...] = tuple(e for e in ELEMENTS if e.part == "A")

FIELD_LABELS: dict[int, str] = {
    1: _("Certificate number"),
    2: _("Check value"),
    3: _("Date of issue"),
    4: _("To be exported by"),
    5: _("Date of expiry"),
    6: _("Exporter"),
    7: _("Importer"),
    8: _("Consignee"),
    9: _("Country of destination"),
    10: _("Country of provenance"),
    11: _("Country of origin"),
    12: _("Contents by sub-heading of the Harmonized System"),
    13: _("Parcels"),
    14: _("Containers"),
    15: _("Container and seal number"),
    16: _("Issuing authority and office"),
    17: _("Sheet number"),
    18: _("Validation by the exporting authority"),
    19: _("Signed code"),
    20: _("Date of receipt"),
    21: _("Seals intact"),
    22: _("Contents found"),
    23: _("Result"),
    24: _("Importing authority: name, signature, stamp"),
}
