"""The texts that the code marks for translation: in Python by its syntax tree, in kv by its calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDERS: Final = ("associate_app", "shared")

KV_CALL: Final = re.compile(r"\bapp\.(t|plural|said_of)\(")
PYTHON_CALLS: Final = {"_": 1, "lazy": 1, "plural": 2, "said_of": 2}
"""The functions of shared.words that take texts, with how many."""

KV_MARKS: Final = {"t": "_", "plural": "plural", "said_of": "said_of"}


@dataclass(frozen=True, slots=True)
class Found:
    """A text as the code has it: its plural where it has one, what it is said of, and where it stands."""

    message: str
    plural: str
    context: str
    path: str
    line: int


class UnreadableText(Exception):
    """A mark holds something else than a text written out."""


def all_found(root: Path = ROOT) -> list[Found]:
    """Every text of the app, by file and line."""
    files = sorted(each for folder in FOLDERS for each in (root / folder).rglob("*.*"))
    return [found for path in files for found in found_in(path, root)]


def found_in(path: Path, root: Path = ROOT) -> list[Found]:
    """The texts of one file; none of a file of another kind."""
    name = path.relative_to(root).as_posix()
    if path.suffix == ".py" and name != "shared/words.py":
        return list(_of_calls(ast.parse(path.read_text(encoding="utf-8")), name, 0))
    if path.suffix == ".kv":
        return [each for line, call in kv_calls(path) for each in _of_calls(call, name, line - 1)]
    return []


def kv_calls(path: Path) -> Iterator[tuple[int, ast.Expression]]:
    """Each call of `app.t` and `app.plural` in a kv file, with its line."""
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for start in KV_CALL.finditer(text):
            yield line, _call_at(text, start.start(), f"{path}:{line}")


def _call_at(text: str, start: int, place: str) -> ast.Expression:
    """The call that begins there: up to the first closing bracket at which it can be read."""
    for end in (each.end() for each in re.finditer(r"\)", text[start:])):
        try:
            return ast.parse(text[start : start + end], mode="eval")
        except SyntaxError:
            continue
    raise UnreadableText(f"{place}: the call does not end on its line")


def _of_calls(tree: ast.AST, name: str, before: int) -> Iterator[Found]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (said := _said(node, f"{name}:{node.lineno + before}")):
            yield Found(*said, name, node.lineno + before)


def _said(call: ast.Call, place: str) -> tuple[str, str, str] | None:
    """Message, plural and context of a mark; None for any other call, and for `_(constant)`."""
    mark = _mark(call.func)
    texts = [_written_out(each) for each in call.args[: PYTHON_CALLS.get(mark, 0)]]
    if not texts or (mark == "_" and not isinstance(call.args[0], ast.Constant | ast.JoinedStr)):
        return None
    if None in texts or len(texts) < PYTHON_CALLS[mark]:
        raise UnreadableText(f"{place}: {mark}() needs its text written out, without f-strings or names")
    first, second = str(texts[0]), str(texts[-1])
    if mark == "plural":
        return first, second, ""
    if mark == "said_of":
        return second, "", first
    context = next((_written_out(each.value) for each in call.keywords if each.arg == "of"), None)
    return first, "", context or ""


def _mark(function: ast.expr) -> str:
    """Which mark is called: "_" for `app.t`, too; empty for another function."""
    if isinstance(function, ast.Name):
        return function.id if function.id in PYTHON_CALLS else ""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        owner = function.value.id
        return KV_MARKS.get(function.attr, "") if owner == "app" else ""
    return ""


def _written_out(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
