"""Colours can be read, fonts and icons are there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from associate_app import assets
from associate_app.presenters.icons import ICONS

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("window")]
APP = Path(assets.__file__).parents[1]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_has_a_contrast_of_at_least_4_5_to_what_lies_behind_it(mode: str) -> None:
    from associate_app import theme

    tokens = theme.LIGHT if mode == "light" else theme.DARK
    weak = {
        (text, behind): round(theme.contrast(theme.colour(tokens[text]), theme.colour(tokens[behind])), 2)
        for text, behind in theme.TEXT_ON_BACKGROUND
        if theme.contrast(theme.colour(tokens[text]), theme.colour(tokens[behind])) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_initials_can_be_read_on_every_hue(mode: str) -> None:
    from associate_app.theme import avatar_colours, contrast

    assert min(contrast(*avatar_colours(degree / 360, mode)) for degree in range(360)) >= 4.5


def test_both_modes_know_the_same_tokens_and_kv_uses_no_other() -> None:
    from associate_app.theme import DARK, LIGHT, Theme

    assert LIGHT.keys() == DARK.keys()
    known = set(LIGHT) | {"mode", "font_scale", "reduced_motion"}
    used = {
        token
        for file in APP.rglob("*.kv")
        for token in re.findall(r"(?<!\w)app\.theme\.(\w+)", file.read_text(encoding="utf-8"))
    }
    assert used <= known
    assert Theme().mode == "light"


def test_no_colour_is_written_outside_the_theme() -> None:
    for file in APP.rglob("*.kv"):
        assert not re.findall(r"#[0-9a-fA-F]{6}", file.read_text(encoding="utf-8")), file.name


def test_a_theme_repaints_when_its_mode_changes() -> None:
    from associate_app.theme import DARK, LIGHT, Theme, colour

    theme = Theme()
    theme.mode = "dark"
    assert list(theme.surface) == pytest.approx(colour(DARK["surface"]))
    theme.mode = "light"
    assert list(theme.surface) == pytest.approx(colour(LIGHT["surface"]))


def test_every_icon_that_screens_and_presenters_name_is_drawn() -> None:
    drawn = set(json.loads((assets.FOLDER / "icons.json").read_text(encoding="utf-8")))
    in_kv = {
        name
        for file in APP.rglob("*.kv")
        for line in re.findall(r"(?:name|icon): (.+)", file.read_text(encoding="utf-8"))
        for name in re.findall(r"'([a-z]+(?:-[a-z]+)+|magnify|sync|check|close|heart)'", line)
    }
    assert in_kv - drawn == set()
    assert set(ICONS) - drawn == set()


def test_an_unknown_icon_becomes_a_tag_and_none_becomes_nothing() -> None:
    from associate_app.widgets import character

    assert character("never-heard-of") == character("tag-outline")
    assert character("") == ""


def test_fonts_draw_the_letters_of_many_names() -> None:
    from PIL import ImageFont

    for name in ("Inter", "InterMedium", "InterSemi"):
        font = ImageFont.truetype(str(assets.FONTS[name]), 20)
        missing = font.getmask("\uffff").getbbox()
        for letter in "ÅçéłŞΩЖ€’…":
            assert font.getmask(letter).getbbox() != missing, (name, letter)


def test_licences_travel_with_fonts_and_icons() -> None:
    assert "SIL Open Font License" in (assets.FOLDER / "Inter-LICENSE.txt").read_text(encoding="utf-8")
    assert "Apache" in (assets.FOLDER / "icons-LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("value", ["big", "100x100", "1280", "x800"])
def test_a_window_size_that_is_none_is_explained(value: str) -> None:
    from click.testing import CliRunner

    from associate_app.cli import app

    result = CliRunner().invoke(app, ["--size", value])
    assert result.exit_code == 2
    assert "write it as 1280x800" in result.output


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence() -> None:
    from click.testing import CliRunner

    from associate_app.cli import app

    result = CliRunner().invoke(app, ["--folder", "/proc/nowhere"])
    assert (result.exit_code, "Name another one with --folder" in result.output) == (1, True), result.output


def test_without_opengl_the_command_names_the_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import ctypes.util

    from click.testing import CliRunner

    from associate_app.cli import app

    def nothing(name: str) -> Any:
        del name

    monkeypatch.setattr(ctypes.util, "find_library", nothing)
    result = CliRunner().invoke(app, ["--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "Install libgl1 and libegl1" in result.output
