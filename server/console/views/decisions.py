"""Decisions: how offers are put in order, what was counted for it, and whom a promotion is best made to."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.catalogue import service as catalogue
from server.console import decision_models as shown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.decisions import counting, judging, policy, service
from server.privacy import service as privacy
from server.promotions import service as promotions
from server.staff import service as staff

DAYS = 90
MOST = 50


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/decisions", "decisions", decisions)
    blueprint.add_url_rule("/decisions", "change_decisions", change_decisions, methods=["POST"])
    blueprint.add_url_rule("/decisions/count", "count_decisions", count_decisions, methods=["POST"])
    blueprint.add_url_rule("/promotions/<promotion_id>/first", "first_customers", first_customers)


def decisions() -> ResponseReturnValue:
    """The page."""
    session = reading()
    form = shown.policy_form(policy.policy(session), now_ms(), staff.names(session))
    return _page(form)


def _page(form: shown.PolicyForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    judged = judging.judge(session, now_ms(), DAYS)
    page = render_template(
        "console/decisions/page.html", section="decisions", form=form, ways=shown.ways(),
        rows=shown.odds_rows(session), counted_on=shown.counted_on(session), judged=judged,
        earned=shown.earned(judged), way_rows=shown.way_rows(judged),
    )  # fmt: skip
    return page, status


@changes
def change_decisions() -> ResponseReturnValue:
    """Offers are put in order that way from now on, or the form comes back, marked."""
    session = db.session()
    form = shown.typed_policy(session, request.form, by=signed_in().actor.id, now_ms=now_ms())
    if form.errors:
        session.rollback()
        return _page(form, 422)
    session.commit()
    flash("Saved. Connected tablets put offers in order that way within seconds.", "good")
    return go(url_for("console.decisions"))


@changes
def count_decisions() -> ResponseReturnValue:
    """What happened up to now is counted."""
    session = db.session()
    found = counting.count(session, now_ms())
    session.commit()
    flash(f"Counted: {found.redeemed:,} of {found.showings:,} showings led to a redemption.", "good")
    return go(url_for("console.decisions"))


def first_customers(promotion_id: str) -> ResponseReturnValue:
    """Whom of one store's customers the promotion is best made to."""
    session = reading()
    promotion = promotions.get(session, promotion_id, now_ms())
    stores = catalogue.stores(session)
    asked = request.args.get("store", "")
    store_id = asked if asked in {store.id for store in stores} else stores[0].id if stores else ""
    view = service.first_for(session, promotion_id, store_id, now_ms(), most=MOST) if store_id else None
    rows = shown.first_rows(view) if view else []
    session.commit()  # what was read is read: the log is written in a transaction of its own
    privacy.log_look_up(
        session, actor=signed_in().actor, customer_ids=[row.customer_id for row in rows], purpose="offers",
        now_ms=now_ms(), new_id=new_id,
    )  # fmt: skip
    session.commit()
    return render_template(
        "console/decisions/first.html", section="promotions", promotion=promotion, stores=stores,
        store_id=store_id, view=view, rows=rows,
    )  # fmt: skip
