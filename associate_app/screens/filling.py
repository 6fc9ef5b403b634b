"""Puts rows of values into a container, keeping the widgets there: making one costs more than filling it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kivy.uix.widget import Widget


def fill(
    container: Widget,
    make: Callable[[], Any],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """The container holds one widget a row, in order, each with the row's properties."""
    present = list(reversed(container.children))
    for surplus in present[len(rows) :]:
        container.remove_widget(surplus)
    for index, row in enumerate(rows):
        widget = present[index] if index < len(present) else make()
        for name, value in row.items():
            setattr(widget, name, value)
        if index >= len(present):
            container.add_widget(widget)
