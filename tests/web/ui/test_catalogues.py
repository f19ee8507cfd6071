"""What is translated: French says everything that the product says; the other languages are prepared."""

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
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


def french() -> Iterator[tuple[Message, list[str]]]:
    """Every entry of the French catalogue with its translations."""
    with (LOCALE / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    for message in catalogue:
        if message.id:
            yield message, list(message.string) if message.pluralizable else [str(message.string)]


def test_french_says_all_that_the_product_says() -> None:
    assert [message.id for message, texts in french() if not all(texts)] == []


def test_french_breaks_no_line_before_a_mark_or_inside_its_quotes() -> None:
    assert [text for _message, texts in french() for text in texts if re.search(r"[ ][;:?!»]|«[ ]|'", text)] == []


@pytest.mark.parametrize("word", ["veuillez", "succès", "invalide"])
def test_french_keeps_the_tone(word: str) -> None:
    assert [text for _message, texts in french() for text in texts if word in text.lower()] == []


@pytest.mark.parametrize(
    ("english", "meant", "never"),
    [
        ("parcel", r"\blots?\b", r"\bcolis\b"),
        ("container", r"conteneur|étiquette", r"\bcolis\b"),
        ("seal", r"scell", r"sceau"),
        ("shipment", r"envoi", r"cargaison"),
        ("inspection case", r"dossiers? de contrôle", r"\bcas\b"),
        ("pre-advice", r"préavis", r"notification"),
        ("issuing authority", r"autorité.* de délivrance", r"émission|émettrice"),
    ],
)
def test_french_has_one_word_for_one_thing(english: str, meant: str, never: str) -> None:
    """The words of docs/words.md; keys that seal messages are no seals."""
    for message, texts in french():
        said = str(message.id[0] if message.pluralizable else message.id).lower()
        if re.search(rf"\b{english}s?\b", said) and "key" not in said and "message" not in said:
            for text in texts:
                assert re.search(meant, text.lower()), (said, text)
                assert not re.search(never, text.lower()), (said, text)


def test_every_text_is_marked_in_a_way_that_the_extraction_knows(repository: Path) -> None:
    other = re.compile(r"gettext\w* as (?!_$)", re.MULTILINE)
    sources = (repository / "src" / "kpcs").rglob("*.py")
    assert [str(source) for source in sources if other.search(source.read_text("utf-8"))] == []
