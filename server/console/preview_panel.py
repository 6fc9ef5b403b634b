"""The live preview beside the form: who would get the promotion, and which tablets it would reach."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.catalogue.service import StoreView
from server.console import fleet
from server.console.cost_words import cost_words
from server.console.editor_models import Beside, CostWords, Outlook, PreviewPanel
from server.console.promotion_form import PromotionForm, chosen_stores, values_of
from server.console.reach_panel import reach_panel
from server.console.rule_rows import rule_of
from server.console.rule_words import said
from server.console.wording import plural
from server.promotions import service
from server.promotions.forecast import forecast
from server.promotions.meetings import Meeting, meetings
from shared.errors import InvalidInput
from shared.promotions import Promotion

INCOMPLETE = "Complete the offer to see what it may cost and what it meets."
NOBODY = "Nobody may have it as of now, so it costs nothing."


def panel(session: Session, form: PromotionForm, now_ms: int) -> PreviewPanel:
    """The preview of the form as it stands, or the sentence that says what must be completed first.

    What is wrong elsewhere in the form stops no counting.
    """
    stores, says = catalogue.stores(session), said(session, form.rule)
    try:
        store_ids = chosen_stores(form, stores)
        found = service.preview(session, rule_of(form.rule), store_ids, now_ms)
    except InvalidInput as error:
        return PreviewPanel(problem=error.sentence, says=says)
    values = values_of(form, stores)
    return replace(
        reach_panel(found, found.sample, now_ms),
        says=says,
        held_out="" if values is None else _held_out(found.count, values["holdout_percent"]),
        reach_words=reach_words(session, store_ids, stores, now_ms),
    )


def outlook(
    session: Session, form: PromotionForm, count: int, now_ms: int, promotion_id: str = ""
) -> Outlook:
    """What the promotion in the form may cost if so many may have it, and what it meets.

    It is asked for when the count is there: of a large chain it takes longer. `promotion_id` is its own.
    """
    stores = catalogue.stores(session)
    values = values_of(form, stores)
    if values is None:
        return Outlook(CostWords(missing=INCOMPLETE))
    store_ids = values.pop("store_ids")
    promotion = Promotion(id=promotion_id, **values)
    places = len(stores) if store_ids is None else len(store_ids)
    return _outlook(session, promotion, store_ids, places, count, now_ms)


def outlook_of(session: Session, promotion_id: str, now_ms: int) -> Outlook:
    """The same of a promotion as it is stored, if those had it who may have it now."""
    view = service.get(session, promotion_id, now_ms)
    count = service.preview(session, view.audience, view.store_ids, now_ms).count
    if not count:
        return Outlook(CostWords(missing=NOBODY))
    return _outlook(session, view.rule, view.store_ids, view.store_count, count, now_ms)


def _outlook(
    session: Session, promotion: Promotion, store_ids: list[str] | None, places: int, count: int, now_ms: int
) -> Outlook:
    return Outlook(
        cost_words(forecast(session, promotion, store_ids, count, places, now_ms), promotion),
        [
            Beside(each.promotion_id, with_state(each), each.both, clash_words(each) if each.is_clash else "")
            for each in meetings(session, promotion, store_ids, now_ms)
        ],
    )


def with_state(meeting: Meeting) -> str:
    """Its name, and where it stands if it is not live."""
    return meeting.name if meeting.status == "published" else f"{meeting.name} ({meeting.status})"


def _held_out(count: int, percent: int) -> str:
    return f"about {round(count * percent / 100):,} held out as control ({percent}%)" if percent else ""


def clash_words(meeting: Meeting) -> str:
    """How many have both, and which of them allows nothing beside it."""
    both = plural(meeting.both, "customer has", "customers have")
    if meeting.excludes:
        return f"{both} both, and “{meeting.name}” allows nothing beside it: a basket gets one of them."
    return f"{both} both, and this one allows nothing beside it: a basket gets one of them."


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
