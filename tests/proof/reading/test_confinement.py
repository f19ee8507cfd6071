"""The reader's process: what it may not do, and what its parent believes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kpcs.proof.reading import DEFAULT, parent, read
from tests.proof.reading import documents as d

PNG = d.png_claiming(100, 100)

ATTEMPTS = {
    "a socket": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a process": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "a fork": "import os; os.fork()",
    "a file": "open({folder!r} + '/made', 'wb', buffering=0).write(b'x')",
    "more memory": "bytearray(2 * 2**30)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_child_cannot_do(attempt: str, tmp_path: Path) -> None:
    program = (
        "from kpcs.proof.reading.child import confine\n"
        "from kpcs.proof.reading.parent import DEFAULT\n"
        f"confine(DEFAULT)\n{ATTEMPTS[attempt].format(folder=str(tmp_path))}\nprint('did it')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "did it" not in done.stdout
    assert all(not file.stat().st_size for file in tmp_path.iterdir())


def test_the_child_spends_no_more_processor_time_than_allowed() -> None:
    program = (
        "from kpcs.proof.reading.child import confine\n"
        "from kpcs.proof.reading.parent import DEFAULT\n"
        "confine(DEFAULT._replace(seconds=1))\nwhile True: pass\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode < 0


def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Start a program with this body in the place of the reader."""
    script = tmp_path / "reader"
    script.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(parent.sys, "executable", str(script))


FRAME = "def say(text):\n    b = text.encode()\n    os.write(1, len(b).to_bytes(4, 'big') + b)\n"
GOOD = '{"codes": ["KP1:A"], "pages": 1, "printed": null, "problems": []}'


def test_a_good_answer_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(tmp_path, monkeypatch, FRAME + f"say({GOOD!r})")
    assert read(PNG).codes == ("KP1:A",)


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "os.write(1, b'x')",
        "os.write(1, b'\\x00\\x00\\x00\\x09{}')",
        "os.kill(os.getpid(), 11)",
        FRAME + "say('no json')",
        FRAME + "say('[]')",
        FRAME + "say('{}')",
        FRAME + f"say({GOOD!r} + ' ')\nsay('more')",
        FRAME + f"say({GOOD.replace('KP1:A', 'other')!r})",
        FRAME + f"say({GOOD.replace('KP1:A', 'KP1:' + 'A' * 9000)!r})",
        FRAME + f"say({GOOD.replace('1,', '99,')!r})",
        FRAME + f"say({GOOD.replace('1,', 'true,')!r})",
        FRAME + f"say({GOOD.replace('null', '[1]')!r})",
        FRAME + f"say({GOOD.replace('[]', '[["reading.invented", {}]]')!r})",
        FRAME + f"say({GOOD.replace('[]', '[["reading.no_code", {"a": 1}]]')!r})",
        "while True:\n    os.write(1, b'x' * 65536)",
    ],
)
def test_anything_else_is_no_answer(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(tmp_path, monkeypatch, body)
    reading = read(PNG)
    assert reading.codes == ()
    assert [p.code for p in reading.problems] == ["reading.stopped"]


def test_a_reader_that_never_answers_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(tmp_path, monkeypatch, "open(sys.argv[0] + '.pid', 'w').write(str(os.getpid()))\ntime.sleep(60)")
    reading = read(PNG, limits=DEFAULT._replace(seconds=2))
    assert [p.code for p in reading.problems] == ["reading.timeout"]
    assert "2 seconds" in reading.problems[0].text
    pid = int((tmp_path / "reader.pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_reader_out_of_processor_time_timed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(tmp_path, monkeypatch, "os.kill(os.getpid(), 24)")
    assert [p.code for p in read(PNG).problems] == ["reading.timeout"]


def test_without_the_readers_installed_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "sys.modules['PIL'] = None\n"
        "sys.argv = ['child', *sys.argv[4:]]\n"
        f"sys.path[:0] = {[p for p in sys.path if p]!r}\n"
        "from kpcs.proof.reading.child import main\nmain()"
    )
    instead(tmp_path, monkeypatch, body)
    assert [p.code for p in read(PNG).problems] == ["reading.not_installed"]
