"""What every process of a test run agrees on: the database asked for, where it is, and a node's folder."""

import os
from pathlib import Path
from urllib.parse import quote

DATABASE = os.environ.get("KPCS_TEST_DATABASE", "sqlite")
if DATABASE not in ("sqlite", "postgresql"):
    raise RuntimeError(f"KPCS_TEST_DATABASE is sqlite or postgresql, not {DATABASE!r}")


def postgresql_url(run: Path, name: str) -> str:
    """The address of a database on the server that this run started (``tests/keeper.py``)."""
    return f"postgresql://kpcs@{quote(str(run / 'postgresql'), safe='')}/{name}"


def write_node_folder(folder: Path, *, participant: str = "BW", database: str = "") -> None:
    """The least that makes a folder a node's: ``node.toml`` and Django's secret."""
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    (folder / "keys" / "django-secret").write_text("only for tests", "ascii")
    (folder / "node.toml").write_text(
        f'participant = "{participant}"\nname = "Example Authority"\ndatabase = "{database}"\n', "utf-8"
    )
