"""What a made-up tablet says of scans: it knows Olivia's card, the coffee's label and a visitor's card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from associate_app.presenters.scanning import Scanned
from associate_app.presenters.view_models import CustomerRow

OLIVIAS_CARD = "2901234567894"
COFFEES_LABEL = "2000000000718"
VISITORS_CARD = "2900000000001"


class FakeScanning:
    """Answers like the presenter of scans."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.walk_in = FakeWalkIn()

    def resolve(self, text: str) -> Scanned:
        self.heard.append(text)
        known = {
            OLIVIAS_CARD: Scanned("customer", 0),
            COFFEES_LABEL: Scanned("product", 71, name="Colombian ground coffee, 12 oz"),
            VISITORS_CARD: Scanned(
                "nobody", sentence=f"Nobody here has the card {VISITORS_CARD}.", card=VISITORS_CARD
            ),
        }
        return known.get(
            text, Scanned("nothing", sentence=f"That is not a card or product of ours: “{text}”.")
        )


class FakeWalkIn:
    """A visitor whom HQ knows; she comes when the test says so."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None

    def fetch(self, card: str) -> int:
        if self.refusal is not None:
            raise self.refusal
        assert card == VISITORS_CARD
        return XAVER.id

    def arrive(self, tablet: Any) -> None:
        tablet.views[XAVER.id] = replace(
            tablet.views[0], id=XAVER.id, name=XAVER.name, given_name="Xaver", initials="XE"
        )
        tablet.look_up.people = (*tablet.look_up.people, XAVER)


XAVER = CustomerRow(
    900, f"Xaver {VISITORS_CARD}", "XE", 0.3, "Member", "Visiting · No purchases yet", f"Card {VISITORS_CARD}"
)
