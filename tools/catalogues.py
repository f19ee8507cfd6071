"""Compiles the catalogues of every language (``*.po`` to ``*.mo``), so that no machine needs GNU gettext.

``python -m tools.catalogues`` writes; with ``--check`` it names what a translator left wrong and ends with 1: a
placeholder lost or invented, an entry that is only a guess, one that is missing.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent.parent / "src" / "kpcs"


def problems(source: Path) -> list[str]:
    """What is wrong with one catalogue, a line each."""
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    found = []
    for message, errors in catalogue.check():
        found += [f"{source.name}:{message.lineno}: {error}" for error in errors]
    for message in catalogue:
        if message.id and message.fuzzy:
            found.append(f"{source.name}:{message.lineno}: only a guess: {message.id!r}")
    return [f"{source.parent.parent.name}: {line}" for line in found]


class Bare(Catalog):
    """A catalogue whose header says what gettext reads and no more: no date, no version of the compiler."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Language, plural rule and encoding."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("Content-Type", f"text/plain; charset={self.charset}"),
        ]


def compiled(source: Path) -> bytes:
    """The bytes of the ``.mo`` file: the same for the same catalogue, whenever it is compiled."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    catalogue.__class__ = Bare
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main(arguments: list[str]) -> int:
    """Write all catalogues, or check them."""
    sources = sorted(HERE.glob("**/LC_MESSAGES/*.po"))
    if arguments == ["--check"]:
        found = [line for source in sources for line in problems(source)]
        print("\n".join(found))
        return 1 if found else 0
    for source in sources:
        source.with_suffix(".mo").write_bytes(compiled(source))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
