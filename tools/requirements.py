"""Are the compiled requirements those of pyproject.toml? Every direct one is pinned inside its bounds, with hashes."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([\w.-]+)==([\w.!+]+)", re.MULTILINE)


def canonical(name: str) -> str:
    """One spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(project: dict[str, Any], extra: str, group: str) -> list[Requirement]:
    """What pyproject.toml asks for directly, with its extras and groups resolved."""

    def of_group(name: str) -> list[str]:
        entries = project["dependency-groups"][name]
        return [
            line
            for entry in entries
            for line in ([entry] if isinstance(entry, str) else of_group(entry["include-group"]))
        ]

    extras = project["project"]["optional-dependencies"]
    lines = [*project["project"]["dependencies"], *extras[extra], *of_group(group)]
    requirements = [Requirement(line) for line in lines]
    own = {name for requirement in requirements if requirement.name == "kpcs" for name in requirement.extras}
    requirements += [Requirement(line) for name in own for line in extras[name]]
    return [requirement for requirement in requirements if requirement.name != "kpcs"]


def main() -> int:
    """Print what does not agree; 1 when something does not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    faults = []
    pins: dict[str, dict[str, str]] = {}
    for file, group in (("node", "build"), ("dev", "dev")):
        text = (ROOT / "requirements" / f"{file}.txt").read_text("utf-8")
        pins[file] = {canonical(name): version for name, version in PIN.findall(text)}
        for requirement in asked(project, "node", group):
            version = pins[file].get(canonical(requirement.name))
            if version is None or version not in requirement.specifier:
                faults.append(f"requirements/{file}.txt: {requirement} is pinned as {version}; run `make lock`")
        faults += [
            f"requirements/{file}.txt: {entry.split()[0]} has no hash"
            for entry in re.split(r"\n(?=\w)", text)
            if "--hash=sha256:" not in entry
        ]
    faults += [
        f"{name} is {version} for a node and {pins['dev'].get(name)} in tests; run `make lock`"
        for name, version in pins["node"].items()
        if pins["dev"].get(name) != version
    ]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
