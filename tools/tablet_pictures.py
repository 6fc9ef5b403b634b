"""Pictures of the tablet app where there is no display: enrolled if need be, signed in, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.stage import ASSOCIATE, PIN, Stage
from tools.tablet_process import Tablet, tablet

ASSOCIATE_NAME = "Maya Brooks"
ABOUT = "More about "


def draw(stage: Stage, folder: Path, pictures: Path) -> Iterator[Path]:
    """Each picture's path, as it is drawn."""
    pictures.mkdir(parents=True, exist_ok=True)
    with tablet(folder, stage.address, pictures / "tablet.log") as person:
        if "Connect this tablet" in person.ask("names"):
            person.ask("fill", "Server address", stage.address)
            person.ask("fill", "Enrolment code", stage.enrolment_code())
            person.ask("tap", "Connect this tablet")
            person.ask("wait_for", "Associate number")
        sign_in(person)
        yield from _screens(person, pictures)


def sign_in(person: Tablet) -> None:
    """The demo's associate is signed in and the customers of her store are there."""
    if ASSOCIATE_NAME in person.ask("names"):
        person.ask("tap", ASSOCIATE_NAME)
    else:
        if "Somebody else" in person.ask("names"):
            person.ask("tap", "Somebody else")
        person.ask("fill", "Associate number", ASSOCIATE)
    for digit in PIN:
        person.ask("tap", digit)
    person.ask("tap", "Sign in")
    person.ask("wait_for", "Last visit first", 120)


def _screens(person: Tablet, pictures: Path) -> Iterator[Path]:
    yield _picture(person, pictures / "customers.png")
    names = person.ask("names")
    person.ask("tap", names[names.index("Search customers") + 1])
    person.ask("wait_for", "Suggested for")
    yield _picture(person, pictures / "customer.png")
    person.ask("tap", "What is new for her")
    yield _picture(person, pictures / "customer-new.png")
    person.ask("tap", "Settings")
    person.ask("tap", "Dark")
    person.ask("tap", "Customers")
    yield _picture(person, pictures / "customer-dark.png")
    person.ask("tap", "Settings")
    person.ask("tap", "Light")
    person.ask("tap", "Customers")
    yield from _product_screens(person, pictures)
    for place in ("Offers", "Sync"):
        person.ask("tap", place)
        yield _picture(person, pictures / f"{place.lower()}.png")


def _product_screens(person: Tablet, pictures: Path) -> Iterator[Path]:
    """A product beside her, in her basket, and on the page that says who would want it."""
    person.ask("tap", next(name for name in person.ask("names") if name.startswith(ABOUT)))
    person.ask("wait_gone", "Opening")
    yield _picture(person, pictures / "product-sheet.png")
    person.ask("tap", "Put it in her basket")
    person.ask("tap", "What goes with her basket")
    yield _picture(person, pictures / "basket.png")
    person.ask("tap", next(name for name in person.ask("names") if name.startswith("Open the basket")))
    person.ask("tap", "Empty the basket")
    person.ask("tap", next(name for name in person.ask("names") if name.startswith(ABOUT)))
    person.ask("tap", "Who else would want it")
    person.ask("wait_gone", "Looking through the book")
    yield _picture(person, pictures / "product.png")


def _picture(person: Tablet, path: Path) -> Path:
    person.ask("picture", str(path))
    return path
