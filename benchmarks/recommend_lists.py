"""What the lists of a customer with 500 products cost: alone, read from the encrypted replica, as her screen
makes them, and beside the bare arithmetic under them.

Processor time, since the cores are shared; all cases take turns, so that their ratios hold on a busy machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from sqlite3 import Connection
from statistics import median
from typing import Any, Final

import numpy as np

from associate_app.presenters.suggestions import CONSIDERED
from associate_app.store import answers, models, purchases
from associate_app.store.catalogue import Catalogue
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from benchmarks.figures import Emit
from benchmarks.recommend_replica import ZONE, desk_with
from shared.recommendation import Bought, Lists, Model, fast, scoring, suggest
from shared.recommendation.known import Known
from shared.recommendation.scoring import Engine

PRODUCTS: Final = 500
CUSTOMERS: Final = 5
ROUNDS: Final = 6
TIMES: Final = 7
"""How often a case is done in a row: the first of them is not counted."""
_ENGINES: Final[Mapping[str, Engine]] = {"python": scoring.explore, "numpy": fast.explore}
_BARE: Final = {"python": "the bare double loop", "numpy": "the bare take and bincount"}
_BUDGETS: Final = {"python": "15 ms budget", "numpy": "3 ms budget"}

Work = Callable[[], object]


def measure(emit: Emit, database: Connection, folder: Path) -> None:
    """Prints score_…, lists_from_replica_…, lists_on_screen_…, first_… and the ratios to bare arithmetic."""
    (now_ms,) = database.execute("SELECT max(at_ms) FROM purchases").fetchone()
    asked = customers_with(database, PRODUCTS, CUSTOMERS)
    with desk_with(database, asked, now_ms, folder) as desk:
        spent = _spent(desk, asked)
    case = (
        f"{CUSTOMERS} customers with about {PRODUCTS} products, median of {ROUNDS * (TIMES - 1)} times each"
    )
    for name in _ENGINES:
        for figure, told in (
            (f"score_{name}_ms", "top 20 of three lists, history in memory"),
            (f"lists_from_replica_{name}_ms", "the same, purchases and answers read from SQLCipher"),
        ):
            emit(figure, spent[figure], "ms", f"{case}: {told}", _BUDGETS[name])
        figure = f"lists_on_screen_{name}_ms"
        emit(figure, spent[figure], "ms", f"{case}: her whole story read, {CONSIDERED} ranked", "nothing")
        figure = f"first_{name}_ms"
        emit(figure, spent[figure], "ms", f"{case}: nothing of the model decoded yet", "nothing")
        bare = spent[f"bare_{name}_ms"]
        emit(f"bare_{name}_ms", bare, "ms", f"{case}: the sums alone", "nothing")
        ratio = spent[f"score_{name}_ms"] / bare
        emit(f"score_{name}_vs_bare", ratio, "ratio", case, _BARE[name])


def customers_with(database: Connection, products: int, count: int) -> list[int]:
    """The customers who bought nearest to so many products."""
    query = (
        "SELECT customer_id FROM purchase_lines GROUP BY customer_id"
        " ORDER BY abs(count(DISTINCT product_id) - ?), customer_id LIMIT ?"
    )
    return [customer_id for (customer_id,) in database.execute(query, (products, count))]


def _spent(desk: Desk, customer_ids: list[int]) -> dict[str, float]:
    """The median of each figure over its times, and of those the mean over the customers."""
    found: dict[str, list[float]] = {}
    for customer_id in customer_ids:
        cases = dict(_cases(desk, customer_id))
        spent: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(ROUNDS):
            for name, work in cases.items():
                spent[name] += _timed(work)
        for name, times in spent.items():
            found.setdefault(name, []).append(median(times))
    return {name: sum(medians) / len(medians) for name, medians in found.items()}


def _timed(work: Work) -> list[float]:
    """Milliseconds of each time but the first."""
    spent = []
    for _ in range(TIMES):
        began = time.process_time_ns()
        work()
        spent.append((time.process_time_ns() - began) / 1e6)
    return spent[1:]


def _cases(desk: Desk, customer_id: int) -> Iterator[tuple[str, Work]]:
    with desk.reader.snapshot() as snapshot:
        model, history = _model(desk, snapshot), _bought(snapshot, customer_id)
    now_ms = desk.now_ms()
    for name, engine in _ENGINES.items():

        def score(engine: Engine = engine, model: Model = model) -> Lists:
            return suggest(history, model=model, now_ms=now_ms, time_zone=ZONE, explore=engine)

        def first(engine: Engine = engine) -> Lists:
            return score(engine, _undecoded(model))

        def from_replica(engine: Engine = engine) -> Lists:
            with desk.reader.snapshot() as snapshot:
                return suggest(
                    _bought(snapshot, customer_id), answers.answers(snapshot, customer_id),
                    model=_model(desk, snapshot), now_ms=now_ms, time_zone=ZONE,
                    allowed=desk.products.of(snapshot).allows, explore=engine,
                )  # fmt: skip

        def on_screen(engine: Engine = engine) -> Lists:
            with desk.reader.snapshot() as snapshot:
                story = purchases.story(snapshot, customer_id)
                return suggest(
                    story.lines, answers.answers(snapshot, customer_id), model=_model(desk, snapshot),
                    now_ms=now_ms, time_zone=ZONE, allowed=Catalogue(snapshot, story.products).allows,
                    limit=CONSIDERED, best=models.best_sellers(snapshot), explore=engine,
                )  # fmt: skip

        yield f"score_{name}_ms", score
        yield f"lists_from_replica_{name}_ms", from_replica
        yield f"lists_on_screen_{name}_ms", on_screen
        yield f"first_{name}_ms", first
    known = Known.of(history, (), model, now_ms, ZONE)
    yield "bare_python_ms", _bare_loop(model, known.sources)
    yield "bare_numpy_ms", _bare_bincount(model, known.sources)


def _bought(snapshot: Snapshot, customer_id: int) -> list[Bought]:
    """What scoring reads of her purchases: three columns."""
    rows = snapshot.rows(
        "SELECT l.product_id, p.at_ms, l.quantity FROM purchase_lines l"
        " JOIN purchases p ON p.id = l.purchase_id WHERE l.customer_id = ?",
        (customer_id,),
    )
    return list(map(Bought._make, rows))


def _model(desk: Desk, snapshot: Snapshot) -> Model:
    model = desk.models.of(snapshot).model
    assert model is not None  # noqa: S101 - for the type checker
    return model


def _undecoded(model: Model) -> Model:
    """The same model as if it had just come: nothing of it is kept yet."""
    facts = {name: getattr(model, name) for name in Model.__dataclass_fields__ if name != "kept"}
    return Model(**facts)


def _bare_loop(model: Model, sources: Mapping[int, float]) -> Work:
    rows = [(amount, *model.row(number)) for number, amount in sources.items()]

    def loop() -> list[float]:
        sums = [0.0] * len(model.items)
        for amount, numbers, weights in rows:
            for number, weight in zip(numbers, weights, strict=True):
                sums[number] += amount * weight
        return sums

    return loop


def _bare_bincount(model: Model, sources: Mapping[int, float]) -> Work:
    rows = [model.row(number) for number in range(len(model.items))]
    numbers = np.array([row[0] for row in rows], dtype=np.uint16)
    weights = np.array([row[1] for row in rows])
    places, amounts = np.array(list(sources)), np.array(list(sources.values()))

    def bincount() -> Any:
        added = weights.take(places, axis=0) * amounts[:, None]
        return np.bincount(numbers.take(places, axis=0).ravel(), added.ravel(), minlength=len(rows))

    return bincount
