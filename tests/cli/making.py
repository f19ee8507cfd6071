"""A node made by ``kpcs init``, and the command as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


def environment() -> dict[str, str]:
    """Without what this test run has set up for itself."""
    kept = {name: value for name, value in os.environ.items() if name not in ("KPCS_DIR", "DJANGO_SETTINGS_MODULE")}
    return kept | {"PYTHONPATH": os.fspath(ROOT)}


def kpcs(*arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(command(*arguments), **_options(more))


def _options(more: dict[str, Any]) -> dict[str, Any]:
    return {"capture_output": True, "text": True, "check": False, "encoding": "utf-8", "env": environment()} | more


def command(*arguments: object) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "kpcs", *map(str, arguments)]


def refused(*arguments: object, says: str = "") -> str:
    """Run the command, see that it says one sentence and ends with 2; the sentence."""
    done = kpcs(*arguments)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.startswith(f"kpcs {arguments[0]}: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert says in done.stderr
    return done.stderr
