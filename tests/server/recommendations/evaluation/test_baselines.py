"""Baselines rank as their authors' formulas do, on customers small enough to check by hand."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from server.recommendations.evaluation.baselines.factors import Als, PeerMissing
from server.recommendations.evaluation.baselines.frequency import Decayed, GlobalTop, PersonalTop
from server.recommendations.evaluation.baselines.items import ItemKnn
from server.recommendations.evaluation.baselines.neighbours import Tifuknn, UpCf
from server.recommendations.evaluation.ranking import Recommender
from server.recommendations.evaluation.record import Record

CUT = 100

# customer, item, day: 0 and 1 shop alike, 2 likes other things; 1 also buys item 3
SHOPPED = [
    (0, 0, 10), (0, 0, 20), (0, 1, 95), (0, 1, 20),
    (1, 0, 50), (1, 1, 50), (1, 3, 50), (1, 3, 60),
    (2, 2, 40), (2, 2, 41), (2, 2, 42), (2, 4, 43),
]  # fmt: skip


def record(shopped: list[tuple[int, int, int]] = SHOPPED) -> Record:
    row, item, day = (np.array(column) for column in zip(*sorted(shopped), strict=True))
    return Record(CUT, np.arange(row.max() + 1), np.arange(item.max() + 1), row, item, day)


ALL: list[Recommender] = [
    GlobalTop(), PersonalTop(), Decayed(), Tifuknn(neighbours=1), UpCf(), ItemKnn(), Als(factors=2),
]  # fmt: skip


def test_global_top_is_the_same_for_everybody() -> None:
    lists = GlobalTop().lists(record()).merged
    assert lists[0].tolist() == lists[2].tolist() == [0, 1, 2, 3, 4]


def test_personal_top_puts_her_own_days_before_any_best_seller() -> None:
    assert PersonalTop().lists(record()).merged[2].tolist()[:2] == [2, 4]


def test_what_she_bought_lately_comes_first_when_days_fade() -> None:
    assert Decayed().lists(record()).merged[0].tolist()[:2] == [1, 0]


@pytest.mark.parametrize(
    "recommender", [Tifuknn(neighbours=1), UpCf(), ItemKnn()], ids=lambda each: each.name
)
def test_who_shops_alike_lends_what_she_bought(recommender: Recommender) -> None:
    assert recommender.lists(record()).novel[0][0] == 3


def test_groups_of_baskets_fade_within_and_between() -> None:
    weights = Tifuknn(groups=2, within=0.5, between=0.1)._weights(record([(0, 0, d) for d in (1, 2, 3, 4)]))
    assert weights.tolist() == pytest.approx([0.5 * 0.1 / 4, 0.1 / 4, 0.5 / 4, 1 / 4])


def test_a_group_that_is_not_full_is_the_oldest() -> None:
    weights = Tifuknn(groups=2, within=1.0, between=0.1)._weights(record([(0, 0, d) for d in (1, 2, 3)]))
    assert weights.tolist() == pytest.approx([0.1 / 2, 1 / 4, 1 / 4])


def test_up_cf_counts_only_the_newest_visits() -> None:
    old_and_new = record([(0, 0, 1), (0, 1, 2), (0, 1, 3)])
    assert UpCf(window=2).lists(old_and_new).merged[0].tolist() == [1, -1]


def test_without_its_library_a_peer_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "implicit.als", None)
    with pytest.raises(PeerMissing, match="pip install implicit"):
        Als().lists(record())


@pytest.mark.parametrize("recommender", ALL, ids=lambda each: each.name)
def test_a_novel_list_never_shows_what_she_has_bought(recommender: Recommender) -> None:
    given = record()
    lists = recommender.lists(given)
    assert lists.novel.shape == lists.merged.shape == (3, 5)
    for row, novel in enumerate(lists.novel):
        assert not given.bought[row, novel[novel >= 0]].any()
