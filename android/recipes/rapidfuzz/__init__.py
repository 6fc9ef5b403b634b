"""RapidFuzz: forgives a typing mistake in a name; its pure form would take a tenth of a second a word."""

from __future__ import annotations

from typing import Any, ClassVar

from pythonforandroid.recipe import PyProjectRecipe


class RapidfuzzRecipe(PyProjectRecipe):
    """C++; fetched with its submodules, which an archive lacks."""

    name = "rapidfuzz"
    version = "v3.14.6"
    url = "git+https://github.com/rapidfuzz/RapidFuzz"
    depends: ClassVar = ["python3"]
    hostpython_prerequisites: ClassVar = ["scikit-build-core", "Cython", "ninja", "cmake"]
    need_stl_shared = True
    site_packages_name = "rapidfuzz"

    def get_recipe_env(self, arch: Any, **kwargs: Any) -> dict[str, str]:
        env: dict[str, str] = super().get_recipe_env(arch, **kwargs)
        env["RAPIDFUZZ_BUILD_EXTENSION"] = "1"  # else a compiler that fails leaves the pure form behind
        return env


recipe = RapidfuzzRecipe()
