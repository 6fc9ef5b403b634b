"""Boxes of the kit: laid out like Kivy's, only less often; and the sizes of texts that they build on."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("window")]


def _frame() -> None:
    from kivy.clock import Clock

    Clock.tick()
    Clock.tick_draw()


def _column(box: Any, leaf: Any, heights: list[int]) -> Any:
    """A column of rows with a leaf each, as high as these."""
    column = box(orientation="vertical", size_hint=(None, None), width=300, pos=(7, 11), spacing=2)
    column.bind(minimum_height=column.setter("height"))
    for height in heights:
        row = box(size_hint_y=None, padding=3)
        row.bind(minimum_height=row.setter("height"))
        row.add_widget(leaf(size_hint_y=None, height=height))
        column.add_widget(row)
    return column


def _places(widget: Any) -> list[tuple[Any, ...]]:
    return [(*each.pos, *each.size) for each in widget.walk(restrict=True)]


def test_every_change_ends_where_kivys_own_boxes_end() -> None:
    from kivy.uix.boxlayout import BoxLayout as Kivys
    from kivy.uix.widget import Widget

    from associate_app.widgets.box import BoxLayout

    ours, theirs = (_column(box, Widget, [10, 20, 30]) for box in (BoxLayout, Kivys))
    for change in (
        lambda _: None,
        lambda column: setattr(column.children[0].children[0], "height", 90),
        lambda column: setattr(column, "pos", (100, 200)),
        lambda column: setattr(column, "width", 150),
        lambda column: column.remove_widget(column.children[1]),
        lambda column: (setattr(column, "pos", (0, 5)), setattr(column.children[1].children[0], "height", 4)),
    ):
        for column in (ours, theirs):
            change(column)
        _frame()
        assert _places(ours) == _places(theirs)


def test_what_was_only_moved_is_not_laid_out_again() -> None:
    from kivy.uix.widget import Widget

    from associate_app.widgets.box import BoxLayout

    laid_out = []

    class Watched(BoxLayout):
        def do_layout(self, *args: Any) -> None:
            laid_out.append(self)
            super().do_layout(*args)

    column = _column(Watched, Widget, [10, 20])
    _frame()
    laid_out.clear()
    column.pos = (50, 60)
    _frame()
    assert (laid_out, list(column.children[-1].children[0].pos)) == ([], [53, 60 + 26 + 2 + 3])


def test_a_box_that_never_settles_leaves_texts_their_turn() -> None:
    from associate_app.widgets.box import BoxLayout

    box, rounds = BoxLayout(size_hint=(None, None)), []

    class Growing(BoxLayout):
        def do_layout(self, *args: Any) -> None:
            rounds.append(len(rounds))
            super().do_layout(*args)
            self.width += 1

    growing = Growing(size_hint=(None, None))
    box.add_widget(growing)
    growing.add_widget(BoxLayout())
    _frame()
    assert 1 < len(rounds) < 100


def test_a_box_that_left_the_screen_leaves_memory() -> None:
    from kivy.uix.widget import Widget

    from associate_app.widgets.box import BoxLayout

    column = _column(BoxLayout, Widget, [10, 20])
    _frame()
    column.pos = (1, 2)
    left = [weakref.ref(each) for each in column.walk(restrict=True) if isinstance(each, BoxLayout)]
    del column
    gc.collect()
    assert [each() for each in left] == [None] * len(left)
    _frame()


def test_sizes_of_texts_are_those_that_kivy_measures_and_gone_with_the_lock() -> None:
    from kivy.core.text import Label as Kivys

    from associate_app.widgets import measures
    from associate_app.widgets.person_list import forget_rows

    wanted = {"font_size": 17, "font_name": "Inter"}
    ours, theirs = measures.MeasuredLabel(**wanted), Kivys(**wanted)
    for label in (ours, theirs):
        label.resolve_font_name()
    assert [ours.get_extents("Olivia"), ours.get_extents("Olivia")] == [theirs.get_extents("Olivia")] * 2
    assert measures._known
    forget_rows()
    assert not measures._known
