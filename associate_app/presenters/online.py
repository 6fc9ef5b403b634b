"""What a customer did online, where the associate can pick up, and her wish list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from associate_app.presenters.history_rows import FORGOTTEN
from associate_app.presenters.icons import OTHER, icon_for
from associate_app.presenters.online_views import Online, OnlineRow
from associate_app.presenters.wording import as_of_text, beginning, days_ago
from associate_app.store import online
from associate_app.store.desk import Desk
from associate_app.store.online import Click, Wish
from associate_app.store.purchases import Product, Story
from associate_app.store.reading import Snapshot
from shared.consent import Consent, may_use
from shared.words import _, lazy, plural

MOST_CLICKS: Final = 6
NOT_ALLOWED: Final = lazy("She has not agreed to personal offers, so what she does online is not shown.")
NOTHING: Final = lazy("Nothing seen online lately.")
NO_WISHES: Final = lazy("No wishes yet. A product's own sheet puts it here.")


def online_of(
    desk: Desk, snapshot: Snapshot, customer_id: int, story: Story, consents: Iterable[Consent]
) -> Online:
    """What she left and looked at online, if it may be used, and what she wishes for."""
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    catalogue = desk.products.of(snapshot, story.products)
    wishes = online.wishes(snapshot, customer_id)
    wish_rows = tuple(_wish(wish, catalogue.product(wish.product_id), now_ms, zone) for wish in wishes)
    if not may_use(consents, "personalization").allowed:
        return Online((), wish_rows, "", _(NOT_ALLOWED), _none_of(wish_rows))
    clicks = online.clicks(snapshot, customer_id)
    rows = [
        _click(product_id, of_it, product, now_ms, zone)
        for product_id, of_it in _by_product(clicks, story).items()
        if (product := catalogue.product(product_id)) is not None
    ][:MOST_CLICKS]
    as_of_ms = snapshot.replica.status().checkpoint_ms
    return Online(
        rows=tuple(rows),
        wishes=wish_rows,
        as_of=_("as of {when}").format(when=as_of_text(as_of_ms, now_ms, zone)) if rows and as_of_ms else "",
        nothing="" if rows else _(NOTHING),
        no_wishes=_none_of(wish_rows),
    )


def _none_of(wishes: Sequence[OnlineRow]) -> str:
    return "" if wishes else _(NO_WISHES)


def _by_product(clicks: Iterable[Click], story: Story) -> dict[int, list[Click]]:
    """What she did with each product and has not bought since: carts first, then the newest first."""
    bought: dict[int, int] = {}
    for line in story.lines:
        if line.quantity > 0:
            bought[line.product_id] = max(line.at_ms, bought.get(line.product_id, 0))
    found: dict[int, list[Click]] = {}
    for click in clicks:
        if click.at_ms > bought.get(click.product_id, -1):
            found.setdefault(click.product_id, []).append(click)
    return dict(sorted(found.items(), key=lambda each: not _is_in_cart(each[1])))


def _is_in_cart(clicks: Iterable[Click]) -> bool:
    return any(click.kind == "carted" for click in clicks)


def _click(product_id: int, clicks: Sequence[Click], product: Product, now_ms: int, zone: str) -> OnlineRow:
    in_cart = _is_in_cart(clicks)
    latest = next(click for click in clicks if not in_cart or click.kind == "carted")
    since = days_ago(latest.at_ms, now_ms, zone)
    if in_cart:
        meta = _("Left in the cart {when}").format(when=since)
    elif latest.kind == "searched":
        meta = _("Searched for {when}").format(when=since)
    else:
        meta = plural("Looked at {when}", "Looked at {when} · {count} times", len(clicks), when=since)
    icon = "cart-outline" if in_cart else "magnify"
    return OnlineRow(product_id, product.name, meta, icon, pending=False)


def _wish(wish: Wish, product: Product | None, now_ms: int, zone: str) -> OnlineRow:
    told_by = _("waiting to be sent") if wish.pending else wish.by
    since = days_ago(wish.at_ms, now_ms, zone)
    return OnlineRow(
        product_id=wish.product_id,
        title=product.name if product else _(FORGOTTEN),
        meta=" · ".join(part for part in (beginning(since), told_by) if part),
        icon=icon_for(product.department, product.category) if product else OTHER,
        pending=wish.pending,
    )
