"""Two records of one person: told on her screen, compared on a sheet, made one, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.new_customer_views import LookAlike
from associate_app.presenters.one_person_views import OnePerson, RecordCard
from associate_app.screens import new_customer_sheet
from associate_app.screens.new_customer_sheet import LookAlikeRow
from associate_app.widgets import avatar, load_kv
from associate_app.widgets.control import PressableBox
from associate_app.widgets.sheet import ConfirmSheet, Sheet
from shared.words import _

if TYPE_CHECKING:
    from associate_app.screens.customer import CustomerPane

__all__ = ["Merging", "OnePersonSheet", "TwinsPane", "avatar", "new_customer_sheet"]


class TwinsPane(BoxLayout):
    """Who is probably the same person as the customer on the screen. Event: `on_compare(customer_id)`."""

    alikes = ObjectProperty(())

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_compare")
        super().__init__(**properties)

    def on_compare(self, customer_id: int) -> None:
        """Both records are to be seen side by side."""

    def show(self, alikes: tuple[LookAlike, ...]) -> None:
        """These are told."""
        if alikes == self.alikes:
            return
        self.alikes = alikes
        self.ids.rows.clear_widgets()
        for each in alikes:
            row = LookAlikeRow(
                name=each.name, initials=each.initials, hue=each.hue, word=each.word, why=each.why,
                sure=each.sureness == "sure",
                accessible_name=_("Compare with {name}").format(name=each.name),
            )  # fmt: skip
            row.bind(on_release=lambda _row, key=each.id: self.dispatch("on_compare", key))
            self.ids.rows.add_widget(row)


class RecordChoice(PressableBox):
    """One of two records; pressing it says that it is the one to keep."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    line = StringProperty()
    kept = BooleanProperty(False)


class KeptRow(BoxLayout):
    """What will be said of her, and where it comes from."""

    label = StringProperty()
    value = StringProperty()
    note = StringProperty()


class OnePersonSheet(Sheet):
    """Events: `on_keep(customer_id)`, that one is to be kept instead; `on_merge`, `on_other`, `on_apart`."""

    pair = ObjectProperty()

    def __init__(self, pair: OnePerson, **properties: Any) -> None:
        for event in ("on_keep", "on_merge", "on_other", "on_apart"):
            self.register_event_type(event)
        super().__init__(title=_("One person?"), **properties)
        self.show(pair)

    def on_keep(self, customer_id: int) -> None:
        """The other record is to be kept."""

    def on_merge(self) -> None:
        """They are one person."""

    def on_other(self) -> None:
        """The other one is to be looked at by herself."""

    def on_apart(self) -> None:
        """They are two people."""

    def focus_first(self) -> None:
        """The keyboard is on the answer."""
        self.ids.merge.focus = True

    def show(self, pair: OnePerson) -> None:
        """These are the two, and what will be kept of them."""
        self.pair = pair
        records = self.ids.records
        records.clear_widgets()
        for card in sorted((pair.kept, pair.other), key=lambda each: each.id):
            records.add_widget(self._choice(card, is_kept=card is pair.kept))
        lines = self.ids.lines
        lines.clear_widgets()
        for line in pair.lines:
            lines.add_widget(KeptRow(label=line.label, value=line.value, note=line.note))

    def _choice(self, card: RecordCard, *, is_kept: bool) -> RecordChoice:
        told = _("Kept: {name}, {line}") if is_kept else _("Keep this one instead: {name}, {line}")
        row = RecordChoice(
            name=card.name, initials=card.initials, hue=card.hue, line=card.line, kept=is_kept,
            accessible_name=told.format(name=card.name, line=card.line),
        )  # fmt: skip
        row.bind(on_release=lambda _row: self.dispatch("on_keep", card.id))
        return row


class Merging:
    """Deeds about records that may be of whoever is on the pane."""

    def __init__(self, pane: CustomerPane) -> None:
        self._pane = pane
        self._twins = TwinsPane(on_compare=lambda _twins, key: self.compare(key))

    def look(self) -> None:
        """Who is probably the same person stands below her name soon."""
        app, customer_id = App.get_running_app(), self._pane.customer_id

        def found(alikes: tuple[LookAlike, ...]) -> None:
            if customer_id == self._pane.customer_id:
                self.show(alikes)

        app.asker.ask("twins", lambda: app.tablet.one_person.look_alikes(customer_id), found)

    def show(self, alikes: tuple[LookAlike, ...]) -> None:
        """They stand below her name; where there is nobody, nothing does."""
        twins, story = self._twins, self._pane.ids.story
        twins.show(alikes)
        if alikes and twins.parent is None:
            story.add_widget(twins, index=len(story.children) - 1)
        elif not alikes and twins.parent is not None:
            story.remove_widget(twins)

    def compare(self, other_id: int) -> None:
        """Both records lie over her screen, with what is kept of them."""
        app, customer_id = App.get_running_app(), self._pane.customer_id

        def show(pair: OnePerson) -> None:
            sheet = OnePersonSheet(pair)
            sheet.bind(
                on_keep=lambda _sheet, key: self._keep(sheet, key),
                on_merge=lambda _sheet: self._merge(sheet),
                on_other=lambda _sheet: self._open(sheet, other_id),
                on_apart=lambda _sheet: self._tell_apart(sheet, other_id),
            )
            app.root.open(sheet)

        app.asker.ask("pair", lambda: app.tablet.one_person.compare(customer_id, other_id), show)

    def ask_undo(self, merge_id: str) -> None:
        """The merge is taken back, once that is certain."""
        app, customer_id = App.get_running_app(), self._pane.customer_id
        sheet = ConfirmSheet(
            title=_("Two people after all?"),
            sentence=_(
                "Each gets her own purchases, notes and days back. What was recorded since stays with {name}."
            ).format(name=self._pane.view.name),
            confirm_text=_("Take the merge back"),
        )
        sheet.bind(on_confirm=lambda _sheet: self._undo(customer_id, merge_id))
        app.root.open(sheet)

    def _keep(self, sheet: OnePersonSheet, kept_id: int) -> None:
        app, pair = App.get_running_app(), sheet.pair
        app.asker.ask(
            "pair",
            lambda: app.tablet.one_person.compare(pair.kept.id, pair.other.id, keep=kept_id),
            sheet.show,
        )

    def _open(self, sheet: OnePersonSheet, customer_id: int) -> None:
        sheet.close()
        App.get_running_app().root.screen.go_to_customer(customer_id)

    def _merge(self, sheet: OnePersonSheet) -> None:
        app, pair = App.get_running_app(), sheet.pair
        sheet.close()

        def done(merge_id: str) -> None:
            app.root.screen.go_to_customer(pair.kept.id)
            self._seen_anew()
            app.root.snackbar.show(
                _("One person: {name}. HQ puts both records together.").format(name=pair.kept.name),
                tone="good", action=_("Undo"), act=lambda: self._undo(pair.kept.id, merge_id),
            )  # fmt: skip

        app.asker.tell("merge", lambda: app.tablet.one_person.merge(pair.kept.id, pair.other.id), done)

    def _undo(self, customer_id: int, merge_id: str) -> None:
        app = App.get_running_app()

        def done(_nothing: None) -> None:
            self._seen_anew()
            app.root.snackbar.show(_("They are two again."), tone="good")

        app.asker.tell("merge", lambda: app.tablet.one_person.undo(customer_id, merge_id), done)

    def _tell_apart(self, sheet: OnePersonSheet, other_id: int) -> None:
        app, customer_id = App.get_running_app(), self._pane.customer_id
        sheet.close()

        def done(_nothing: None) -> None:
            self._seen_anew()
            app.root.snackbar.show(
                _("Two people. They are not compared again."),
                tone="good", action=_("Undo"), act=lambda: self._compare_again(customer_id, other_id),
            )  # fmt: skip

        app.asker.tell("merge", lambda: app.tablet.one_person.tell_apart(customer_id, other_id), done)

    def _compare_again(self, customer_id: int, other_id: int) -> None:
        app = App.get_running_app()
        app.asker.tell(
            "merge",
            lambda: app.tablet.one_person.tell_apart(customer_id, other_id, apart=False),
            lambda _nothing: self._seen_anew(),
        )

    def _seen_anew(self) -> None:
        self._pane.refresh()
        self.look()
        App.get_running_app().root.tablet_changed()


load_kv(__file__)
