"""Two records of one person: who is told, what is kept of both, merging without a line and taking it back."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import CannotSave
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.one_person import OnePersonPresenter
from associate_app.presenters.pending import PendingPresenter
from associate_app.store.filters import Filters
from shared.ids import FIRST_OF_TABLETS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import MIA, NOW_MS

CONFLICT = "0198f7a0-0000-7000-8000-0000000000c1"
TWIN = FIRST_OF_TABLETS + 7


@pytest.fixture
def presenter(world: ReplicaWorld) -> OnePersonPresenter:
    twin(world, given_name="Olivia", family_name="Benett", phone="555-0134 1", email="olivia@example.com")
    return OnePersonPresenter(lambda: world.desk)


def twin(world: ReplicaWorld, **said: Any) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("phone", "email", "loyalty_number", "birthday", "home_store_id", "since", "preferred_channel")
    )
    world.put("customers", nothing | {"id": TWIN, "tier": "Member", "attributes": "{}"} | said)
    world.be_ready(2)


def found(world: ReplicaWorld, query: str = "", tier: str = "") -> list[int]:
    result = LookUpPresenter(lambda: world.desk).search(query, wanted=Filters(tier=tier))
    return [row.id for row in result.rows]


def lines(presenter: OnePersonPresenter, **more: Any) -> dict[str, tuple[str, str]]:
    return {line.label: (line.value, line.note) for line in presenter.compare(1, TWIN, **more).lines}


def test_who_is_probably_the_same_person_is_told_on_both_screens(presenter: OnePersonPresenter) -> None:
    (alike,) = presenter.look_alikes(1)
    assert (alike.id, alike.why) == (TWIN, "Has the same e-mail address and nearly the same name")
    assert [each.id for each in presenter.look_alikes(TWIN)] == [1]
    assert presenter.look_alikes(2) == ()


def test_a_name_alone_is_not_told(presenter: OnePersonPresenter, world: ReplicaWorld) -> None:
    twin(world, given_name="Olivia", family_name="Bennett")
    assert presenter.look_alikes(1) == ()


def test_what_is_kept_says_where_it_comes_from(presenter: OnePersonPresenter, world: ReplicaWorld) -> None:
    twin(world, given_name="olivia", family_name="Benett", phone="+1 (555) 0134", birthday="1990-11-25",
         loyalty_number="N-77")  # fmt: skip
    for purpose, granted in (("personalization", 0), ("marketing", 1)):
        word = {
            "customer_id": TWIN, "purpose": purpose, "channel": "any", "granted": granted, "at_ms": NOW_MS,
        }  # fmt: skip
        world.put("consents", word)
    told = lines(presenter)
    assert told["Given name"] == ("Olivia", "")
    assert told["Family name"] == ("Bennett", "The other says Benett; that can be chosen afterwards")
    assert told["Phone number"] == ("+1 555-0134", "")
    assert told["Birthday"] == ("1990-11-25", "From the other record")
    assert told["Card number"] == ("6001000001", "The card N-77 leads to her, too")
    assert told["Personal offers"] == ("Withdrawn", "The stricter word of both")
    assert told["News and offers"] == ("Given", "From the other record")
    assert told["Purchases"] == ("6", "6 and 0")


def test_the_record_on_which_more_hangs_is_kept_unless_the_other_is_chosen(
    presenter: OnePersonPresenter,
) -> None:
    pair = presenter.compare(TWIN, 1)
    assert (pair.kept.id, pair.other.id) == (1, TWIN)
    assert (pair.kept.line, pair.other.line) == ("Since 2016 · 6 purchases · 6001000001", "0 purchases")
    other = presenter.compare(1, TWIN, keep=TWIN)
    assert (other.kept.id, lines(presenter, keep=TWIN)["Family name"][0]) == (TWIN, "Benett")


def test_the_merged_one_leaves_search_and_lists_at_once_and_comes_back_with_an_undo(
    presenter: OnePersonPresenter, world: ReplicaWorld
) -> None:
    assert set(found(world)) == {1, 2, TWIN}
    merge_id = presenter.merge(1, TWIN)
    assert (found(world), found(world, "olivia"), found(world, "benett")) == ([1, 2], [1], [1])
    assert found(world, tier="Member") == [2]
    assert LookUpPresenter(lambda: world.desk).search("").total == 2
    assert (presenter.look_alikes(1), presenter.look_alikes(TWIN)) == ((), ())
    presenter.undo(1, merge_id)
    assert set(found(world)) == {1, 2, TWIN}
    assert [each["kind"] for each in world.pending()] == ["customers_merged", "merge_undone"]
    assert len(world.recorded) == 2


def test_both_screens_say_what_waits_for_hq(presenter: OnePersonPresenter, world: ReplicaWorld) -> None:
    screens = CustomerPresenter(lambda: world.desk)
    merge_id = presenter.merge(1, TWIN)
    row = screens.open(1).timeline[0]
    assert row.text == "One with Olivia Benett: HQ puts both records together at the next contact"
    assert (row.group, row.merge_id, row.pending, row.meta.endswith("by Mia Sato")) == (
        "change", merge_id, True, True,
    )  # fmt: skip
    assert screens.open(TWIN).unconfirmed == (
        "She goes on as Olivia Bennett: HQ puts both records together at the next contact"
    )
    presenter.undo(1, merge_id)
    row = screens.open(1).timeline[0]
    assert (row.text, row.merge_id) == ("Two records were made one by mistake, and are two again", "")
    assert screens.open(TWIN).unconfirmed == ""


@pytest.mark.parametrize(
    ("by_kind", "by_id", "who", "is_ours"),
    [("associate", MIA, "by Mia Sato", True), ("associate", "gone", "by somebody in another store", True),
     ("staff", "Rae", "at HQ", False)],
)  # fmt: skip
def test_what_was_merged_stands_in_the_timeline_and_what_hq_did_is_hqs_to_take_back(
    presenter: OnePersonPresenter, world: ReplicaWorld, by_kind: str, by_id: str, who: str, is_ours: bool
) -> None:
    assert presenter
    merge = {
        "id": "m1", "kept_id": 1, "merged_id": 8, "by_kind": by_kind, "by_id": by_id, "at_ms": NOW_MS,
        "undone_ms": None,
    }  # fmt: skip
    world.put("customer_merges", merge)
    row = CustomerPresenter(lambda: world.desk).open(1).timeline[0]
    assert (row.text, row.meta.endswith(who), row.pending) == (
        "Two records of hers were made one", True, False,
    )  # fmt: skip
    assert row.merge_id == ("m1" if is_ours else "")


def test_who_is_not_here_or_merged_already_is_merged_with_nobody(presenter: OnePersonPresenter) -> None:
    presenter.merge(1, TWIN)
    for one, other in ((1, 99), (2, TWIN), (TWIN, 2)):
        with pytest.raises(CannotSave, match="Look once more"):
            presenter.merge(one, other)


def test_a_merge_that_waits_or_was_refused_names_both(
    presenter: OnePersonPresenter, world: ReplicaWorld
) -> None:
    merge_id = presenter.merge(1, TWIN)
    presenter.undo(1, merge_id)
    first, second = PendingPresenter(lambda: world.desk).waiting().items
    assert (first.title, first.meta.endswith("One person with Olivia Benett")) == (
        "Two records of Olivia Bennett made one", True,
    )  # fmt: skip
    assert (second.title, second.meta.endswith("They are two people")) == (
        "Records of Olivia Bennett made two again", True,
    )  # fmt: skip
    world.refuse("other_not_here", "The other customer is not in your store's book.")
    world.do(f"DELETE FROM customers WHERE id = {TWIN}")
    (item, _) = AttentionPresenter(lambda: world.desk).refused()
    assert item.content == "One person with somebody not here now"


def test_a_card_that_somebody_else_has_stands_on_her_screen(
    presenter: OnePersonPresenter, world: ReplicaWorld
) -> None:
    assert presenter
    conflict = {
        "id": CONFLICT, "customer_id": 1, "store_id": "367", "associate_id": MIA, "field": "loyalty_number",
        "kept": None, "lost": "N-77", "at_ms": NOW_MS, "settled_ms": None,
    }  # fmt: skip
    world.put("customer_conflicts", conflict)
    row = CustomerPresenter(lambda: world.desk).open(1).timeline[0]
    assert (row.text, row.conflict_id) == (
        "Somebody else has the card N-77: she is saved without it", CONFLICT,
    )  # fmt: skip
    attention = AttentionPresenter(lambda: world.desk)
    (item,) = attention.conflicts()
    assert (item.title, item.other, item.can_take_other) == ("Card of Olivia Bennett", "N-77", False)
    attention.keep(CONFLICT)
    assert attention.conflicts() == ()


def test_two_people_are_told_no_more_on_either_screen_until_it_is_taken_back(
    presenter: OnePersonPresenter, world: ReplicaWorld
) -> None:
    presenter.tell_apart(1, TWIN)
    assert [presenter.look_alikes(1), presenter.look_alikes(TWIN)] == [(), ()]
    (item,) = PendingPresenter(lambda: world.desk).waiting().items
    assert (item.title, item.meta.endswith("Not the same person as Olivia Benett")) == (
        "Who Olivia Bennett is not", True,
    )  # fmt: skip
    presenter.tell_apart(1, TWIN, apart=False)
    assert [each.id for each in presenter.look_alikes(TWIN)] == [1]
    second = PendingPresenter(lambda: world.desk).waiting().items[1]
    assert second.meta.endswith("May be the same person as Olivia Benett")
