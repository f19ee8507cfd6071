"""``make bench``: run the workloads, print goal, limit and ratio, and fail when a goal is missed."""

import sys
from importlib import import_module

from bench.measure import Comparison, shown

WORKLOADS = ("w1a", "w2a", "w2b", "w7")


def main(names: list[str]) -> int:
    """Run the named workloads, or all."""
    unknown = set(names) - set(WORKLOADS)
    if unknown:
        print(f"bench: there is no workload {', '.join(sorted(unknown))}; there are {', '.join(WORKLOADS)}.")
        return 2
    missed = restless = 0
    for name in names or WORKLOADS:
        for result in import_module(f"bench.{name}").run():
            print(line(result), flush=True)
            restless += result.restless
            missed += not result.met and not result.restless
    print(f"{missed} goals missed" + (f", {restless} not reported: the machine was restless" if restless else ""))
    return 1 if missed or restless else 0


def line(result: Comparison) -> str:
    """One result as a paragraph."""
    theirs = f"{result.theirs_name} {shown(result.theirs.median)} "
    theirs += f"({shown(result.theirs.fastest)} to {shown(result.theirs.slowest)})"
    if result.restless:
        return f"{result.name}: not reported, the limit itself wavered: {theirs}"
    ours = f"{shown(result.ours.median)} ({shown(result.ours.fastest)} to {shown(result.ours.slowest)})"
    sign = "≥" if result.at_least else "≤"
    verdict = "met" if result.met else "MISSED"
    note = f"\n    {result.note}" if result.note else ""
    return f"{result.name}: {result.ratio:.2f} x (goal {sign} {result.goal}) {verdict}\n    {ours}; {theirs}{note}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
