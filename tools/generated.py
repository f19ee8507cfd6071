"""Writes what is generated and committed, as ``tools/generated.toml`` lists it; ``--check`` names what is stale."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Generator:
    """One entry of the list; ``inputs`` and ``record`` only where a generator needs more than Python."""

    name: str
    commands: list[list[str]]
    outputs: list[str]
    inputs: tuple[str, ...] = ()
    record: str = ""

    def run(self, root: Path) -> None:
        """Run the commands in ``root``, with the modules that lie there."""
        path = os.pathsep.join([str(root), str(root / "src")])
        for program, *arguments in self.commands:
            command = [sys.executable if program == "python" else program, *arguments]
            if not shutil.which(command[0]):
                raise SystemExit(f"{program} is missing; it is needed to write {self.name}")
            done = subprocess.run(
                command, cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(f"{' '.join(self.commands[0])}\n{done.stdout}{done.stderr}")

    def recorded(self) -> str:
        """The checksums of all inputs and outputs as they are now, one line each."""
        names = [name for name in files(ROOT, [*self.inputs, *self.outputs]) if name != self.record]
        return "".join(f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}\n" for name in names)

    def stale(self, copy: Path) -> list[str]:
        """The outputs that differ from what the generator writes in ``copy``, or from the record."""
        if self.record:
            record = ROOT / self.record
            return [] if record.exists() and record.read_text("utf-8") == self.recorded() else [self.record]
        self.run(copy)
        written, present = files(copy, self.outputs), files(ROOT, self.outputs)
        return sorted(
            name
            for name in {*written, *present}
            if name not in written or name not in present or (copy / name).read_bytes() != (ROOT / name).read_bytes()
        )


def files(root: Path, patterns: list[str]) -> list[str]:
    """The files that git knows or would add, in order; of a pattern without a match none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return sorted({name for name in listed if name and (root / name).is_file()})


def copy_of_the_tree(into: Path) -> None:
    """What git knows or would add, under ``into``, as a repository of its own."""
    for name in files(ROOT, ["."]):
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    subprocess.run(["git", "init", "--quiet", into], check=True)


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare; 1 when something is stale."""
    generators = [
        Generator(**entry) for entry in tomllib.loads((ROOT / "tools/generated.toml").read_text())["generator"]
    ]
    if arguments == ["--check"]:
        with tempfile.TemporaryDirectory() as folder:
            copy_of_the_tree(Path(folder))
            stale = [name for generator in generators for name in generator.stale(Path(folder))]
        for name in stale:
            print(f"{name} is stale; `make assets` writes it")
        return 1 if stale else 0
    for generator in generators:
        if not generator.record:
            generator.run(ROOT)
        elif generator.stale(ROOT):
            generator.run(ROOT)
            (ROOT / generator.record).write_text(generator.recorded(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
