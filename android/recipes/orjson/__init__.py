"""orjson: what sync reads and writes."""

from __future__ import annotations

from typing import ClassVar

from pythonforandroid.recipe import RustCompiledComponentsRecipe


class OrjsonRecipe(RustCompiledComponentsRecipe):
    """Rust, compiled by the building machine's cargo for the tablet's processor."""

    name = "orjson"
    version = "3.13.0"
    url = "https://github.com/ijl/orjson/archive/refs/tags/{version}.tar.gz"
    depends: ClassVar = ["python3"]
    hostpython_prerequisites: ClassVar = ["maturin"]
    site_packages_name = "orjson"


recipe = OrjsonRecipe()
