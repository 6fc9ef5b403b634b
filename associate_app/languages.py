"""The languages the app is complete in; `python -m tools.words` makes their catalogues in `locale/`."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path
from types import MappingProxyType
from typing import Final

from shared import words

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
)
"""Each by the name its own readers give it; the texts in the code are the English ones."""

DOMAIN: Final = "aisle"
FOLDER: Final = Path(__file__).resolve().parent / "locale"


def speak(language: str) -> None:
    """Every text of this process is in that language; in English if the app does not speak it."""
    known = language if language in LANGUAGES else words.ENGLISH
    words.use(known, catalogue(known))


def catalogue(language: str) -> NullTranslations | GNUTranslations:
    """The texts of that language; what is missing there comes out in English."""
    if language == words.ENGLISH:
        return NullTranslations()
    return translation(DOMAIN, FOLDER, [language])


def of_system(environment: Mapping[str, str]) -> str:
    """The language that the system speaks, if the app does; English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(name, ""):
            language = wanted.partition(".")[0].partition("_")[0].lower()
            return language if language in LANGUAGES else words.ENGLISH
    return words.ENGLISH
