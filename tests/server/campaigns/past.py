"""Two campaigns of the past with customers who did and did not use their coupons."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.campaigns.models import Campaign, CampaignMember, CouponProduct, CouponRedemption
from server.catalogue.models import Product
from server.customers.models import Customer
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA, HERE_SILENT, MARCO, MILK, buy, customer, product

ANNA, BEN = scoped_id(1, 4), scoped_id(1, 5)
JAM = scoped_id(1, 14)

AUTUMN, COFFEE = scoped_id(1, 501), scoped_id(1, 502)
"""Autumn ran for two weeks from 1 November; the coffee campaign began on its last day."""

DAIRY_COUPON, JAM_COUPON, UNUSED_COUPON = 51, 52, 53


def campaign(number: int, name: str, starts_on: str, ends_on: str) -> dict[str, object]:
    """A campaign's row."""
    return {"id": number, "name": name, "kind": "Type A", "starts_on": starts_on, "ends_on": ends_on}


def remember(session: Session) -> None:
    """The campaigns are there; today is 22 November 2026. Needs the customers of `people.settle`."""
    session.execute(insert(Product), [product(JAM, "Plum jam", "Bakery")])
    session.execute(
        insert(Customer), [customer(ANNA, "Anna", "Lind", tier="VIP"), customer(BEN, "Ben", "Ode")]
    )
    session.execute(
        insert(Campaign),
        [
            campaign(AUTUMN, "Autumn", "2026-11-01", "2026-11-14"),
            campaign(COFFEE, "Coffee", "2026-11-14", "2027-01-10"),
        ],
    )
    received = [(AUTUMN, each) for each in (ELENA, MARCO, ANNA)] + [(COFFEE, ANNA)]
    session.execute(
        insert(CampaignMember), [{"campaign_id": c, "customer_id": each} for c, each in received]
    )  # fmt: skip
    products = [(DAIRY_COUPON, MILK), (DAIRY_COUPON, 999), (JAM_COUPON, JAM), (JAM_COUPON, BREAD),
                (JAM_COUPON, MILK), (UNUSED_COUPON, 999)]  # fmt: skip
    session.execute(
        insert(CouponProduct),
        [{"campaign_id": AUTUMN, "coupon_upc": upc, "product_id": item} for upc, item in products],
    )
    used = [(ELENA, DAIRY_COUPON, "2026-11-02"), (ELENA, JAM_COUPON, "2026-11-02"),
            (ANNA, JAM_COUPON, "2026-11-14")]  # fmt: skip
    session.execute(
        insert(CouponRedemption),
        [
            {"id": n, "campaign_id": AUTUMN, "customer_id": who, "coupon_upc": upc, "on_day": day}
            for n, (who, upc, day) in enumerate(used)
        ],
    )
    for number, (who, days_ago, cents) in enumerate(
        [(ANNA, 30, 1000), (ANNA, 20, 700), (ANNA, 10, 800), (MARCO, 9, 200), (BEN, 25, 100), (BEN, 15, 400),
         (HERE_SILENT, 8.8, 50)]
    ):  # fmt: skip
        buy(session, 700 + number, who, days_ago, [(MILK, 1, cents)])
    session.commit()
