"""An app whose kv speaks: `app.t('…')` and `app.plural('…', '…', n)` are bound to its language."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.app import App
from kivy.properties import ObjectProperty, OptionProperty

from associate_app.languages import LANGUAGES, speak
from shared import words


class SpeakingApp(App):
    """Its language is that of the process; another one is on the screen at once, wherever kv says a text."""

    language = OptionProperty(words.ENGLISH, options=list(LANGUAGES))
    t = ObjectProperty(words.gettext)
    plural = ObjectProperty(words.plural)
    said_of = ObjectProperty(words.said_of)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.on_language()

    def on_language(self, *_: Any) -> None:
        """Texts are said anew: kv binds to what says them, and that is another one now."""
        speak(self.language)
        self.t = partial(words.gettext)
        self.plural = partial(words.plural)
        self.said_of = partial(words.said_of)
