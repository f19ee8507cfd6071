"""Countries and Participants in words, in the language of the reader; a code stands only inside a number."""

from django.utils.translation import get_language

from kpcs.scheme.participants import Participants


def place(code: str) -> str:
    """The name of a Participant or country for its alpha-2 code; the code itself where the register has no name."""
    language = (get_language() or "en").partition("-")[0]
    return Participants.published().name(code, language)
