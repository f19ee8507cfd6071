"""``make test``: everything on SQLite, then on PostgreSQL what needs a database. Arguments go to pytest."""

import os
import subprocess
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run both, whatever the first says; the worse result counts."""
    results = []
    for database in ("sqlite", "postgresql"):
        print(f"--- {database}", flush=True)
        workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *workers, *arguments],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "KPCS_TEST_DATABASE": database},
            check=False,
        )
        results.append(done.returncode)
    return max(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
