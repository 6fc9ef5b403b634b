"""The work of a made-up store, as its manager sees it."""

from __future__ import annotations

from associate_app.presenters.team_views import Answer, DaySales, TeamRow, TeamView, WaitingRow
from associate_app.presenters.view_models import Kpi

KPIS = (
    Kpi("Contacts", "38", "6 more than before", "trending-up", "good"),
    Kpi("Purchases after it", "14", "As before", "trending-neutral", "muted"),
    Kpi("Sales credit", "$1,284", "12% more than before", "trending-up", "good"),
    Kpi("Visit rating", "4.6", "0.2 worse than before", "trending-down", "bad"),
)
TEAM = (
    TeamRow("a1", "Mia Torres", "MT", 0.1, "18 contacts · 6 notes · 9 answers · 2 offers given", "$742",
            "8 purchases", "Rated 4.8 in 12 visits"),
    TeamRow("a2", "Jon Weber", "JW", 0.5, "14 contacts · 3 notes · 1 basket handed over", "$418",
            "5 purchases", "Rated 4.2 in 9 visits"),
    TeamRow("a3", "Ana Costa", "AC", 0.8, "6 contacts", "$124", "1 purchase", ""),
    TeamRow("a4", "Leo Brand", "LB", 0.3, "", "", "", ""),
)  # fmt: skip
ANSWERS = (
    Answer("Very good", "emoticon-excited-outline", "14", 1.0),
    Answer("Good", "emoticon-happy-outline", "5", 5 / 14),
    Answer("All right", "emoticon-neutral-outline", "1", 1 / 14),
    Answer("Bad", "emoticon-sad-outline", "1", 1 / 14),
    Answer("Very bad", "emoticon-angry-outline", "0", 0.0),
)
ASIDES = (
    WaitingRow(0, "Olivia Bennett", "OB", 0.0, "2 × Sparkling water, 12 cans, Rolled oats, 42 oz",
               "Put aside until closing time today", "by Jon Weber"),
    WaitingRow(2, "Charlotte Lindqvist", "CL", 0.24, "Colombian ground coffee, 12 oz",
               "Put aside until 25 Nov", "by Mia Torres · waiting to be sent"),
)  # fmt: skip
WINDOW = (
    "A purchase counts once: for who last contacted her, gave her an offer or handed over her basket within "
    "7 days before it."
)


class FakeTeam:
    """Four colleagues; over another time there is nothing yet."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def view(self, days: int) -> TeamView:
        self.asked.append(days)
        if days == 1:
            nothing = "Contacts, notes, offers given and ratings of visits appear here by themselves."
            none = tuple(Answer(each.name, each.icon, "0", 0.0) for each in ANSWERS)
            unrated = ("The store: no visit rated yet", "You: no visit rated yet")
            kpis = tuple(Kpi(k.label, "0", "As before", "trending-neutral", "muted") for k in KPIS)
            return TeamView(days, "The whole team", kpis, (), WINDOW, "", none, unrated, (), "", nothing)
        shares = [((place * 37) % 11) / 10 for place in range(days)]
        sales = tuple(
            DaySales("16 Nov" if place == 0 else "22 Nov" if place == days - 1 else "", share)
            for place, share in enumerate(shares)
        )
        ratings = (
            "The store: 4.6 in 21 visits. 0.2 worse than before", "You: 4.8 in 12 visits. As before",
        )  # fmt: skip
        return TeamView(
            days, "The whole team", KPIS, TEAM, WINDOW, "9 of 31 customers contacted came and bought.",
            ANSWERS, ratings, sales, "Best day: 20 Nov, $380", waiting=ASIDES,
        )  # fmt: skip
