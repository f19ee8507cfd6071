"""What must never be committed, and what a file may be: checked on every file that git knows or would add."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

MOST_LINES = 450
ROOMS_THAT_SAY_NOTHING = re.compile(r"/(utils?|helpers?|common|misc|services?|managers?)(\.py|/)")
REGISTRY = re.compile(
    r"""pypi[.]org|pythonhosted[.]org|registry[.](npmjs|yarnpkg)|"resolved":\s*"http|--(extra-)?index-url[ =]"""
    r"""|registry\s*=\s*["']?https?:"""
)
SOMEBODYS_HOME = re.compile(r"(?<![\w.])/(home/(?!linuxbrew/)|Users/)\w+/")
# folders that many machines have: naming them gives no machine away
SHARED_FOLDERS = {"/", "/tmp", "/var/tmp", "/home", "/root", "/opt", "/srv", "/usr/src", "/usr/local/src"}


def own_places() -> list[str]:
    """The paths that only this machine has: the checkout, the folder around it, the user's home."""
    places = {str(ROOT.resolve()), str(ROOT.resolve().parent), os.path.expanduser("~")}
    return [f"{place}/" for place in sorted(places - SHARED_FOLDERS)] + [str(ROOT.resolve())]


def faults_of_text(name: str, text: str, places: list[str]) -> list[str]:
    """What is wrong in one file, a line each."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if any(place in line for place in places) or SOMEBODYS_HOME.search(line):
            faults.append(f"{name}:{number}: a path of one machine")
        if REGISTRY.search(line):
            faults.append(f"{name}:{number}: the address of a package registry")
    written_by_hand = (
        name.startswith("src/") and name.endswith(".py") and not re.search("/(migrations|compiled)/", name)
    )
    if written_by_hand and (lines := text.count("\n")) > MOST_LINES:
        faults.append(f"{name}: {lines} lines; is it still one idea?")
    return faults


def main() -> int:
    """Print the faults; 1 when there are any."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    places = own_places()
    faults = []
    for name in sorted(filter(None, listed)):
        if Path(name).name == "uv.lock":
            faults.append(f"{name}: holds registry addresses; the hashed requirements take its place")
        if name.startswith("src/") and ROOMS_THAT_SAY_NOTHING.search(name):
            faults.append(f"{name}: the name of the room says nothing")
        try:
            text = (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # pictures, fonts; a file removed but not yet committed
        faults += faults_of_text(name, text, places)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
