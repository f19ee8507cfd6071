"""The command as an officer and a program call it: in a process of its own, on texts; here, on papers."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kpcs.cli import verify as command
from kpcs.proof import code as codes
from kpcs.proof.evidence import Reading
from kpcs.proof.status import NumberedFact, Status, StatusFact
from kpcs.proof.verification import CLOSING
from kpcs.proof.verification.paper import verify_reading
from kpcs.scheme.problems import Problem
from tests.proof.documents import MANY_PARCELS, PLAIN
from tests.proof.keyring import NONCE, TODAY, signer
from tests.proof.test_comparison import printed
from tests.proof.trusting import trust, trust_folder

PAYLOAD = codes.freeze(PLAIN, NONCE)
TEXT = codes.sign(PAYLOAD.data, signer("BW"))
ON = ("--on", TODAY.isoformat())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return trust_folder(tmp_path / "trust")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.txt"
    path.write_text(TEXT + "\n", "ascii")
    return path


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = command.run([*arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_authentic_and_clear(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(str(file), "--trust", str(folder), *ON, capsys=capsys)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("AUTHENTIC")
    assert lines[1].startswith("CLEAR")
    assert lines[-1] == CLOSING
    assert out.index("Not checked:") < out.index("Established:")
    assert "Mopane Example Diamonds" in out


def test_json_and_nothing_else(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(str(file), "--trust", str(folder), "--json", *ON, capsys=capsys)
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (answer["verdict"], answer["standing"]) == ("authentic", "clear")
    assert answer["certificate"]["number"] == PLAIN.number
    assert answer["certificate"]["check_value"] == PAYLOAD.check_value
    assert answer["as_of"]["on"] == TODAY.isoformat()


@pytest.mark.parametrize("source", ["file", "literal", "stdin"])
def test_a_source_is_told_by_its_content(folder: Path, file: Path, source: str) -> None:
    given = {"file": str(file), "literal": TEXT, "stdin": "-"}[source]
    done = subprocess.run(
        [sys.executable, "-m", "kpcs", "verify", given, "--trust", str(folder), "--json", *ON],
        input=TEXT.encode() + b"\r\n",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "authentic"


def test_without_trust_undetermined(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(str(file), *ON, capsys=capsys)
    assert code == 2
    assert out.startswith("UNDETERMINED")
    assert "THE OFFICER DECIDES" in out


def test_one_changed_character(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in (10, 300, 600):
        letter = "7" if TEXT[place] != "7" else "8"
        file.write_text(TEXT[:place] + letter + TEXT[place + 1 :])
        code, out, _err = run(str(file), "--trust", str(folder), *ON, capsys=capsys)
        assert code == 1
        assert out.startswith("NOT AUTHENTIC.\nBARRED:")


def test_barred_and_decided(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = NumberedFact(PLAIN.number, "", StatusFact(Status.REVOKED, "BW", date(2026, 11, 21)))
    revoked = trust_folder(tmp_path / "revoked", fact)
    code, out, _err = run(str(file), "--trust", str(revoked), *ON, capsys=capsys)
    assert code == 1
    assert "BARRED:\n  - BW revoked it on 2026-11-21." in out
    plain = trust_folder(tmp_path / "plain")
    assert run(str(file), "--trust", str(plain), "--on", "2027-06-01", capsys=capsys)[0] == 2
    assert run(str(file), "--trust", str(plain), "--at", "IN", *ON, capsys=capsys)[0] == 2
    assert run(str(file), "--trust", str(plain), "--at", "be", *ON, capsys=capsys)[0] == 0


def test_a_label(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label = codes.label(PLAIN.number, PAYLOAD.commitment)
    code, out, _err = run(label, "--trust", str(folder), *ON, capsys=capsys)
    assert code == 2
    assert out.startswith("UNDETERMINED")
    assert PLAIN.number in out
    assert PAYLOAD.commitment.hex() in out


def test_an_annexed_list_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payload = codes.freeze(MANY_PARCELS, NONCE)
    text = codes.sign(payload.data, signer("BW"))
    code, out, _err = run(text, "--trust", str(folder), *ON, capsys=capsys)
    assert code == 0
    assert "Annexed packing list" in out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("one", "two"),
        ("no such file",),
        ("KP1:X", "--on", "yesterday"),
        ("KP1:X", "--at", "Europe"),
        ("KP1:X", "--trust"),
        ("KP1:X", "--trusts", "x"),
        ("KP1:X", "--trust", "/nonexistent"),
        ("/",),
    ],
)
def test_used_wrongly(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(*arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("kpcs verify: ")
    assert err.count("\n") == 1


def test_a_damaged_trust_folder_is_said(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "keys.cbor").write_bytes(b"x")
    code, _out, err = run(str(file), "--trust", str(folder), *ON, capsys=capsys)
    assert code == 2
    assert "(trust.file)" in err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help", capsys=capsys)[1].startswith("kpcs verify SOURCE [--trust DIR] [--on DATE] [--at XX] [--json]")


FORBIDDEN = (
    "argparse", "dataclasses", "json", "pathlib", "logging", "inspect", "asyncio", "subprocess", "hashlib", "base64",
    "unittest", "PIL", "segno", "tuf", "django", "numpy", "pypdfium2", "zxingcpp", "kpcs.proof.reading",
    "kpcs.proof.keys.private", "kpcs.proof.comparison", "kpcs.scheme.jurisdictions", "kpcs.scheme.lifecycles",
)  # fmt: skip


def test_a_cold_start_loads_nothing_that_a_code_text_does_not_need(folder: Path, file: Path) -> None:
    program = (
        "import sys\n"
        "from kpcs.cli.verify import run\n"
        f"assert run([{str(file)!r}, '--trust', {str(folder)!r}, '--on', {TODAY.isoformat()!r}]) == 0\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert loaded.isdisjoint(FORBIDDEN), sorted(loaded.intersection(FORBIDDEN))


def test_print_equal_to_the_code_and_print_that_refutes_it(tmp_path: Path) -> None:
    eu = trust(tmp_path)
    words = tuple(word.replace("DDLB", PAYLOAD.check_value[:4]) for word in printed(PLAIN))
    reading = Reading("pdf", (TEXT,), 1, words)
    equal = verify_reading(reading, on=TODAY, trust=eu)
    assert (equal.verdict, equal.standing) == ("authentic", "clear")
    changed = tuple(word.replace("763.96", "763.97") for word in words)
    statement = verify_reading(reading._replace(printed=changed), on=TODAY, trust=eu)
    assert (statement.verdict, statement.standing) == ("not_authentic", "barred")
    assert {reason.check for reason in statement.reasons} == {"print.equal"}


def test_what_a_reader_may_find(tmp_path: Path) -> None:
    eu = trust(tmp_path)
    label = codes.label(PLAIN.number, PAYLOAD.commitment)
    picture = Reading("image", (TEXT,))
    assert verify_reading(picture, on=TODAY, trust=eu).verdict == "authentic"
    assert verify_reading(picture._replace(codes=(label, TEXT)), on=TODAY, trust=eu).verdict == "authentic"
    assert verify_reading(picture._replace(codes=(label,)), on=TODAY, trust=eu).number == PLAIN.number
    nothing = verify_reading(picture._replace(codes=()), on=TODAY, trust=eu)
    assert (nothing.verdict, nothing.reasons[0].text) == ("undetermined", "No code was found in the document.")
    other = codes.sign(codes.freeze(PLAIN, bytes(16)).data, signer("BW"))
    two = verify_reading(picture._replace(codes=(TEXT, other)), on=TODAY, trust=eu)
    assert (two.verdict, "2 certificates" in two.reasons[0].text) == ("undetermined", True)
    why = Problem("reading.blurred", "The picture is too blurred.")
    assert verify_reading(Reading("image", (), problems=(why,)), on=TODAY, trust=eu).reasons[0].text == why.text
    broken = verify_reading(Reading("pdf", (TEXT[:-4],), 1, ("words",)), on=TODAY, trust=eu)
    assert broken.verdict == "not_authentic"
