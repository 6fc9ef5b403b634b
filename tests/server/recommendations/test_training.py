"""What a build reads, what it keeps of it, and whom it must not learn from."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from server.customers.models import ConsentRecord
from server.privacy.erasure import erase_rows
from server.purchases.models import PurchaseLine
from server.recommendations import kept_counts
from server.recommendations.building.counting import Counts
from server.recommendations.building.periods import day_number
from server.recommendations.building.tastes import NothingToLearn
from server.recommendations.kept_models import kept_models
from server.recommendations.models import ModelCount, ModelPeriod
from server.recommendations.record import local_days
from tests.server.recommendations.chain import (
    AS_OF,
    CUSTOMERS,
    FUEL,
    NOW_MS,
    SILENT,
    buy,
    noon,
    trained,
)
from tests.server.recommendations.reading import loaded


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """One kind of database does here; `test_kept_models` builds on both."""
    return sqlite_tables_url


def forget_counts(session: Session) -> None:
    session.execute(delete(ModelCount))
    session.execute(delete(ModelPeriod))
    session.commit()


def test_only_customers_who_allow_it_are_learned_from_and_only_what_may_be_recommended(
    chain: Engine, session: Session
) -> None:
    done = trained(chain)
    assert done.customers == len(CUSTOMERS) - 1
    counted = set(session.scalars(select(ModelCount.customer_id)))
    assert counted == set(CUSTOMERS) - {SILENT}
    assert FUEL not in loaded(session).items


def test_whoever_withdraws_is_no_more_in_what_is_built_and_kept(chain: Engine, session: Session) -> None:
    trained(chain)
    session.execute(update(ConsentRecord).where(ConsentRecord.customer_id == 1).values(granted=0))
    session.commit()
    assert trained(chain).customers == len(CUSTOMERS) - 2
    assert session.scalar(select(func.count()).where(ModelCount.customer_id == 1)) == 0


def test_a_new_month_is_counted_alone_and_gives_what_counting_everything_gives(
    chain: Engine, session: Session
) -> None:
    first = trained(chain)
    assert first.counted_months == first.months
    buy(session, 900, 3, noon(AS_OF - timedelta(days=1)), [130, 131])
    session.commit()
    second = trained(chain)
    assert second.counted_months == 1
    assert second.version != first.version
    forget_counts(session)
    third = trained(chain)
    assert (third.counted_months, third.version) == (third.months, second.version)


def test_an_old_line_that_was_corrected_is_counted_anew(chain: Engine, session: Session) -> None:
    first = trained(chain)
    oldest = select(func.min(PurchaseLine.purchase_id)).scalar_subquery()
    session.execute(
        update(PurchaseLine)
        .where(PurchaseLine.purchase_id == oldest, PurchaseLine.line_no == 1)
        .values(product_id=139)
    )
    session.commit()
    second = trained(chain)
    assert second.counted_months == 1
    assert second.version != first.version


def test_nothing_dated_on_that_day_or_later_changes_anything(chain: Engine, session: Session) -> None:
    past = AS_OF - timedelta(days=40)
    first = trained(chain, past)
    forget_counts(session)
    for number, day in enumerate((past, past + timedelta(days=1), AS_OF)):
        buy(session, 900 + number, 2, noon(day), [100, 101, 102])
    session.commit()
    assert trained(chain, past).version == first.version


def test_a_build_of_an_earlier_day_leaves_later_months_as_they_were_counted(chain: Engine) -> None:
    newest = trained(chain)
    trained(chain, AS_OF - timedelta(days=100))
    assert trained(chain).counted_months < newest.months


def test_months_without_purchases_any_more_are_forgotten(chain: Engine, session: Session) -> None:
    trained(chain)
    session.execute(update(ConsentRecord).values(granted=0))
    session.commit()
    with pytest.raises(NothingToLearn, match="the most: 0"):
        trained(chain)
    assert session.scalar(select(func.count()).select_from(ModelCount)) == 0
    assert session.scalar(select(func.count()).select_from(ModelPeriod)) == 0


def test_a_purchase_belongs_to_the_day_of_its_store(chain: Engine, session: Session) -> None:
    first = trained(chain)
    half_past_four_utc = to_millis_of(AS_OF, 4, 30)  # the evening before in both stores
    buy(session, 900, 3, half_past_four_utc, [130])
    session.commit()
    second = trained(chain)
    assert second.version != first.version
    buy(session, 901, 3, to_millis_of(AS_OF, 8, 30), [130])  # the same day in both
    session.commit()
    assert trained(chain).version == second.version


def to_millis_of(day: date, hour: int, minute: int) -> int:
    return noon(day, hour) + minute * 60_000


def test_days_follow_each_stores_calendar_through_changes_of_the_clock() -> None:
    moments = ["2026-03-08T04:59", "2026-03-08T05:00", "2026-03-09T03:59", "2026-03-09T04:00"]
    at_ms = np.array([np.datetime64(moment, "ms").astype(np.int64) for moment in moments] * 2)
    zones = ["America/New_York", "Asia/Kathmandu"]
    days = local_days(at_ms, np.repeat([0, 1], 4), zones)
    march = day_number(date(2026, 3, 1)) - 1
    assert (days - march).tolist() == [7, 8, 8, 9, 8, 8, 9, 9]


def test_returns_are_not_visits(chain: Engine, session: Session) -> None:
    first = trained(chain)
    buy(session, 900, 3, noon(AS_OF - timedelta(days=1)), [130], pieces=-1)
    session.commit()
    assert trained(chain).version == first.version


def test_what_was_counted_of_a_customer_goes_with_her(chain: Engine, session: Session) -> None:
    trained(chain)
    erase_rows(session, 5, NOW_MS)
    session.commit()
    assert session.scalar(select(func.count()).where(ModelCount.customer_id == 5)) == 0
    session.rollback()
    assert trained(chain).customers == len(CUSTOMERS) - 2


@pytest.mark.usefixtures("chain")
def test_whoever_is_erased_while_it_is_counted_is_not_kept(session: Session) -> None:
    def column(value: int) -> np.ndarray:
        return np.full(1, value, np.int64)

    gone = Counts(column(680), column(4711), column(100), column(1), column(1))
    kept_counts.keep(session, {680: "told"}, gone)
    assert session.scalar(select(func.count()).select_from(ModelCount)) == 0
    session.rollback()


def test_building_twice_changes_nothing(chain: Engine, session: Session) -> None:
    first, second = trained(chain), trained(chain, now_ms=NOW_MS + 1)
    assert (first.is_new, second.is_new) == (True, False)
    assert [each.built_ms for each in kept_models(session)] == [NOW_MS]
