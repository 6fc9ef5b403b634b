"""Who was made on two tablets and merged at HQ is one customer on a real tablet, until it is taken back."""

from __future__ import annotations

from associate_app.wiring import Tablet
from server.actors import Actor
from server.customers import merges
from tests.associate_app.hq_world import Headquarters, Screen

STAFF = Actor("staff", "hq", "Rae", "marketer")
MERGE_ID = "0198f7a0-0000-7000-8000-0000000000f1"


def is_quiet(tablet: Tablet) -> bool:
    status = tablet.sync.status()
    return status.state in ("synced", "attention") and not status.pending


def test_a_tablet_without_a_line_hears_of_the_merge_and_loses_nothing(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.down()
    tablet.customer.add_note(1, "Likes blue")
    tablet.customer.wish(1, 10, wished=True)
    with hq.session() as session:
        merges.merge(session, kept_id=2, merged_id=1, actor=STAFF, now_ms=5, merge_id=MERGE_ID)
    hq.up()
    screen.wait(lambda: is_quiet(tablet) and tablet.look_up.search("bennett").rows == ())
    assert tablet.sync.status().attention == 0
    assert hq.rows("SELECT customer_id, text FROM interactions") == [(2, "Likes blue")]
    view = tablet.customer.open(2)
    assert (view.phone, view.unconfirmed) == ("+1 555-0134", "")
    assert [row.product_id for row in view.online.wishes] == [10]
    assert "Likes blue" in [row.text for row in view.timeline]
    assert len([row for row in view.timeline if row.group == "visit"]) == 6
    assert [row.id for row in tablet.look_up.search("6001000001").rows] == [2]
    tablet.holdings.check_everything()
    screen.wait(lambda: tablet.holdings.check().sentence.startswith("Every record agreed with HQ"))
    with hq.session() as session:
        merges.undo(session, MERGE_ID, now_ms=9)
    screen.wait(lambda: [row.id for row in tablet.look_up.search("bennett").rows] == [1])
    assert [row.id for row in tablet.look_up.search("6001000001").rows] == [1]
    assert len([row for row in tablet.customer.open(1).timeline if row.group == "visit"]) == 6
    assert "Likes blue" in [row.text for row in tablet.customer.open(2).timeline], "recorded since: it stays"


def test_who_is_merged_without_a_line_is_one_at_hq_and_two_again_after_an_undo(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.down()
    tablet.customer.add_note(1, "before")
    assert tablet.one_person.compare(1, 2).kept.id == 1
    merge_id = tablet.one_person.merge(2, 1)
    assert [row.id for row in tablet.look_up.search("").rows] == [2]
    tablet.customer.add_note(1, "after")
    hq.up()
    screen.wait(lambda: is_quiet(tablet))
    assert hq.rows("SELECT customer_id, text FROM interactions ORDER BY text DESC") == [
        (2, "before"), (2, "after"),
    ]  # fmt: skip
    view = tablet.customer.open(2)
    assert (view.phone, view.unconfirmed) == ("+1 555-0134", "")
    assert [row.group for row in view.timeline].count("visit") == 6
    (merged,) = (row for row in view.timeline if row.merge_id)
    assert (merged.text, merged.merge_id, merged.pending) == (
        "Two records of hers were made one", merge_id, False,
    )  # fmt: skip
    told = {item.title: (item.now, item.other) for item in tablet.attention.conflicts()}
    assert told == {
        "Given name of Zoë O'Brien-Łukasz": ("Zoë", "Olivia"),
        "Family name of Zoë O'Brien-Łukasz": ("O'Brien-Łukasz", "Bennett"),
    }
    tablet.one_person.undo(2, merge_id)
    screen.wait(lambda: is_quiet(tablet) and {row.id for row in tablet.look_up.search("").rows} == {1, 2})
    assert tablet.attention.conflicts() == ()
    assert [row.group for row in tablet.customer.open(1).timeline].count("visit") == 6
    tablet.holdings.check_everything()
    screen.wait(lambda: tablet.holdings.check().sentence.startswith("Every record agreed with HQ"))
