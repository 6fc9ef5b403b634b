"""The customer at a glance, and what an associate does there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from associate_app.errors import OfferNotAvailable
from associate_app.presenters import feedback, giving, heading
from associate_app.presenters.advice import advice_of
from associate_app.presenters.basket import BasketPresenter, basket_of, lacks_of
from associate_app.presenters.booking import visit_facts
from associate_app.presenters.contacting import contact_ways, contacted
from associate_app.presenters.facts import facts_of, usual_departments
from associate_app.presenters.giving import Chance
from associate_app.presenters.history import HistoryPresenter
from associate_app.presenters.history_rows import history_rows
from associate_app.presenters.kpis import kpis
from associate_app.presenters.offer_cards import offer_cards, pictures_of, products_of
from associate_app.presenters.online import online_of
from associate_app.presenters.ranking import Offered, Ranking, ranking
from associate_app.presenters.suggestions import suggestions
from associate_app.presenters.timeline import timeline_of
from associate_app.presenters.tried import NOTHING_TRIED, Tried, tried
from associate_app.presenters.view_models import CustomerView
from associate_app.presenters.wording import hue, initials, local
from associate_app.store import customers, offer_pictures, offers, purchases
from associate_app.store.catalogue import product_names
from associate_app.store.customers import CustomerRecord
from associate_app.store.desk import Desk
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from shared.consent import Channel, Consent
from shared.customer import CustomerFacts
from shared.operation_offers import OFFERS_SHOWN
from shared.operations import NOBODY
from sync.errors import LeaseExhausted

FIRST_ROWS: Final = 12


class CustomerPresenter:
    """The customer screen of the open desk; what opens from it has presenters of its own."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk
        self.history = HistoryPresenter(desk)
        self.basket = BasketPresenter(desk, chances_of, self.open)
        self._tried: tuple[int, Tried] = (NOBODY, NOTHING_TRIED)
        self._offered = Offered()
        self._guides: tuple[str, ...] = ()

    def open(self, customer_id: int) -> CustomerView:
        """Everything on the screen, of one moment."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            known = _known(desk, snapshot, customer_id)
            chances = giving.chances(desk, snapshot, known.facts)
            what_is_tried = tried(desk, snapshot, known.facts, known.story, chances)
            ranked = ranking(desk, snapshot, known.facts, chances, what_is_tried.chosen["offers"])
            view = _view(desk, snapshot, known, chances, what_is_tried, ranked)
        self._offered.shows(ranked)
        self._tried = (customer_id, what_is_tried)
        self._guides = tuple(row.subject for row in view.advice.rows if row.deed == "give_guide")
        if desk.wanted.set(giving.rights_wanted(chances, customer_id)):
            desk.recorder.announce()  # at once, while the line is up: it may not be when she decides
        return view

    def seen(self, customer_id: int, surfaces: Collection[str]) -> None:
        """Those parts of her screen were really in sight: what is tried there counts as met, once.

        A guide among what to say next counts as shown to her, once.
        """
        shown, what_is_tried = self._tried
        if shown != customer_id:
            return
        met = [each for each in what_is_tried.met if each.surface in surfaces]
        recorder = self._desk().recorder
        is_new = bool(met and recorder.record_met(customer_id, met))
        if "next_actions" in surfaces and self._guides:
            is_new |= recorder.record_guides(customer_id, self._guides)
        if "offers" in surfaces and (arguments := self._offered.untold(customer_id)) is not None:
            recorder.record(OFFERS_SHOWN, customer_id, arguments)
            is_new = True
        if is_new:
            recorder.announce()

    def add_note(self, customer_id: int, text: str, *, for_managers: bool = False) -> CustomerView:
        """The note is safely on the tablet and in the view; one for managers is theirs and its author's."""
        kind = "manager_note_added" if for_managers else "note_added"
        return self._record(kind, customer_id, {"text": text.strip()})

    def answer(
        self, customer_id: int, product_id: int, answer: str, shown_in: str = "merged"
    ) -> CustomerView:
        """What she said of the product counts at once; "opted_out" ends her consent with it."""
        feedback.record_answers(self._desk(), customer_id, [product_id], answer, shown_in)
        return self._shown(customer_id)

    def contacted(self, customer_id: int, channel: Channel) -> CustomerView:
        """That she was called or written to is kept, and counts for the guard over all channels."""
        with self._desk().reader.snapshot() as snapshot:
            consents = customers.consents(snapshot, customer_id)
        return self._record("action_taken", customer_id, contacted(channel, consents))

    def wish(self, customer_id: int, product_id: int, *, wished: bool) -> CustomerView:
        """The product is on her wish list, or off it, and shown so at once."""
        return self._record("wish_changed", customer_id, {"product_id": product_id, "wished": wished})

    def redeem(self, customer_id: int, promotion_id: str) -> CustomerView:
        """The offer is used; OfferNotAvailable says why it cannot be."""
        try:
            self._give(customer_id, promotion_id)
        except LeaseExhausted:  # given up a moment ago, because HQ asked for it: decided once more
            try:
                self._give(customer_id, promotion_id)
            except LeaseExhausted as error:
                raise OfferNotAvailable(error.sentence) from error
        return self._shown(customer_id)

    def _give(self, customer_id: int, promotion_id: str) -> None:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            facts = _known(desk, snapshot, customer_id).facts
            chances = giving.chances(desk, snapshot, facts)
            lacking = lacks_of(desk, snapshot, customer_id, chances).get(promotion_id)
        if lacking:
            raise OfferNotAvailable(lacking)
        giving.give(desk, chances, customer_id, promotion_id)

    def _record(self, kind: str, customer_id: int, arguments: Mapping[str, Any]) -> CustomerView:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
        desk.recorder.record(kind, customer_id, arguments)
        return self._shown(customer_id)

    def _shown(self, customer_id: int) -> CustomerView:
        try:
            return self.open(customer_id)
        finally:
            self._desk().recorder.announce()


def chances_of(desk: Desk, snapshot: Snapshot, customer_id: int) -> list[Chance]:
    """Every promotion of the store for that customer, decided as it stands now."""
    return giving.chances(desk, snapshot, _known(desk, snapshot, customer_id).facts)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the parts of the screen have in common."""

    record: CustomerRecord
    consents: list[Consent]
    story: Story
    departments: list[str]
    facts: CustomerFacts


def _known(desk: Desk, snapshot: Snapshot, customer_id: int) -> _Known:
    now_ms = desk.now_ms()
    record = customers.customer(snapshot, customer_id)
    consents = customers.consents(snapshot, customer_id)
    story = desk.stories.of(snapshot, customer_id)
    departments = usual_departments(story, now_ms)
    facts = facts_of(record, story, departments, consents, now_ms)
    return _Known(record, consents, story, departments, facts)


def _view(
    desk: Desk,
    snapshot: Snapshot,
    known: _Known,
    chances: Sequence[Chance],
    what_is_tried: Tried,
    ranked: Ranking,
) -> CustomerView:
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    record, story, facts = known.record, known.story, known.facts
    stores = purchases.store_names(snapshot)
    return CustomerView(
        id=record.id,
        name=f"{record.given_name} {record.family_name}",
        given_name=record.given_name,
        initials=initials(record.given_name, record.family_name),
        hue=hue(record.id),
        tier=record.tier,
        line=heading.line(record, known.departments if facts.may_personalize else []),
        phone=record.phone or "",
        email=record.email or "",
        kpis=kpis(facts.figures, story.baskets[-1].at_ms if story.baskets else None, now_ms, zone),
        offers=offer_cards(
            chances,
            offers.awaiting(snapshot, record.id),
            online=desk.line.is_fresh(now_ms),
            pictures=offer_pictures.pictures(snapshot, pictures_of(chances)),
            lacks=lacks_of(desk, snapshot, record.id, chances),
            products=product_names(snapshot, products_of(chances)),
            ranked=ranked.offers,
        ),
        history=history_rows(story.lines[:FIRST_ROWS], story.products, stores, now_ms, zone),
        basket=basket_of(desk, snapshot, record.id, chances),
        suggestions=suggestions(
            desk, snapshot, story, facts, known.consents, what_is_tried.strategy("recommendations")
        ),
        advice=advice_of(
            desk,
            snapshot,
            record.id,
            story,
            chances,
            known.departments,
            what_is_tried.strategy("next_actions"),
        ),
        timeline=timeline_of(desk, snapshot, record.id, story),
        online=online_of(desk, snapshot, record.id, story, known.consents),
        consent_line=heading.consent_line(known.consents, now_ms, zone),
        facts=visit_facts(snapshot, record.id, now_ms, zone)
        + heading.header_facts(
            customers.preferences(snapshot, record.id),
            record.birthday,
            customers.life_dates(snapshot, record.id),
            local(now_ms, zone).date(),
        ),
        ways=contact_ways(record, known.consents),
        unconfirmed=heading.unconfirmed(snapshot, record.id),
    )
