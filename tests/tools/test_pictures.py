"""`make pictures` draws what it is asked for, says what was in its way, and shows all of it on one page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from tests.associate_app import every_screen
from tools import pictures
from tools.picture_index import write_index


@pytest.mark.window
def test_two_screens_are_drawn_told_one_by_one_and_shown_on_one_page(tmp_path: Path) -> None:
    wanted = ["who", "gallery", "--form", "seven-inch"]
    done = CliRunner().invoke(pictures.main, [*wanted, "--to", str(tmp_path), "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert re.findall(r"^ +(\d) of 2", done.output, re.MULTILINE) == ["1", "2"]
    page = (tmp_path / "index.html").read_text()
    for file in ("who/seven-inch.png", "gallery/seven-inch.png"):
        assert f'href="{file}"' in page
        with Image.open(tmp_path / file) as picture:
            assert picture.size == (1024, 600)
            assert len(picture.getcolors(1 << 20) or ()) > 100, "letters and icons are on it"
        assert (tmp_path / "small" / file).exists()


def test_what_could_not_be_reached_is_said_and_ends_badly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw_all(wanted: list[pictures.Picture], folder: Path, workers: int) -> list[str]:
        del folder, workers
        return [f"{picture.screen}, {picture.form}: Waited in vain" for picture in wanted]

    monkeypatch.setattr(pictures, "draw_all", draw_all)
    done = CliRunner().invoke(pictures.main, ["today", "--form", "light", "--to", str(tmp_path)])
    assert done.exit_code == 1
    assert "today, light: Waited in vain" in done.output


def test_an_unknown_screen_is_answered_with_those_there_are() -> None:
    done = CliRunner().invoke(pictures.main, ["tomorrow"])
    assert done.exit_code == 2
    assert "There is no screen tomorrow. There are: enrol," in done.output


def test_every_screen_of_the_tests_is_drawn_in_six_forms() -> None:
    assert set(pictures.screens()) == {*every_screen.SCREENS, "gallery", "gallery-middle", "gallery-end"}
    assert set(pictures.FORMS) == {"light", "dark", "portrait", "large-letters", "seven-inch", "full-hd"}
    assert all(max(form.size) <= max(pictures.LARGEST) for form in pictures.FORMS.values())


def test_the_page_leaves_out_what_is_not_drawn(tmp_path: Path) -> None:
    index = write_index(tmp_path, ("today",), ("light",))
    assert "today" not in index.read_text()
