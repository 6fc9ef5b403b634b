"""How the screen looks, what this tablet is, and what the scanner reads."""

from __future__ import annotations

from pathlib import Path

from associate_app import APP_VERSION
from associate_app.presenters.scanning import Scanned, readable
from associate_app.presenters.trust_views import Fact, ScanTest
from associate_app.presenters.wording import counted
from associate_app.store import choices
from associate_app.store.choices import Choices
from associate_app.store.vault import Vault


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
            Fact("Version", APP_VERSION),
            Fact("Store", f"{enrolment.store_name} ({enrolment.store_id})"),
            Fact("Tablet", self._device_name),
            Fact("HQ", enrolment.server_address),
        )


_MEANINGS = {
    "customer": "A card of a customer in your book",
    "product": "A product of the catalogue",
}


def try_out(text: str, found: Scanned) -> ScanTest:
    """What the scanner read, and what it would lead to elsewhere."""
    signs = counted(len(text), "character", "characters")
    return ScanTest(
        read=f"{readable(text)} ({signs})",
        meaning=_MEANINGS.get(found.kind, found.sentence),
        is_well=found.kind in _MEANINGS,
    )
