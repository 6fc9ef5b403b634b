"""sqlcipher3 with SQLCipher compiled into it, FTS5 and the trigram tokenizer with that."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, ClassVar

from pythonforandroid.recipe import PyProjectRecipe

NOT_FOR_ANDROID = '    "conan>=2.0",\n'
"""conan would fetch an OpenSSL of the building machine; python-for-android has its own."""


class Sqlcipher3Recipe(PyProjectRecipe):
    """Its setup compiles vendor/sqlite3.c with FTS5 on and links the crypto library."""

    name = "sqlcipher3"
    version = "0.6.4"
    url = "https://github.com/coleifer/sqlcipher3/archive/refs/tags/{version}.tar.gz"
    depends: ClassVar = ["python3", "setuptools", "openssl", "sqlcipher"]
    site_packages_name = "sqlcipher3"

    def prebuild_arch(self, arch: Any) -> None:
        super().prebuild_arch(arch)
        sources = Path(self.get_build_dir(arch.arch))
        made = Path(self.get_recipe("sqlcipher", self.ctx).get_build_dir(arch.arch))
        (sources / "vendor").mkdir(exist_ok=True)
        for name in ("sqlite3.c", "sqlite3.h"):
            shutil.copy(made / name, sources / "vendor" / name)
        project = sources / "pyproject.toml"
        project.write_text(project.read_text(encoding="utf-8").replace(NOT_FOR_ANDROID, ""), encoding="utf-8")

    def get_recipe_env(self, arch: Any, **kwargs: Any) -> dict[str, str]:
        env: dict[str, str] = super().get_recipe_env(arch, **kwargs)
        openssl = self.get_recipe("openssl", self.ctx)
        env["CFLAGS"] = f"{env.get('CFLAGS', '')}{openssl.include_flags(arch)} -DSQLCIPHER_CRYPTO_OPENSSL"
        env["LDFLAGS"] = f"{env.get('LDFLAGS', '')}{openssl.link_dirs_flags(arch)}"
        return env


recipe = Sqlcipher3Recipe()
