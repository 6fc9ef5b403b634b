"""The live preview beside the form: who would get the promotion, and which tablets it would reach."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.catalogue.service import StoreView
from server.console import fleet
from server.console.editor_models import LeftOut, PreviewPanel, SamplePerson, TierCount
from server.console.promotion_form import PromotionForm, chosen_stores
from server.console.rule_rows import rule_of
from server.console.wording import day, plural
from server.promotions import service
from server.promotions.preview import NO_CONSENT
from shared.clock import from_millis
from shared.customer import TIERS
from shared.errors import InvalidInput

REASONS_SHOWN = 4


def panel(session: Session, form: PromotionForm, now_ms: int) -> PreviewPanel:
    """The preview of the form as it stands, or the sentence that says what must be completed first."""
    stores = catalogue.stores(session)
    try:
        store_ids = chosen_stores(form, stores)
        found = service.preview(session, rule_of(form.rule), store_ids, now_ms)
    except InvalidInput as error:
        return PreviewPanel(problem=error.sentence)
    largest = max(found.by_tier.values(), default=0)
    return PreviewPanel(
        count=found.count,
        considered=found.in_stores,
        tiers=[
            TierCount(tier, found.by_tier[tier], found.by_tier[tier] / largest)
            for tier in reversed(TIERS)
            if found.by_tier.get(tier)
        ],
        left_out=_left_out(found.excluded),
        sample=[
            SamplePerson(row.masked_name, row.tier, row.home_store or "–", _visit(row.last_visit_ms, now_ms))
            for row in found.sample
        ],
        reach_words=reach_words(session, store_ids, stores, now_ms),
    )


def _left_out(excluded: dict[str, int]) -> list[LeftOut]:
    reasons = [
        LeftOut(words if words == NO_CONSENT else f"Not “{words}”", number)
        for words, number in excluded.items()
    ]
    rest = reasons[REASONS_SHOWN:]
    if rest:
        reasons[REASONS_SHOWN:] = [LeftOut("Other conditions", sum(each.count for each in rest))]
    return reasons


def _visit(last_visit_ms: int | None, now_ms: int) -> str:
    if last_visit_ms is None:
        return "–"
    return day(from_millis(last_visit_ms), this_year=from_millis(now_ms).year)


def reach_words(session: Session, store_ids: list[str] | None, stores: list[StoreView], now_ms: int) -> str:
    """How many tablets would get it: "Reaches 12 tablets in 4 stores; 2 are offline and get it later.\""""
    chosen = {store.id for store in stores} if store_ids is None else set(store_ids)
    there = [row for row in fleet.active(session) if row.store_id in chosen]
    if not there:
        return f"No tablet is enrolled in {'this store' if len(chosen) == 1 else 'these stores'} yet."
    served = len({row.store_id for row in there})
    offline = sum(not fleet.is_online(row, now_ms) for row in there)
    words = f"Reaches {plural(len(there), 'tablet')} in {plural(served, 'store')}"
    if not offline:
        return f"{words}, all of them online."
    return f"{words}; {plural(offline, 'is offline and gets', 'are offline and get')} it at the next contact."
