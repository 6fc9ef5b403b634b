"""What would break an Android build is found here, and the project as it is has nothing of it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tools.android_lint import check, is_pure, shipped, too_old
from tools.android_project import assemble

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the build reads, to break."""
    for name in ("associate_app", "shared"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("android", "sync"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    return tmp_path


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_project_has_nothing_that_would_break_a_build() -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("marshmallow==4.4.0", "marshmallow", "marshmallow is not pinned"),
        ("marshmallow==4.4.0", "marshmallow==4.3.0", "constraints.txt 4.4.0"),
        ("orjson==3.13.0", "orjson==3.12.0", "orjson: its recipe makes 3.13.0"),
        ("orjson==3.13.0,", "", "orjson is imported on the tablet"),
        ("orjson==3.13.0,", "", "The recipe orjson is not required"),
        ("idna==3.20,", "", "idna is needed by a requirement"),
        ("filetype==1.2.0", "filetype==1.2.0,psutil", "psutil is compiled and has no recipe"),
        ("allow_backup = False", "allow_backup = True", "android.allow_backup is True"),
        ("archs = arm64-v8a", "archs = armeabi-v7a", "android.archs"),
        ("py,kv,ttf", "py,kv", "ttf would not be in the app"),
        ("p4a.commit = ", "p4a.branch = ", "names no commit"),
    ],
)
def test_a_build_that_would_break_is_named(project: Path, old: str, new: str, complaint: str) -> None:
    _edit(project / "android" / "buildozer.spec", old, new)
    assert any(complaint in each for each in check(project))


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("import distutils", "distutils is not there in Python 3.14"),
        ("import ast\nast.Num", "ast.Num is not there"),
        ("def f():\n    try:\n        pass\n    finally:\n        return 1", "way out of `finally`"),
    ],
)
def test_code_that_the_tablets_python_cannot_run_is_named(tmp_path: Path, code: str, complaint: str) -> None:
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    assert [each for each in too_old(path) if complaint in each]


def test_a_loop_inside_finally_may_end(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text("try:\n    pass\nfinally:\n    for each in ():\n        break", encoding="utf-8")
    assert list(too_old(path)) == []


def test_a_tablet_imports_nothing_of_the_servers_half_of_sync(project: Path) -> None:
    (project / "sync" / "device" / "more.py").write_text("from sync.source import feed", encoding="utf-8")
    assert "sync.source is imported on the tablet, and stays at home." in check(project)


def test_compiled_and_pure_packages_are_told_apart() -> None:
    assert (is_pure("marshmallow"), is_pure("orjson"), is_pure("not-installed")) == (True, False, False)


def test_the_assembled_project_has_the_app_and_nothing_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "left_over.py").touch()
    assemble(ROOT, tmp_path)
    for name in ("main.py", "buildozer.spec", "associate_app/assets/icons.ttf", "recipes/orjson/__init__.py"):
        assert (tmp_path / name).exists()
    assert not (tmp_path / "sync" / "source").exists()
    assert not (tmp_path / "shared" / "left_over.py").exists()
    assert all(
        tmp_path.joinpath(path.relative_to(ROOT)).exists()
        for path in shipped(ROOT)
        if path.parts[-2] != "android"
    )


def _loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"loaded_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def android_builder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much of python-for-android as loading a recipe asks for."""
    base = type(
        "Recipe", (), {"get_recipe_env": lambda *_: {"CFLAGS": "-Os"}, "prebuild_arch": lambda *_: None}
    )
    names: dict[str, dict[str, Any]] = {
        "sh": {}, "pythonforandroid": {}, "pythonforandroid.logger": {"shprint": None},
        "pythonforandroid.util": {"current_directory": None},
        "pythonforandroid.recipe": dict.fromkeys(
            ("Recipe", "PyProjectRecipe", "RustCompiledComponentsRecipe"), base
        ),
    }  # fmt: skip
    for name, content in names.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.usefixtures("android_builder")
def test_every_recipe_can_be_loaded_and_says_what_it_makes() -> None:
    for path in (ROOT / "android" / "recipes").glob("*/__init__.py"):
        recipe = _loaded(path).recipe
        assert recipe.name == path.parent.name
        assert recipe.url.startswith(("https://", "git+https://"))
        assert recipe.version
        assert recipe.depends


@pytest.mark.usefixtures("android_builder")
def test_sqlcipher_is_compiled_into_its_package(tmp_path: Path) -> None:
    recipe = _loaded(ROOT / "android" / "recipes" / "sqlcipher3" / "__init__.py").recipe
    sources, made = tmp_path / "sources", tmp_path / "made"
    for folder in (sources, made):
        folder.mkdir()
    for name in ("sqlite3.c", "sqlite3.h"):
        (made / name).write_text(name)
    (sources / "pyproject.toml").write_text('requires = [\n    "conan>=2.0",\n    "wheel"\n]\n')
    other = type("Other", (), {
        "get_build_dir": lambda *_: str(made), "include_flags": lambda *_: " -Iinclude",
        "link_dirs_flags": lambda *_: " -Llib",
    })()  # fmt: skip
    recipe.ctx, arch = None, type("Arch", (), {"arch": "arm64-v8a"})()
    recipe.get_build_dir, recipe.get_recipe = lambda _: str(sources), lambda *_: other
    recipe.prebuild_arch(arch)
    assert (sources / "vendor" / "sqlite3.c").read_text() == "sqlite3.c"
    assert "conan" not in (sources / "pyproject.toml").read_text()
    env = recipe.get_recipe_env(arch)
    assert "-Os -Iinclude" in env["CFLAGS"]
    assert "-Llib" in env["LDFLAGS"]


def test_the_manifest_tells_device_management_what_can_be_set() -> None:
    with_restrictions: Callable[[str], str] = _loaded(ROOT / "android" / "manifest_hook.py").with_restrictions
    once = with_restrictions("<manifest><application>\n</application></manifest>")
    assert once.index("APP_RESTRICTIONS") < once.index("</application>")
    assert with_restrictions(once) == once
    with pytest.raises(ValueError, match="no application"):
        with_restrictions("<manifest/>")
