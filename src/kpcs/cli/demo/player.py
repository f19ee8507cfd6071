"""One node of the demonstration, in a process of its own: reads one command a line from standard input and answers
with one JSON object a line. The story (``story.py``) tells each player what to do; what may be said is in ``parts.py``.
"""

import json
import sys
from pathlib import Path

from kpcs.cli.nodes import enter
from kpcs.scheme.problems import Refusal


def main(folder: Path) -> None:
    """Play until standard input ends."""
    enter(folder)
    from kpcs.cli.demo import parts

    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"done": parts.PARTS[command["part"]](**command["with"])}
        except Refusal as refusal:
            answer = {"refused": [{"code": p.code, "text": p.text} for p in refusal.problems]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
