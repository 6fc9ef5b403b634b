"""The verdict on a trial in one plain sentence, and what a marketer may do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.insights.outcomes import Metric, Outcome
from server.statistics.comparing import Estimate
from server.statistics.splits import Split
from shared.clock import from_millis
from shared.money import as_text

Kind = Literal["nobody", "changed", "split", "early", "better", "worse", "harm", "open", "none"]
WORTHLESS: Final[frozenset[Kind]] = frozenset({"changed", "split"})
"""With these nothing may be made of the figures: the groups differ by more than chance."""

METRIC_WORDS: Final[Mapping[Metric, str]] = {
    "revenue": "revenue a customer",
    "purchase_rate": "customers who bought",
    "redemption_rate": "customers who used an offer",
    "returned_share": "money returned",
    "rating": "visit rating",
    "withdrew": "consents withdrawn",
}
GUARD_WORDS: Final[Mapping[Metric, str]] = {
    "returned_share": "more of what was bought came back",
    "rating": "visits were rated lower",
    "withdrew": "more customers took a consent back",
}

PROVISIONAL: Final = "This is provisional: tablets that were in it have not been heard of since its end."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be thought of the trial now; `arm` is the one that it is about."""

    kind: Kind
    sentence: str
    arm: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the verdict is given on: the trial's own metric of each arm, and guard-rails that got worse.

    `names` are those of the arms, `split` is None while nobody has met it, and where none was planned;
    `changed_ms` is when the shares of the arms were changed, `is_provisional` true while some of what
    happened before the end is still to come.
    """

    main: Sequence[Outcome]
    broken: Sequence[Outcome]
    split: Split | None
    names: Mapping[str, str]
    control: str
    is_over: bool
    is_met: bool
    changed_ms: int | None = None
    is_provisional: bool = False

    def quoted(self, arm: str) -> str:
        """The arm's name as a sentence names it."""
        return f"“{self.names.get(arm, arm)}”"


def verdict(case: Case) -> Verdict:
    """The verdict; what makes figures worthless comes first, then what is sure, then what is open."""
    found = _unreadable(case) or _better(case) or _worse(case) or _harmful(case) or _undecided(case)
    return replace(found, sentence=f"{found.sentence} {PROVISIONAL}") if case.is_provisional else found


def _unreadable(case: Case) -> Verdict | None:
    if not case.is_met:
        is_sure = case.is_over and not case.is_provisional
        return Verdict("nobody", "Nobody met it." if is_sure else "Nobody has met it yet.")
    if case.changed_ms is not None:
        return Verdict("changed", _changed_words(case.changed_ms))
    if case.split is not None and case.split.is_mismatch:
        return Verdict("split", _split_words(case.split))
    if not _told(case):
        return Verdict("early", f"Too early to say anything. {case.main[0].why}")
    return None


def _better(case: Case) -> Verdict | None:
    found = [(each, value) for each, value in _told(case) if value.is_above_zero]
    if not found:
        return None
    best, value = max(found, key=lambda pair: pair[1].value)
    words = f"{case.quoted(best.arm)} does better than {case.quoted(case.control)}: {gain(best, value)}."
    if any(each.arm == best.arm for each in case.broken):
        return Verdict(
            "harm", f"{words} But {_harm_words(case, best.arm)}: decide whether it is worth that.", best.arm
        )
    return Verdict("better", f"{words} {_safe(case)}", best.arm)


def _worse(case: Case) -> Verdict | None:
    """The verdict if every arm does worse than the control: while one may be better, nothing is decided."""
    found = _told(case)
    if not all(value.is_below_zero for _, value in found):
        return None
    worst, value = min(found, key=lambda pair: pair[1].value)
    words = f"{case.quoted(worst.arm)} does worse than {case.quoted(case.control)}: {gain(worst, value)}."
    return Verdict("worse", f"{words} {_safe(case)}", worst.arm)


def _harmful(case: Case) -> Verdict | None:
    if not case.broken:
        return None
    arm = case.broken[0].arm
    return Verdict(
        "harm", f"No gain is to be seen, and with {case.quoted(arm)} {_harm_words(case, arm)}.", arm
    )


def _undecided(case: Case) -> Verdict:
    """The verdict while an arm may still be as good as the control: it is about that arm, not a worse one."""
    first, value = next(pair for pair in _told(case) if not pair[1].is_below_zero)
    of = f" with {case.quoted(first.arm)}" if len(case.main) > 1 else ""
    lies = f"{of}: whatever there is lies between {_between(first, value)}.{_worse_ones(case)}"
    if case.is_over and not case.is_provisional:
        return Verdict("none", f"No difference was found{lies}")
    return Verdict("open", f"No difference to be told yet{lies}")


def _worse_ones(case: Case) -> str:
    worse = [case.quoted(each.arm) for each, value in _told(case) if value.is_below_zero]
    if not worse:
        return ""
    do = "does" if len(worse) == 1 else "do"
    return f" {' and '.join(worse)} {do} worse than {case.quoted(case.control)}."


def _told(case: Case) -> list[tuple[Outcome, Estimate]]:
    """The arms of which something may be said."""
    return [(each, each.decisive) for each in case.main if each.decisive is not None]


def gain(found: Outcome, value: Estimate) -> str:
    """How much more or less, and between what: "$1.20 more a customer (+8.1%, between +2.0% and +14.5%)"."""
    word = "more" if value.value >= 0 else "less"
    if found.metric == "revenue":
        amount = f"{as_text(abs(round(value.value)))} {word} a customer"
    else:
        points = f"{abs(value.value) * 100:.1f} percentage points"
        amount = f"{points} {'more' if value.value >= 0 else 'fewer'} {METRIC_WORDS[found.metric]}"
    uplift = found.decisive_uplift
    lead = "" if uplift is None else f"{signed(uplift.value)}, "
    return f"{amount} ({lead}between {_between(found, value)})"


def signed(share: float) -> str:
    """A change as people read it: "+8.1%", "−3.0%"."""
    text = f"{abs(share) * 100:,.1f}%"
    return f"±{text}" if text == "0.0%" else f"{'+' if share > 0 else '−'}{text}"


def money(minor: float) -> str:
    """A change of money: "+$1.20", "−$0.35"."""
    return f"{'+' if minor >= 0 else '−'}{as_text(abs(round(minor)))}"


def _between(found: Outcome, value: Estimate) -> str:
    uplift = found.decisive_uplift
    if uplift is not None:
        return f"{signed(uplift.low)} and {signed(uplift.high)}"
    if found.metric == "revenue":
        return f"{money(value.low)} and {money(value.high)} a customer"
    return f"{signed(value.low)} and {signed(value.high)}"


def _changed_words(changed_ms: int) -> str:
    at = from_millis(changed_ms)
    return (
        f"Do not act on these figures: the share of its groups was changed on {at.day} {at:%B} {at.year}, so"
        " the groups differ by more than chance. Only with one share from a new start to its end can they be"
        " compared."
    )


def _split_words(split: Split) -> str:
    seen, meant = split.observed[0] / sum(split.observed), split.expected[0] / sum(split.expected)
    return (
        "Do not act on these figures: customers are not split as planned"
        f" ({seen * 100:.1f}% instead of {meant * 100:.1f}% in the first group), so one group loses some on"
        " the way. Find out why first."
    )


def _harm_words(case: Case, arm: str) -> str:
    return " and ".join(GUARD_WORDS[each.metric] for each in case.broken if each.arm == arm)


def _safe(case: Case) -> str:
    if case.is_over:
        return "The trial is over."
    return "This holds although it is looked at every day: you may stop here."
