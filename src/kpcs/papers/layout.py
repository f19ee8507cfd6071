"""Layouts: what an issuer's sheet says in its own words and ink, over one grid and one data model.

A layout is a small TOML file. It fixes title, statement and languages (CORE Annex I.A 1, 2 and 4); each wording
names its source, and a wording that no source gives is marked as a placeholder of the sample. A layout file never
changes what a certificate states, only how the sheet says it.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kpcs.papers.guilloche import Guilloche
from kpcs.papers.lettering import drawable
from kpcs.scheme.certificate.elements import FIELD_LABELS
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse

_WORDINGS = ("state", "title", "statement", "attestation", "detach")
_RIGHT_TO_LEFT = ("ar",)


class Wording(NamedTuple):
    """Words in the sheet's own language, in English where that is another one (empty otherwise), and the source."""

    own: str
    english: str
    source: str


class Layout(NamedTuple):
    """One issuer's sheet in one edition.

    ``key``       the name that certificates carry, for example ``BW-A4-1``
    ``language``  of the sheet (ISO 639-1); English is always printed beside it
    ``letters``   in the head rosette
    ``wording``   title, statement and the issuer's other sentences
    ``words``     labels by key: own language, and English where the two differ
    """

    key: str
    issuer: str
    edition: str
    language: str
    letters: str
    ink: str
    wording: dict[str, Wording]
    words: dict[str, tuple[str, ...]]
    guilloche: Guilloche

    @property
    def mirrored(self) -> bool:
        """Whether the sheet reads from right to left."""
        return self.language in _RIGHT_TO_LEFT


@cache
def vocabulary(language: str) -> dict[str, tuple[str, ...]]:
    """The labels of a sheet in ``language``: (own,) or (own, English) by key.

    Raises Refusal ``papers.language.unknown``.
    """
    english = _english()
    if language == "en":
        return {key: (text,) for key, text in english.items()}
    source = files("kpcs.papers") / "words" / f"{language}.toml"
    if not source.is_file():
        raise refuse(
            "papers.language.unknown",
            _("Papers cannot be printed in the language “%(language)s” yet."),
            "language",
            language=language[:20],
        )
    own: dict[str, str] = tomllib.loads(source.read_text("utf-8"))["labels"]
    short = english | _words("en")["beside"]
    return {
        key: (own[key],) if own[key].casefold() == short[key].casefold() else (own[key], short[key]) for key in english
    }


def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((files("kpcs.papers") / "words" / f"{language}.toml").read_text("utf-8"))


@cache
def _english() -> dict[str, str]:
    labels: dict[str, str] = _words("en")["labels"]
    return {str(n): label for n, label in FIELD_LABELS.items()} | labels


def layouts() -> tuple[str, ...]:
    """The keys of all layouts shipped with kpcs."""
    folder = files("kpcs.papers") / "layouts"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def layout(key: str) -> Layout:
    """The layout ``key``. Raises Refusal ``papers.layout.unknown``."""
    if key not in layouts():
        raise refuse(
            "papers.layout.unknown",
            _("There is no layout “%(layout)s”. Choose one of: %(known)s."),
            "layout",
            layout=key[:40],
            known=", ".join(layouts()),
        )
    return read_layout(key, (files("kpcs.papers") / "layouts" / f"{key}.toml").read_text("utf-8"))


def read_layout(key: str, text: str) -> Layout:
    """A layout from the text of its TOML file.

    Raises Refusal ``papers.layout.malformed`` when something is missing, or when the microtext has letters that
    cannot be drawn.
    """
    try:
        table = tomllib.loads(text)
        wording = {
            name: Wording(w["own"], w.get("english", ""), w["source"])
            for name in _WORDINGS
            for w in (table["wording"][name],)
        }
        inks, lines = table["inks"], table["guilloche"]
        guilloche = Guilloche(
            petals=tuple(lines["petals"]),
            phase=lines["phase"],
            frame=inks["frame"],
            ground=tuple(inks["ground"]),
            ink=inks["ink"],
            micro=lines["micro"],
        )
        if len(lines["petals"]) != 4 or not drawable(guilloche.micro):
            raise ValueError("guilloche")
        whole = Layout(
            key=key,
            issuer=table["issuer"],
            edition=table["edition"],
            language=table["language"],
            letters=table["letters"],
            ink=inks["ink"],
            wording=wording,
            words=vocabulary(table["language"])
            | {name: (w.own, w.english) if w.english else (w.own,) for name, w in wording.items()},
            guilloche=guilloche,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise refuse(
            "papers.layout.malformed",
            _("The layout “%(layout)s” is not complete: %(fault)s."),
            "layout",
            layout=key[:40],
            fault=str(fault)[:80],
        ) from fault
    return whole
