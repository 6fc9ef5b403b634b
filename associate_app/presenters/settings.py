"""How the screen looks, what this tablet is, and what the scanner reads."""

from __future__ import annotations

from pathlib import Path

from associate_app import APP_VERSION
from associate_app.presenters.scanning import Scanned, readable
from associate_app.presenters.trust_views import Fact, ScanTest
from associate_app.store import choices
from associate_app.store.choices import Choices
from associate_app.store.vault import Vault
from shared.words import _, lazy, plural


class SettingsPresenter:
    """The settings page; choices are kept in the tablet's folder."""

    def __init__(self, folder: Path, vault: Vault, device_name: str) -> None:
        self._folder = folder
        self._vault = vault
        self._device_name = device_name

    def choices(self) -> Choices:
        """What was chosen on this tablet."""
        return choices.read(self._folder)

    def keep(self, chosen: Choices) -> None:
        """It is chosen, also after a restart."""
        choices.keep(self._folder, chosen)

    def about(self) -> tuple[Fact, ...]:
        """Which app on which tablet of which store this is."""
        enrolment = self._vault.content().enrolment
        return (
            Fact(_("Version"), APP_VERSION),
            Fact(_("Store"), f"{enrolment.store_name} ({enrolment.store_id})"),
            Fact(_("Tablet"), self._device_name),
            Fact(_("HQ"), enrolment.server_address),
        )


_MEANINGS = {
    "customer": lazy("A card of a customer in your book"),
    "product": lazy("A product of the catalogue"),
}


def try_out(text: str, found: Scanned) -> ScanTest:
    """What the scanner read, and what it would lead to elsewhere."""
    known = _MEANINGS.get(found.kind)
    return ScanTest(
        read=plural(
            "{text} ({count} character)", "{text} ({count} characters)", len(text), text=readable(text)
        ),
        meaning=_(known) if known else found.sentence,
        is_well=known is not None,
    )
