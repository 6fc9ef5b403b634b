"""All that happened between the store and a customer: words, visits, and what HQ merged, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from associate_app.presenters import work_words
from associate_app.presenters.history_rows import place_text
from associate_app.presenters.operation_words import consent_name, label_of, value_text
from associate_app.presenters.timeline_rows import timeline_rows
from associate_app.presenters.view_models import TimelineRow
from associate_app.presenters.wording import moment_text
from associate_app.store import customers, purchases, records, timeline
from associate_app.store.desk import Desk
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from shared.customer_fields import FIELDS
from shared.merge import CONFLICTS
from shared.money import as_text
from shared.operation_merging import MERGES
from shared.operation_newcomers import CARD
from shared.operation_work import appointment_of
from shared.words import _, plural

MOST_VISITS: Final = 50

_Dated = tuple[int, TimelineRow]


def timeline_of(desk: Desk, snapshot: Snapshot, customer_id: int, story: Story) -> tuple[TimelineRow, ...]:
    """Every kind of event that the associate may read; each row says its group and what it opens."""
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    events = timeline.timeline(snapshot, customer_id, desk.associate)
    rows: list[_Dated] = list(
        zip([event.at_ms for event in events], timeline_rows(events, now_ms, zone), strict=True)
    )
    rows += _visits(snapshot, story, now_ms, zone)
    rows += _merges(snapshot, customer_id, now_ms, zone)
    rows += _people_merged(snapshot, customer_id, now_ms, zone)
    return tuple(row for _at_ms, row in sorted(rows, key=lambda each: each[0], reverse=True))


def _visits(snapshot: Snapshot, story: Story, now_ms: int, zone: str) -> Iterator[_Dated]:
    stores = purchases.store_names(snapshot)
    items = Counter(line.basket.id for line in story.lines)
    for basket in story.baskets[:MOST_VISITS]:
        parts = (moment_text(basket.at_ms, now_ms, zone), place_text(basket, stores))
        yield (
            basket.at_ms,
            TimelineRow(
                text=plural(
                    "Purchase: {count} item, {amount}",
                    "Purchase: {count} items, {amount}",
                    items[basket.id],
                    amount=as_text(basket.total_minor),
                ),
                meta=" · ".join(part for part in parts if part),
                pending=False,
                icon="store-outline" if basket.channel == "store" else "web",
                group="visit",
                purchase_id=basket.id,
            ),
        )


def _merges(snapshot: Snapshot, customer_id: int, now_ms: int, zone: str) -> Iterator[_Dated]:
    people: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
    for row in records.of(snapshot, CONFLICTS, customer_id):
        by = people.get(row["associate_id"]) or _("somebody in another store")
        yield (
            row["at_ms"],
            TimelineRow(
                text=_merge_text(row),
                meta=_("{when} · by {name}").format(when=moment_text(row["at_ms"], now_ms, zone), name=by),
                pending=False,
                icon="call-merge",
                group="change",
                conflict_id="" if row["settled_ms"] is not None else row["id"],
            ),
        )


def _people_merged(snapshot: Snapshot, customer_id: int, now_ms: int, zone: str) -> Iterator[_Dated]:
    """Who was merged with her, and that it was taken back; what an associate did can be taken back here."""
    people: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
    for row in records.of(snapshot, MERGES, customer_id):
        by = _("by {name}").format(name=people.get(row["by_id"]) or _("somebody in another store"))
        if row["by_kind"] != "associate":
            by = _("at HQ")
        when = moment_text(row["at_ms"], now_ms, zone)
        other = customers.by_ids(snapshot, [row["merged_id"]]).get(row["merged_id"])
        holds = row["undone_ms"] is None
        text = _("Two records of hers were made one")
        if not holds:
            text = _("Two records were made one by mistake, and are two again")
        elif other is not None:  # she is here until HQ has put both together
            text = _("One with {name}: HQ puts both records together at the next contact")
            text = text.format(name=f"{other.given_name} {other.family_name}")
        yield (
            row["at_ms"],
            TimelineRow(
                text=text,
                meta=f"{when} · {by}",
                pending=snapshot.waits(MERGES, row["id"]),
                icon="call-merge",
                group="change",
                merge_id=row["id"] if holds and row["by_kind"] == "associate" else "",
            ),
        )


def _merge_text(row: Mapping[str, Any]) -> str:
    field = row["field"]
    appointment = appointment_of(field)
    if appointment is not None:
        return work_words.merged_text(appointment[1], row["kept"], row["lost"])
    if field == CARD:
        text = _("Somebody else has the card {card}: she is saved without it")
        return text.format(card=row["lost"])
    if field not in FIELDS:
        _consent, purpose, channel = field.split("/")
        consent = consent_name(purpose, channel)
        return _("Two answers on {consent} met: it stays withdrawn").format(consent=consent)
    text = _("HQ merged two changes. {field}: {kept} kept, {lost} set aside")
    kept, lost = value_text(field, row["kept"]), value_text(field, row["lost"])
    return text.format(field=label_of(field), kept=kept, lost=lost)
