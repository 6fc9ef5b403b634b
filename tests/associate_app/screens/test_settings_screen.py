"""Settings hold at once and after a restart; a scan is tried out; a report is read before it goes to HQ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from associate_app.presenters.scanning import Scanned
from associate_app.store.choices import Choices
from shared import words

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of the settings."""
    someone = show()
    someone.app.theme.reduced_motion = False
    someone.tap("Settings")
    someone.wait_for("Counter 2")
    return someone


def test_colours_letters_and_movement_hold_at_once_and_are_kept(person: Any, tablet: Any) -> None:
    person.tap("Dark")
    person.tap("Largest letters")
    person.tap("Stand still")
    theme = person.app.theme
    assert (theme.mode, theme.font_scale, theme.reduced_motion) == ("dark", 1.3, True)
    wanted = Choices("dark", 1.3, reduced_motion=True)
    person.until(lambda: tablet.settings.kept == wanted, "the choices to be kept")
    person.tap("Light")
    person.tap("Usual letters")
    person.tap("Things may move")
    person.until(lambda: tablet.settings.kept == Choices(), "the choices to be kept")


def test_an_app_that_starts_looks_as_was_chosen(tablet: Any, drive: Any) -> None:
    from associate_app.app import AisleApp

    tablet.settings.kept = Choices("dark", 1.15, reduced_motion=True)
    theme = drive(AisleApp(tablet)).app.theme
    assert (theme.mode, theme.font_scale, theme.reduced_motion) == ("dark", 1.15, True)


@pytest.fixture
def _in_english() -> Iterator[None]:
    yield
    words.use(words.ENGLISH)


@pytest.mark.usefixtures("_in_english")
def test_a_language_holds_at_once_and_is_kept(person: Any, tablet: Any) -> None:
    person.tap("Customers")
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    person.tap("Settings")
    person.tap("Deutsch")
    person.wait_for("Sprache")
    person.until(lambda: tablet.settings.kept.language == "de", "the language to be kept")
    person.tap("Kundschaft")
    person.wait_for("Meine")
    person.wait_for("Asked for oat milk")


@pytest.mark.usefixtures("_in_english")
def test_an_app_that_starts_speaks_the_chosen_language_or_the_systems(tablet: Any, drive: Any) -> None:
    from associate_app.app import AisleApp

    tablet.settings.kept = Choices(language="de")
    person = drive(AisleApp(tablet, system_language="fr"))
    person.wait_for("Wer steht vor Ihnen?")
    person.app.choose(language="es")
    person.wait_for("Clientela")
    tablet.settings.kept = Choices()
    assert AisleApp(tablet, system_language="fr").language == "fr"


def test_nothing_moves_where_motion_is_unwanted(tablet: Any, drive: Any) -> None:
    from kivy.animation import Animation

    from associate_app.app import AisleApp
    from associate_app.widgets.states import Turning

    tablet.settings.kept = Choices(reduced_motion=True)
    person = drive(AisleApp(tablet))
    turning = Turning()
    before = set(Animation._instances)
    person.app.root.add_widget(turning)
    assert Animation._instances == before
    person.app.theme.reduced_motion = False
    person.app.root.remove_widget(turning)
    person.app.root.add_widget(turning)
    assert Animation._instances != before
    person.app.root.remove_widget(turning)


def test_a_scan_is_tried_out_here_and_leads_nowhere(person: Any, tablet: Any) -> None:
    tablet.scanning.resolve = lambda _: Scanned("customer", 1)
    person.scan("6001000001")
    person.wait_for("6001000001 (10 characters)")
    person.wait_for("A card of a customer in your book")
    assert person.app.root.screen.page == "settings"


def test_a_report_is_read_before_it_is_sent(person: Any, tablet: Any) -> None:
    person.tap("Read the report")
    person.wait_for("Outbox: 2 waiting, 0 refused")
    assert tablet.diagnostics.sent == []
    person.tap("Send to HQ")
    person.wait_for("HQ has the report.")
    assert tablet.diagnostics.sent == [tablet.diagnostics.report().text]


def test_without_a_line_the_report_is_saved_as_a_file(person: Any, tablet: Any) -> None:
    tablet.diagnostics.offline = True
    person.tap("Read the report")
    person.tap("Send to HQ")
    person.wait_for("You can save the report as a file instead.")
    person.tap("Save as a file")
    person.wait_for("Saved in /tablet/report-20261123-141200.txt. Hand it to HQ.")
    person.tap("Close")
    person.until(lambda: person.can_use("Settings"), "the sheet to close")


def test_what_nobody_expected_is_told_beside_the_report(person: Any, tablet: Any) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("odd")

    tablet.diagnostics.send = fail
    person.tap("Read the report")
    person.tap("Send to HQ")
    person.wait_for("the app does not know why")


def test_escape_leads_back_to_the_customers(person: Any) -> None:
    person.press("escape")
    person.until(lambda: person.app.root.screen.page == "customers", "the customers")
