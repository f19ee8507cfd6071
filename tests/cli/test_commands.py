"""The command line: reading arguments by hand, exit codes, and what a cold start loads."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

from kpcs import __version__, cli
from kpcs.cli import COMMANDS, Misused, options


def kpcs(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kpcs", *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )


def call(*arguments: str) -> int:
    """Run the command in this process."""
    return cli.answered(list(arguments))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module_and_says_how_it_is_used(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module, line = COMMANDS[name]
    assert callable(import_module(module).run)
    assert line
    assert call(name, "--help") == 0
    assert f"kpcs {name}" in capsys.readouterr().out


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    assert call() == 2
    assert call("--version") == 0
    assert capsys.readouterr().out.endswith(f"kpcs {__version__}\n")


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("particpants") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "particpants" in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "alone", "found"),
    [
        ([], [], {}),
        (["A", "B"], ["A", "B"], {}),
        (["A", "--on", "D", "--json"], ["A"], {"--on": "D", "--json": ""}),
        (["--on=D"], [], {"--on": "D"}),
        (["--on="], [], {"--on": ""}),
        (["--", "--on"], ["--on"], {}),
        (["-"], ["-"], {}),
        (["--on", "--json"], [], {"--on": "--json"}),
    ],
)
def test_options_are_told_from_what_stands_alone(arguments: list[str], alone: list[str], found: dict[str, str]) -> None:
    assert options(arguments, ("--on",), ("--json",)) == (alone, found)


@pytest.mark.parametrize("arguments", [["--on"], ["--of", "D"], ["--on", "D", "--on", "D"], ["--json=1"]])
def test_options_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(Misused):
        options(arguments, ("--on",), ("--json",))


def test_participants_on_2_august_2013() -> None:
    answer = kpcs("participants", "--on", "2013-08-02", "--json")
    assert answer.returncode == 0
    assert answer.stderr == ""
    told = json.loads(answer.stdout)
    assert set(told) == {"on", "participants", "countries", "codes", "restrictions"}
    assert (told["on"], told["participants"], told["countries"]) == ("2013-08-02", 54, 81)
    assert len(told["codes"]) == 54
    assert {r["code"] for r in told["restrictions"]} == {"VE", "CF", "CI"}
    assert all(r["sources"] for r in told["restrictions"])


def test_participants_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("participants", "--on", "2025-06-01") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("2025-06-01: 60 Participants representing 86 countries\n")
    assert "Chair (custodian): United Arab Emirates" in shown
    assert "TW  Chinese Taipei" in shown
    assert call("participants", "--on", "2020-06-01") == 0
    assert "Chair: none" in capsys.readouterr().out
    assert call("participants", "--on", "2010-06-01") == 0
    assert "Zimbabwe (Marange): conditional, export" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("participants",),
        ("participants", "2013-08-02"),
        ("participants", "--on", "2013-02-30"),
        ("participants", "--on", "20130802"),
        ("participants", "--on", "2013-W01-1"),
        ("participants", "--on"),
        ("participants", "--since", "2013-08-02"),
        ("number",),
        ("number", "BW 00042187", "BW 00042188"),
        ("number", "BW00042187", "--on", "tomorrow"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"kpcs {arguments[0]}: ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "day", "normal", "found"),
    [
        ("bw 0004-2187", "2026-11-19", "BW00042187", []),
        ("BW 42187", "2026-11-19", "BW42187", ["number.pattern"]),
        ("CG 123", "2005-01-01", "CG123", ["number.issuer_not_participant"]),
        ("ZZ 123", "2026-11-19", "ZZ123", ["number.issuer_unknown"]),
        ("00042187", "2026-11-19", None, ["number.prefix_missing"]),
    ],
)
def test_number_in_json(
    text: str,
    day: str,
    normal: str | None,
    found: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call("number", text, "--on", day, "--json") == (1 if found else 0)
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"normal", "issuer", "serial", "valid", "findings"}
    assert told["normal"] == normal
    assert told["issuer"] == (normal[:2] if normal else None)
    assert told["serial"] == (normal[2:] if normal else None)
    assert told["valid"] is (not found)
    assert [finding["code"] for finding in told["findings"]] == found
    assert all(finding["text"] for finding in told["findings"])


def test_number_in_words_is_judged_for_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("number", "BW00042187") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("BW 0004 2187: prefix of Botswana, serial 00042187, judged for ")
    assert "only its issuer can say" in shown
    assert call("number", "nothing") == 1
    assert "number.serial_missing" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    shown = subprocess.Popen(
        [sys.executable, "-m", "kpcs", "participants", "--on", "2013-08-02", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert shown.stdout is not None
    assert shown.stderr is not None
    shown.stdout.close()
    assert shown.stderr.read() == b""
    shown.stderr.close()
    shown.wait()


def test_a_terminal_without_the_letters_still_gets_an_answer() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "kpcs", "participants", "--on", "2013-08-02"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert answer.returncode == 0
    assert b"C\\xf4te d'Ivoire" in answer.stdout


HEAVY = {
    "argparse", "calendar", "cryptography", "dataclasses", "django", "json", "locale", "pathlib", "re", "tomllib",
    "kpcs.scheme.jurisdictions", "kpcs.scheme.periods", "kpcs.scheme.quantities", "kpcs.scheme.compiled.names",
}  # fmt: skip


def test_numbers_register_and_trade_start_without_what_is_slow_to_load() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            f"import sys; sys.path[:0] = {sys.path!r}\n"
            "before = set(sys.modules)\n"
            "from datetime import date\n"
            "from kpcs.scheme.numbering import judge, number_rules, parse\n"
            "from kpcs.scheme.participants import Participants\n"
            "from kpcs.scheme.trade import ruling\n"
            "register, day = Participants.published(), date(2026, 11, 19)\n"
            "assert not judge(parse('BW00042187'), day, register, number_rules('BW', day))\n"
            "assert not ruling(register, 'BW', 'EU', day, ['BW']).problems\n"
            "print(*sorted(set(sys.modules) - before))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not HEAVY & set(loaded)
