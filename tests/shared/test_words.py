"""One process speaks one language: whole sentences, plurals by its rules, constants when they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from shared import words
from shared.words import _, any_of, gettext, lazy, listed, plural, said_of


class Turned(NullTranslations):
    """Says everything backwards, with one form for three kinds of numbers."""

    def gettext(self, message: str) -> str:
        return message[::-1]

    def pgettext(self, context: str, message: str) -> str:
        return f"{message[::-1]} ({context})"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "none" if n == 0 else (msgid1 if n < 3 else msgid2)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    words.use(words.ENGLISH)


def test_english_is_spoken_until_a_language_is_chosen() -> None:
    assert words.language() == "en"
    assert _("{name} is saved").format(name="Mia") == "Mia is saved"
    assert plural("{count} piece", "{count} pieces", 1) == "1 piece"
    assert (
        plural("{some} of {count} row", "{some} of {count} rows", 4_000, some=2_000) == "2,000 of 4,000 rows"
    )
    assert plural("{count} piece of {name}", "{count} pieces of {name}", 2_000, name="tea") == (
        "2,000 pieces of tea"
    )


def test_a_constant_speaks_the_language_of_the_moment() -> None:
    title, new = lazy("abc"), lazy("abc", of="a customer")
    assert (str(title), _(title), f"{title}") == ("abc", "abc", "abc")
    words.use("de", Turned())
    assert (_(title), _(new), said_of("x", "abc")) == ("cba", "cba (a customer)", "cba (x)")
    assert words.language() == "de"
    assert words.number(2_000) == "2.000"


def test_plural_forms_are_those_of_the_language() -> None:
    words.use("de", Turned())
    said = [plural("{count} one", "{count} many", count) for count in (0, 1, 2, 3)]
    assert said == ["none", "1 one", "2 one", "3 many"]


def test_nothing_to_say_stays_nothing() -> None:
    class Header(NullTranslations):
        def gettext(self, message: str) -> str:
            return message or "Language: de"

    words.use("de", Header())
    assert gettext("") == ""


def test_an_unknown_language_is_written_as_english() -> None:
    words.use("xx")
    assert words.number(2_000) == "2,000"


@pytest.mark.parametrize(
    ("parts", "all_of_them", "one_of_them"),
    [((), "", ""), (("Gold",), "Gold", "Gold"), (("Gold", "VIP"), "Gold, VIP", "Gold or VIP"),
     (("a", "b", "c"), "a, b, c", "a, b or c")],
)  # fmt: skip
def test_things_are_listed(parts: tuple[str, ...], all_of_them: str, one_of_them: str) -> None:
    assert (listed(parts), any_of(parts)) == (all_of_them, one_of_them)
