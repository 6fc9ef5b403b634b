"""Texts that somebody would read and nobody marked: what looks like words, outside every mark."""

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
    r"^\s*(orientation|role|weight|kind|icon|effect_cls|tone|halign|valign|shorten_from|font_name|code|"
    r"size_hint|mode): "
)
KV_TEXT: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def in_file(path: Path) -> list[tuple[int, str]]:
    """Line and text of everything unmarked in a file; nothing in a file of another kind."""
    read = {".py": in_python, ".kv": in_kv}.get(path.suffix)
    return read(path) if read else []


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
    """Everything that is marked, or that nobody sees: docstrings, logs, annotations, keys, comparisons."""
    for node in ast.walk(tree):
        for child in _unseen(node):
            yield from (id(each) for each in ast.walk(child))


def _unseen(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Expr(value=ast.Constant() as text):
            return [text]
        case ast.Call(func=function, args=given, keywords=named):
            name = getattr(function, "id", None) or getattr(function, "attr", "")
            return [*given, *named] if name in PYTHON_CALLS or name in SILENT_CALLS else []
        case ast.Compare():
            return [node]
        case (
            ast.Subscript(slice=part)
            | ast.AnnAssign(annotation=part)
            | ast.arg(annotation=ast.expr() as part)
            | ast.FunctionDef(returns=ast.expr() as part)
            | ast.Assign(targets=[ast.Name(id="__all__")], value=part)
        ):
            return [part]
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
