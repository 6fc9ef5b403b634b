"""Two hundred and five made-up customers of Cincinnati Oakley."""

from __future__ import annotations

from associate_app.presenters.view_models import CustomerRow

GIVEN = [
    "Olivia",
    "Amara",
    "Charlotte",
    "Priya",
    "Sofia",
    "Mateo",
    "Noah",
    "Ingrid",
    "Yuki",
    "Fatima",
    "Lucas",
    "Helena",
    "Omar",
    "Chloe",
    "Jonas",
]
FAMILY = [
    "Bennett",
    "Okafor",
    "Lindqvist",
    "Rossi",
    "Alvarez",
    "Dahl",
    "Tanaka",
    "Moreau",
    "Novak",
    "Silva",
    "Walsh",
    "Berg",
    "Hart",
]
TIERS = ("Gold", "VIP", "Member", "Member", "Gold", "Member", "Silver")
SUBTITLES = (
    "Visited yesterday, Cincinnati Oakley",
    "Visited 9 days ago",
    "Birthday on Friday",
    "Last visit 12 Jun",
)

PEOPLE = tuple(
    CustomerRow(
        id=number,
        name=f"{GIVEN[number % 15]} {FAMILY[(number * 7 // 15 + number) % 13]}",
        initials=GIVEN[number % 15][0] + FAMILY[(number * 7 // 15 + number) % 13][0],
        hue=number * 0.618 % 1,
        tier=TIERS[number % 7],
        subtitle=SUBTITLES[number % 4],
        why="",
    )
    for number in range(205)
)
