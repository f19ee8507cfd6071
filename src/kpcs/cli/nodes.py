"""What the commands that work on a node share: which folder, and Django set up for it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from kpcs.cli import Misused
from kpcs.scheme.problems import Refusal


def folder_of(given: dict[str, str]) -> Path:
    """The folder named by ``--dir``, else by ``KPCS_DIR``. Raises :class:`~kpcs.cli.Misused` when neither is."""
    name = given.get("--dir") or os.environ.get("KPCS_DIR", "")
    if not name:
        raise Misused("Name the node's folder with --dir DIR.")
    return Path(name).absolute()


def enter(folder: Path) -> None:
    """Set Django up for the node in ``folder``; once for each process. Raises Refusal ``node.missing``."""
    from kpcs.settings.folder import read_node_folder

    read_node_folder(folder)  # says what is missing before Django would
    os.environ["KPCS_DIR"] = os.fspath(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kpcs.settings.node"
    import django

    django.setup()


def told(command: str, act: Callable[[], int]) -> int:
    """Run ``act``; a wrong command line or a refusal becomes one sentence each on standard error and exit code 2."""
    try:
        return act()
    except Misused as wrong:
        print(f"kpcs {command}: {wrong}", file=sys.stderr)
    except Refusal as refusal:
        for problem in refusal.problems:
            print(f"kpcs {command}: {problem.text} [{problem.code}]", file=sys.stderr)
    return 2
