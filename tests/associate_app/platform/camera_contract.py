"""What every camera must do; each implementation's test class inherits it and gives `camera`, `broken`."""

from __future__ import annotations

import pytest

from associate_app.platform.camera import Camera, NoCamera
from associate_app.platform.scanner import ZxingScanner

CARD = "AISLE1-C-2901234567894-12"


class CameraContract:
    """The promises; `camera` sees a QR with CARD, `broken` can see nothing."""

    def test_nothing_is_seen_before_it_is_opened(self, camera: Camera) -> None:
        assert camera.frame() is None

    def test_what_it_sees_can_be_read(self, camera: Camera) -> None:
        camera.open()
        frame = camera.frame()
        assert frame is not None
        assert len(frame.grey) == frame.width * frame.height
        assert ZxingScanner().read(frame) == CARD

    def test_opening_it_twice_changes_nothing(self, camera: Camera) -> None:
        camera.open()
        camera.open()
        assert camera.frame() is not None

    def test_a_closed_camera_sees_nothing_and_can_be_opened_again(self, camera: Camera) -> None:
        camera.open()
        camera.close()
        camera.close()
        assert camera.frame() is None
        camera.open()
        assert camera.frame() is not None

    def test_one_that_cannot_see_says_how_to_go_on_without(self, broken: Camera) -> None:
        with pytest.raises(NoCamera, match=r"hand scanner, or type the number"):
            broken.open()
        assert broken.frame() is None
        broken.close()
