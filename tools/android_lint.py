"""`python -m tools.android_lint`: what would break an Android build, found where none can be made.

Every package that the app imports is required; every requirement is a recipe (ours, or one of
python-for-android at the pinned commit) or a pinned wheel of pure Python; the build keeps its promises on
backups, processors and files; and the code uses nothing that Python 3.14, which it ships, no longer has.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Final

from tools.android_project import PACKAGES, SERVERS

THEIR_RECIPES: Final = frozenset(
    {"python3", "kivy", "pyjnius", "openssl", "cffi", "cryptography", "argon2-cffi", "android", "setuptools"}
)
"""Recipes of python-for-android at the commit that buildozer.spec names, as far as they are used here."""

PURE_BESIDE: Final = frozenset({"charset-normalizer"})
"""Has a wheel of pure Python beside the compiled one that is installed here."""

NOT_NEEDED: Final = {
    "zxingcpp": "has no recipe: the camera says so, scanners that type go on",
    "numpy": "used where it is installed, never needed",
}
"""What is imported on a tablet only if it is there."""

LEFT_AT_HOME: Final = f"sync.{SERVERS}"
"""Nothing on a tablet may import what does not go along."""

DESKTOP_ONLY: Final = ("cli.py", "__main__.py", "picture.py", "build_fonts.py", "build_icons.py")
"""Files that the build leaves out."""

PROMISED: Final = {
    "android.archs": "arm64-v8a", "android.allow_backup": "False", "p4a.local_recipes": "recipes",
    "p4a.hook": "manifest_hook.py",
}  # fmt: skip
SHIPPED_FILES: Final = frozenset({"py", "kv", "ttf", "json", "txt", "mo"})

GONE: Final = frozenset({
        "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr",
        "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr",
        "spwd", "sunau", "telnetlib", "uu", "xdrlib",
})  # fmt: skip
"""Modules that left the standard library from 3.12 to 3.14."""

GONE_NAMES: Final = frozenset({
        "ast.Num", "ast.Str", "ast.Bytes", "ast.NameConstant", "ast.Ellipsis", "pkgutil.find_loader",
        "pkgutil.get_loader", "pkgutil.ImpImporter", "typing.ByteString", "collections.abc.ByteString",
        "asyncio.get_child_watcher", "asyncio.set_child_watcher", "sqlite3.version",
        "importlib.abc.ResourceReader", "importlib.abc.Traversable", "unittest.makeSuite",
        "unittest.findTestCases", "ssl.wrap_socket", "ssl.match_hostname", "locale.resetlocale",
})  # fmt: skip
"""Names that left it in the same time."""


def check(root: Path) -> list[str]:
    """What is wrong, a sentence each; nothing if a build may be tried."""
    spec = _spec(root / "android" / "buildozer.spec")
    required = requirements(spec)
    files = list(shipped(root))
    return [
        *_promises(spec),
        *_requirements(root, required),
        *_imports(files, required),
        *(complaint for path in files for complaint in too_old(path)),
    ]


def _spec(path: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8")
    return dict(parser["app"])


def requirements(spec: dict[str, str]) -> dict[str, str]:
    """Each requirement with its version, an empty one where none is said."""
    each = (name.strip() for name in spec["requirements"].split(","))
    return {name.partition("==")[0]: name.partition("==")[2] for name in each if name}


def shipped(root: Path) -> Iterator[Path]:
    """Every Python file that runs on a tablet."""
    yield root / "android" / "main.py"
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if path.name not in DESKTOP_ONLY and SERVERS not in path.relative_to(root).parts:
                yield path


def _promises(spec: dict[str, str]) -> Iterator[str]:
    for name, value in PROMISED.items():
        if spec.get(name) != value:
            yield f"buildozer.spec: {name} is {spec.get(name)}, it must be {value}."
    if missing := SHIPPED_FILES - set(spec["source.include_exts"].split(",")):
        yield f"buildozer.spec: files of the kind {', '.join(sorted(missing))} would not be in the app."
    if len(spec.get("p4a.commit", "")) != 40:
        yield "buildozer.spec: p4a.commit names no commit; builds of two days would differ."


def _requirements(root: Path, required: dict[str, str]) -> Iterator[str]:
    pinned = dict(
        line.lower().split("==")
        for line in (root / "constraints.txt").read_text().splitlines()
        if "==" in line
    )
    own = {path.parent.name: path for path in (root / "android" / "recipes").glob("*/__init__.py")}
    for name, version in required.items():
        if name in own:
            told = recipe_version(own[name])
            if not told or (version and told != version):
                yield f"{name}: its recipe makes {told or 'any version'}, buildozer.spec wants {version}."
        elif name not in THEIR_RECIPES and not (name in PURE_BESIDE or is_pure(name)):
            yield f"{name} is compiled and has no recipe in android/recipes."
        if name in pinned and version and version != pinned[name]:
            yield f"{name}: buildozer.spec pins {version}, constraints.txt {pinned[name]}."
        if not version and name in pinned and name not in THEIR_RECIPES:
            yield f"{name} is not pinned in buildozer.spec."
    for name in own.keys() - required.keys():
        yield f"The recipe {name} is not required by anything."


def recipe_version(path: Path) -> str:
    """The version that a recipe makes, without the v of a tag."""
    for node in ast.walk(_parsed(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and [getattr(target, "id", "") for target in node.targets] == ["version"]
        ):
            return str(node.value.value).removeprefix("v")
    return ""


def is_pure(name: str) -> bool:
    """Whether the installed distribution is a wheel of pure Python."""
    try:
        wheel = distribution(name).read_text("WHEEL") or ""
    except PackageNotFoundError:
        return False
    return "Root-Is-Purelib: true" in wheel and "-none-any" in wheel


def _imports(files: list[Path], required: dict[str, str]) -> Iterator[str]:
    dists = _distributions()
    wanted = {name for path in files for name in imported(path)}
    known = {*sys.stdlib_module_names, *PACKAGES, *NOT_NEEDED, "jnius", "android"}
    for module in sorted(wanted - known):
        if module == LEFT_AT_HOME:
            yield f"{module} is imported on the tablet, and stays at home."
            continue
        names = {name.lower().replace("_", "-") for name in dists.get(module, [module])}
        if not names & required.keys():
            yield f"{module} is imported on the tablet, and buildozer.spec does not require it."
    for name in sorted(_needed_by(required)):
        yield f"{name} is needed by a requirement, and buildozer.spec does not require it."


def _needed_by(required: dict[str, str]) -> set[str]:
    """What pure requirements need themselves, and nobody asked for."""
    found = set()
    for name in required.keys() - THEIR_RECIPES:
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found |= {_name(each) for each in needs if "extra ==" not in each and _applies(each)}
    return found - required.keys()


def _name(requirement: str) -> str:
    end = next((i for i, sign in enumerate(requirement) if not (sign.isalnum() or sign in "-_.")), None)
    return requirement[:end].lower().replace("_", "-")


def _applies(requirement: str) -> bool:
    """Whether it holds on the tablet's Python: markers for old ones, for Windows or PyPy do not."""
    marker = requirement.partition(";")[2]
    return not any(word in marker for word in ("python_version <", "python_full_version <", "win32", "PyPy"))


@cache
def _parsed(code: str) -> ast.Module:
    return ast.parse(code)


@cache
def _distributions() -> Mapping[str, list[str]]:
    """The installed distributions of each module."""
    return packages_distributions()


def imported(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports, wherever in it."""
    for node in ast.walk(_parsed(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield LEFT_AT_HOME if node.module.startswith(LEFT_AT_HOME) else node.module.partition(".")[0]


def too_old(path: Path) -> Iterator[str]:
    """Where the file uses what Python 3.14 does not have, or warns of."""
    tree = _parsed(path.read_text(encoding="utf-8"))
    used = {*imported(path)} & GONE
    used |= {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & GONE_NAMES
    for name in sorted(used):
        yield f"{path}: {name} is not there in Python 3.14."
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(_leaves(each) for each in node.finalbody):
            yield f"{path}:{node.lineno}: Python 3.14 warns of a way out of `finally`."


def _leaves(node: ast.AST, *, in_loop: bool = False) -> bool:
    if isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and not in_loop):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    in_loop = in_loop or isinstance(node, ast.For | ast.While)
    return any(_leaves(child, in_loop=in_loop) for child in ast.iter_child_nodes(node))


def main() -> None:
    """Prints what is wrong; ends with 1 if anything is."""
    complaints = check(Path.cwd())
    print("\n".join(complaints) or "Nothing here would break an Android build.")
    raise SystemExit(bool(complaints))


if __name__ == "__main__":
    main()
