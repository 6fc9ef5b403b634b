"""What HQ has counted of this store's promotions, by which offers are put in order."""

from __future__ import annotations

from typing import Final

from associate_app.store.reading import Snapshot
from shared.decisioning import Odds, odds_from_row

_COLUMNS: Final = tuple(Odds.__dataclass_fields__)


def odds(snapshot: Snapshot) -> dict[str, Odds]:
    """By promotion; nothing where HQ has not counted, or is older than that."""
    rows = snapshot.rows(f"SELECT {', '.join(_COLUMNS)} FROM offer_odds")
    found = (odds_from_row(dict(zip(_COLUMNS, row, strict=True))) for row in rows)
    return {each.promotion_id: each for each in found}
