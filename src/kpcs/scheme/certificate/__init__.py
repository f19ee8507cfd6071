"""The Kimberley Process Certificate: every element of Annex I.A as one frozen value.

``values``    the parts and the whole
``elements``  Annex I as a table: which element stands in which field
``checks``    what our own certificate must satisfy before it is issued; all failures at once
``record``    the plain form (dicts, lists, strings) for databases, JSON and print
"""

from kpcs.scheme.certificate.checks import problems
from kpcs.scheme.certificate.record import from_plain, plain
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
    combine_origins,
    heading_totals,
)

__all__ = [
    "Certificate",
    "Container",
    "ContentLine",
    "HeadingTotal",
    "OriginMode",
    "OriginShare",
    "Origins",
    "Parcel",
    "Party",
    "Signatory",
    "combine_origins",
    "from_plain",
    "heading_totals",
    "plain",
    "problems",
]
