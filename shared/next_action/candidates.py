"""Everything that could be said to a customer now: for each rule what it finds, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from shared.clock import local_date
from shared.consent import Purpose, may_use
from shared.day_words import ago, coming_day, every, named_day
from shared.guides import Guide
from shared.lapsing import chance_of_return, is_lapsing
from shared.life_dates import LABELS, occasions, turning
from shared.money import as_round_text, to_minor
from shared.next_action.actions import Action, Deed
from shared.next_action.facts import ActionFacts, Noticed
from shared.next_action.rules import Rule
from shared.words import _, lazy, locale, plural

Find = Callable[[ActionFacts, Rule], Iterator[Action]]

MINUTE_MS: Final = 60_000

TURNED: Final = 2.0
"""How much more a guide weighs that belongs to the event her whole screen turns towards."""

SIZED: Final = ("apparel", "clothing", "fashion", "footwear", "shoes")
"""Departments in which a size must be known, by words of their names."""

ASKED: Final[Mapping[Purpose, float]] = {"personalization": 1.0, "marketing": 0.8}
"""How urgent each question for consent is, the first to be asked first."""

ASKING: Final = {
    "personalization": lazy("Ask about personal suggestions"), "marketing": lazy("Ask about news and offers"),
}  # fmt: skip


def _action(
    rule: Rule, subject: object, urgency: float, title: str, reason: str, deed: Deed = "say"
) -> Action:
    return Action(rule.kind, str(subject), deed, title, reason, rule.weight * urgency)


def _fading(age_days: int, within_days: int) -> float:
    """Urgency that halves by the end of the window."""
    return 1.0 - age_days / (2 * within_days)


def _follow_ups(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each in facts.follow_ups:
        due = date.fromisoformat(each.due_on)
        left = (due - facts.today).days
        if left > rule.settings["ahead_days"]:
            continue
        if left < 0:
            late = _("Promised for {day}, {ago}")
            when = late.format(day=locale().day_text(due, facts.today), ago=ago(-left))
        else:
            when = _("Promised for {day}").format(day=named_day(due, facts.today))
        yield _action(rule, each.id, 1.0 + min(max(-left, 0), 10) / 50, each.text, when, "close")


def _noticed(facts: ActionFacts, rule: Rule, *, in_cart: bool) -> Iterator[tuple[Noticed, int]]:
    for each in facts.noticed:
        age = facts.days_since(each.last_ms)
        if each.in_cart == in_cart and 0 <= age <= rule.settings["within_days"]:
            yield each, age


def _left_in_cart(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each, age in _noticed(facts, rule, in_cart=True):
        urgency = _fading(age, rule.settings["within_days"])
        reason = _("Put into the online cart {when}, not bought since").format(when=ago(age))
        yield _action(
            rule, each.product_id, urgency, _("Left in the cart: {product}").format(product=each.name), reason
        )


def _viewed(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each, age in _noticed(facts, rule, in_cart=False):
        if each.times >= rule.settings["least_times"]:
            urgency = _fading(age, rule.settings["within_days"])
            reason = plural(
                "Looked at once online, last {when}",
                "Looked at {count} times online, last {when}",
                each.times,
                when=ago(age),
            )
            yield _action(
                rule,
                each.product_id,
                urgency,
                _("Looked at online: {product}").format(product=each.name),
                reason,
            )


def _dates(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    ahead = rule.settings["ahead_days"]
    for each in occasions(facts.dates, facts.today):
        if 0 <= each.days <= ahead:
            title = _("{event} {when}").format(
                event=_(LABELS[each.kind]), when=coming_day(each.on, facts.today)
            )
            day = locale().day_text(each.on, facts.today)
            reason = _("{day}. A kind word is enough").format(day=day)
            yield _action(rule, f"{each.kind}/{each.on}", 1.0 - each.days / (2 * (ahead + 1)), title, reason)


def _thank_you(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    latest = facts.latest
    if latest is None:
        return
    age = facts.days_since(latest.at_ms)
    unusual = latest.usual_minor * rule.settings["percent_of_usual"] // 100
    least = max(least_thanked_minor(rule), unusual)
    if 0 <= age <= rule.settings["within_days"] and latest.total_minor >= least:
        spent, usual = as_round_text(latest.total_minor), as_round_text(latest.usual_minor)
        urgency = _fading(age, rule.settings["within_days"])
        text = _("Spent {amount} {when}; usually {usual}")
        reason = text.format(amount=spent, when=ago(age), usual=usual)
        yield _action(rule, latest.purchase_id, urgency, _("Say thank you for the big shop"), reason)


def least_thanked_minor(rule: Rule) -> int:
    """The smallest purchase that the thank-you rule thanks for, in cents."""
    return to_minor(Decimal(rule.settings["least_amount"]))


def _lapsing(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    if facts.fit is None or facts.rhythm is None or facts.last_visit_ms is None:
        return
    away = facts.days_since(facts.last_visit_ms)
    below = rule.settings["below_percent"] / 100
    if away <= rule.settings["within_days"] and is_lapsing(facts.fit, facts.rhythm, below):
        gap = facts.usual_gap_days
        urgency = 1.0 - chance_of_return(facts.fit, facts.rhythm) / 2
        reason = _("Usually here {every}; last visit {when}") if gap else _("last visit {when}")
        reason = reason.format(every=every(gap or 1), when=ago(away))
        since = local_date(facts.last_visit_ms, facts.time_zone)
        yield _action(rule, f"since/{since}", urgency, _("Win back: has been away"), reason)


def _due_again(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each in facts.due_again:
        if each.times >= rule.settings["least_times"]:
            text = _("Buys it {every}; last time {when}")
            reason = text.format(every=every(each.every_days), when=ago(each.days_ago))
            urgency = 0.7 + min(each.times, 15) / 50
            yield _action(
                rule, each.product_id, urgency, _("Due again: {product}").format(product=each.name), reason
            )


def _offers(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each in facts.offers:
        left = (each.ends_on - facts.today).days if each.ends_on else None
        soon = left is not None and left <= rule.settings["last_days"]
        reason = _("May be used; not used yet")
        if each.ends_on:
            day = locale().day_text(each.ends_on, facts.today)
            reason = _("May be used until {day}; not used yet").format(day=day)
        yield _action(rule, each.promotion_id, 1.0 if soon else 0.85, each.title, reason, "give_offer")


def _guides(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    turned = turning(facts.dates, facts.today)
    events = occasions(facts.dates, facts.today)
    for guide in facts.guides:
        if guide.tie == "date":
            event = next((e for e in events if e.kind == guide.about and guide.is_open(-e.days)), None)
            if event is not None:
                urgency = TURNED if turned is not None and turned.kind == event.kind else 1.0
                yield _action(rule, guide.id, urgency, guide.title, event.text, "give_guide")
        elif (reason := _owns(guide, facts)) is not None:
            yield _action(rule, guide.id, 1.0, guide.title, reason, "give_guide")


def _owns(guide: Guide, facts: ActionFacts) -> str | None:
    """Why the guide fits something she owns; None if it does not."""
    for each in facts.owned:
        age = (facts.today - date.fromisoformat(each.bought_on)).days
        names = {"product": str(each.product_id), "category": each.category, "department": each.department}
        if names[guide.tie] == guide.about and guide.is_open(age):
            return _("Bought {product} {when}").format(product=each.name, when=ago(age))
    return None


def _in_store(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    arrived = facts.arrived_ms
    if arrived is None or not is_here(facts, rule):
        return
    minutes = (facts.now_ms - arrived) // MINUTE_MS
    reason = plural("Came in {count} minute ago", "Came in {count} minutes ago", minutes)
    yield _action(rule, f"arrived/{arrived}", 1.0, _("She is in the store now"), reason)


def is_here(facts: ActionFacts, rule: Rule) -> bool:
    """True if she came in a while ago and has not bought since."""
    arrived = facts.arrived_ms
    if arrived is None or not 0 <= facts.now_ms - arrived <= rule.settings["within_minutes"] * MINUTE_MS:
        return False
    return facts.last_visit_ms is None or facts.last_visit_ms < arrived


def _first_visit(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    last, arrived = facts.last_visit_ms, facts.arrived_ms
    if facts.purchases == 1 and last is not None and facts.days_since(last) == 0:
        reason = _("Her first purchase was today")
    elif facts.purchases == 0 and arrived is not None and facts.days_since(arrived) == 0:
        reason = _("She has never bought here")
    else:
        return
    yield _action(rule, "first", 1.0, _("Welcome her: it is her first visit"), reason)


def _back_in_stock(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for each in facts.restocked:
        age = facts.days_since(each.at_ms)
        if 0 <= age <= rule.settings["within_days"]:
            urgency = _fading(age, rule.settings["within_days"])
            title = _("There again: {product}").format(product=each.name)
            reason = _("She wanted it; it came back {when}").format(when=ago(age))
            yield _action(rule, each.product_id, urgency, title, reason)


def _missing(facts: ActionFacts, rule: Rule) -> Iterator[Action]:
    for purpose, urgency in ASKED.items():
        if may_use(facts.consents, purpose).reason == "never_asked":
            title, reason = _(ASKING[purpose]), _("Nobody has asked yet")
            yield _action(rule, purpose, urgency, title, reason, "ask_consent")
            return  # one question at a time
    if facts.may_personalize and not facts.has_size:
        worn = sorted(d for d in facts.departments if any(word in d.lower() for word in SIZED))
        if worn:
            reason = _("Buys {department}; no size is noted").format(department=worn[0])
            yield _action(rule, "size", 0.6, _("Ask for the size"), reason, "ask_size")


FINDERS: Final[Mapping[str, Find]] = {
    "follow_up": _follow_ups, "left_in_cart": _left_in_cart, "date": _dates, "thank_you": _thank_you,
    "lapsing": _lapsing, "due_again": _due_again, "offer": _offers, "guide": _guides, "viewed": _viewed,
    "in_store": _in_store, "first_visit": _first_visit, "back_in_stock": _back_in_stock, "missing": _missing,
}  # fmt: skip

WITHOUT_CONSENT: Final = frozenset({"follow_up", "offer", "missing"})
"""Kept promises, offers (which ask for consent themselves) and the question itself need no consent."""
