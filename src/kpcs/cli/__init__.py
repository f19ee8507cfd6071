"""The ``kpcs`` command.

Exit codes: 0 good, 1 the answer is no, 2 used wrongly or not decidable. A cold ``kpcs verify`` at a gate must
start fast, so the arguments are read by hand and each command's module is imported only when it is called.
"""

import sys

COMMANDS: dict[str, tuple[str, str]] = {
    "backup": ("kpcs.cli.backup", "everything of a node in one file"),
    "demo": ("kpcs.cli.demo", "three authorities on this machine and one certificate between them"),
    "doctor": ("kpcs.cli.doctor", "what is well with a node, what is not, and what to do"),
    "init": ("kpcs.cli.init", "make a new node"),
    "number": ("kpcs.cli.number", "read a certificate number and tell what speaks against it"),
    "peers": ("kpcs.cli.peers", "exchange keys and addresses with other authorities"),
    "restore": ("kpcs.cli.restore", "a node from its backup"),
    "serve": ("kpcs.cli.serve", "run a node: its pages, its endpoints, its worker"),
    "verify": ("kpcs.cli.verify", "what a certificate's code, PDF or photograph establishes"),
    "participants": ("kpcs.cli.participants", "who is a Participant on a day, and what is restricted"),
}
"""Every command: its module, whose ``run(arguments)`` returns the exit code, and one line for ``--help``."""


def main() -> int:
    """The whole process: run the command that ``sys.argv`` names and return its exit code."""
    code = answered(sys.argv[1:])
    if sys.argv[1:2] == ["verify"]:
        import os

        # it leaves nothing open, and taking the interpreter apart is a sixth of what an officer at a gate waits for
        sys.stderr.flush()
        os._exit(code)
    return code


def answered(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # an old terminal may lack a letter; a name with a replaced letter is better than no answer
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader, often head or a pager, has seen enough; nothing can be written any more
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] == "--version":
        from kpcs import __version__

        print(f"kpcs {__version__}")
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"kpcs: there is no command “{name[:40]}”; kpcs --help lists them.", file=sys.stderr)
        return 2
    from importlib import import_module  # here: --help and a mistyped name need no module

    code: int = import_module(COMMANDS[name][0]).run(rest)
    return code


def usage() -> str:
    """What ``kpcs --help`` prints."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {line}" for name, (_module, line) in sorted(COMMANDS.items())]
    return "\n".join(["kpcs COMMAND [ARGUMENTS]", "", *lines, "", "kpcs COMMAND --help says more."])


class Misused(Exception):
    """The command line is wrong; the text is the one sentence that is printed, with exit code 2."""


def options(
    arguments: list[str], values: tuple[str, ...] = (), flags: tuple[str, ...] = ()
) -> tuple[list[str], dict[str, str]]:
    """Split ``arguments`` into those that stand alone and the options by name.

    ``values`` are options followed by a value (``--on DATE`` or ``--on=DATE``), ``flags`` stand alone. After
    ``--`` everything stands alone. Raises :class:`Misused` for an unknown, repeated or incomplete option.
    """
    alone: list[str] = []
    found: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            alone.extend(rest)
        elif not argument.startswith("--"):
            alone.append(argument)
        else:
            name, equals, value = argument.partition("=")
            if name in found:
                raise Misused(f"{name} is given twice.")
            if name in flags and not equals:
                found[name] = ""
            elif name in values:
                following = value if equals else next(rest, None)
                if following is None:
                    raise Misused(f"{name} needs a value.")
                found[name] = following
            else:
                raise Misused(f"{argument} is no option of this command.")
    return alone, found
