"""SQLCipher as one C file, for `sqlcipher3` to compile: the system's SQLite has no encryption and no FTS5."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import sh
from pythonforandroid.logger import shprint
from pythonforandroid.recipe import Recipe
from pythonforandroid.util import current_directory


class SqlcipherRecipe(Recipe):
    """The amalgamation is made by a compiler of the building machine: it is the same for every processor."""

    name = "sqlcipher"
    version = "4.19.0"
    url = "https://github.com/sqlcipher/sqlcipher/archive/refs/tags/v{version}.tar.gz"
    depends: ClassVar = ["openssl"]

    def should_build(self, arch: Any) -> bool:
        return not (Path(self.get_build_dir(arch.arch)) / "sqlite3.c").exists()

    def build_arch(self, arch: Any) -> None:
        with current_directory(self.get_build_dir(arch.arch)):
            shprint(sh.Command("./configure"), "--disable-tcl", "--with-tempstore=yes")
            shprint(sh.make, "sqlite3.c")


recipe = SqlcipherRecipe()
