"""Both offices, for stories: what takes many acts in one call, and waiting."""

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from kpcs.cli.demo.story import Story, draft
from kpcs.cli.demo.theatre import Actor, Theatre

PATIENCE = 30.0
SEALS = count(200_001)


class Desks:
    """Botswana's office and the Union's. ``new_database`` makes a further one for a node's folder."""

    def __init__(self, theatre: Theatre, new_database: Callable[[Path], str]) -> None:
        self.theatre, self.new_database = theatre, new_database

    @property
    def bw(self) -> Actor:
        """Botswana's player."""
        return self.theatre.actors["bw"]

    @property
    def eu(self) -> Actor:
        """The Union's player."""
        return self.theatre.actors["eu"]

    def story(self) -> Story:
        """The demonstration's story, told to nobody."""
        return Story(self.theatre, lambda _sentence: None)

    def seals(self) -> tuple[tuple[str, ...], ...]:
        """Seals that nobody has used, one for each of two containers."""
        return ((f"S{next(SEALS)}",), (f"S{next(SEALS)}",))

    def issued(self, **changes: Any) -> dict[str, str]:
        """A certificate of Botswana whose goods have left; ``changes`` to the application."""
        return self.story().issue(draft(**changes), self.seals())

    def approved(self, **changes: Any) -> str:
        """The reference of an approved application."""
        reference = str(self.bw.play("apply", who="dan", trader="Mopane Example Diamonds", draft=draft(**changes)))
        self.bw.play("examine", who="mpho", reference=reference)
        self.bw.play("approve", who="pula", reference=reference)
        return reference

    def arrived(self, held: dict[str, str]) -> str:
        """The reference of the Union's case on a certificate that is clear."""
        return self.story().receive(held)

    def until(self, what: str, arrived: Callable[[], Any]) -> Any:
        """Look until ``arrived`` says yes and give its answer."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if found := arrived():
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what} did not happen within {PATIENCE:.0f} seconds")
