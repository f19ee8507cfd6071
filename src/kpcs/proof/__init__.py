"""Why a certificate can be believed: keys, signatures, codes, sealed messages, the trust folder,
verification.

``from kpcs.proof import verify, open_trust`` is the stable way in for programs of customs and industry. The
names are loaded on first use, because a cold ``kpcs verify`` must not pay for the parts that it does not
touch.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpcs.proof.snapshot import open_trust as open_trust
    from kpcs.proof.verification import Statement as Statement
    from kpcs.proof.verification import verify as verify

_HOMES = {
    "Statement": "kpcs.proof.verification",
    "open_trust": "kpcs.proof.snapshot",
    "verify": "kpcs.proof.verification",
}

__all__ = ["Statement", "open_trust", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # here: only the lazy path needs it

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
