"""Pages on decisions: how offers are put in order, what was counted, what other ways would have earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from server.console.wording import ago
from server.decisions import policy as policies
from server.decisions.judging import Judged, JudgedWay
from server.decisions.policy import WAYS, Policy
from server.decisions.reading import odds
from server.decisions.service import FirstView
from server.promotions import service as promotions
from server.statistics.comparing import Estimate
from shared.decisioning import Odds
from shared.errors import InvalidInput
from shared.money import as_text

UNKNOWN = "–"


@dataclass(slots=True)
class PolicyForm:
    """The way and the margin as they were typed; `errors` names fields with a sentence each."""

    strategy: str
    margin_percent: str
    version: int
    changed: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OddsRow:
    """What was counted of a promotion; amounts are of one redemption, in words."""

    promotion_id: str
    name: str
    shown: int
    redeemed: int
    rate: str
    earns: str
    costs: str
    value: str


@dataclass(frozen=True, slots=True)
class WayRow:
    """What a way would have earned a hundred decisions, in words; `caution` if it is not to be relied on."""

    name: str
    earned: str
    between: str
    gain: str
    gain_between: str
    told_by: int
    caution: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class FirstRow:
    """A customer to whom a promotion is best made, in words."""

    customer_id: int
    name: str
    place: str
    likely: str
    value: str
    reason: str


def policy_form(set_now: Policy, now_ms: int, names: Mapping[str, str]) -> PolicyForm:
    """The form with what is set."""
    changed = ""
    if set_now.version:
        who = names.get(set_now.updated_by, "Somebody")
        changed = f"{who}, {ago(set_now.updated_ms, now_ms)}"
    return PolicyForm(set_now.strategy, str(set_now.margin_percent), set_now.version, changed)


def typed_policy(session: Session, given: Mapping[str, str], *, by: str, now_ms: int) -> PolicyForm:
    """What was typed is set; or the form says what is wrong with it and nothing is."""
    version = given.get("version", "")
    form = PolicyForm(
        given.get("strategy", ""), given.get("margin_percent", "").strip(),
        int(version) if version.isdecimal() and len(version) < 10 else 0, "",
    )  # fmt: skip
    margin = (
        int(form.margin_percent) if form.margin_percent.isdecimal() and len(form.margin_percent) < 4 else 0
    )
    try:
        policies.change(session, form.strategy, margin, version=form.version, by=by, now_ms=now_ms)
    except InvalidInput as error:
        form.errors = {name: str(sentence) for name, sentence in error.fields.items()}
    return form


def odds_rows(session: Session) -> list[OddsRow]:
    """Every promotion with counts, the one that is worth most first."""
    counted = odds(session)
    names = promotions.names(session, counted)
    rows = [(_value(each), _odds_row(each, names[each.promotion_id])) for each in counted.values()]
    rows.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [row for _value_minor, row in rows]


def counted_on(session: Session) -> str:
    """The latest day of counts; empty if nobody has counted."""
    return max((each.day for each in odds(session).values()), default="")


def _likely(each: Odds) -> float:
    shown, redeemed = (sum(tally[place] for tally in each.tallies.values()) for place in (0, 1))
    a, b = Odds(each.promotion_id, rate=each.rate).beliefs("words", "any")
    return (a + redeemed) / (a + b + max(shown, redeemed))


def _value(each: Odds) -> float:
    if each.margin_minor is None or each.cost_minor is None:
        return 0.0
    return _likely(each) * (each.margin_minor - each.cost_minor)


def _odds_row(each: Odds, name: str) -> OddsRow:
    shown, redeemed = (sum(tally[place] for tally in each.tallies.values()) for place in (0, 1))
    known = each.margin_minor is not None and each.cost_minor is not None
    return OddsRow(
        each.promotion_id, name, shown, redeemed,
        f"{redeemed / shown:.1%}" if shown else UNKNOWN,
        UNKNOWN if each.margin_minor is None else as_text(each.margin_minor),
        UNKNOWN if each.cost_minor is None else as_text(each.cost_minor),
        as_text(round(_value(each) * 100)) if known else UNKNOWN,
    )  # fmt: skip


def way_rows(judged: Judged) -> list[WayRow]:
    """Each way, in the order of the form."""
    return [_way_row(each) for each in judged.ways]


def _way_row(way: JudgedWay) -> WayRow:
    if way.value is None or way.gain is None:
        return WayRow(way.name, UNKNOWN, "", "", "", 0, way.sentence, is_better=False)
    sure = not way.caution
    return WayRow(
        way.name, _hundred(way.value.value), _between(way.value), _signed(way.gain.value),
        _between(way.gain), round(way.effective),
        way.sentence, is_better=sure and way.gain.is_above_zero,
    )  # fmt: skip


def earned(judged: Judged) -> str:
    """What a hundred decisions earned."""
    return _hundred(judged.earned_minor)


def _hundred(minor: float) -> str:
    """Of a hundred decisions: one is worth a few cents."""
    return as_text(round(minor * 100))


def _between(estimate: Estimate) -> str:
    return f"{_hundred(estimate.low)} to {_hundred(estimate.high)}"


def _signed(minor: float) -> str:
    return f"{'+' if round(minor * 100) > 0 else ''}{_hundred(minor)}"


def first_rows(view: FirstView) -> list[FirstRow]:
    """The customers in words."""
    return [
        FirstRow(
            each.customer_id, each.name,
            "First" if each.place == 1 else f"{each.place} of {each.of}",
            f"{each.likely:.1%}", as_text(round(each.value_minor * 100)), each.reason,
        )
        for each in view.rows
    ]  # fmt: skip


def ways() -> Mapping[str, str]:
    """The ways to choose from, with what each does."""
    return WAYS
