"""What an associate does on a customer's screen: each deed with its sheet, its words, and its undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.clock import Clock

from associate_app.presenters.view_models import ConflictItem, CustomerForm, CustomerView
from associate_app.screens import answering
from associate_app.screens.contact_sheet import ContactSheet
from associate_app.screens.edit_sheet import EditSheet
from associate_app.screens.message_sheet import write_to
from associate_app.screens.product_sheet import ProductSheet
from associate_app.screens.purchase_sheet import PurchaseSheet
from associate_app.widgets.offer_banner import OfferBanner
from associate_app.widgets.sheet import ChoiceSheet, ConfirmSheet, TextSheet
from shared.operation_people import MANAGER_NOTE
from shared.operations import NOTE_LIMIT

if TYPE_CHECKING:
    from associate_app.screens.customer import CustomerPane


NO_NUMBER = "There is no phone number yet. Ask her for it; Edit keeps it."
NO_ADDRESS = "There is no number or address yet. Ask her for one; Edit keeps it."


class Deeds:
    """Deeds about whoever is on the pane."""

    def __init__(self, pane: CustomerPane) -> None:
        self._pane = pane

    def write_note(self, draft: str = "", *, for_managers: bool = False) -> None:
        """The associate writes a note; closing the sheet keeps the draft for an undo."""
        sheet = TextSheet(
            title=f"Note about {self._pane.view.name}",
            label="Note",
            hint="What should the next of us know?",
            save_text="Save note",
            limit=NOTE_LIMIT,
            text=draft,
            choice="Only managers",
            chosen=for_managers,
            draft_kind=MANAGER_NOTE if for_managers else "note",
        )
        sheet.bind(chosen=lambda _, chosen: setattr(sheet, "draft_kind", MANAGER_NOTE if chosen else "note"))
        saved: list[str] = []

        def save(sheet: TextSheet, text: str) -> None:
            saved.append(text)
            self._add_note(text, for_managers=sheet.chosen)

        sheet.bind(on_save=save)
        sheet.bind(on_close=lambda _: Clock.schedule_once(lambda _: self._offer_draft(sheet, saved)))
        App.get_running_app().root.open(sheet)

    def reach(self, *channels: str) -> None:
        """The number or address is shown, with what she agreed to there, and the contact can be kept."""
        view = self._pane.view
        ways = [way for way in view.ways if way.channel in channels]
        is_call = "phone" in channels
        sheet = ContactSheet(
            ways,
            title=f"Call {view.name}" if is_call else f"Write to {view.name}",
            nothing="" if ways else (NO_NUMBER if is_call else NO_ADDRESS),
        )
        sheet.bind(on_contacted=lambda _, channel: self._do(
            lambda presenter: presenter.contacted(view.id, channel), "The contact is kept."
        ))  # fmt: skip
        sheet.bind(on_write=lambda _sheet, channel: write_to(view.id, (channel,), None, self._pane.refresh))
        App.get_running_app().root.open(sheet)

    def take_up(self, kind: str, texts: Mapping[str, str]) -> None:
        """A sheet that was half filled when the tablet locked is as it was."""
        if kind in ("note", MANAGER_NOTE):
            self.write_note(texts.get("text", ""), for_managers=kind == MANAGER_NOTE)
        elif kind == "details":
            self.edit(texts)

    def edit(self, half_written: Mapping[str, str] | None = None) -> None:
        """What is known of her can be put right; `half_written` are texts that were typed before."""
        app, customer_id = App.get_running_app(), self._pane.view.id
        app.asker.ask(
            "form",
            lambda: app.tablet.editing.form(customer_id),
            lambda form: self._open_form(form, half_written or {}),
        )

    def _open_form(self, form: CustomerForm, half_written: Mapping[str, str]) -> None:
        sheet = EditSheet(form, draft_kind="details")
        sheet.take_up(half_written)
        sheet.bind(on_save=lambda _, wanted: self._save(form, wanted))
        App.get_running_app().root.open(sheet)

    def _save(self, seen: CustomerForm, wanted: CustomerForm) -> None:
        app = App.get_running_app()
        self._pane.tell(lambda: app.tablet.editing.save(seen, wanted), "Saved on this tablet.")

    def redeem_offer(self, promotion_id: str) -> None:
        """The offer that was advised is used, as by its own banner."""
        for banner in self._pane.ids.offers.children:
            if banner.key == promotion_id:
                self.redeem(banner)

    def redeem(self, banner: OfferBanner) -> None:
        """The associate is asked once more, then the offer is used."""
        sheet = ConfirmSheet(
            title=f"Redeem for {self._pane.view.name}?",
            sentence=f"{banner.title}. It counts once and cannot be taken back on the tablet."
            + (" HQ confirms it when the line is back." if banner.provisional else ""),
            confirm_text="Redeem now",
        )
        customer_id, promotion_id = self._pane.view.id, banner.key
        sheet.bind(on_confirm=lambda _: self._do(
            lambda presenter: presenter.redeem(customer_id, promotion_id), f"Redeemed: {banner.title}"
        ))  # fmt: skip
        App.get_running_app().root.open(sheet)

    def reply(self, product_id: int, answer: str, shown_in: str) -> None:
        """What she said of the product counts at once."""
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.answer(customer_id, product_id, answer, shown_in),
            answering.word_after(answer),
        )

    def show_product(self, product_id: int, shown_in: str) -> None:
        """The product lies over her screen, with what is beside it."""
        app = App.get_running_app()
        wished = frozenset(row.product_id for row in self._pane.view.online.wishes)
        sheet = ProductSheet(product_id, shown_in, self._pane.view.given_name, wished)
        sheet.bind(
            on_basket=lambda _, product: self.put_in_basket(product),
            on_reply=lambda _, *said: self.reply(*said),
            on_wish=lambda _, product, wished: self.wish(product, wished),
            on_people=lambda _, product: app.root.screen.go_to_product(product),
        )
        app.root.open(sheet)

    def show_purchase(self, purchase_id: int) -> None:
        """The whole purchase lies over her screen."""
        sheet = PurchaseSheet(self._pane.view.id, purchase_id)
        sheet.bind(on_product=lambda _, product: self.show_product(product, "product"))
        App.get_running_app().root.open(sheet)

    def show_conflict(self, conflict_id: str) -> None:
        """Both values lie over her screen, to be chosen from."""
        app = App.get_running_app()

        def show(items: Sequence[ConflictItem]) -> None:
            item = next((each for each in items if each.id == conflict_id), None)
            if item is None:
                app.root.snackbar.show("Somebody has dealt with it already.")
                self._pane.refresh()
            else:
                self._choose_value(item)

        app.asker.ask("conflict", app.tablet.attention.conflicts, show)

    def _choose_value(self, item: ConflictItem) -> None:
        app, customer_id = App.get_running_app(), self._pane.view.id
        choices = {"keep": (f"Keep: {item.now}", "check")}
        if item.can_take_other:
            choices["other"] = (f"Take instead: {item.other}", "call-merge")
        sheet = ChoiceSheet(choices, title=item.title, sentence=item.sentence)

        def settle(answer: str) -> CustomerView:
            attention = app.tablet.attention
            (attention.take_other if answer == "other" else attention.keep)(item.id)
            view: CustomerView = app.tablet.customer.open(customer_id)
            return view

        sheet.bind(on_choose=lambda _, answer: self._pane.tell(
            lambda: settle(answer), "Saved on this tablet."
        ))  # fmt: skip
        app.root.open(sheet)

    def put_in_basket(self, product_id: int) -> None:
        """It is among what she is about to buy."""
        customer_id = self._pane.view.id
        self._do(lambda presenter: presenter.put_in_basket(customer_id, product_id), "In the basket.")

    def wish(self, product_id: int, wished: bool) -> None:
        """It is on her wish list, or not any more."""
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.wish(customer_id, product_id, wished=wished),
            "On the wish list." if wished else "Taken off the wish list.",
        )

    def empty_basket(self, *, bought: bool) -> None:
        """Nothing is in her basket, because she bought it or thought better of it."""
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.empty_basket(customer_id, bought=bought),
            "Counted with her purchases." if bought else "The basket is empty.",
        )

    def _add_note(self, text: str, *, for_managers: bool) -> None:
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.add_note(customer_id, text, for_managers=for_managers),
            "Note for managers saved on this tablet." if for_managers else "Note saved on this tablet.",
        )

    def _offer_draft(self, sheet: TextSheet, saved: list[str]) -> None:
        root, text, chosen = App.get_running_app().root, sheet.text, sheet.chosen
        if text.strip() and not saved and App.get_running_app().tablet.stage == "ready":
            root.snackbar.show(
                "Note discarded.", action="Undo", act=lambda: self.write_note(text, for_managers=chosen)
            )

    def _do(self, deed: Callable[[Any], CustomerView], word: str) -> None:
        app = App.get_running_app()
        self._pane.tell(lambda: deed(app.tablet.customer), word)
