"""Texts that somebody would read and nobody marked: what looks like words in Python and kv, outside every mark."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.words_found import KV_CALL, PYTHON_CALLS, kv_calls

WORDS: Final = re.compile(
    r"[A-Za-z]{2,}[’']?[a-z]* [A-Za-z(]|^[A-Z][a-z]+[.…!?]?$|[a-z]: $|, $|^ [a-z]|[a-z] $"
)
"""Two words beside each other, one that begins as a sentence does, or a fragment of one."""

SQL: Final = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|FROM|WHERE|ORDER BY|AND) ")
SILENT_CALLS: Final = frozenset(
    {"debug", "info", "warning", "error", "exception", "compile", "TypeVar", "getLogger"}
)
"""Logs are English, and so are patterns and types."""

KV_SETTING: Final = re.compile(
    r"^\s*(orientation|role|weight|kind|icon|effect_cls|tone|halign|valign|shorten_from|font_name|code|size_hint|mode): "
)
KV_TEXT: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def in_python(path: Path) -> list[tuple[int, str]]:
    """Line and text of everything unmarked in a Python file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = set(_quiet(tree))
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in quiet and WORDS.search(node.value) and not SQL.search(node.value)
    ]


def _quiet(tree: ast.AST) -> Iterator[int]:
    """Everything that is marked, or that nobody sees: docstrings, logs, annotations, keys, what is compared."""
    for node in ast.walk(tree):
        for child in _unseen(node):
            yield from (id(each) for each in ast.walk(child))


def _unseen(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        return list(node.args) + list(node.keywords) if name in PYTHON_CALLS or name in SILENT_CALLS else []
    if isinstance(node, ast.Compare):
        return [node]
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    if isinstance(node, ast.arg) and node.annotation:
        return [node.annotation]
    if isinstance(node, ast.FunctionDef) and node.returns:
        return [node.returns]
    if isinstance(node, ast.Assign) and any(getattr(each, "id", "") == "__all__" for each in node.targets):
        return [node.value]
    return []


def in_kv(path: Path) -> list[tuple[int, str]]:
    """Line and text of everything unmarked in a kv file."""
    for _line, _call in kv_calls(path):  # raises where a mark cannot be read
        pass
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if KV_SETTING.match(line) or line.lstrip().startswith("#"):
            continue
        rest = _without_marks(line)
        texts = [one or other for one, other in KV_TEXT.findall(rest)]
        found += [(number, text) for text in texts if WORDS.search(text)]
    return found


def _without_marks(line: str) -> str:
    """The line without what stands in the brackets of marks."""
    while mark := KV_CALL.search(line):
        depth, end = 1, mark.end()
        while depth and end < len(line):
            depth += {"(": 1, ")": -1}.get(line[end], 0)
            end += 1
        line = line[: mark.start()] + line[end:]
    return line
