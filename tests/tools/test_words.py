"""Every text of the tablet is marked, and complete in each of its languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import words, words_unmarked
from tools.words_found import ROOT, UnreadableText, found_in

FOLDERS = ("associate_app/presenters", "associate_app/screens", "associate_app/widgets")
FILES = (
    "associate_app/app.py",
    "associate_app/errors.py",
    "associate_app/hq_words.py",
    "shared/day_words.py",
)

NOT_WORDS = {
    "associate_app/presenters/icons.py": "parts of catalogue names, by which an icon is found",
    "associate_app/presenters/diagnostics.py": "the report is for HQ, which reads English",
}
GALLERY = "gallery"
"""The kit's own pages are for whoever works on the app."""

MEANT = {
    "Aisle One": "the product's name",
    "English": "a language is called as its readers call it",
    "Deutsch": "the same",
    ", ": "between the parts of a list",
    "sign out": "a key, never shown",
    "somebody else": "a key, never shown",
    "hand over": "a topic of the asker, never shown",
    "put aside": "a topic of the asker, never shown",
    "rating of a visit": "a topic of the asker, never shown",
}


def test_nothing_is_untranslated_fuzzy_or_out_of_date() -> None:
    """Blanks and plural forms fit, each `.mo` is what its `.po` says, the template is what the code says."""
    assert words.check() == []


def test_every_text_that_somebody_reads_is_marked() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")] + [ROOT / f for f in FILES]
    names = {path.relative_to(ROOT).as_posix(): path for path in files if not path.name.startswith(GALLERY)}
    found = [
        (name, line, text)
        for name, path in sorted(names.items())
        if name not in NOT_WORDS
        for line, text in words_unmarked.in_file(path)
        if text not in MEANT
    ]
    assert found == []


def test_a_function_that_speaks_throws_nothing_away_as_underscore() -> None:
    """`lambda _: show(_("Done"))` would call what it was given."""
    found = []
    for path in sorted((ROOT / "associate_app").rglob("*.py")) + sorted((ROOT / "shared").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.Lambda) and _hides(node) and _speaks(node):
                found.append((path.name, node.lineno))
    assert found == []


def _hides(node: ast.FunctionDef | ast.Lambda) -> bool:
    given, names = node.args, (each for each in ast.walk(node) if isinstance(each, ast.Name))
    known = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    bound = {each.arg for each in known if each is not None}
    return "_" in bound | {each.id for each in names if isinstance(each.ctx, ast.Store)}


def _speaks(node: ast.AST) -> bool:
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Name) and each.id == "_" for each in calls)


def test_marks_are_found_in_python_and_kv(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        '_("A" " b"); lazy("C", of="d"); plural("{count} e", "{count} es", 2); said_of("f", "G"); _(NAME)'
    )
    (tmp_path / "two.kv").write_text("A:\n    text: app.t('H (i)') + app.plural('j', 'js', root.n)\n")
    found = [*found_in(tmp_path / "one.py", tmp_path), *found_in(tmp_path / "two.kv", tmp_path)]
    assert {(each.message, each.plural, each.context) for each in found} == {
        ("A b", "", ""), ("C", "", "d"), ("{count} e", "{count} es", ""), ("G", "", "f"),
        ("H (i)", "", ""), ("j", "js", ""),
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ['_(f"{name} is here")', "plural(one, many, 2)", '_("a" + "b")'])
def test_a_mark_without_its_text_written_out_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "one.py").write_text(wrong)
    if wrong == '_("a" + "b")':  # a constant in the brackets may be any expression; the lint finds this one
        assert found_in(tmp_path / "one.py", tmp_path) == []
        return
    with pytest.raises(UnreadableText):
        found_in(tmp_path / "one.py", tmp_path)


def test_what_is_wrong_with_a_translation_is_said() -> None:
    wanted, made = Catalog(), Catalog(locale="de")
    wanted.add(("{count} piece", "{count} pieces"))
    wanted.add("Saved.")
    made.add(("{count} piece", "{count} pieces"), ("{count} Stück", "{anzahl} Stück"))
    made.add("Saved.", "Gespeichert", flags=["fuzzy"])
    said = words.complaints_of(made, wanted)
    assert any("other blanks" in each for each in said)
    assert any("fuzzy" in each for each in said)
    assert any("ends otherwise" in each for each in said)
    assert words.complaints_of(Catalog(locale="de"), wanted)[0].endswith("is not in the catalogue")
