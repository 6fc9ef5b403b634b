"""Facts of the case file, read as both sides' tests need them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shared.clock import DAY_MS, to_millis
from shared.consent import Consent
from shared.guides import Guide
from shared.lapsing import Fit, Rhythm
from shared.life_dates import LifeDate
from shared.next_action.facts import (
    ActionFacts,
    BigPurchase,
    DueAgain,
    FollowUp,
    Noticed,
    OpenOffer,
    Outcome,
    Owned,
    Restocked,
)
from tests.shared.cases import load

CASES = load("next_action")


def facts_of(case: dict[str, Any]) -> ActionFacts:
    """The facts of a case; `days_ago` are whole days before its moment."""
    case = CASES["base"] | case
    now_ms = to_millis(datetime.fromisoformat(case["now"]))

    def before(days: int) -> int:
        return now_ms - days * DAY_MS

    def when(values: dict[str, Any], name: str) -> dict[str, Any]:
        rest = {key: value for key, value in values.items() if key != "days_ago"}
        return rest | {name: before(values["days_ago"])}

    away = case.get("last_visit_days_ago")
    latest = case.get("latest")
    return ActionFacts(
        customer_id=1,
        now_ms=now_ms,
        time_zone=case["time_zone"],
        consents=tuple(Consent(**each, at_ms=0) for each in case["consents"]),
        dates=tuple(LifeDate(**each) for each in case.get("dates", ())),
        rhythm=Rhythm(*case["rhythm"]) if "rhythm" in case else None,
        fit=Fit(*case["fit"]) if "fit" in case else None,
        last_visit_ms=None if away is None else before(away),
        usual_gap_days=case.get("usual_gap_days"),
        due_again=tuple(DueAgain(**each) for each in case.get("due_again", ())),
        noticed=tuple(Noticed(**when(each, "last_ms")) for each in case.get("noticed", ())),
        latest=BigPurchase(**when(latest, "at_ms")) if latest else None,
        offers=tuple(
            OpenOffer(**each | {"ends_on": each["ends_on"] and date.fromisoformat(each["ends_on"])})
            for each in case.get("offers", ())
        ),
        follow_ups=tuple(FollowUp(**each) for each in case.get("follow_ups", ())),
        guides=tuple(Guide(**each) for each in case.get("guides", ())),
        owned=tuple(Owned(**each) for each in case.get("owned", ())),
        departments=frozenset(case.get("departments", ())),
        has_size=case.get("has_size", False),
        outcomes=tuple(
            Outcome(**{"channel": None} | when(each, "at_ms")) for each in case.get("outcomes", ())
        ),
        arrived_ms=(now_ms - case["arrived_minutes_ago"] * 60_000 if "arrived_minutes_ago" in case else None),
        purchases=case.get("purchases", 9),
        restocked=tuple(Restocked(**when(each, "at_ms")) for each in case.get("restocked", ())),
    )
