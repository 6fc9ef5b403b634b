"""Results say what was planted, say when they cannot say it, and never change silently."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.experiments import holdout
from server.experiments.started import started
from server.insights import service
from server.insights.results import Results
from shared.clock import DAY_MS
from shared.experiments import EVERYTHING, HELD_OUT, OFFERED
from tests.server.insights import crowds
from tests.server.insights.crowds import FIRST, ORDER, SOUP
from tests.server.world import NOW_MS, Actors

ARMS = ("held_out", "offered")


@pytest.fixture
def soup(session: Session, actors: Actors) -> Session:
    """The promotion with a holdout runs; nobody has met it."""
    assert actors
    crowds.run_soup(session)
    return session


def read(session: Session, trial_id: str = SOUP, now_ms: int = NOW_MS) -> Results:
    assert service.catch_up(session, now_ms)
    return service.results(session, trial_id, now_ms)


def test_a_trial_that_nobody_met_says_so(soup: Session) -> None:
    found = read(soup)
    assert found.verdict.kind == "nobody"
    assert [row.arm.key for row in found.arms] == ["held_out", "offered"]
    assert found.split is None
    assert service.readings_of(soup, SOUP) == []


def test_an_effect_that_was_planted_is_found_with_its_sentence(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=0.2)
    found = read(soup)
    (revenue,) = found.main
    assert found.verdict.kind == "better"
    assert found.verdict.sentence.startswith("“Offered” does better than “Held out”: $")
    assert revenue.uplift is not None
    assert revenue.uplift.low < 0.2 < revenue.uplift.high
    assert revenue.saved > 0.5, "what they had spent before explains most of what they spend"
    assert found.customers == 600
    assert found.split is not None
    assert not found.split.is_mismatch
    assert found.broken == ()


def test_no_effect_is_not_called_one(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS)
    found = read(soup)
    assert found.verdict.kind == "open"
    assert not any(each.stands_out for each in found.segments)


def test_a_loss_is_told_as_one(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=-0.3)
    found = read(soup)
    assert found.verdict.kind == "worse"
    assert "less a customer" in found.verdict.sentence


def test_a_gain_with_a_broken_guard_rail_is_no_plain_success(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=0.9, returned=0.5)
    found = read(soup)
    assert [each.metric for each in found.broken] == ["returned_share"]
    assert found.verdict.kind == "harm"
    assert "came back" in found.verdict.sentence


def test_a_split_that_was_not_planned_comes_before_everything_else(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=0.2, share=0.35)
    found = read(soup)
    assert found.split is not None
    assert found.split.is_mismatch
    assert found.verdict.kind == "split"
    assert "65.0% instead of 50.0%" in found.verdict.sentence


def test_few_customers_are_too_few(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, customers=60, uplift=0.5)
    found = read(soup)
    assert found.verdict.kind == "early"
    assert "100 customers" in found.verdict.sentence


def test_segments_are_told_apart_and_corrected_for_being_many(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, customers=1_200, uplift=0.2)
    found = read(soup)
    kinds = {each.segment.kind for each in found.segments}
    assert kinds == {"store", "region", "tier", "department", "known"}
    whole = {each.name: each for each in found.segments if each.segment.kind == "store"}
    assert set(whole) == {"Store 367", "Store 406"}
    assert all(each.stands_out for each in whole.values())
    for each in found.segments:
        if each.adjusted_p is not None:
            assert each.outcome.p_value is not None
            assert each.adjusted_p >= each.outcome.p_value
    assert sum(each.customers for each in whole.values()) == found.customers


def test_a_trial_at_its_planned_end_is_judged_by_one_look(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=0.2)
    later = NOW_MS + 20 * DAY_MS
    soup.execute(text("UPDATE devices SET seen_ms = :at"), {"at": NOW_MS})
    early = read(soup, now_ms=later)
    assert early.phase == "ended"
    assert early.main[0].decisive == early.main[0].difference, "tablets may still bring what is looked at"
    assert early.verdict.sentence.endswith("not been heard of since its end.")
    (brief,) = service.briefs(soup, later)
    assert brief.results.verdict == early.verdict
    soup.execute(text("UPDATE devices SET seen_ms = :at"), {"at": later})
    found = read(soup, now_ms=later)
    (revenue,) = found.main
    assert found.phase == "ended"
    assert revenue.at_one_look is not None
    assert revenue.difference is not None
    assert revenue.decisive == revenue.at_one_look
    assert revenue.at_one_look.low > revenue.difference.low
    assert found.verdict.sentence.endswith("The trial is over.")


def test_whoever_met_two_arms_is_told_and_not_compared(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS)
    soup.execute(
        text(
            "INSERT INTO exposures (id, trial_id, customer_id, variant, surface, store_id, associate_id,"
            " at_ms, received_ms) VALUES ('x', :trial, :who, 'held_out', 'offers', '367', 'ana', :at, :at)"
        ),
        {"trial": SOUP, "who": FIRST, "at": NOW_MS - DAY_MS},
    )
    found = read(soup)
    assert found.crossed == 1
    assert found.customers == 599


def test_a_reading_stays_and_what_comes_late_is_told_beside_it(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, uplift=0.2)
    first = read(soup)
    said = service.readings_of(soup, SOUP)
    assert [each.customers for each in said] == [600]
    assert said[0].points[0].uplift == first.main[0].uplift
    crowds.meet(soup, SOUP, ARMS, customers=37, first=FIRST + 10_000, seed=2)
    again = read(soup, now_ms=NOW_MS + 3_600_000)
    assert again.missing.late is not None
    assert (again.missing.late.exposures, again.customers) == (37, 637)
    assert service.readings_of(soup, SOUP) == said
    after = read(soup, now_ms=NOW_MS + DAY_MS)
    assert [each.customers for each in service.readings_of(soup, SOUP)] == [600, 637]
    assert after.missing.late == again.missing.late, "whoever read it yesterday is told today"
    last = read(soup, now_ms=NOW_MS + 2 * DAY_MS).missing.late
    assert last is not None
    assert last.exposures == 0, "both readings before knew them"


def test_late_purchases_are_told_too(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS)
    read(soup)
    crowds.put(soup, "purchases", [crowds.purchase(1, FIRST, NOW_MS - DAY_MS, 10_00)])
    found = read(soup, now_ms=NOW_MS + 60_000)
    assert found.missing.late is not None
    assert (found.missing.late.exposures, found.missing.late.purchases) == (0, 1)


def test_a_reading_can_be_changed_by_nobody(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS)
    read(soup)
    for statement in ("UPDATE trial_readings SET said = '{}'", "DELETE FROM trial_readings"):
        with pytest.raises(DatabaseError, match="only ever added"), soup.begin_nested():
            soup.execute(text(statement))


def test_tablets_that_are_silent_since_the_trial_ran_are_told(soup: Session, actors: Actors) -> None:
    soup.execute(text("UPDATE devices SET seen_ms = :at"), {"at": NOW_MS - 3 * DAY_MS})
    assert read(soup).missing.tablets == 2
    soup.execute(text("UPDATE devices SET seen_ms = :at"), {"at": NOW_MS})
    assert read(soup).missing.tablets == 0
    ended = NOW_MS + 30 * DAY_MS
    soup.execute(
        text("UPDATE devices SET seen_ms = :at WHERE id = :id"),
        {"at": NOW_MS + 9 * DAY_MS, "id": actors.device.actor.id},
    )
    found = read(soup, now_ms=ended)
    assert found.missing.tablets == 1, "the other one was heard of after the end: it has told everything"
    assert found.missing.silent_since_ms == NOW_MS


def test_an_experiment_has_its_own_arms_and_rates(session: Session, actors: Actors) -> None:
    assert actors
    crowds.run_order(session)
    crowds.meet(session, ORDER, ("usual", "due"), uplift=0.2)
    found = read(session, ORDER)
    assert [row.arm.name for row in found.arms] == ["As always", "Due again first"]
    assert [each.metric for each in found.others] == ["purchase_rate", "redemption_rate"]
    assert found.verdict.kind == "better"


def test_what_all_trials_earned_is_summed_with_its_interval(session: Session, actors: Actors) -> None:
    assert actors
    crowds.run_soup(session)
    crowds.run_order(session)
    crowds.meet(session, SOUP, ARMS, uplift=0.2)
    found = service.earned(session, NOW_MS)
    assert (found.amount, found.trials, found.untold) == (None, 0, 2)
    service.catch_up(session, NOW_MS)
    found = service.earned(session, NOW_MS)
    assert (found.trials, found.untold) == (1, 1)
    (soup,) = service.results(session, SOUP, NOW_MS).main
    assert found.amount is not None
    assert soup.difference is not None
    assert found.amount.value == pytest.approx(soup.difference.value * 300)
    assert found.amount.low > 0
    late = NOW_MS + 60 * DAY_MS
    assert service.earned(session, late).trials == 0, "it ended long ago"


def test_what_a_holdout_from_everything_and_a_split_gone_wrong_show_is_not_counted_as_earned(
    soup: Session,
) -> None:
    crowds.run_order(soup)
    holdout.change(soup, 10, by="administrator", now_ms=NOW_MS - 20 * DAY_MS, new_id="change")
    crowds.meet(soup, SOUP, ARMS, uplift=0.2)
    crowds.meet(soup, ORDER, ("usual", "due"), uplift=0.2, share=0.35, first=FIRST + 10_000)
    crowds.meet(
        soup, EVERYTHING, (HELD_OUT, OFFERED), share=0.9, uplift=0.3, customers=2_000, first=FIRST + 20_000
    )
    assert read(soup, EVERYTHING).verdict.kind == "better"
    assert read(soup, ORDER).verdict.kind == "split"
    found = service.earned(soup, NOW_MS)
    assert (found.trials, found.untold) == (1, 1)
    assert found.amount is not None
    alone = read(soup).main[0].earned
    assert alone is not None
    assert found.amount.value == pytest.approx(alone.value)
    assert found.amount.low == pytest.approx(alone.low)


def test_what_cannot_be_counted_at_once_is_counted_in_turns_before_anything_is_read(soup: Session) -> None:
    crowds.meet(soup, SOUP, ARMS, customers=50)
    assert service.is_behind(soup, NOW_MS)
    turns = 1
    while not service.catch_up(soup, NOW_MS, most=40):
        assert service.readings_of(soup, SOUP) == []
        assert service.results(soup, SOUP, NOW_MS).missing.waiting > 0
        turns += 1
    assert turns > 1
    assert not service.is_behind(soup, NOW_MS)
    assert service.results(soup, SOUP, NOW_MS).customers == 50


def test_a_holdout_whose_share_was_changed_is_read_by_nobody_and_says_why(
    session: Session, actors: Actors
) -> None:
    assert actors
    for percent, days in ((5, 20), (10, 5)):
        at_ms = NOW_MS - days * DAY_MS
        holdout.change(session, percent, by="administrator", now_ms=at_ms, new_id=f"change-{percent}")
        known = next(each for each in started(session) if each.kind == "holdout")
        assert known.changed_ms == (None if percent == 5 else at_ms)
    crowds.meet(session, EVERYTHING, (HELD_OUT, OFFERED), share=0.93, uplift=0.3, customers=2_000)
    found = read(session, EVERYTHING)
    assert found.split is None
    assert found.verdict.kind == "changed"
    assert "was changed on 17 November 2026" in found.verdict.sentence
    assert found.earned is None
    assert found.phase == "running"


def test_a_holdout_ends_with_the_change_by_which_nobody_is_held_out_any_more(
    session: Session, actors: Actors
) -> None:
    assert actors
    for percent, days in ((10, 20), (0, 5)):
        at_ms = NOW_MS - days * DAY_MS
        holdout.change(session, percent, by="administrator", now_ms=at_ms, new_id=f"change-{percent}")
    crowds.meet(
        session, EVERYTHING, (HELD_OUT, OFFERED), share=0.9, uplift=0.3, customers=2_000, days_ago=(6, 9)
    )
    found = read(session, EVERYTHING)
    assert (found.phase, found.started.stopped_ms) == ("stopped", at_ms)
    assert found.verdict.kind == "better", "one share from its start to its end"
    assert found.verdict.sentence.endswith("The trial is over.")
    bought = sum(each.sums.spent for each in found.arms)
    crowds.put(session, "purchases", [crowds.purchase(1, FIRST, NOW_MS - DAY_MS, 10_00)])
    assert sum(each.sums.spent for each in read(session, EVERYTHING).arms) == bought


def test_an_unknown_trial_is_told(soup: Session) -> None:
    with pytest.raises(NotFound):
        service.results(soup, "nothing", NOW_MS)
