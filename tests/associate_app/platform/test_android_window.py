"""What the app asks of Android's window and of device management."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from associate_app.platform.android_window import keep_out_of_pictures, language, managed

SECURE = 0x2000


class Activity:
    """The one activity, with what device management has set."""

    def __init__(self, settings: dict[str, str] | None) -> None:
        self.flags = 0
        self.settings = settings
        self.mActivity = self  # Java's name

    def getWindow(self) -> Any:  # noqa: N802 - Java's name
        return SimpleNamespace(addFlags=self._add)

    def getSystemService(self, name: str) -> Any:  # noqa: N802 - Java's name
        assert name == "restrictions"
        found = None if self.settings is None else SimpleNamespace(getString=self.settings.get)
        return SimpleNamespace(getApplicationRestrictions=lambda: found)

    def _add(self, flags: int) -> None:
        self.flags |= flags


def _android(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str] | None = None, speaks: str = "en"
) -> Activity:
    activity = Activity(settings)
    classes = {
        "org.kivy.android.PythonActivity": activity,
        "android.view.WindowManager$LayoutParams": SimpleNamespace(FLAG_SECURE=SECURE),
        "android.content.Context": SimpleNamespace(RESTRICTIONS_SERVICE="restrictions"),
        "java.util.Locale": SimpleNamespace(getDefault=lambda: SimpleNamespace(getLanguage=lambda: speaks)),
    }
    modules = {name: ModuleType(name) for name in ("jnius", "android", "android.runnable")}
    modules["jnius"].autoclass = classes.__getitem__
    modules["android.runnable"].run_on_ui_thread = lambda function: function
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return activity


def test_no_picture_of_the_window_can_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = _android(monkeypatch)
    keep_out_of_pictures()
    assert activity.flags == SECURE


def test_device_management_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    _android(monkeypatch, {"server": "https://aisle.example"})
    assert managed("server") == "https://aisle.example"


@pytest.mark.parametrize("settings", [None, {}])
def test_a_tablet_that_nobody_manages_has_nothing_set(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str] | None
) -> None:
    _android(monkeypatch, settings)
    assert managed("server") == ""


@pytest.mark.parametrize(("speaks", "language_of_app"), [("de", "de"), ("es", "es"), ("ja", "en")])
def test_the_app_begins_in_the_systems_language_if_it_speaks_it(
    monkeypatch: pytest.MonkeyPatch, speaks: str, language_of_app: str
) -> None:
    _android(monkeypatch, speaks=speaks)
    assert language() == language_of_app
