"""What is known of one customer when her lists are made: visits, answers that stand, the basket."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import chain
from math import log1p

from shared.recommendation.answers import BOUGHT, Answer, Standing, standing
from shared.recommendation.history import (
    HALF_LIFE_DAYS,
    Bought,
    Sold,
    Visits,
    usual_gap,
    visits_of,
)
from shared.recommendation.model import Model
from shared.recommendation.repeating import WEIGHTS, Habits
from shared.recommendation.scoring import largest_of
from shared.recommendation.terms import Again, GoesWith


class Known:
    """The customer, as scoring reads her."""

    def __init__(
        self, visits: Visits, said: Mapping[int, Standing], basket: frozenset[int], model: Model | None
    ) -> None:
        self.visits, self.said, self.basket, self._model = visits, said, basket, model
        weights, half_life = (model.weights, model.half_life_days) if model else (WEIGHTS, HALF_LIFE_DAYS)
        self._habits = Habits(visits, weights, half_life)
        self._habits_told: dict[int, tuple[int, int | None, int]] = {}
        self.own = {product: each.effect.own for product, each in said.items()}
        """What her answers multiply products' own scores by; 1 where she gave none."""
        # what was bought on the same days weighs the same: most of it is worked out once for many products
        self._amounts = {days: self._habits.affinity(days) for days in frozenset(visits.values())}

    @classmethod
    def of(
        cls,
        history: Iterable[Sold],
        answers: Collection[Answer],
        model: Model | None,
        now_ms: int,
        time_zone: str,
        basket: Collection[int] = (),
    ) -> Known:
        """The customer out of what is stored of her; an answer "bought" is a visit."""
        taken = (Bought(a.product_id, min(a.at_ms, now_ms)) for a in answers if a.answer == BOUGHT)
        visits = visits_of(chain(history, taken), now_ms=now_ms, time_zone=time_zone)
        said = standing(answers, now_ms=now_ms, time_zone=time_zone)
        return cls(visits, said, frozenset(basket), model)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """What no list may show: in the basket, bought today, or refused."""
        today = (product for product, days in self.visits.items() if days[-1] == 0)
        refused = (product for product, each in self.said.items() if each.hides)
        return frozenset((*self.basket, *today, *refused))

    @cached_property
    def settled(self) -> frozenset[int]:
        """The hidden products, but those whose answer is of this very article: one like it may be shown."""
        return frozenset(
            product
            for product in self.hidden
            if product not in self.said or not self.said[product].effect.of_this_one
        )

    @cached_property
    def spoken_of(self) -> frozenset[int]:
        """What an answer moves up or down, though she never bought it."""
        return frozenset(self.said).difference(self.visits)

    def affinity(self, product: int) -> float:
        """How much she has bought of it, as `repeating` says; 0 if she never did."""
        return self._amounts.get(self.visits.get(product, ()), 0.0)

    @cached_property
    def repeats(self) -> dict[int, float]:
        """The repeat share of each product that she bought; without a model, in parts of the largest."""
        model, own, repeat = self._model, self.own, self._habits.repeat
        if model is None:
            largest = largest_of(self._amounts.values())
            return {p: self.affinity(p) / largest * own.get(p, 1.0) for p in self.visits}
        shares = {days: repeat(days) for days in self._amounts}
        factors, number = model.repeat, self.numbers.get
        return {
            product: (1.0 if (n := number(product)) is None else factors[n])
            * shares[days]
            * own.get(product, 1.0)
            for product, days in self.visits.items()
        }

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The model's number of whatever she bought, spoke of or has in the basket, by product id."""
        model = self._model
        if model is None:
            return {}
        return model.numbers(sorted(dict.fromkeys(chain(self.visits, self.said, self.basket))))

    @cached_property
    def sources(self) -> dict[int, float]:
        """From what new products are found: how much she has of each, by item number, in order of it."""
        tastes = {days: log1p(amount) for days, amount in self._amounts.items()}
        visits, special = self.visits, self.basket.union(self.said)
        found = {}
        for product, number in self.numbers.items():
            amount = self._amount(product) if product in special else tastes[visits[product]]
            if amount > 0.0:
                found[number] = amount
        return found

    def _amount(self, product: int) -> float:
        amount = self.affinity(product)
        if product in self.basket and self.visits.get(product, (1,))[-1] != 0:
            amount += 1.0  # as the purchase that it is about to be
        each = self.said.get(product)
        return log1p(amount) if each is None else log1p(amount + each.effect.adds) * each.effect.around

    def left_out(self) -> tuple[tuple[int, str], ...]:
        """What an answer keeps out of the lists today, by product id."""
        return tuple((product, each.answer) for product, each in sorted(self.said.items()) if each.hides)

    def again(self, product: int, share: float) -> Again:
        """That she bought it before."""
        return Again(share, *self._habit(product))

    def goes_with(self, product: int, share: float) -> GoesWith:
        """That it goes with a product which is in the basket, or bought, or liked."""
        if product in self.basket:
            return GoesWith(share, product, "basket")
        if product not in self.visits:
            return GoesWith(share, product, "liked")
        return GoesWith(share, product, "bought", *self._habit(product))

    def _habit(self, product: int) -> tuple[int, int | None, int]:
        """How often she bought it, every how many days, and how many days ago last.

        Found once for each product: a few of hers lead to most of what is shown.
        """
        found = self._habits_told.get(product)
        if found is None:
            days = self.visits[product]
            found = self._habits_told[product] = (len(days), usual_gap(days), days[-1])
        return found
