"""The style sheets: colours that can be read, both directions of writing, nothing from elsewhere."""

import json
import re
from pathlib import Path

import pytest

from kpcs.web import ui

STATIC = Path(ui.__file__).parent / "static" / "kpcs"


def tokens(repository: Path) -> dict[str, str]:
    text = (repository / "frontend/scss/_tokens.scss").read_text()
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", text))
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found.items()
    }


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", ["good", "care", "bad", "waiting", "hand", "rest"])
def test_a_tone_is_read_on_its_own_wash(repository: Path, tone: str) -> None:
    colour = tokens(repository)
    assert contrast(colour[tone], colour[f"{tone}-wash"]) >= 6
    assert contrast(colour[tone], "#ffffff") >= 6


def test_muted_text_is_read_on_every_wash(repository: Path) -> None:
    colour = tokens(repository)
    assert contrast(colour["mute"], "#ffffff") >= 6.9
    for name, value in colour.items():
        if name.endswith("wash") or name == "wash-2":
            assert contrast(colour["mute"], value) >= 5.8, name
    assert contrast(colour["link"], "#ffffff") >= 7
    assert contrast("#ffffff", colour["navy"]) >= 10


def test_our_own_sheets_know_no_left_and_no_right(repository: Path) -> None:
    for sheet in (repository / "frontend/scss").glob("_*.scss"):
        rules = re.sub(r"//.*|/\*.*?\*/", "", sheet.read_text())
        assert not re.search(r"\b(left|right)\b", rules), sheet.name


def test_the_sheets_ask_nobody_else(repository: Path) -> None:
    for name in ("css/kpcs.css", "css/kpcs.rtl.css"):
        sheet = (STATIC / name).read_text()
        assert not re.search(r"url\([\"']?(https?:)?//", sheet), name
        assert "GDS Transport" not in sheet
        for address in re.findall(r"url\([\"']?([^)\"']+)", sheet):
            assert address.startswith("data:") or (STATIC / "css" / address).resolve().is_file(), address


def test_the_two_sheets_differ_only_where_the_forms_turn_round() -> None:
    plain, turned = ((STATIC / f"css/kpcs{kind}.css").read_text() for kind in ("", ".rtl"))
    assert plain != turned
    assert plain[plain.index(":root{--ink") :] == turned[turned.index(":root{--ink") :]


def test_no_address_of_a_registry_is_kept(repository: Path) -> None:
    lock = json.loads((repository / "frontend/package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_fonts_carry_their_licence() -> None:
    for font in (STATIC / "fonts").glob("*.woff2"):
        assert list((STATIC / "fonts").glob(f"{font.stem}.LICENSE*")), font.name
