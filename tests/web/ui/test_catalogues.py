"""What is translated: French says everything that the pages say; the other languages are prepared."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kpcs import settings

LOCALE = Path(settings.__file__).parent.parent / "locale"


@pytest.mark.parametrize("language", ["fr", "pt", "ru", "ar", "zh_Hans"])
def test_every_language_is_prepared_and_compiled(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    with (folder / "django.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert len(catalogue) > 100
    for message in catalogue:
        if message.id and message.string and isinstance(message.id, str):
            said = spoken.pgettext(message.context, message.id) if message.context else spoken.gettext(message.id)
            assert said == message.string


def test_french_says_all_that_the_pages_say() -> None:
    with (LOCALE / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    missing = [
        message.id
        for message in catalogue
        if message.id
        and any(place.startswith("web/") for place, _line in message.locations)
        and not (all(message.string or ()) if message.pluralizable else message.string)
    ]
    assert missing == []
