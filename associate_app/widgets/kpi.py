"""One headline figure with what it is compared to."""

from __future__ import annotations

from kivy.properties import OptionProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.card import Card


class KpiCard(Card):
    """Label, figure, comparison; the tone comes with an icon."""

    label = StringProperty()
    value = StringProperty()
    delta = StringProperty()
    icon = StringProperty()
    tone = OptionProperty("muted", options=("good", "bad", "muted"))


load_kv(__file__)
