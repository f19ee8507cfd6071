"""The offices that play the stories: real nodes in processes of their own, with real HTTP between them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpcs.cli.demo.cast import BOTSWANA, UNION
from kpcs.cli.demo.theatre import Theatre
from tests.scenarios.desks import Desks

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def opening(
    tmp_path_factory: pytest.TempPathFactory, lasting_database: Callable[[Path], str]
) -> Iterator[Callable[[], Desks]]:
    """Opens Botswana's and the Union's offices, as often as asked; all are closed when the run ends."""
    opened: list[Theatre] = []
    environment = os.environ | {"PYTHONPATH": os.fspath(ROOT)}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        # dozens of processes are started: what one has compiled, the next need not
        environment["PYTHONPYCACHEPREFIX"] = os.fspath(tmp_path_factory.getbasetemp() / "compiled")

    def make() -> Desks:
        folder = tmp_path_factory.mktemp("offices")
        databases = {stage.key: lasting_database(folder / stage.key) for stage in (BOTSWANA, UNION)}
        theatre = Theatre(folder, (BOTSWANA, UNION), databases, "tests.scenarios.player", environment)
        opened.append(theatre)
        theatre.open()
        return Desks(theatre, lasting_database)

    yield make
    for theatre in opened:
        theatre.close()


@pytest.fixture(scope="session")
def desks(opening: Callable[[], Desks]) -> Desks:
    """The offices that most stories share: each brings certificates of its own."""
    return opening()
