"""All purchases: filters and words together, page by page, each purchase whole."""

from __future__ import annotations

import pytest

from associate_app.errors import CustomerNotHere, PurchaseNotHere
from associate_app.presenters.history import HistoryPresenter
from associate_app.presenters.history_rows import FORGOTTEN
from associate_app.presenters.history_views import HistoryAsked, HistoryPage
from associate_app.store import history
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def presenter(world: ReplicaWorld) -> HistoryPresenter:
    return HistoryPresenter(lambda: world.desk)


@pytest.fixture
def mixed(world: ReplicaWorld) -> None:
    """Beside six purchases in this store: one elsewhere with a return, one online, one forgotten item."""
    world.buy(500, DAY_MS, [(10, 2, 698), (11, -1, -199)], store_id="406")
    world.buy(501, 40 * DAY_MS, [(11, 1, 199)], channel="online")
    world.buy(502, 500 * DAY_MS, [(777, 1, 100)])
    world.be_ready(2)


def _ids(page: HistoryPage) -> list[int]:
    return [group.purchase_id for group in page.groups]


@pytest.mark.usefixtures("mixed")
def test_purchases_stand_newest_first_with_place_lines_and_sum(presenter: HistoryPresenter) -> None:
    page = presenter.page(1, HistoryAsked())
    assert (page.total, page.sum, page.next_offset) == (9, "$40.86", None)
    assert page.departments == ("Dairy", "Produce")
    assert (page.nothing, page.hint) == ("", "")
    first = page.groups[0]
    assert (first.title, first.total) == ("21 Nov, 10:00", "$4.99")
    assert first.meta == "Otter Bend · 2 items · 1 returned"
    assert [(row.title, row.meta, row.amount, row.status, row.product_id) for row in first.rows] == [
        ("Whole milk, 1 gal", "2 pieces", "$6.98", "", 10),
        ("Gala apples", "", "-$1.99", "Returned", 11),
    ]
    assert page.groups[-1].rows[0].title == str(FORGOTTEN)
    assert page.groups[-1].title.startswith("10 Jul 2025, ")
    assert _ids(page) == [500, 100, 101, 501, 102, 103, 104, 105, 502]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (HistoryAsked(where="online"), [501]),
        (HistoryAsked(where="here", period="month"), [100, 101]),
        (HistoryAsked(where="store", period="month"), [500, 100, 101]),
        (HistoryAsked(only_returns=True), [500]),
        (HistoryAsked(only_returns=True, query="apples"), [500]),
        (HistoryAsked(only_returns=True, query="milk"), []),
        (HistoryAsked(department="Produce", where="online"), [501]),
        (HistoryAsked(query=" GALA produce ", period="month", where="store"), [500, 100, 101]),
        (HistoryAsked(query="no longer"), [502]),
        (HistoryAsked(query="no longer", department="Dairy"), []),
        (HistoryAsked(query="no longer", period="year"), []),
    ],
)
@pytest.mark.usefixtures("mixed")
def test_filters_and_words_hold_together(
    presenter: HistoryPresenter, asked: HistoryAsked, ids: list[int]
) -> None:
    page = presenter.page(1, asked)
    assert (_ids(page), page.total) == (ids, len(ids))


@pytest.mark.usefixtures("mixed")
def test_of_a_purchase_only_the_lines_that_fit_are_shown_and_the_others_counted(
    presenter: HistoryPresenter, world: ReplicaWorld
) -> None:
    (group,) = presenter.page(1, HistoryAsked(only_returns=True)).groups
    assert ([row.title for row in group.rows], group.more) == (["Gala apples"], "1 more item")
    world.buy(503, 0, [(10, 1, 349)] * 8)
    world.be_ready(3)
    group = presenter.page(1, HistoryAsked(query="milk")).groups[0]
    assert (len(group.rows), group.more, group.total) == (5, "3 more items", "$27.92")


def test_all_purchases_come_page_by_page(presenter: HistoryPresenter, world: ReplicaWorld) -> None:
    for number in range(40):
        world.buy(600 + number, number * DAY_MS, [(10, 1, 349)])
    world.be_ready(2)
    page = presenter.page(1, HistoryAsked())
    assert (len(page.groups), page.total, page.next_offset) == (20, 46, 20)
    rest = presenter.page(1, HistoryAsked(), 40)
    assert (len(rest.groups), rest.next_offset) == (6, None)
    assert not set(_ids(page)) & set(_ids(rest))


@pytest.mark.parametrize(
    ("asked", "nothing", "hint"),
    [
        (HistoryAsked(query="zzz"), "No purchase has these words in it.", "Try a shorter word."),
        (HistoryAsked(where="online"), "Nothing bought online.", "Take a filter away to see more."),
        (
            HistoryAsked(department="Toys"),
            "Nothing bought in this department.",
            "Take a filter away to see more.",
        ),
        (HistoryAsked(only_returns=True), "Nothing was brought back.", "Take a filter away to see more."),
        (
            HistoryAsked(only_returns=True, query="milk"),
            "No purchase fits all of this.",
            "Take a filter away to see more.",
        ),
    ],
)
def test_an_empty_answer_says_what_there_is_none_of(
    presenter: HistoryPresenter, asked: HistoryAsked, nothing: str, hint: str
) -> None:
    page = presenter.page(1, asked)
    assert (page.groups, page.nothing, page.hint) == ((), nothing, hint)


@pytest.mark.parametrize(
    ("asked", "nothing"),
    [
        (HistoryAsked(), "No purchases yet."),
        (HistoryAsked(where="here"), "Nothing bought in this store."),
        (HistoryAsked(where="store"), "Nothing bought in a store."),
        (HistoryAsked(period="month"), "Nothing bought in the last 30 days."),
        (HistoryAsked(period="year"), "Nothing bought in the last 12 months."),
    ],
)
def test_who_bought_nothing_is_said_to(
    presenter: HistoryPresenter, asked: HistoryAsked, nothing: str
) -> None:
    page = presenter.page(2, asked)
    assert (page.nothing, page.sum, page.departments) == (nothing, "$0.00", ())


def test_a_purchase_is_shown_whole_with_what_was_taken_off_and_what_came_back(
    presenter: HistoryPresenter, world: ReplicaWorld
) -> None:
    world.buy(500, DAY_MS, [(10, 2, 698), (11, -1, -199), (777, 1, 100)], store_id="406")
    world.do("UPDATE purchase_lines SET discount_minor = 100 WHERE purchase_id = 500 AND line_no = 0")
    world.be_ready(2)
    view = presenter.purchase(1, 500)
    assert (view.title, view.meta) == ("Purchase of 21 Nov", "21 Nov, 10:00 · Otter Bend · 3 items")
    assert (view.before, view.discount, view.total) == ("$6.99", "-$1.00", "$5.99")
    assert [(line.title, line.meta, line.amount, line.status, line.product_id) for line in view.lines] == [
        ("Whole milk, 1 gal", "Dairy · 2 pieces · $1.00 off", "$6.98", "", 10),
        ("Gala apples", "Produce", "-$1.99", "Returned", 11),
        (str(FORGOTTEN), "", "$1.00", "", -1),
    ]


def test_a_purchase_without_discounts_says_nothing_of_them(presenter: HistoryPresenter) -> None:
    view = presenter.purchase(1, 100)
    assert (view.before, view.discount, view.total) == ("", "", "$5.48")


def test_a_purchase_that_is_gone_or_anothers_is_not_shown(presenter: HistoryPresenter) -> None:
    for customer_id, purchase_id in ((1, 999), (2, 100)):
        with pytest.raises(PurchaseNotHere, match="no longer on this tablet"):
            presenter.purchase(customer_id, purchase_id)
    with pytest.raises(CustomerNotHere):
        presenter.page(3, HistoryAsked())


def test_every_question_finds_her_purchases_by_an_index(world: ReplicaWorld) -> None:
    wanted = history.Wanted("here", 1, True, [10])
    with world.desk.reader.snapshot() as snapshot:
        asked: list[str] = []
        rows = snapshot.rows

        def explain(sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
            asked.extend(str(row[-1]) for row in rows(f"EXPLAIN QUERY PLAN {sql}", parameters))
            return []

        snapshot.rows = explain
        history.page(snapshot, 1, wanted, 0, 20)
        history.lines(snapshot, 1, [100])
    assert not [step for step in asked if step.startswith("SCAN") and "json_each" not in step]
    assert any("purchases_customer" in step for step in asked)
