"""What is kept for counting is what customers, purchases and consents say, whoever wrote them and how."""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from server.customers import kept as customers_kept
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.database import Base
from server.privacy import erasure
from server.purchases import kept as purchases_kept
from server.purchases.models import Purchase, PurchaseLine
from tests.server.people import BREAD, ELENA, FUEL, HERE_SILENT, MARCO, MILK
from tests.server.world import NOW_MS, Actors

KEPT = ("counted_customers", "bought_lines", "bought_totals")


def table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def kept(session: Session) -> dict[str, list[Any]]:
    return {
        name: sorted(map(tuple, session.execute(select(Base.metadata.tables[name]))), key=repr)
        for name in KEPT
    }


def rebuilt(session: Session) -> dict[str, list[Any]]:
    with session.begin_nested() as until_here:
        customers_kept.rebuild(session.connection())
        purchases_kept.rebuild(session.connection())
        found = kept(session)
        until_here.rollback()
    return found


class Writer:
    """Writes whatever may be written about purchases, consents and books, many rows at once, too."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.draw, self.number = session, Random(seed), 70_000

    def anybody(self) -> int:
        return self.draw.choice((ELENA, MARCO, HERE_SILENT))

    def buy(self) -> None:
        bought = [self._purchase() for _ in range(self.draw.randrange(1, 4))]
        self.session.execute(insert(Purchase), bought)
        lines = [self._line(each, n) for each in bought for n in range(self.draw.randrange(1, 4))]
        self.session.execute(insert(PurchaseLine), lines)

    def _purchase(self) -> dict[str, Any]:
        self.number += 1
        return {
            "id": self.number, "customer_id": self.anybody(), "store_id": "367", "line_count": 0,
            "channel": self.draw.choice(("store", "web")), "at_ms": NOW_MS - self.draw.randrange(9),
            "total_minor": 5,
        }  # fmt: skip

    def _line(self, purchase: dict[str, Any], number: int) -> dict[str, Any]:
        return {
            "purchase_id": purchase["id"], "line_no": number, "customer_id": purchase["customer_id"],
            "product_id": self.draw.choice((BREAD, MILK, FUEL)), "quantity": self.draw.choice((-1, 1, 2)),
            "amount_minor": self.draw.randrange(1, 900),
        }  # fmt: skip

    def correct_lines(self) -> None:
        lines = table(PurchaseLine)
        change = self.draw.choice(
            ({"quantity": self.draw.choice((-1, 0, 3))}, {"product_id": MILK}, {"amount_minor": 7},
             {"line_no": lines.c.line_no + 100})
        )  # fmt: skip
        self.session.execute(
            update(lines).where(lines.c.purchase_id % 3 == self.draw.randrange(3)).values(change)
        )

    def correct_purchases(self) -> None:
        bought = table(Purchase)
        change = self.draw.choice(
            (
                {"customer_id": self.anybody()},
                {"at_ms": bought.c.at_ms + 1},
                {"channel": "app"},
                {"line_count": 2},
            )
        )
        self.session.execute(update(bought).where(bought.c.id % 3 == self.draw.randrange(3)).values(change))

    def take_back(self) -> None:
        lines = table(PurchaseLine)
        self.session.execute(delete(lines).where(lines.c.purchase_id % 5 == self.draw.randrange(5)))

    def consent(self) -> None:
        self.session.execute(delete(ConsentRecord).where(ConsentRecord.customer_id == self.anybody()))
        said = [
            {
                "customer_id": self.anybody(), "purpose": purpose, "channel": channel, "at_ms": 1,
                "granted": self.draw.randrange(2), "wording": "", "source": "tests",
            }
            for purpose in ("personalization", "marketing") for channel in ("any", "email")
        ]  # fmt: skip
        self.session.execute(delete(ConsentRecord).where(ConsentRecord.customer_id == said[0]["customer_id"]))
        whose = said[0]["customer_id"]
        self.session.execute(insert(ConsentRecord), [row | {"customer_id": whose} for row in said])
        self.session.execute(
            update(ConsentRecord).where(ConsentRecord.channel == "any").values(granted=self.draw.randrange(2))
        )

    def book(self) -> None:
        self.session.execute(delete(ClientBookEntry).where(ClientBookEntry.customer_id == self.anybody()))
        wanted = {(store, self.anybody()) for store in ("367", "406")}
        held = {
            tuple(row)
            for row in self.session.execute(select(ClientBookEntry.store_id, ClientBookEntry.customer_id))
        }
        rows = [{"store_id": store, "customer_id": whose} for store, whose in wanted - held]
        if rows:
            self.session.execute(insert(ClientBookEntry), rows)

    def move_on(self) -> None:
        customers_kept.count_since(self.session.connection(), NOW_MS - self.draw.randrange(9))

    def customer(self) -> None:
        change = self.draw.choice(
            ({"tier": "VIP"}, {"home_store_id": "406"}, {"birthday": None}, {"phone": "1"})
        )
        self.session.execute(update(Customer).where(Customer.id == self.anybody()).values(change))


def test_what_is_kept_follows_every_change_as_if_it_were_made_anew(session: Session, people: Actors) -> None:
    assert people
    assert kept(session) == rebuilt(session)
    writer = Writer(session, 6)
    for _ in range(60):
        writer.draw.choice(
            (writer.buy, writer.correct_lines, writer.correct_purchases, writer.take_back, writer.consent,
             writer.book, writer.customer, writer.move_on)
        )()  # fmt: skip
        assert kept(session) == rebuilt(session)
    assert all(kept(session).values())


def test_nothing_is_kept_of_a_customer_who_was_erased(session: Session, people: Actors) -> None:
    assert people
    Writer(session, 1).buy()
    erasure.erase_rows(session, ELENA, NOW_MS)
    found = kept(session)
    assert not [row for row in found["counted_customers"] if row[0] == ELENA]
    assert not [row for row in found["bought_totals"] if row[0] == ELENA]
    assert found == rebuilt(session)
