"""Hidden factors: alternating least squares on implicit feedback, by the library `implicit`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from server.recommendations.evaluation.ranking import Lists, ranked
from server.recommendations.evaluation.record import Floats, Ints, Record
from shared.errors import AisleError


class PeerMissing(AisleError):
    """A library that ours is measured against is not installed."""

    code = "peer_missing"


@dataclass(frozen=True, slots=True)
class _Product:
    """Scores as products of two sets of factors, moved above zero: a factor model has no zero point."""

    customers: Floats
    items: Floats

    def scores(self, rows: Ints) -> Floats:
        scores: Floats = self.customers[rows] @ self.items.T
        above: Floats = scores - scores.min() + 1.0
        return above


@dataclass(frozen=True, slots=True)
class Als:
    """ALS (Hu, Koren, Volinsky 2008) on decayed frequencies."""

    factors: int = 64
    regularization: float = 0.05
    alpha: float = 10.0
    iterations: int = 15
    half_life: float = 120.0
    seed: int = 7
    name: str = "ALS (implicit)"

    def lists(self, record: Record) -> Lists:
        try:
            from implicit.als import AlternatingLeastSquares
            from threadpoolctl import threadpool_limits
        except ImportError as error:
            raise PeerMissing(
                "The library “implicit” is not installed. Run “pip install implicit”."
            ) from error
        table = sparse.csr_matrix(record.weighted(2.0 ** (-record.age / self.half_life)).astype(np.float32))
        # The library warns of, and suffers from, threads of BLAS beside its own.
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=self.factors, regularization=self.regularization, alpha=self.alpha,
                iterations=self.iterations, random_state=self.seed, use_gpu=False, num_threads=1,
            )  # fmt: skip
            model.fit(table, show_progress=False)
        customers, items = np.asarray(model.user_factors), np.asarray(model.item_factors)
        return ranked(_Product(customers.astype(np.float64), items.astype(np.float64)), record)
