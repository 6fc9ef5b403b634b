"""Each exposure counts once, for her first meeting, or is set aside with the reason; nothing is dropped."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.customers import merges
from server.experiments import service
from server.experiments.holdout import change, standing
from server.experiments.models import Exposure, ExposureSetAside
from server.next_actions import guard
from server.privacy import erasure
from server.promotions import service as promotions
from server.promotions.models import PromotionRecord
from server.promotions.reading import promotion_of
from shared.assignment import is_held_out_of_everything
from shared.clock import DAY_MS
from shared.errors import AisleError
from shared.experiments import EVERYTHING, HELD_OUT, arm_in, arm_of_everything, experiment_from_row
from tests.server.experiments.trying import TRIED, draft, run
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors

ONE = "0198f7a0-0000-7000-8000-0000000000e1"
SOUP = "0198f7a0-0000-7000-8000-0000000000a1"
LATER = NOW_MS + 2 * DAY_MS
NUMBERS = count(1)


def exposure(trial: str = ONE, who: int = ELENA, arm: str | None = None, **more: Any) -> dict[str, Any]:
    """She met her arm a day after the start."""
    return {
        "id": f"x{next(NUMBERS)}", "trial_id": trial, "customer_id": who, "variant": arm or her_arm(who),
        "surface": "recommendations", "store_id": "367", "associate_id": "mia", "at_ms": NOW_MS + DAY_MS,
    } | more  # fmt: skip


def her_arm(who: int) -> str:
    return str(arm_in(experiment_from_row({**TRIED, "id": ONE}), who))


def other_arm(who: int) -> str:
    return "ab".replace(her_arm(who), "")


@pytest.fixture
def running(session: Session, people: Actors) -> Session:
    """An experiment runs in store 367."""
    assert people
    run(session, ONE, store_ids=["367"])
    return session


def take(session: Session, *rows: dict[str, Any], now_ms: int = LATER) -> None:
    service.take_in(session, rows, now_ms)


def counted(session: Session) -> list[tuple[int | None, str, int]]:
    query = select(Exposure.customer_id, Exposure.variant, Exposure.at_ms).order_by(Exposure.customer_id)
    return [tuple(row) for row in session.execute(query)]


def aside(session: Session) -> dict[str, str]:
    return dict(session.execute(select(ExposureSetAside.id, ExposureSetAside.reason)).all())


def test_she_counts_once_by_her_first_meeting_whatever_comes_in_which_order(running: Session) -> None:
    second, first, third = (exposure(at_ms=NOW_MS + hours * 3_600_000) for hours in (30, 26, 40))
    take(running, second)
    take(running, first, exposure(who=HERE_SILENT))
    take(running, third)
    take(running, first, second, third)
    assert counted(running) == [
        (ELENA, her_arm(ELENA), first["at_ms"]), (HERE_SILENT, her_arm(HERE_SILENT), NOW_MS + DAY_MS),
    ]  # fmt: skip
    assert aside(running) == {second["id"]: "duplicate", third["id"]: "duplicate"}
    assert running.scalar(select(Exposure.id).where(Exposure.customer_id == ELENA)) == first["id"]
    assert service.met_by(running, ONE) == {
        arm: [her_arm(ELENA), her_arm(HERE_SILENT)].count(arm)
        for arm in {her_arm(ELENA), her_arm(HERE_SILENT)}
    }
    assert service.set_aside(running, ONE) == {"duplicate": 2}


def test_two_of_one_batch_count_once_and_by_the_earlier(running: Session) -> None:
    late, early = exposure(at_ms=NOW_MS + 2 * DAY_MS), exposure()
    take(running, late, early)
    assert counted(running) == [(ELENA, her_arm(ELENA), early["at_ms"])]
    assert aside(running) == {late["id"]: "duplicate"}


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("of nothing", {"trial_id": "nothing"}, "no_such_trial"),
    ("of nothing that anybody is held out of", {"trial_id": EVERYTHING}, "no_such_trial"),
    ("by a clock that is ahead", {"at_ms": LATER + 6 * 60_000}, "clock"),
    ("before it could be known", {"at_ms": NOW_MS - 6 * 60_000}, "clock"),
    ("of a store where it does not run", {"store_id": "406"}, "not_assigned"),
    ("of the other arm", {"variant": other_arm(ELENA)}, "wrong_variant"),
    ("of an arm that is none", {"variant": "z"}, "wrong_variant"),
]


@pytest.mark.parametrize(("values", "reason"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_what_cannot_count_is_set_aside_with_the_reason(
    running: Session, values: dict[str, Any], reason: str
) -> None:
    row = exposure(**values)
    take(running, row)
    assert (counted(running), aside(running)) == ([], {row["id"]: reason})


def test_outside_its_time_by_the_stores_clock_or_after_the_stop_nothing_counts(
    session: Session, people: Actors
) -> None:
    assert people
    run(session, ONE, starts_local="2026-11-24T09:00", ends_local="2026-11-25T09:00")
    times = [NOW_MS + hours * 3_600_000 for hours in (1, 47, 72)]
    rows = [exposure(at_ms=at_ms) for at_ms in times]
    take(session, *rows, now_ms=NOW_MS + 4 * DAY_MS)
    assert aside(session) == {rows[0]["id"]: "outside_time", rows[2]["id"]: "outside_time"}
    service.stop(session, ONE, by="x", now_ms=NOW_MS + 45 * 3_600_000)
    late = exposure(who=MARCO, at_ms=NOW_MS + 46 * 3_600_000)
    take(session, late, now_ms=NOW_MS + 4 * DAY_MS)
    assert aside(session)[late["id"]] == "outside_time"


def test_a_draft_is_no_trial_yet(session: Session, people: Actors) -> None:
    assert people
    draft(session, ONE)
    row = exposure()
    take(session, row)
    assert aside(session) == {row["id"]: "no_such_trial"}


def test_promotions_count_like_experiments_and_one_that_compares_nothing_does_not(
    session: Session, people: Actors
) -> None:
    assert people
    promotions.create(session, DRAFT | {"holdout_percent": 50}, by="writer", now_ms=NOW_MS, new_id=SOUP)
    put_live(session, SOUP)
    arm = str(arm_in(promotion_of(session.get_one(PromotionRecord, SOUP)), ELENA))
    wrong = {"held_out": "offered", "offered": "held_out"}[arm]
    good, bad = exposure(SOUP, arm=arm, surface="offers"), exposure(SOUP, arm=wrong, surface="offers")
    take(session, good, bad)
    assert (counted(session), aside(session)) == (
        [(ELENA, arm, good["at_ms"])], {bad["id"]: "wrong_variant"},
    )  # fmt: skip
    assert [each.id for each in service.trials(session)] == [SOUP]
    plain = "0198f7a0-0000-7000-8000-0000000000a2"
    promotions.create(session, DRAFT, by="writer", now_ms=NOW_MS, new_id=plain)
    put_live(session, plain)
    row = exposure(plain, arm="offered")
    take(session, row)
    assert aside(session)[row["id"]] == "no_such_trial"


def test_who_is_held_out_of_everything_is_so_by_the_holdout_of_that_moment(running: Session) -> None:
    """Whoever was held out when she met it counts as such; before, she counts where she was."""
    for percent, at_ms in ((10, NOW_MS + DAY_MS), (50, NOW_MS + 3 * DAY_MS), (0, NOW_MS + 5 * DAY_MS)):
        change(running, percent, by="boss", now_ms=at_ms, new_id=f"c{percent}")
    assert [each.percent for each in guard.holdouts(running)] == [0, 10, 50, 0]
    who = next(n for n in (ELENA, MARCO, HERE_SILENT) if is_held_out_of_everything(n, 50))
    before, during = NOW_MS + 2 * DAY_MS, NOW_MS + 4 * DAY_MS
    assert arm_of_everything(who, 50) == HELD_OUT
    rows = [
        exposure(EVERYTHING, who, str(arm_of_everything(who, 10)), at_ms=before),
        exposure(EVERYTHING, who, HELD_OUT, at_ms=during),
        exposure(EVERYTHING, who, HELD_OUT, at_ms=NOW_MS + 6 * DAY_MS),
        exposure(EVERYTHING, who, HELD_OUT, at_ms=NOW_MS + DAY_MS - 6 * 60_000),
        exposure(ONE, who, at_ms=during),
    ]
    take(running, *rows, now_ms=NOW_MS + 7 * DAY_MS)
    found = aside(running)
    assert found[rows[2]["id"]] == "not_assigned", "nobody was held out any more"
    assert found[rows[3]["id"]] == "clock", "nobody was held out yet"
    assert found[rows[4]["id"]] == "not_assigned", "she is in no other trial"
    assert HELD_OUT in {variant for _, variant, at_ms in counted(running) if at_ms in (before, during)}
    assert standing(running).percent == 0


def test_the_holdout_is_a_trial_of_its_own_and_its_number_is_checked(
    session: Session, people: Actors
) -> None:
    assert people
    assert standing(session).percent == 0
    assert change(session, 5, by="boss", now_ms=NOW_MS, new_id="c1").since_ms == NOW_MS
    (trial,) = service.trials(session)
    assert (trial.id, [arm.weight for arm in trial.arms]) == (EVERYTHING, [500, 9500])
    assert service.trial(session, EVERYTHING) == trial
    with pytest.raises(AisleError, match="0 to 50"):
        change(session, 51, by="boss", now_ms=NOW_MS, new_id="c2")
    with pytest.raises(AisleError, match="no such trial"):
        service.trial(session, "nothing")


def test_who_is_erased_still_counts_and_is_not_named(running: Session) -> None:
    take(running, exposure(), exposure(arm=other_arm(ELENA)))
    erasure.erase_rows(running, ELENA, LATER)
    assert counted(running) == [(None, her_arm(ELENA), NOW_MS + DAY_MS)]
    assert running.scalars(select(ExposureSetAside.customer_id)).all() == [None]


def test_two_records_made_one_keep_what_both_met_and_are_parted_again(
    running: Session, people: Actors
) -> None:
    """Of the same arm met under both numbers one stays where it is: she counts once."""
    arm = her_arm(ELENA)
    for who in (ELENA, MARCO):
        running.execute(insert(Exposure).values(**exposure(who=who, arm=arm), received_ms=LATER))
    running.execute(insert(Exposure).values(**exposure(who=MARCO, arm="z"), received_ms=LATER))
    before = counted(running)
    made = merges.merge(
        running, kept_id=ELENA, merged_id=MARCO, actor=people.marketer.actor, now_ms=LATER, merge_id=ONE
    )
    assert {(who, variant) for who, variant, _ in counted(running)} == {
        (ELENA, arm), (ELENA, "z"), (MARCO, arm),
    }  # fmt: skip
    merges.undo(running, made.id, now_ms=LATER + 5)
    assert counted(running) == before


def test_what_is_refused_of_somebody_elses_customer_is_set_aside_and_names_nobody(running: Session) -> None:
    row = exposure(who=MARCO)
    for _ in range(2):
        service.keep_refused(running, [row], LATER)
    assert running.execute(select(ExposureSetAside.customer_id, ExposureSetAside.reason)).all() == [
        (None, "not_assigned")
    ]
