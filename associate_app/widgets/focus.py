"""Where the keyboard's focus goes: Tab in reading order, arrows to the nearest control in their direction.

Kivy's own order follows the order of adding, which recycled rows and swapped panes break.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.core.window import Window
from kivy.uix.behaviors import FocusBehavior
from kivy.uix.recyclelayout import RecycleLayout
from kivy.uix.recycleview import RecycleView
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget


def top_layer() -> Widget | None:
    """What the keyboard may reach: the uppermost open layer of the window."""
    for root in Window.children:
        return root.top_layer() if hasattr(root, "top_layer") else root
    return None


def focusables(root: Widget) -> Iterator[Any]:
    """The widgets under `root` that can take the focus, in reading order."""
    if root.disabled or root.opacity == 0:
        return
    if isinstance(root, FocusBehavior) and root.is_focusable:
        yield root
    children = list(reversed(root.children))
    if isinstance(root, RecycleLayout):
        children.sort(key=lambda child: (-child.top, child.x))
    for child in children:
        yield from focusables(child)


def focused(root: Widget) -> Any | None:
    """The widget that has the focus, if any."""
    return next((widget for widget in focusables(root) if widget.focus), None)


def within_reach() -> list[Any]:
    """What the keyboard may reach, in reading order; what the snackbar offers comes last, over any layer."""
    layer = top_layer()
    stops = list(focusables(layer)) if layer else []
    for root in Window.children[:1]:
        offered = focusables(root.snackbar) if hasattr(root, "snackbar") else ()
        stops += [each for each in offered if each not in stops]
    return stops


def move(step: int) -> None:
    """The focus is one control further (or back), round what is within reach."""
    stops = within_reach()
    if not stops:
        return
    current = next((i for i, widget in enumerate(stops) if widget.focus), None)
    following = (0 if step > 0 else len(stops) - 1) if current is None else (current + step) % len(stops)
    give(stops[following])


def give(widget: Any) -> None:
    """The widget has the focus and can be seen."""
    widget.focus = True
    parent = widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, ScrollView) and not isinstance(parent, RecycleView):
            parent.scroll_to(widget, padding=24, animate=False)
        parent = parent.parent


def move_towards(widget: Any, direction: tuple[int, int]) -> None:
    """The nearest control that way has the focus; without one nothing changes."""
    x, y = widget.to_window(*widget.center)
    best, best_distance = None, float("inf")
    for other in within_reach():
        if other is widget:
            continue
        ox, oy = other.to_window(*other.center)
        along = (ox - x) * direction[0] + (oy - y) * direction[1]
        across = abs((ox - x) * direction[1]) + abs((oy - y) * direction[0])
        if along > 1 and along + 3 * across < best_distance:
            best, best_distance = other, along + 3 * across
    if best is not None:
        give(best)
