"""The bundle runs by itself: no Python, no package and no source of this machine is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tools import bundle

pytestmark = pytest.mark.long

BUILD_S, DRAW_S, RUNS_S = 600, 60, 5
BARE = {"PATH": "/usr/bin:/bin"}
"""Nothing of this machine's Python can be found by it."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    build = f"from pathlib import Path; from tools import bundle; bundle.build(Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", build], check=True, timeout=BUILD_S, capture_output=True)
    return folder / bundle.NAME / bundle.NAME


def _drawn(command: list[str], folder: Path, environment: dict[str, str] | None) -> Image.Image:
    picture = folder / "gallery.png"
    asked = [*command, "--folder", str(folder), "--gallery", "--picture", str(picture)]
    told = None if environment is None else {**environment, "HOME": str(folder)}
    subprocess.run(asked, env=told, check=True, timeout=DRAW_S, capture_output=True)
    return Image.open(picture).convert("RGB")


def test_its_gallery_looks_as_that_of_the_sources(program: Path, tmp_path: Path) -> None:
    bundled = _drawn([str(program)], tmp_path / "bundled", BARE)
    own = _drawn([sys.executable, "-m", "associate_app"], tmp_path / "own", None)
    assert bundled.size == own.size == (1280, 800)
    assert len(bundled.getcolors(1_000_000) or []) > 100
    assert sum(ImageStat.Stat(ImageChops.difference(bundled, own)).mean) < 1.0


def test_the_app_itself_starts(program: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [str(program), "--folder", str(tmp_path)], env={**BARE, "HOME": str(tmp_path)}, stderr=subprocess.PIPE
    ) as running:
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(RUNS_S)
        running.terminate()
        assert running.stderr is not None
        assert b"Traceback" not in running.stderr.read()


def test_nothing_of_the_server_is_in_it(program: Path) -> None:
    held = {path.name for path in (program.parent / "_internal").iterdir()}
    assert not held & {"server", "flask", "sqlalchemy", "tests", "benchmarks"}
