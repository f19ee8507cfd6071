"""Photographs, scans and printed papers, kept beside the database under the hash of their content.

Rows hold the hash only, so the audit chain binds the content without holding it, and a file can be erased by law
while the chain still checks.
"""

import hashlib
from pathlib import Path

from django.conf import settings

from kpcs.proof.replacing import replace_file
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


def _place(digest: str) -> Path:
    return Path(settings.NODE.attachments) / digest[:2] / digest


def store(data: bytes) -> str:
    """Keep ``data`` and return its SHA-256 as hex. Storing the same bytes twice keeps one file."""
    digest = hashlib.sha256(data).hexdigest()
    place = _place(digest)
    if place.exists():
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    replace_file(place, data)
    return digest


def load(digest: str) -> bytes:
    """The content with that hash. Raises Refusal ``attachment.missing`` or ``attachment.altered``."""
    try:
        data = _place(digest).read_bytes()
    except FileNotFoundError as error:
        raise refuse("attachment.missing", _("The file %(hash)s is not here."), hash=digest[:12]) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise refuse("attachment.altered", _("The file %(hash)s was changed on disk."), hash=digest[:12])
    return data
