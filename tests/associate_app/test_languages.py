"""The app speaks the system's language if it knows it, and English wherever it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from associate_app import languages
from associate_app.hq_words import said_by_hq
from shared import words
from shared.day_words import ago
from shared.money import as_text


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    words.use(words.ENGLISH)


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"), ({"LC_ALL": "fr_CA", "LANG": "de_DE"}, "fr"), ({"LANG": "es"}, "es"),
        ({"LANG": "pt_BR.UTF-8"}, "en"), ({"LANG": "C"}, "en"), ({}, "en"),
    ],
)  # fmt: skip
def test_the_systems_language_is_spoken_where_the_app_knows_it(
    environment: dict[str, str], spoken: str
) -> None:
    assert languages.of_system(environment) == spoken


def test_every_language_says_the_same_in_its_own_forms() -> None:
    said = {}
    for language in languages.LANGUAGES:
        languages.speak(language)
        said[language] = (words.plural("{count} piece", "{count} pieces", 0), ago(9), as_text(1_250))
    assert said == {
        "en": ("0 pieces", "9 days ago", "$12.50"),
        "de": ("0 Stück", "vor 9 Tagen", "12,50\N{NO-BREAK SPACE}$"),
        "fr": ("0 pièce", "il y a 9 jours", "12,50\N{NO-BREAK SPACE}$"),
        "es": ("0 unidades", "hace 9 días", "12,50\N{NO-BREAK SPACE}$"),
    }


def test_an_unknown_language_is_english() -> None:
    languages.speak("xx")
    assert (words.language(), words.gettext("Undo")) == ("en", "Undo")


def test_what_hq_refuses_is_told_in_the_tablets_language() -> None:
    assert said_by_hq("stopped", "HQ stopped it, because.") == "HQ stopped it, because."
    languages.speak("de")
    assert said_by_hq("stopped", "HQ has stopped this offer.") == "Die Zentrale hat dieses Angebot gestoppt."
    assert said_by_hq("something_new", "A newer HQ says this.") == "A newer HQ says this."
    assert said_by_hq(None, "Without a code.") == "Without a code."
