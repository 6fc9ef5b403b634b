"""`python -m tools.android_project`: everything that buildozer needs for the Android app, in build/android.

Only what runs on a tablet goes along: the server's half of sync stays at home.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

FOLDER: Final = Path("build") / "android"
PACKAGES: Final = ("associate_app", "shared", "sync")
SERVERS: Final = "source"
"""The part of `sync` that only a server runs."""

_NOT_ALONG: Final = shutil.ignore_patterns("__pycache__", "*.pyc", SERVERS)


def assemble(root: Path, folder: Path) -> None:
    """The folder is buildozer's project; nothing of an earlier one is left but what buildozer made."""
    for name in (*PACKAGES, "recipes", "res"):
        shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(root / "android", folder, dirs_exist_ok=True, ignore=_NOT_ALONG)
    for name in PACKAGES:
        shutil.copytree(root / name, folder / name, ignore=_NOT_ALONG)


def main() -> None:
    """Assembles it, and says what comes next."""
    from tools.android_lint import check

    assemble(Path.cwd(), FOLDER)
    complaints = check(Path.cwd())
    for complaint in complaints:
        print(complaint)
    print(f"{FOLDER} is ready. Next: cd {FOLDER} && buildozer android release (docs/android.md)")
    raise SystemExit(bool(complaints))


if __name__ == "__main__":
    main()
