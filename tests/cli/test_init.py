"""``kpcs init``: a node that can be served at once, or one sentence and nothing made."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from kpcs.cli.init import quoted
from tests.cli.making import kpcs, refused

BW = ("init", "--participant", "BW")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("init") / "node"
    done = kpcs(*BW, "--dir", folder, "--name", 'Example “Office”, "BW"\\', "--zone", "Africa/Gaborone")
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout


def test_a_new_node_is_whole(made: tuple[Path, str]) -> None:
    folder, said = made
    table = tomllib.loads((folder / "node.toml").read_text("utf-8"))
    assert (table["participant"], table["name"]) == ("BW", 'Example “Office”, "BW"\\')
    keys = sorted(file.name.partition("-")[0] for file in (folder / "keys").glob("*.key"))
    assert keys == ["issuing", "message", "sealing", "status"]
    for secret in (folder / "keys").iterdir():
        assert secret.stat().st_mode & 0o077 == 0, secret.name
    assert (folder / "keys").stat().st_mode & 0o077 == 0
    assert (folder / "trust").is_dir()
    assert re.search(r"“supervisor” with the password \S{16,} ", said)
    assert "kpcs serve --dir" in said
    examined = kpcs("doctor", "--dir", folder, "--json")
    assert examined.returncode == 0
    assert {sign["state"] for sign in json.loads(examined.stdout)["signs"]} == {"well"}


def test_an_existing_node_is_left_alone(made: tuple[Path, str]) -> None:
    folder, _said = made
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    refused(*BW, "--dir", folder, says="init.exists")
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("init",), "--participant XX or --observer NAME"),
        (("init", "--dir", "D"), "--participant XX or --observer NAME"),
        ((*BW,), "--dir DIR"),
        ((*BW, "--dir", ""), "--dir DIR"),
        (("init", "--participant", "", "--dir", "D"), "--participant XX"),
        ((*BW, "--observer", "KP-CHAIR", "--dir", "D"), "--participant XX or --observer NAME"),
        ((*BW, "--dir", "D", "more"), "--participant XX"),
        ((*BW, "--dir", "D", "--dir", "E"), "given twice"),
        ((*BW, "--dir", "D", "--colour", "red"), "no option"),
        ((*BW, "--dir"), "needs a value"),
        (("init", "--participant", "ZZ", "--dir", "D"), "init.participant"),
        (("init", "--participant", "BE", "--dir", "D"), "init.participant"),
        (("init", "--participant", "bw", "--dir", "D"), "init.participant"),
        ((*BW, "--dir", "D", "--zone", "Gaborone"), "init.zone"),
        ((*BW, "--dir", "D", "--database", "mysql://u@h/db"), "init.database"),
    ],
)
def test_wrong_use_makes_nothing(
    arguments: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(*arguments, says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_database_out_of_reach_leaves_no_node_and_init_can_be_run_again(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    address = "postgresql://nobody@127.0.0.1:1/none"
    refused(*BW, "--dir", folder, "--database", address, says="The database cannot be used")
    assert not (folder / "node.toml").exists()
    keys = {file.name for file in (folder / "keys").glob("*.key")}
    again = kpcs(*BW, "--dir", folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert {file.name for file in (folder / "keys").glob("*.key")} == keys


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "ascii")
    refused(*BW, "--dir", tmp_path / "file" / "node", says="Not a directory")


@pytest.mark.parametrize("text", ["", 'a "b"', "a\\b", "a\nb\tc", "\x00\x1b\x7f", "Ünïcode 钻石 🙂", "'"])
def test_any_text_survives_the_configuration(text: str) -> None:
    assert tomllib.loads(f"name = {quoted(text)}")["name"] == text
