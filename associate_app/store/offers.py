"""Promotions that run in this store, and how often they were used as far as this tablet knows."""

from __future__ import annotations

from collections import Counter

from associate_app.store.reading import Snapshot
from shared.fatigue import touches_of
from shared.next_action.facts import Outcome
from shared.promotions import Met, Promotion, Usage, met_of, promotion_from_row
from shared.redemption import Basis, Holdings, Redeemed
from sync.device.leases import Leases

_TERMS = tuple(Promotion.__dataclass_fields__)
_FIRST_COLUMNS = _TERMS[: _TERMS.index("version") + 1]


def promotions(snapshot: Snapshot) -> list[Promotion]:
    """Every promotion that HQ has sent to this store, the most important first.

    HQ sends terms; one before 0.4.0 sends only what the table `promotions` holds.
    """
    found = {each.id: each for each in (*_read(snapshot, "promotions", _FIRST_COLUMNS), *_terms(snapshot))}
    return sorted(found.values(), key=lambda each: (each.priority, each.id), reverse=True)


def names(snapshot: Snapshot) -> dict[str, str]:
    """What each of them is called."""
    sql = "SELECT id, name FROM promotions UNION ALL SELECT id, name FROM promotion_terms"
    return dict(snapshot.rows(sql))


def _terms(snapshot: Snapshot) -> list[Promotion]:
    return _read(snapshot, "promotion_terms", _TERMS)


def _read(snapshot: Snapshot, table: str, columns: tuple[str, ...]) -> list[Promotion]:
    rows = snapshot.rows(f"SELECT {', '.join(columns)} FROM {table}")
    return [promotion_from_row(dict(zip(columns, row, strict=True))) for row in rows]


def usage(snapshot: Snapshot, customer_id: int) -> dict[str, Usage]:
    """Redemptions of each promotion, pending ones too.

    `in_total` counts customers of this store's book only: the server knows more, and has the last word.
    """
    by_customer: Counter[str] = Counter()
    in_total: Counter[str] = Counter()
    in_store: Counter[str] = Counter()
    counted = snapshot.rows(
        "SELECT promotion_id, count(*), sum(customer_id = ?), sum(store_id = ?) FROM redemptions"
        " GROUP BY promotion_id",
        (customer_id, snapshot.store_id),
    )
    for promotion_id, everyone, own, here in counted:
        in_total[promotion_id] += everyone
        by_customer[promotion_id] += own
        in_store[promotion_id] += here
    for row in snapshot.pending("redemptions"):
        in_total[row["promotion_id"]] += 1
        by_customer[row["promotion_id"]] += row["customer_id"] == customer_id
        in_store[row["promotion_id"]] += 1
    return {key: Usage(by_customer[key], total, in_store=in_store[key]) for key, total in in_total.items()}


def met(snapshot: Snapshot, customer_id: int) -> Met:
    """How often she has met which offer as far as this tablet knows, pending deeds included."""
    redeemed = snapshot.rows(
        "SELECT promotion_id, at_ms FROM redemptions WHERE customer_id = ?", (customer_id,)
    )
    said = [
        Outcome(*row)
        for row in snapshot.rows(
            "SELECT action, subject, outcome, channel, at_ms FROM action_outcomes WHERE customer_id = ?",
            (customer_id,),
        )
    ]
    for row in snapshot.pending("redemptions", customer_id=customer_id):
        redeemed.append((row["promotion_id"], row["at_ms"]))
    for row in snapshot.pending("action_outcomes", customer_id=customer_id):
        said.append(Outcome(row["action"], row["subject"], row["outcome"], row["channel"], row["at_ms"]))
    return met_of(redeemed, ((each.action, each.subject, each.at_ms) for each in said), touches_of(said))


def awaiting(snapshot: Snapshot, customer_id: int) -> dict[str, Basis]:
    """Promotions that the customer has used here, HQ not having decided yet, and on what that stands."""
    return {
        effect.row["promotion_id"]: effect.stands_on.basis
        for effect in snapshot.effects
        if isinstance(effect, Redeemed) and effect.who.customer_id == customer_id
    }


def holdings(snapshot: Snapshot, now_ms: int) -> Holdings:
    """What this tablet may give by itself at that moment of its own clock."""
    held = Leases(snapshot.connection).held(now_ms)
    return Holdings(held.units, held.lease, held.is_alone, snapshot.store_id, held.is_over)


def server_ms(snapshot: Snapshot, now_ms: int) -> int:
    """HQ's time at that moment of the tablet's own clock: offers begin and end by HQ's."""
    return Leases(snapshot.connection).server_ms(now_ms)
