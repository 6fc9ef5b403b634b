"""Five models of how far personalization has come, with what each of their stages asks for.

Which evidence makes a stage is our reading of the models: what somebody who reached it cannot help leaving
in the database. Of the first four a stage counts only after those before it; the tenets stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least so many of a fact; `how` says what to do for it, `endpoint` is the page where that begins."""

    fact: str
    least: int
    how: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage or a tenet, reached when all it requires is there."""

    name: str
    words: str
    requires: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model; unless `is_ordered` its parts are reached in any order."""

    key: str
    name: str
    words: str
    stages: tuple[Stage, ...]
    is_ordered: bool = True


def _needs(fact: str, least: int = 1) -> Requirement:
    how, endpoint = _HOW[fact]
    return Requirement(fact, least, how, endpoint)


_HOW: Final = {
    "promotions": ("Publish a promotion", "new_promotion"),
    "targeted": ("Publish a promotion for an audience", "new_promotion"),
    "two_people": ("Submit a promotion and let somebody else approve it", "promotions"),
    "redemptions": ("Publish a promotion that associates can give", "new_promotion"),
    "trials": ("Hold some customers out of a promotion, or compare two versions of it", "new_promotion"),
    "strategy_trials": ("Compare two ways to recommend, to say or to offer", "new_experiment"),
    "plans": ("Write an experiment with its hypothesis", "new_experiment"),
    "readings": ("Let a trial be met: its results are worked out every day", "new_experiment"),
    "moments": ("See that rules on carts, dates and silence are on", "next_actions"),
    "picked_up": ("See that the rules on carts and looks online are on", "next_actions"),
    "messages": ("See that who to contact today is on, with message templates", "next_actions"),
    "baskets": ("Connect the tills: they take baskets from tablets over REST", "tablets"),
    "channels": ("Bring in purchases of the web shop", "tablets"),
    "contact_channels": ("Let stores write as well as call", "next_actions"),
    "online": ("Bring in what customers look at online", "tablets"),
    "own_audiences": ("Save an audience made of purchases and behaviour", "audiences"),
    "brought_data": ("Import attributes of customers from another source", "audiences"),
    "model_audiences": ("Grow an audience from a few customers it should be like", "audiences"),
    "scores": ("Run “aisle audiences scores” every night", "audiences"),
    "purchases": ("Bring in purchases with their customers", "tablets"),
    "consents": ("Let associates ask for consent on the tablet", "tablets"),
    "said": ("Let associates mark advice as done on the tablet", "next_actions"),
    "particulars": ("Let associates note sizes, colours and likes", "next_actions"),
    "days": ("Let associates ask for a day that matters to her", "guides"),
    "model": ("Run “aisle model build” every night", "next_actions"),
    "answers": ("Let associates note what customers say to what is recommended", "next_actions"),
    "steps": ("Let associates do what sequences ask for", "sequences"),
    "sequences": ("Switch a sequence on", "sequences"),
    "cycle": ("See that the rules on thank-you, due again, silence and dates are on", "next_actions"),
    "guides": ("Write guides that associates can hand over", "guides"),
    "ratings": ("Let associates ask how the visit was", "experience"),
    "rated_trials": ("Let associates ask how the visit was while a trial runs", "experience"),
    "chosen": ("Publish offers for the same customers, so that there is a choice", "new_promotion"),
    "learned": ("Let the order of offers learn from what customers take", "new_experiment"),
    "tablets": ("Enrol tablets", "tablets"),
    "heard": ("Connect the tablets", "tablets"),
    "stock": ("Bring in the stock of stores", "tablets"),
}
"""By fact: what to do for it, and where in the console that begins."""

MODELS: Final = (
    Model(
        "five_stages", "Five stages of personalization", "From a first test to every customer on her own",
        (
            Stage("Test", "Two versions are compared", (_needs("trials"),)),
            Stage("Target", "What happens now decides", (_needs("promotions"), _needs("moments"))),
            Stage(
                "Segment", "Audiences from your own and from other data",
                (_needs("targeted"), _needs("own_audiences"), _needs("brought_data")),
            ),
            Stage(
                "Synchronize", "A journey goes on across channels and devices, both ways",
                (_needs("channels", 2), _needs("picked_up"), _needs("messages"), _needs("tablets")),
            ),
            Stage(
                "One to one", "Everything known of her chooses for her",
                (_needs("model"), _needs("answers"), _needs("particulars", 2), _needs("chosen")),
            ),
        ),
    ),
    Model(
        "crawl_walk_run", "Crawl, walk, run", "From observable facts to the whole journey",
        (
            Stage(
                "Crawl", "Adapts to observable facts",
                (_needs("purchases"), _needs("consents"), _needs("said")),
            ),
            Stage(
                "Walk", "Adds context, segments and channels",
                (
                    _needs("moments"), _needs("own_audiences"), _needs("channels", 2),
                    _needs("contact_channels", 2),
                ),
            ),
            Stage(
                "Run", "The whole journey, helpful, and tested against other ways",
                (
                    _needs("steps"), _needs("model_audiences"), _needs("strategy_trials"), _needs("guides"),
                    _needs("days"),
                ),
            ),
        ),
    ),
    Model(
        "capability", "Strategy and capability", "From targeted marketing to a personalized business",
        (
            Stage("Incidental", "A: targeted marketing, now and then", (_needs("targeted"),)),
            Stage(
                "Goals and metrics", "B: what is tried is measured by something",
                (_needs("plans"), _needs("ratings")),
            ),
            Stage(
                "Repeatable tests", "C: rigorous tests, one after the other",
                (_needs("trials", 3), _needs("readings", 3)),
            ),
            Stage(
                "Whole life cycle", "D: from the first thank-you to winning back",
                (_needs("cycle", 3), _needs("sequences"), _needs("steps")),
            ),
            Stage(
                "Personalized business", "E: one experience figure tied to results, all adapted to her",
                (_needs("rated_trials"), _needs("answers"), _needs("guides"), _needs("chosen")),
            ),
        ),
    ),
    Model(
        "one_to_one", "One to all, to one to one",
        "From one campaign to offers chosen at the moment of contact",
        (
            Stage("Batch", "One campaign for all", (_needs("promotions"),)),
            Stage("Rules", "Groups described by rules", (_needs("targeted"), _needs("redemptions"))),
            Stage(
                "Model-made segments", "Groups found by a model",
                (_needs("model_audiences"), _needs("scores")),
            ),
            Stage(
                "Orchestration", "Follow-ups run by themselves over several channels",
                (_needs("sequences"), _needs("steps"), _needs("contact_channels", 2)),
            ),
            Stage(
                "Auto-decisioning", "Offers are chosen and learned at the moment of contact",
                (_needs("chosen"), _needs("learned")),
            ),
        ),
    ),
    Model(
        "tenets", "Seven tenets of personalization 3.0", "They stand side by side",
        (
            Stage(
                "Marketer-friendly", "Marketers publish without a developer",
                (_needs("two_people"), _needs("own_audiences")),
            ),
            Stage("Data-driven", "Results decide what goes on", (_needs("readings"),)),
            Stage("Real-time", "Stores hear at once, and act on it", (_needs("heard"), _needs("moments"))),
            Stage(
                "Individualized", "Each customer has her own list and offer",
                (_needs("answers"), _needs("chosen")),
            ),
            Stage(
                "Iterative", "One test leads to the next", (_needs("trials", 2), _needs("readings", 2)),
            ),
            Stage(
                "Multi-device", "Tablets, tills and the web shop",
                (_needs("tablets", 2), _needs("channels", 2)),
            ),
            Stage(
                "Integrated", "Data of all sources in one place",
                (_needs("online"), _needs("stock"), _needs("brought_data"), _needs("baskets")),
            ),
        ),
        is_ordered=False,
    ),
)  # fmt: skip
