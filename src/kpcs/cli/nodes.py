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
    """Run ``act``; a wrong command line, a refusal, a file or a database that cannot be used becomes one sentence each
    on standard error and exit code 2."""
    try:
        return act()
    except Misused as wrong:
        print(f"kpcs {command}: {wrong}", file=sys.stderr)
    except Refusal as refusal:
        for problem in refusal.problems:
            print(f"kpcs {command}: {problem.text} [{problem.code}]", file=sys.stderr)
    except OSError as error:
        print(f"kpcs {command}: {error.filename or 'a file'} cannot be used: {error.strerror}.", file=sys.stderr)
    except Exception as error:
        if not _is_database_trouble(error):
            raise
        print(f"kpcs {command}: The database cannot be used: {str(error).splitlines()[0]}", file=sys.stderr)
    return 2


def _is_database_trouble(error: Exception) -> bool:
    """Whether the database could not be reached or would not work; a command that needs none never loads Django."""
    if "django" not in sys.modules:
        return False
    from django.db import OperationalError

    return isinstance(error, OperationalError)
