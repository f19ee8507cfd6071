"""What is wrong, said once for programs (a code) and once for people (a sentence).

Every layer refuses in the same way: it gathers all that is wrong as :class:`Problem` values and raises one
:class:`Refusal`. The sentence is a message id: pages pass it to gettext before filling in ``params``; the command
line prints :attr:`Problem.text`. No other way of reporting a refused input exists in kpcs.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


def gettext_noop(sentence: str) -> str:
    """Mark ``sentence`` for the translators and return it unchanged (the pages translate it later)."""
    return sentence


class Problem(NamedTuple):
    """One thing that is wrong.

    ``code``      stable and dotted, for example ``certificate.line.carats_not_positive``; never reused.
    ``sentence``  English, in the user's words, with ``%(name)s`` places; the message id of its translations.
    ``where``     path of the field in the caller's record (``containers.0.parcels.1.lines.0.carats``) or empty.
    ``params``    values for the places of ``sentence``, in display form; a value that is itself a message id (the
                  label of a state, the name of a country) is translated too before it is filled in.
    """

    code: str
    sentence: str
    where: str = ""
    params: Mapping[str, str] = {}

    @property
    def text(self) -> str:
        """The English sentence with its values filled in."""
        return self.sentence % self.params if self.params else self.sentence


class Refusal(Exception):
    """An act or a value is refused; ``problems`` holds every reason found, at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("a refusal needs at least one problem")
        super().__init__("; ".join(f"{p.code}: {p.text}" for p in self.problems))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all problems, in the order found."""
        return tuple(p.code for p in self.problems)


def refuse(code: str, sentence: str, where: str = "", /, **params: str) -> Refusal:
    """A refusal with a single reason, ready to raise."""
    return Refusal([Problem(code, sentence, where, params)])
