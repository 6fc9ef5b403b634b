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
from associate_app.screens.message_sheet import DRAFT as MESSAGE
from associate_app.screens.message_sheet import go_on, write_to
from associate_app.screens.product_sheet import ProductSheet
from associate_app.screens.purchase_sheet import PurchaseSheet
from associate_app.screens.selling import Selling
from associate_app.widgets.offer_banner import OfferBanner
from associate_app.widgets.sheet import ChoiceSheet, ConfirmSheet, TextSheet
from shared.operation_people import MANAGER_NOTE
from shared.operations import NOTE_LIMIT
from shared.words import _, lazy

if TYPE_CHECKING:
    from associate_app.screens.customer import CustomerPane


NO_NUMBER = lazy("There is no phone number yet. Ask her for it; Edit keeps it.")
NO_ADDRESS = lazy("There is no number or address yet. Ask her for one; Edit keeps it.")


class Deeds:
    """Deeds about whoever is on the pane."""

    def __init__(self, pane: CustomerPane) -> None:
        self._pane = pane
        self.selling = Selling(pane)

    def write_note(self, draft: str = "", *, for_managers: bool = False) -> None:
        """The associate writes a note; closing the sheet keeps the draft for an undo."""
        sheet = TextSheet(
            title=_("Note about {name}").format(name=self._pane.view.name),
            label=_("Note"),
            hint=_("What should the next of us know?"),
            save_text=_("Save note"),
            limit=NOTE_LIMIT,
            text=draft,
            choice=_("Only managers"),
            chosen=for_managers,
            draft_kind=MANAGER_NOTE if for_managers else "note",
        )
        sheet.bind(
            chosen=lambda _event, chosen: setattr(sheet, "draft_kind", MANAGER_NOTE if chosen else "note")
        )
        saved: list[str] = []

        def save(sheet: TextSheet, text: str) -> None:
            saved.append(text)
            self._add_note(text, for_managers=sheet.chosen)

        sheet.bind(on_save=save)
        sheet.bind(
            on_close=lambda _event: Clock.schedule_once(lambda _event: self._offer_draft(sheet, saved))
        )
        App.get_running_app().root.open(sheet)

    def reach(self, *channels: str) -> None:
        """The number or address is shown, with what she agreed to there, and the contact can be kept."""
        view = self._pane.view
        ways = [way for way in view.ways if way.channel in channels]
        is_call = "phone" in channels
        sheet = ContactSheet(
            ways,
            title=(_("Call {name}") if is_call else _("Write to {name}")).format(name=view.name),
            nothing="" if ways else _(NO_NUMBER if is_call else NO_ADDRESS),
        )
        sheet.bind(on_contacted=lambda _event, channel: self._do(
            lambda presenter: presenter.contacted(view.id, channel), _("The contact is kept.")
        ))  # fmt: skip
        sheet.bind(on_write=lambda _sheet, channel: write_to(view.id, (channel,), None, self._pane.refresh))
        App.get_running_app().root.open(sheet)

    def take_up(self, kind: str, texts: Mapping[str, str]) -> None:
        """A sheet that was half filled when the tablet locked is as it was."""
        if kind in ("note", MANAGER_NOTE):
            self.write_note(texts.get("text", ""), for_managers=kind == MANAGER_NOTE)
        elif kind == "details":
            self.edit(texts)
        elif kind == MESSAGE:
            go_on(self._pane.view.id, texts, self._pane.refresh)

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
        sheet.bind(on_save=lambda _event, wanted: self._save(form, wanted))
        App.get_running_app().root.open(sheet)

    def _save(self, seen: CustomerForm, wanted: CustomerForm) -> None:
        app = App.get_running_app()
        self._pane.tell(lambda: app.tablet.editing.save(seen, wanted), _("Saved on this tablet."))

    def redeem_offer(self, promotion_id: str) -> None:
        """The offer that was advised is used, as by its own banner."""
        for banner in self._pane.ids.offers.banners:
            if banner.key == promotion_id:
                self.redeem(banner)

    def redeem(self, banner: OfferBanner) -> None:
        """The associate is asked once more, then the offer is used; or told what her basket lacks for it."""
        if banner.lacks:
            App.get_running_app().root.snackbar.show(banner.lacks)
            return
        warning = _("{offer}. It counts once and cannot be taken back on the tablet.")
        if banner.provisional:
            warning = _(
                "{offer}. It counts once and cannot be taken back on the tablet. "
                "HQ confirms it when the line is back."
            )
        sheet = ConfirmSheet(
            title=_("Redeem for {name}?").format(name=self._pane.view.name),
            sentence=warning.format(offer=banner.title),
            confirm_text=_("Redeem now"),
        )
        customer_id, promotion_id = self._pane.view.id, banner.key
        sheet.bind(on_confirm=lambda _event: self._do(
            lambda presenter: presenter.redeem(customer_id, promotion_id),
            _("Redeemed: {offer}").format(offer=banner.title),
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
            on_basket=lambda _event, product: self.selling.put(product),
            on_reply=lambda _event, *said: self.reply(*said),
            on_wish=lambda _event, product, wished: self.wish(product, wished),
            on_people=lambda _event, product: app.root.screen.go_to_product(product),
        )
        app.root.open(sheet)

    def show_purchase(self, purchase_id: int) -> None:
        """The whole purchase lies over her screen."""
        sheet = PurchaseSheet(self._pane.view.id, purchase_id)
        sheet.bind(on_product=lambda _event, product: self.show_product(product, "product"))
        App.get_running_app().root.open(sheet)

    def show_conflict(self, conflict_id: str) -> None:
        """Both values lie over her screen, to be chosen from."""
        app = App.get_running_app()

        def show(items: Sequence[ConflictItem]) -> None:
            item = next((each for each in items if each.id == conflict_id), None)
            if item is None:
                app.root.snackbar.show(_("Somebody has dealt with it already."))
                self._pane.refresh()
            else:
                self._choose_value(item)

        app.asker.ask("conflict", app.tablet.attention.conflicts, show)

    def _choose_value(self, item: ConflictItem) -> None:
        app, customer_id = App.get_running_app(), self._pane.view.id
        choices = {"keep": (_("Keep: {value}").format(value=item.now), "check")}
        if item.can_take_other:
            choices["other"] = (_("Take instead: {value}").format(value=item.other), "call-merge")
        sheet = ChoiceSheet(choices, title=item.title, sentence=item.sentence)

        def settle(answer: str) -> CustomerView:
            attention = app.tablet.attention
            (attention.take_other if answer == "other" else attention.keep)(item.id)
            view: CustomerView = app.tablet.customer.open(customer_id)
            return view

        sheet.bind(on_choose=lambda _event, answer: self._pane.tell(
            lambda: settle(answer), _("Saved on this tablet.")
        ))  # fmt: skip
        app.root.open(sheet)

    def wish(self, product_id: int, wished: bool) -> None:
        """It is on her wish list, or not any more."""
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.wish(customer_id, product_id, wished=wished),
            _("On the wish list.") if wished else _("Taken off the wish list."),
        )

    def _add_note(self, text: str, *, for_managers: bool) -> None:
        customer_id = self._pane.view.id
        self._do(
            lambda presenter: presenter.add_note(customer_id, text, for_managers=for_managers),
            _("Note for managers saved on this tablet.") if for_managers else _("Note saved on this tablet."),
        )

    def _offer_draft(self, sheet: TextSheet, saved: list[str]) -> None:
        root, text, chosen = App.get_running_app().root, sheet.text, sheet.chosen
        if text.strip() and not saved and App.get_running_app().tablet.stage == "ready":
            root.snackbar.show(
                _("Note discarded."), action=_("Undo"), act=lambda: self.write_note(text, for_managers=chosen)
            )

    def _do(self, deed: Callable[[Any], CustomerView], word: str) -> None:
        app = App.get_running_app()
        self._pane.tell(lambda: deed(app.tablet.customer), word)
