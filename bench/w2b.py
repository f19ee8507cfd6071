"""W2b: a cold ``kpcs verify`` of a code, beside a bare interpreter: what an officer waits for at a gate."""

import compileall
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import kpcs
from bench.measure import Comparison, compare
from bench.sample import trust_folder


def run() -> Iterator[Comparison]:
    """Whole processes, started one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = trust_folder(folder)
        (folder / "code.txt").write_text(text, "ascii")
        # as an installed package: with its bytecode, whatever this shell says of writing it
        compileall.compile_dir(Path(kpcs.__file__).parent, quiet=2)
        command = [str(Path(sys.executable).parent / "kpcs"), "verify", str(folder / "code.txt")]
        command += ["--trust", str(folder), "--on", "2026-11-20", "--at", "EU", "--json"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode != 0 or '"authentic"' not in answer.stdout:
            raise AssertionError(f"the measured command does not do its work: {answer.stdout}{answer.stderr}")

        def ours() -> None:
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

        def bare() -> None:
            subprocess.run([sys.executable, "-c", "pass"], check=True)

        yield compare("W2b cold verify of a code", ours, bare, theirs_name="python -c pass", goal=3.0, times=(10, 10))
