"""A made-up history of a chain with trials, and what its figures must be, counted one customer at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, text

from server.insights.measuring import BEFORE_DAYS, SUMS, Window
from shared.clock import DAY_MS
from tests.server.world import NOW_MS

TRIALS: Final = ("soup", "order")
ENDS_MS: Final = NOW_MS + 5 * DAY_MS
WINDOWS: Final = [
    Window(trial, zone, ENDS_MS + shift, "soup" if trial == "soup" else None)
    for trial in TRIALS
    for zone, shift in (("America/New_York", 0), ("America/Denver", 7_200_000))
]
STORES: Final = ("367", "406")
PRODUCTS: Final = {71: "Bakery", 72: "Dairy"}


class History:
    """Makes things happen to customers, at random but always the same."""

    def __init__(self, connection: Connection, seed: int, customers: int = 24) -> None:
        self.connection, self._random, self._number = connection, Random(seed), 0
        self.people = [9_000 + n for n in range(customers)]

    def settle(self) -> None:
        """Customers, products and a promotion are there."""
        for person in self.people:
            self.put(
                "customers", id=person, given_name="A", family_name="B", attributes="{}",
                tier=self._random.choice(("Member", "Gold")),
            )  # fmt: skip
        for product, department in PRODUCTS.items():
            self.put("products", id=product, sku=f"s{product}", name="x", department=department, brand="b")
        self.put(
            "promotions", id="soup", code="SOUP", name="Soup", benefit_kind="percent", benefit_value=10,
            starts_local="2026-11-01T00:00", ends_local="2026-12-01T00:00", created_by="x", created_ms=0,
            updated_ms=0,
        )  # fmt: skip

    def put(self, table: str, **row: Any) -> None:
        """The row is there."""
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)

    def go_on(self, steps: int) -> None:
        """So many things happen."""
        things = (
            self.meet, self.meet, self.buy, self.buy, self.buy, self.redeem, self.rate, self.withdraw,
            self.change, self.bring_back,
        )  # fmt: skip
        for _ in range(steps):
            self._random.choice(things)()

    def meet(self, **said: Any) -> None:
        """Somebody meets an arm, mostly the same as before."""
        person, trial = self._person(), self._random.choice(TRIALS)
        odd = self._random.random() < 0.05
        row = {
            "id": self._id(), "trial_id": trial, "customer_id": person,
            "variant": ("a", "b")[(person + odd) % 2], "surface": "offers",
            "store_id": self._random.choice(STORES), "associate_id": "ana", "at_ms": self._moment(40),
            "received_ms": NOW_MS,
        } | said  # fmt: skip
        key = (
            "SELECT 1 FROM exposures WHERE trial_id = :trial_id AND customer_id = :customer_id"
            " AND variant = :variant"
        )
        if not self.connection.execute(text(key), row).first():
            self.put("exposures", **row)

    def buy(self, **said: Any) -> None:
        """Somebody buys, and perhaps brings back something at once."""
        number, person, at_ms = self._next(), self._person(), self._moment(160)
        lines = [(self._random.choice(list(PRODUCTS)), self._random.choice((-1, 1, 1, 2))) for _ in range(2)]
        amounts = [quantity * self._random.randint(100, 5_000) for _, quantity in lines]
        row = {
            "id": number, "customer_id": person, "store_id": "367", "channel": "store", "at_ms": at_ms,
            "total_minor": sum(amounts), "line_count": 2,
        } | said  # fmt: skip
        self.put("purchases", **row)
        for place, ((product, quantity), amount) in enumerate(zip(lines, amounts, strict=True)):
            self.put(
                "purchase_lines", purchase_id=number, line_no=place, customer_id=row["customer_id"],
                product_id=product, quantity=quantity, amount_minor=amount,
            )  # fmt: skip

    def redeem(self) -> None:
        """Somebody uses an offer."""
        self.put(
            "redemptions", id=self._id(), promotion_id="soup", customer_id=self._person(), store_id="367",
            associate_id="ana", at_ms=self._moment(40),
        )  # fmt: skip

    def rate(self) -> None:
        """Somebody rates a visit; now and then the associate corrects it."""
        first, person, at_ms = self._id(), self._person(), self._moment(40)
        row = {"customer_id": person, "store_id": "367", "associate_id": "ana", "at_ms": at_ms}
        self.put("visit_ratings", id=first, rating=self._random.randint(1, 5), **row)
        if self._random.random() < 0.3:
            self.put("visit_ratings", id=self._id(), rating=2, corrects=first, **row)

    def withdraw(self) -> None:
        """Somebody says a word on consent."""
        person = self._person()
        self.connection.execute(text("DELETE FROM consents WHERE customer_id = :id"), {"id": person})
        self.put(
            "consents", customer_id=person, purpose="personalization", channel="any",
            granted=self._random.choice((0, 1)), at_ms=self._moment(40), wording="", source="till",
        )  # fmt: skip

    def change(self) -> None:
        """A purchase turns out to be somebody else's, or at another time."""
        self.connection.execute(
            text(
                "UPDATE purchases SET customer_id = :who, at_ms = :at"
                " WHERE id = (SELECT MIN(id) + :n FROM purchases)"
            ),
            {"who": self._person(), "at": self._moment(160), "n": self._random.randint(0, 20)},
        )  # fmt: skip

    def bring_back(self) -> None:
        """An exposure is taken back, as by an earlier one that is heard of later."""
        self.connection.execute(
            text("DELETE FROM exposures WHERE id = (SELECT MIN(id) FROM exposures WHERE customer_id = :who)"),
            {"who": self._person()},
        )

    def forget(self, person: int) -> None:
        """Nothing names her any more, as after an erasure."""
        for table in ("exposures", "redemptions", "visit_ratings"):
            self.connection.execute(
                text(f"UPDATE {table} SET customer_id = NULL WHERE customer_id = :id"), {"id": person}
            )
        for table in (
            "trial_customers",
            "trial_due",
            "purchase_lines",
            "bought_totals",
            "purchases",
            "consents",
        ):
            self.connection.execute(text(f"DELETE FROM {table} WHERE customer_id = :id"), {"id": person})

    def _person(self) -> int:
        return self._random.choice(self.people)

    def _moment(self, days: int) -> int:
        return NOW_MS + 10 * DAY_MS - self._random.randint(0, days * DAY_MS)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _id(self) -> str:
        return f"{self._next():06d}"


def rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    """Everything in a table."""
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def counted(connection: Connection) -> dict[tuple[Any, ...], dict[str, int]]:
    """The sums over all segments, as they must be: plain loops over what is recorded."""
    zones = {row["id"]: row["time_zone"] for row in rows(connection, "stores")}
    ends = {(each.trial_id, each.time_zone): each.ends_ms for each in WINDOWS}
    met: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows(connection, "exposures"), key=lambda each: (each["at_ms"], each["variant"])):
        if row["customer_id"] is not None:
            met[row["trial_id"], row["customer_id"]].append(row)
    bought = {row["purchase_id"]: row["amount_minor"] for row in rows(connection, "bought_totals")}
    tables = {
        name: rows(connection, name) for name in ("purchases", "redemptions", "visit_ratings", "consents")
    }
    found: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for (trial, person), exposures in met.items():
        first = exposures[0]
        end = ends[trial, zones[first["store_id"]]]
        own = {name: [row for row in all_ if row["customer_id"] == person] for name, all_ in tables.items()}
        after = {
            name: [row for row in mine if first["at_ms"] <= row["at_ms"] < end] for name, mine in own.items()
        }
        arm = first["variant"] if len(exposures) == 1 else ""
        cell = found[trial, arm, first["at_ms"] // DAY_MS]
        for name, value in _figures(trial, first["at_ms"], own, after, bought).items():
            cell[name] += value
    return dict(found)


def _figures(
    trial: str, first_ms: int, own: dict[str, Any], after: dict[str, Any], bought: dict[int, int]
) -> dict[str, int]:
    spent = _total(after["purchases"])
    before = _total(
        row for row in own["purchases"] if first_ms - BEFORE_DAYS * DAY_MS <= row["at_ms"] < first_ms
    )
    gross = sum(max(bought.get(row["id"], 0), row["total_minor"], 0) for row in after["purchases"])
    corrected = {row["corrects"] for row in own["visit_ratings"]}
    ratings = [row["rating"] for row in after["visit_ratings"] if row["id"] not in corrected]
    back, said, sum_ = gross - spent, len(ratings), sum(ratings)
    used = [row for row in after["redemptions"] if trial != "soup" or row["promotion_id"] == "soup"]
    return {
        "customers": 1, "buyers": bool(after["purchases"]), "purchases": len(after["purchases"]),
        "redeemers": bool(used), "redemptions": len(used),
        "withdrew": any(row["granted"] == 0 for row in after["consents"]),
        "spent": spent, "spent_sq": spent**2, "before": before, "before_sq": before**2,
        "spent_by_before": spent * before, "bought": gross, "bought_sq": gross**2, "returned": back,
        "returned_sq": back**2, "returned_by_bought": back * gross, "ratings": said, "ratings_sq": said**2,
        "rating_sum": sum_, "rating_sum_sq": sum_**2, "rating_sum_by_ratings": sum_ * said,
    }  # fmt: skip


def _total(purchases: Iterable[dict[str, Any]]) -> int:
    return sum(row["total_minor"] for row in purchases)
