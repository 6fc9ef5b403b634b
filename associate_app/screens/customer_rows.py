"""What the widgets of the customer screen are given, row by row, out of her view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from associate_app.presenters.history_views import HistoryRow
from associate_app.presenters.product_views import RecommendationCard
from associate_app.presenters.view_models import CustomerView, OfferCard
from shared.words import _

Row = dict[str, Any]
Choose = Callable[[int], None]


def header(view: CustomerView) -> Row:
    """Who she is."""
    contact = "   ·   ".join(part for part in (view.phone, view.email) if part)
    return {
        "name": view.name, "initials": view.initials, "hue": view.hue, "tier": view.tier, "line": view.line,
        "contact": contact, "consent": view.consent_line, "facts": view.facts,
        "unconfirmed": view.unconfirmed,
    }  # fmt: skip


def kpis(view: CustomerView) -> list[Row]:
    """Her headline figures."""
    return [
        {"label": k.label, "value": k.value, "delta": k.delta, "icon": k.icon, "tone": k.tone}
        for k in view.kpis
    ]


def offers(shown: Sequence[OfferCard]) -> list[Row]:
    """Offers, each with its reason."""
    return [
        {
            "key": o.promotion_id, "title": o.title, "sentence": o.sentence, "available": o.available,
            "redeemed": o.redeemed, "provisional": o.provisional, "picture": o.picture, "seen": o.seen,
            "lacks": o.lacks, "best": o.best,
        }
        for o in shown
    ]  # fmt: skip


def purchases(history: Sequence[HistoryRow], choose: Choose) -> list[Row]:
    """What she bought; each line opens its purchase."""
    return [
        purchase_line(h, h.purchase_id, choose) | {"last": index == len(history) - 1}
        for index, h in enumerate(history)
    ]


def purchase_line(h: HistoryRow, key: int, choose: Choose) -> Row:
    """One line; `key` is what it opens, -1 for nothing."""
    return {
        "key": key, "choose": choose, "icon": h.icon, "title": h.title, "meta": h.meta, "amount": h.amount,
        "status": h.status,
    }  # fmt: skip


def recommendations(cards: Sequence[RecommendationCard]) -> list[Row]:
    """What is worth mentioning."""
    return [
        {
            "key": r.product_id, "icon": r.icon, "title": r.title, "price": r.price, "reason": r.reason,
            "stock": r.stock, "in_stock": r.in_stock,
            "answer": r.answer or "", "said": _("Liked") if r.answer == "liked" else "",
        }
        for r in cards
    ]  # fmt: skip
