"""A photo fills its room with the middle of its picture, and takes none where there is nothing to show."""

from __future__ import annotations

import pytest

from tests.associate_app.fakes.pictures import apples

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("window")]


def test_the_picture_is_cut_to_the_shape_of_its_room() -> None:
    from associate_app.widgets.photo import Photo

    photo = Photo(data=apples(), alt="Apples", room=[100, 50])
    assert photo.shown == 1
    assert photo.drawn.size == (800, 400)
    tall = Photo(data=apples(), room=[50, 100])
    assert tall.drawn.size == (250, 500)


@pytest.mark.parametrize("data", [None, b"", b"\xff\xd8 torn", apples()[:900], b"GIF89a"])
def test_what_cannot_be_shown_takes_no_room(data: bytes | None) -> None:
    from associate_app.widgets.photo import Photo

    photo = Photo(data=apples(), alt="Apples")
    photo.data = data
    if photo.shown:  # half a picture may be drawn as far as it goes
        assert photo.drawn is not None
    else:
        assert (photo.drawn, tuple(photo.size), photo.accessible_name) == (None, (0, 0), "")
