"""The app speaks the system's language if it knows it, and English wherever it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from associate_app import languages
from associate_app.hq_words import said_by_hq, why_refused
from shared import words
from shared.day_words import ago
from shared.errors import InvalidOperation
from shared.money import as_text
from shared.operations import check_operation
from tests.shared.operation_world import wire


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


def test_what_hqs_checks_refuse_is_told_in_the_tablets_language() -> None:
    too_long = wire("note_added", arguments={"text": "a" * 5_000})
    english = "The operation cannot be applied: a note has at most 4000 characters."
    assert why_refused(too_long, "invalid_operation", english) == english
    languages.speak("de")
    assert why_refused(too_long, "invalid_operation", english) == (
        "Die Zentrale kann das nicht anwenden: eine Notiz hat höchstens 4000 Zeichen."
    )
    of_tomorrow = wire("note_added", version=99)
    for strange in (wire("note_added"), of_tomorrow):
        assert why_refused(strange, "invalid_operation", english).startswith("Die Zentrale kann das so nicht")


def test_what_a_check_refuses_before_it_is_saved_is_told_in_the_tablets_language() -> None:
    languages.speak("fr")
    with pytest.raises(InvalidOperation) as refused:
        check_operation(wire("put_aside", arguments={"lines": [], "until_on": "2026-11-25"}))
    assert refused.value.fields["arguments"] == "de 1 à 60 articles sont mis de côté, chacun avec son nombre"
