"""Countries and Participants in words, in the language of the reader; a code stands only inside a number."""

import unicodedata
from functools import cache

from django.utils.translation import get_language

from kpcs.scheme.participants import Participants


def place(code: str) -> str:
    """The name of a Participant or country for its alpha-2 code; the code itself where the register has no name."""
    language = (get_language() or "en").partition("-")[0]
    return Participants.published().name(code, language)


def renamed(name: str) -> str | None:
    """The name in the language of the reader for the register's English ``name``; ``None`` where it has no such."""
    code = _codes().get(name)
    return place(code) if code else None


def order(name: str) -> str:
    """What a list of names is sorted by: an accent does not send a name to the end."""
    return unicodedata.normalize("NFKD", name).casefold()


@cache
def _codes() -> dict[str, str]:
    return {entry.name: entry.code for entry in Participants.published().entries}
