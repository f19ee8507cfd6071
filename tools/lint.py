"""``make lint``: every check, two at a time, each with its own words when it fails; 1 when any does."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable

# the longest first
CHECKS = {
    "types": [PYTHON, "-m", "mypy"],
    "migrations complete": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "who may import whom": [
        PYTHON,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-logo",
    ],
    "generated files fresh": [PYTHON, "-m", "tools.generated", "--check"],
    "style": [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise"],
    "catalogues": [PYTHON, "-m", "tools.catalogues", "--check"],
    "links of the documentation": [PYTHON, "-m", "tools.documentation", "--check"],
    "requirements in step": [PYTHON, "-m", "tools.requirements"],
    "nothing of one machine": [PYTHON, "-m", "tools.repository_rules"],
}


def check(name: str) -> tuple[str, str, float]:
    """Run one: its name, what it said if it failed, and its seconds."""
    started = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tools.settings"}
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = "" if done.returncode == 0 else done.stdout.strip() or f"ended with {done.returncode}"
    return name, said, time.monotonic() - started


def main() -> int:
    """Run all; say of each how it went."""
    failed = False
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, said, seconds in pool.map(check, CHECKS):
            print(f"{'failed' if said else 'ok    '}  {name} ({seconds:.1f} s)", flush=True)
            if said:
                print(said, end="\n\n", flush=True)
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
