"""Collects what is to be translated into the catalogues of every language; needs GNU gettext, on a developer's machine.

``python -m tools.extract`` brings ``src/kpcs/locale/*/LC_MESSAGES/django.po`` up to date: templates, Python, and
the sentences that ``scheme``, ``proof`` and ``office`` mark with ``gettext_noop``. Guesses of the merge are emptied, so
that an entry is either a translator's or English. ``python -m tools.extract --missing fr`` lists what French lacks.
"""

import os
import shutil
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent.parent / "src" / "kpcs"
LANGUAGES = ("fr", "pt", "ru", "ar", "zh_Hans")


def catalogue_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return HERE / "locale" / language / "LC_MESSAGES" / "django.po"


def collect() -> None:
    """Merge what the sources say now into every catalogue."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    if not shutil.which("xgettext") or not shutil.which("msgmerge"):
        sys.exit("GNU gettext is missing: install the package gettext, then run this again.")
    settings.configure(USE_I18N=True, LOCALE_PATHS=[str(HERE / "locale")])
    django.setup()
    os.chdir(HERE)
    for language in LANGUAGES:
        catalogue_of(language).parent.mkdir(parents=True, exist_ok=True)
    call_command(
        "makemessages",
        locale=list(LANGUAGES),
        ignore_patterns=["static/*", "migrations/*"],
        add_location="file",
        no_obsolete=True,
        verbosity=0,
    )
    for language in LANGUAGES:
        settle(catalogue_of(language), language)


def settle(place: Path, language: str) -> None:
    """The same file for the same sources: no dates, no guesses, one order."""
    with place.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("",) * catalogue.num_plurals if message.pluralizable else ""
    catalogue.header_comment = ""
    catalogue.fuzzy = False
    headers = [
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", catalogue.plural_forms),
    ]
    with place.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=True, sort_by_file=True, include_previous=False)
    body = place.read_text("utf-8")
    head = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in headers)
    place.write_text(f"{head}\n{body}", "utf-8")


def missing(language: str) -> list[str]:
    """The message ids that a catalogue leaves in English."""
    with catalogue_of(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    return [
        str(message.id)
        for message in catalogue
        if message.id and not (all(message.string or ()) if message.pluralizable else message.string)
    ]


def main(arguments: list[str]) -> int:
    """Collect, or list what is missing in one language."""
    match arguments:
        case []:
            collect()
        case ["--missing", language] if language in LANGUAGES:
            found = missing(language)
            print("\n".join(found))
            return 1 if found else 0
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
