"""`make bundle`: the tablet app with its own Python in one folder, for desktops and kiosks without either.

What is named here is what PyInstaller cannot see: kv files name modules and fonts, and Kivy chooses its parts
when it starts. The server's side and what only tests need stay out.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

NAME: Final = "aisle-one"
FOLDER: Final = Path("build") / "bundle"

ONLY_IN_KV: Final = ("associate_app.assets", "associate_app.theme", "associate_app.widgets", "kivy.metrics")
"""Modules that a kv file imports."""

CHOSEN_AT_START: Final = (
    "kivy.core.window.window_sdl2", "kivy.core.text.text_sdl2", "kivy.core.image.img_sdl2",
    "kivy.core.clipboard.clipboard_sdl2", "kivy.core.clipboard.clipboard_dummy", "kivy.core.gl",
    "kivy.input.providers.mouse", "kivy.input.providers.mtdev", "kivy.input.providers.probesysfs",
    "kivy.weakmethod", "kivy.graphics.cgl_backend.cgl_sdl2", "kivy.graphics.cgl_backend.cgl_gl",
    "kivy.graphics.cgl_backend.cgl_glew", "kivy.graphics.compiler",
)  # fmt: skip
"""Parts of Kivy that are imported by a name it puts together."""

WHOLE: Final = ("associate_app", "shared", "sync", "kivy.uix", "kivy.graphics", "kivy.effects", "kivy.input")
WITH_FILES: Final = ("associate_app", "tzdata", "kivy")
LEFT_OUT: Final = (
    "server", "tests", "tools", "benchmarks", "flask", "sqlalchemy", "pyarrow", "duckdb", "ibis", "scipy",
    "pyspark", "faker", "matplotlib", "tkinter", "pytest", "hypothesis", "IPython", "gi", "cv2", "kivy.tests",
    "PIL", "pandas", "docutils", "gunicorn", "psycopg", "implicit",
    "fontTools", "brotli", "zopfli", "psutil", "yaml", "associate_app.assets.build_fonts",
    "associate_app.assets.build_icons",
)  # fmt: skip


def arguments(root: Path, folder: Path) -> list[str]:
    """What PyInstaller is asked for."""
    asked = ["--noconfirm", "--onedir", "--name", NAME, "--log-level", "WARN"]
    asked += [
        "--distpath",
        str(folder),
        "--workpath",
        str(folder / "work"),
        "--specpath",
        str(folder / "work"),
    ]
    for option, names in (
        ("--hidden-import", (*ONLY_IN_KV, *CHOSEN_AT_START)),
        ("--collect-submodules", WHOLE),
        ("--collect-data", WITH_FILES),
        ("--exclude-module", LEFT_OUT),
    ):
        for name in names:
            asked += [option, name]
    return [*asked, str(root / "associate_app" / "__main__.py")]


def build(folder: Path = FOLDER) -> Path:
    """The program inside the folder that was made."""
    import PyInstaller.__main__ as pyinstaller

    # Kivy is imported while it is looked through, and must neither show a window nor keep a log
    os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1", KIVY_NO_CONFIG="1")
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    folder = folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    pyinstaller.run(arguments(Path.cwd(), folder))
    return folder / NAME / NAME


def main() -> None:
    """Builds it, and says where it is and how large."""
    program = build()
    size = sum(file.stat().st_size for file in program.parent.rglob("*") if file.is_file())
    print(f"{program.relative_to(Path.cwd())} starts the tablet app; its folder has {size / 1e6:.0f} MB.")


if __name__ == "__main__":
    main()
