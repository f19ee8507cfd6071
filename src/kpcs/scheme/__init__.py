"""The rules of the Kimberley Process as pure values and functions: no clock, no network, no database.

``from kpcs.scheme import Carats, Certificate, Participants`` is the stable way in. The names are loaded on first
use, because a cold ``kpcs verify`` must not pay for the parts that it does not touch.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpcs.scheme.certificate import Certificate as Certificate
    from kpcs.scheme.numbering import CertificateNumber as CertificateNumber
    from kpcs.scheme.participants import Participants as Participants
    from kpcs.scheme.quantities import Carats as Carats
    from kpcs.scheme.quantities import USDollars as USDollars

_HOMES = {
    "Carats": "kpcs.scheme.quantities",
    "Certificate": "kpcs.scheme.certificate",
    "CertificateNumber": "kpcs.scheme.numbering",
    "Participants": "kpcs.scheme.participants",
    "USDollars": "kpcs.scheme.quantities",
}

__all__ = ["Carats", "Certificate", "CertificateNumber", "Participants", "USDollars"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # here: only the lazy path needs it

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
