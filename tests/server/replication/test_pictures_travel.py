"""A picture reaches the tablets of the stores its promotion runs in, and leaves them when that is stopped."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from server.offers import placing, service
from server.promotions.models import PromotionRecord, PromotionStore
from tests.server.offers.conftest import WORDS
from tests.server.offers.pictures import drawn
from tests.server.replication.conftest import HttpTablet
from tests.server.world import NOW_MS, Actors, SignedIn

PROMOTION = "0198f7a0-0000-7000-8000-0000000000aa"
PICTURE = "0198f7a0-0000-7000-8000-0000000000bb"


def publish(session: Session, store_id: str) -> None:
    """A promotion that shows a picture runs in that store."""
    service.add(session, {**WORDS, "picture": drawn()}, by="x", now_ms=NOW_MS, new_id=PICTURE)
    session.add(
        PromotionRecord(
            id=PROMOTION, code="P-26", name="Soup week", benefit_kind="percent", benefit_value=20,
            starts_local="2026-11-20T08:00", ends_local="2026-11-29T22:00", status="published",
            created_by="x", created_ms=NOW_MS, updated_ms=NOW_MS, picture_id=PICTURE, edited_by="x",
        )
    )  # fmt: skip
    session.flush()
    session.execute(insert(PromotionStore).values(promotion_id=PROMOTION, store_id=store_id))
    placing.place(session, PROMOTION, [PICTURE])
    session.commit()


def shown(tablet: HttpTablet) -> list[tuple[object, ...]]:
    return tablet.rows("SELECT picture_id, alt, width, height, data FROM promotion_pictures")


def test_a_tablet_gets_the_pictures_of_its_stores_promotions_and_no_others(
    make_tablet: Callable[[SignedIn], HttpTablet], people: Actors, session: Session
) -> None:
    here, there = make_tablet(people.device), make_tablet(people.device_elsewhere)
    publish(session, "367")
    here.engine.round()
    there.engine.round()
    ((picture_id, alt, width, height, data),) = shown(here)
    assert (picture_id, alt, width, height) == (PICTURE, WORDS["alt"], 320, 200)
    assert b64decode(str(data)) == service.content(session, PICTURE).data
    assert shown(there) == []
    session.execute(update(PromotionRecord).values(status="stopped"))
    placing.take_back(session, PROMOTION)
    session.commit()
    here.engine.round()
    assert shown(here) == []


def test_a_new_tablet_gets_the_picture_with_its_first_load(tablet: HttpTablet, session: Session) -> None:
    publish(session, "367")
    tablet.engine.round()
    assert [row[0] for row in shown(tablet)] == [PICTURE]
