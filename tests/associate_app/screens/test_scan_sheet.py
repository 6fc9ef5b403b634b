"""Scanning by camera."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.associate_app.fakes.scanning import COFFEES_LABEL, OLIVIAS_CARD
from tests.associate_app.platform.pictures import BLANK, frame_of, save

pytestmark = pytest.mark.window


class Eye:
    """A camera that sees what the test holds in front of it."""

    def __init__(self) -> None:
        self.sees: Any = None
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def frame(self) -> Any:
        return self.sees

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def looking(show: Any) -> Any:
    """A person whose tablet looks for a code, with its eye."""

    def start(camera: Any = None, **options: Any) -> Any:
        person = show(**options)
        person.app.camera = camera or Eye()
        person.wait_for("Last visit first")
        person.tap("Scan a card or label")
        return person

    return start


def test_a_card_in_front_of_the_camera_opens_its_customer(looking: Any) -> None:
    person = looking()
    person.wait_for("Hold the card or the label in front of the camera.")
    person.app.camera.sees = frame_of(OLIVIAS_CARD)
    person.wait_for("Suggested for Olivia")
    assert not person.app.camera.is_open
    assert not person.sees("Hold the card")


def test_pictures_of_a_folder_stand_for_a_camera(looking: Any, tmp_path: Path) -> None:
    from associate_app.platform.camera import PictureCamera

    pictures = [save(BLANK, tmp_path / "1.png"), save(frame_of(COFFEES_LABEL[:-1] + "7"), tmp_path / "2.png")]
    person = looking(PictureCamera(pictures))
    person.wait_for("That is not a card or product of ours")


def test_a_hint_helps_when_nothing_is_found(looking: Any) -> None:
    from associate_app.screens import scan_sheet

    person = looking()
    person.app.camera.sees = BLANK
    sheet = person.app.root.top_layer()
    person.until(lambda: sheet.seen is not None, "a picture of what is seen")
    sheet._looks = scan_sheet.PATIENCE
    person.wait_for("A little closer, hold it still")


def test_cancelling_closes_the_camera_and_changes_nothing(looking: Any, tablet: Any) -> None:
    person = looking()
    assert person.app.camera.is_open
    person.press("escape")
    person.until(lambda: not person.app.camera.is_open, "the camera to close")
    person.tap("Scan a card or label")
    person.tap("Cancel")
    person.until(lambda: not person.app.camera.is_open, "the camera to close")
    assert tablet.scanning.heard == []


def test_without_a_camera_it_says_how_to_go_on(show: Any) -> None:
    from associate_app.platform.camera import KivyCamera

    person = show()
    person.app.camera = KivyCamera(lambda: None)
    person.tap("Scan a card or label")
    person.wait_for("There is no camera here. Use the hand scanner, or type the number into the search.")
    person.tap("Close")
    person.until(lambda: person.can_use("Search customers"), "the list")


def test_a_camera_that_fails_meanwhile_says_so(looking: Any) -> None:
    from associate_app.platform.camera import NoCamera

    class Blind:
        def read(self, _: Any) -> Any:
            raise NoCamera("This tablet cannot read codes by its camera.")

    person = looking()
    person.app.root.top_layer()._scanner = Blind()
    person.app.camera.sees = BLANK
    person.wait_for("This tablet cannot read codes by its camera.")


def test_the_hand_scanner_works_while_the_camera_looks(looking: Any) -> None:
    person = looking()
    person.scan(OLIVIAS_CARD)
    person.wait_for("Suggested for Olivia")
    assert not person.app.camera.is_open


def test_locking_closes_the_camera(looking: Any) -> None:
    person = looking()
    person.app.root.lock()
    person.wait_for("Who is working?")
    assert not person.app.camera.is_open
