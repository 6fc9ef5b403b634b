"""What a made-up tablet says of scans: it knows Olivia's card, the coffee's label and a visitor's card."""

from __future__ import annotations

from associate_app.presenters.scanning import Scanned

OLIVIAS_CARD = "2901234567894"
COFFEES_LABEL = "2000000000718"
VISITORS_CARD = "2900000000001"


class FakeScanning:
    """Answers like the presenter of scans."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def resolve(self, text: str) -> Scanned:
        self.heard.append(text)
        known = {
            OLIVIAS_CARD: Scanned("customer", 0),
            COFFEES_LABEL: Scanned("product", 71),
            VISITORS_CARD: Scanned(
                "nobody", sentence=f"Nobody here has the card {VISITORS_CARD}.", card=VISITORS_CARD
            ),
        }
        return known.get(
            text, Scanned("nothing", sentence=f"That is not a card or product of ours: “{text}”.")
        )
