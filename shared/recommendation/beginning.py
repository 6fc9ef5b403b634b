"""Where nothing is known of a customer: what sells in her departments, in this store, everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from shared.recommendation.model import Model
from shared.recommendation.terms import Popular, Suggestion

Origin = tuple[int, bool, str | None]


def cold_start(
    model: Model,
    *,
    best: Sequence[int] = (),
    departments: Sequence[str] = (),
    allowed: Callable[[int], bool],
    limit: int,
) -> tuple[Suggestion, ...]:
    """Best sellers: of the departments she asks for by turns, then the store's (`best`), then of all stores.

    The score is that of the place in the list: best sellers of different lists cannot be compared.
    """
    origins = chain(
        _by_turns([[(p, False, name) for p in model.departments.get(name, ())] for name in departments]),
        ((product, True, None) for product in best),
        _everywhere(model),
    )
    first = islice(_once(origins, allowed), limit)
    return tuple(
        Suggestion(product, 1.0 / rank, (Popular(1.0 / rank, store, department),))
        for rank, (product, store, department) in enumerate(first, start=1)
    )


def _by_turns(lists: Sequence[Sequence[Origin]]) -> Iterator[Origin]:
    return (each for row in zip_longest(*lists) for each in row if each is not None)


def _everywhere(model: Model) -> Iterator[Origin]:
    ranked = sorted(
        (-sold, product) for product, sold in zip(model.items, model.popularity, strict=True) if sold > 0
    )
    return ((product, False, None) for _, product in ranked)


def _once(origins: Iterable[Origin], allowed: Callable[[int], bool]) -> Iterator[Origin]:
    seen: set[int] = set()
    for each in origins:
        if each[0] not in seen and allowed(each[0]):
            seen.add(each[0])
            yield each
