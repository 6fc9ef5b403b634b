"""Made-up stores: names that sound like places, a region, and a time zone that fits it.

The record knows stores only by their codes. Everything here follows from the code alone, so that a store is
the same in a sample as in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST = (
    "Alder", "Amber", "Apple", "Ash", "Aspen", "Autumn", "Bay", "Beech", "Birch", "Bishop", "Blue", "Bramble",
    "Briar", "Bridge", "Canyon", "Cedar", "Cherry", "Chestnut", "Clear", "Clover", "Copper", "Coral",
    "Cotton",    "Crystal", "Cypress", "Dogwood", "Eagle", "Elm", "Ember", "Falcon", "Fern",
    "Forest", "Fox", "Garnet",
    "Ginger", "Golden", "Granite", "Hawthorn", "Hazel", "Heron", "Hickory", "Holly", "Ivy", "Jasper",
    "Juniper", "Kestrel", "Kings", "Lakeside", "Lark", "Laurel", "Lavender", "Liberty", "Lilac", "Linden",
    "Long", "Magnolia", "Maple", "Marble", "Market", "Meadow", "Mill", "Mulberry", "Oak", "Ocean", "Olive",
    "Orchard", "Osprey", "Otter", "Pebble", "Pine", "Plum", "Poplar", "Prairie", "Quail", "Queens",
    "Raven",    "Redwood", "River", "Robin", "Rose", "Saffron", "Sage", "Sandy", "Silver",
    "Sparrow", "Spruce", "Stone",
    "Summer", "Sunny", "Swan", "Sycamore", "Thistle", "Timber", "Union", "Walnut", "White", "Willow",
    "Winter",    "Wolf", "Yarrow",
)  # fmt: skip
SECOND = (
    "Acres", "Bend", "Bluff", "Brook", "Center", "Circle", "Commons", "Corner", "Court", "Cove", "Creek",
    "Crossing", "Dale", "Falls", "Farm", "Field", "Ford", "Forge", "Garden", "Gate", "Glen", "Green", "Grove",
    "Harbor", "Haven", "Heights", "Hill", "Hollow", "Junction", "Knoll", "Lake", "Landing", "Lane", "Meadows",
    "Mills", "Park", "Place", "Plaza", "Point", "Pond", "Ridge", "Road", "Row", "Run", "Shore", "Springs",
    "Square", "Station", "Terrace", "Vale", "View",
)  # fmt: skip
AROUND = ("", "North ", "Upper ", "East ", "Lower ", "West ", "Old ", "South ", "New ")
REGIONS = (
    ("East", "America/New_York"),
    ("South", "America/Chicago"),
    ("West", "America/Los_Angeles"),
    ("North", "America/Chicago"),
    ("East", "America/New_York"),
    ("South", "America/New_York"),
    ("West", "America/Denver"),
    ("North", "America/Detroit"),
)

STRIDE = 2_017
"""Prime to the number of names: neighbouring codes get unlike names, and no two of a full round the same."""


@dataclass(frozen=True, slots=True)
class MadeUpStore:
    """A store as the catalogue keeps it."""

    id: str
    name: str
    region: str
    time_zone: str


def make_up_store(code: int) -> MadeUpStore:
    """The store with that code; no two codes share a name."""
    rounds, position = divmod(code, len(FIRST) * len(SECOND))
    second, first = divmod(position * STRIDE % (len(FIRST) * len(SECOND)), len(FIRST))
    name = f"{FIRST[first]} {SECOND[second]}"
    name = f"{AROUND[rounds]}{name}" if rounds < len(AROUND) else f"{name} {code}"
    region, zone = REGIONS[(code * 2_654_435_761 >> 9) % len(REGIONS)]
    return MadeUpStore(str(code), name, region, zone)
