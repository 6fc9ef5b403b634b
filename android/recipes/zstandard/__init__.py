"""zstandard: how first loads and pulls are compressed."""

from __future__ import annotations

from typing import ClassVar

from pythonforandroid.recipe import PyProjectRecipe


class ZstandardRecipe(PyProjectRecipe):
    """Its sources bring the C library with them."""

    name = "zstandard"
    version = "0.25.0"
    url = "https://github.com/indygreg/python-zstandard/archive/refs/tags/{version}.tar.gz"
    depends: ClassVar = ["python3", "setuptools"]
    extra_build_args: ClassVar = ["-C--global-option=--no-cffi-backend"]
    site_packages_name = "zstandard"


recipe = ZstandardRecipe()
