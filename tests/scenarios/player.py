"""A player of the demonstration who can do more: the acts of ``tests/scenarios/acts.py``."""

import sys
from pathlib import Path

from kpcs.cli.demo import player


def main(folder: Path, key: str, url: str, database: str) -> None:
    """Make or enter the node and play until standard input ends."""
    player.enter_or_make(folder, key, url, database)
    from kpcs.cli.demo import parts
    from tests.scenarios import acts

    player.play(parts.PARTS | acts.ACTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
