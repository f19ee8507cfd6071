"""What a document is, told by its first bytes; and the codes of a plain text."""

from enum import StrEnum

PREFIXES = ("KP1:", "KPL1:")
"""How the texts begin that kpcs reads: the signed code, and the unsigned label."""


class Kind(StrEnum):
    """What was handed in. The values are those of :attr:`kpcs.proof.evidence.Reading.kind`."""

    TEXT = "text"
    PDF = "pdf"
    IMAGE = "image"
    UNKNOWN = "unknown"


_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
_PDF_WITHIN = 1024
"""Readers accept some bytes before ``%PDF-`` (ISO 32000 annex H.3.4.1)."""


def recognise(data: bytes) -> Kind:
    """The kind of ``data``. Text is UTF-8 without control characters other than line ends and tabs."""
    head = data[:_PDF_WITHIN]
    if b"%PDF-" in head:
        return Kind.PDF
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Kind.IMAGE
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Kind.UNKNOWN
    return Kind.UNKNOWN if any(ch < " " and ch not in "\r\n\t" for ch in text[:_PDF_WITHIN]) else Kind.TEXT


def codes_of(text: str) -> tuple[str, ...]:
    """The codes in a plain text, one a line. Blanks are letters of base45, so only line ends are taken off."""
    found: dict[str, None] = {}
    for line in text.removeprefix("\ufeff").splitlines():
        if line.startswith(PREFIXES):
            found[line] = None
    return tuple(found)
