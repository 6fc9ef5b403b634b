"""Filling containers without holding a frame up."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("window")]

COST_S = 0.004


class Slow:
    """Makes labels, each in four milliseconds by the clock that it moves."""

    def __init__(self) -> None:
        self.made = 0
        self.now = 0.0

    def now_s(self) -> float:
        return self.now

    def make(self) -> Any:
        from kivy.uix.label import Label

        self.made += 1
        self.now += COST_S
        return Label()


@pytest.fixture
def shelf() -> Any:
    from kivy.uix.boxlayout import BoxLayout

    return BoxLayout()


def _rows(*texts: str) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]


def _texts(shelf: Any) -> list[str]:
    return [child.text for child in reversed(shelf.children)]


def _tick() -> None:
    from kivy.clock import Clock

    Clock.tick()


def test_a_frame_makes_no_more_than_its_part_allows_and_the_next_goes_on(shelf: Any) -> None:
    from associate_app.screens.filling import Filler

    slow = Slow()
    filler = Filler(slow.now_s)
    filler.fill(shelf, slow.make, _rows("a", "b", "c", "d", "e"))
    assert not filler.is_done
    _tick()
    assert _texts(shelf) == ["a", "b"]
    _tick()
    _tick()
    assert _texts(shelf) == ["a", "b", "c", "d", "e"]
    assert filler.is_done


def test_fillers_share_what_a_frame_allows(shelf: Any) -> None:
    from kivy.uix.boxlayout import BoxLayout

    from associate_app.screens.filling import Filler

    slow, other = Slow(), BoxLayout()
    fillers = [Filler(slow.now_s), Filler(slow.now_s)]
    for filler, container in zip(fillers, (shelf, other), strict=True):
        filler.fill(container, slow.make, _rows("a", "b"))
    _tick()
    assert (_texts(shelf), _texts(other)) == (["a", "b"], [])
    _tick()
    assert _texts(other) == ["a", "b"]
    assert all(filler.is_done for filler in fillers)


def test_what_was_needed_once_is_not_made_again(shelf: Any) -> None:
    from associate_app.screens.filling import Filler

    slow = Slow()
    filler = Filler(slow.now_s)
    filler.fill(shelf, slow.make, _rows("a", "b"))
    _tick()
    filler.fill(shelf, slow.make, _rows("c"))
    assert _texts(shelf) == ["c"]
    filler.fill(shelf, slow.make, _rows("d", "e", "f"))
    assert _texts(shelf) == ["d", "e"]
    _tick()
    assert _texts(shelf) == ["d", "e", "f"]
    assert slow.made == 3


def test_nothing_is_made_any_more_for_a_screen_that_was_left(shelf: Any) -> None:
    from associate_app.screens.filling import Filler

    slow = Slow()
    filler = Filler(now_s=slow.now_s)
    filler.fill(shelf, slow.make, _rows("Coat", "Scarf", "Hat"))
    Filler.leave_off()
    _tick()
    assert (_texts(shelf), filler.is_done) == ([], True)


def test_what_is_kept_ready_comes_one_a_time_and_never_while_somebody_waits(shelf: Any) -> None:
    from kivy.uix.boxlayout import BoxLayout

    from associate_app.screens.filling import Filler

    slow, other = Slow(), BoxLayout()
    filler, busy = Filler(slow.now_s), Filler(slow.now_s)
    filler.keep_ready(shelf, slow.make, 2)
    busy.fill(other, slow.make, _rows("Coat"))
    assert Filler.make_ready()
    assert slow.made == 0
    _tick()
    assert [Filler.make_ready(), Filler.make_ready()] == [True, False]
    assert (slow.made, _texts(shelf)) == (3, [])


def test_what_was_kept_ready_is_shown_instead_of_new_ones(shelf: Any) -> None:
    from associate_app.screens.filling import Filler

    slow = Slow()
    filler = Filler(slow.now_s)
    filler.keep_ready(shelf, slow.make, 2)
    while Filler.make_ready():
        pass
    filler.fill(shelf, slow.make, _rows("a", "b", "c"))
    _tick()
    assert (_texts(shelf), slow.made) == (["a", "b", "c"], 3)


def test_nothing_is_kept_ready_for_a_screen_that_was_left(shelf: Any) -> None:
    from associate_app.screens.filling import Filler

    slow = Slow()
    Filler(slow.now_s).keep_ready(shelf, slow.make, 2)
    Filler.leave_off()
    assert not Filler.make_ready()
    assert slow.made == 0
