"""What a reader has found so far, in the form in which the child answers."""

import time
from typing import Any

from kpcs.proof.reading.recognise import PREFIXES


class Failed(Exception):
    """Reading ends here: ``code`` and ``params`` of the problem."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Found:
    """Codes, words and problems; and the time by which the search must end."""

    SEARCH = 15.0
    """Seconds spent on looking for a code before the answer is that none was found."""

    def __init__(self) -> None:
        self.codes: dict[str, None] = {}
        self.others = False
        self.pages = 0
        self.printed: list[str] | None = None
        self.problems: list[tuple[str, dict[str, str]]] = []
        self._deadline = time.monotonic() + self.SEARCH

    @property
    def in_time(self) -> bool:
        """Whether there is time for another attempt."""
        return time.monotonic() < self._deadline

    def take(self, text: str) -> bool:
        """Keep a code of ours and answer True; of any other one remember only that there was one."""
        ours = text.startswith(PREFIXES)
        if ours:
            self.codes[text] = None
        self.others = self.others or not ours
        return ours

    def conclude(self) -> None:
        """Say so when no code of ours was found."""
        if not self.codes:
            self.problems.append(("reading.other_code" if self.others else "reading.no_code", {}))

    def plain(self) -> dict[str, Any]:
        """The answer to the parent."""
        return {
            "codes": list(self.codes),
            "pages": self.pages,
            "printed": self.printed,
            "problems": [[code, params] for code, params in self.problems],
        }
