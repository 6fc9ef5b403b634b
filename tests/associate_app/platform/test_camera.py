"""Cameras: each keeps the same promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from associate_app.platform.camera import Frame, KivyCamera, NoCamera, PictureCamera, picture, pictures_in
from tests.associate_app.platform.camera_contract import CARD, CameraContract
from tests.associate_app.platform.pictures import BLANK, frame_of, save

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("window")]


class Texture:
    """What Kivy's providers give: colours, four bytes a pixel."""

    def __init__(self, frame: Frame) -> None:
        self.size = (frame.width, frame.height)
        self.pixels = b"".join(bytes((value, value, value, 255)) for value in frame.grey)


class Provider:
    """Stands for a provider of Kivy's that draws into a texture."""

    def __init__(self, *, resolution: tuple[int, int], stopped: bool) -> None:
        assert resolution[0] > resolution[1]
        self.is_running = not stopped
        self.texture = Texture(frame_of(CARD))

    def stop(self) -> None:
        self.is_running = False


class AndroidProvider:
    """Stands for Android's: luminance, then colours."""

    def __init__(self, **_: Any) -> None:
        frame = frame_of(CARD, width=1280, height=720)
        self.resolution = (frame.width, frame.height)
        self.bytes: bytes | None = frame.grey + b"\x80" * (len(frame.grey) // 2)

    def grab_frame(self) -> bytes | None:
        return self.bytes

    def stop(self) -> None:
        self.bytes = None


def fail(**_: Any) -> Any:
    raise OSError("in use")


class TestKivyCamera(CameraContract):
    @pytest.fixture(params=[Provider, AndroidProvider])
    def camera(self, request: pytest.FixtureRequest) -> KivyCamera:
        return KivyCamera(lambda: request.param)

    @pytest.fixture(params=[None, fail])
    def broken(self, request: pytest.FixtureRequest) -> KivyCamera:
        return KivyCamera(lambda: request.param)

    def test_there_is_no_frame_before_the_first(self) -> None:
        made: list[Any] = []

        def late(kind: Any) -> KivyCamera:
            camera = KivyCamera(lambda: lambda **more: made.append(kind(**more)) or made[-1])
            camera.open()
            return camera

        drawing, android = late(Provider), late(AndroidProvider)
        made[0].texture, made[1].bytes = None, None
        assert drawing.frame() is None
        assert android.frame() is None


class TestPictureCamera(CameraContract):
    @pytest.fixture(params=["code.png", "code.jpg"])
    def camera(self, request: pytest.FixtureRequest, tmp_path: Path) -> PictureCamera:
        save(frame_of(CARD), tmp_path / request.param)
        (tmp_path / "notes.txt").write_text("no picture")
        return PictureCamera(pictures_in(tmp_path))

    @pytest.fixture
    def broken(self) -> PictureCamera:
        return PictureCamera(())

    def test_pictures_come_one_after_the_other_and_again(self, tmp_path: Path) -> None:
        camera = PictureCamera([save(BLANK, tmp_path / "a.png"), save(frame_of(CARD), tmp_path / "b.png")])
        camera.open()
        first, second, third = (camera.frame() for _ in range(3))
        assert first == third == BLANK
        assert second == frame_of(CARD)

    def test_a_damaged_picture_says_which(self, tmp_path: Path) -> None:
        (tmp_path / "torn.png").write_bytes(b"\x89PNG")
        with pytest.raises(NoCamera, match=r"torn\.png"):
            picture(tmp_path / "torn.png")
