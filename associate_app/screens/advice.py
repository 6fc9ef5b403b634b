"""What to say next: the few things worth doing for the customer, each done with one tap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.advice_views import ActionRow, Advice
from associate_app.presenters.view_models import CustomerView
from associate_app.presenters.wording import within
from associate_app.screens.filling import Filler
from associate_app.screens.promise_sheet import PromiseSheet
from associate_app.widgets import load_kv, pill
from associate_app.widgets.action_tile import ActionTile
from associate_app.widgets.guide_sheet import GuideSheet
from associate_app.widgets.sheet import ChoiceSheet, TextSheet
from shared.customer_fields import LONGEST_PREFERENCE
from shared.words import _, lazy

__all__ = ["AdvicePane", "pill"]

NOTHING: Final = lazy("Nothing in particular today. A friendly word will do.")
ANSWERS: Final = {
    "yes": (lazy("She agrees"), "check-circle-outline"),
    "no": (lazy("She does not agree"), "close"),
}

Deed = Callable[[], CustomerView]


class AdvicePane(BoxLayout):
    """Events: `on_told(deed, word)`, something is to be kept; `on_offer(promotion_id)`, it is to be given."""

    view = ObjectProperty(None, allownone=True)
    customer_id = NumericProperty(-1)
    given_name = StringProperty()
    occasion = StringProperty()
    nothing = StringProperty()
    more = NumericProperty(0)
    whole = BooleanProperty(False)
    is_wide = BooleanProperty(False)
    """Wide enough for the occasion to stand beside the heading."""
    at_first = NumericProperty(3)
    """So many rows stand there until all are asked for."""

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_told")
        self.register_event_type("on_offer")
        super().__init__(**properties)
        self._filler = Filler()
        self.bind(whole=self._fill, at_first=self._fill)

    def on_told(self, deed: Deed, word: str) -> None:
        """That is to be done, and then said."""

    def on_offer(self, promotion_id: str) -> None:
        """That offer is to be given."""

    def keep_ready(self, count: int) -> None:
        """So many rows are made before they are needed."""
        self._filler.keep_ready(self.ids.tiles, self._make_tile, count)

    def show(self, view: Advice, customer_id: int, given_name: str) -> None:
        """This is what to say to her."""
        if customer_id != self.customer_id:
            self.whole = False
        self.view, self.customer_id, self.given_name = view, customer_id, given_name
        self.occasion = view.occasion
        self.nothing = "" if view.rows else _(NOTHING)
        self._fill()

    def promise(self) -> None:
        """Something is promised to her for a day."""
        sheet = PromiseSheet(title=_("Promise something to {name}").format(name=self.given_name))
        sheet.bind(on_save=lambda _event, text, days: self._keep_promise(text, days))
        App.get_running_app().root.open(sheet)

    def do(self, tile: ActionTile) -> None:
        """What one tap does, by its deed."""
        row: ActionRow = tile.row
        match row.deed:
            case "give_offer":
                self.dispatch("on_offer", row.subject)
            case "give_guide":
                self._open_guide(row)
            case "ask_consent":
                self._ask_consent(row)
            case "ask_size":
                self._ask_size()
            case _:
                self._take(row, "done", _("Noted: {what}.").format(what=within(row.verb)))

    def put_off(self, tile: ActionTile) -> None:
        """It comes back in a few days."""
        self._take(tile.row, "later", _("Later: it comes back in three days."))

    def _open_guide(self, row: ActionRow) -> None:
        sheet = GuideSheet(title=row.title, body=row.body, reason=row.reason)
        sheet.bind(
            on_given=lambda _event: self._take(row, "done", _("Noted: the guide is passed on.")),
            on_unwanted=lambda _event: self._take(
                row, "unwanted", _("It will not be suggested to her again.")
            ),
        )
        App.get_running_app().root.open(sheet)

    def _ask_consent(self, row: ActionRow) -> None:
        sheet = ChoiceSheet(ANSWERS, title=row.title, sentence=f"“{row.body}”")
        sheet.bind(on_choose=lambda _event, answer: self._keep_consent(row.subject, answer))
        App.get_running_app().root.open(sheet)

    def _ask_size(self) -> None:
        sheet = TextSheet(
            title=_("Which size does {name} wear?").format(name=self.given_name),
            label=_("Size"),
            hint=_("M, or shoe 39"),
            save_text=_("Save size"),
            limit=LONGEST_PREFERENCE,
        )
        sheet.bind(on_save=lambda _event, size: self._keep_size(size))
        App.get_running_app().root.open(sheet)

    def _take(self, row: ActionRow, outcome: str, word: str) -> None:
        customer_id, advice = self.customer_id, App.get_running_app().tablet.advice
        self.dispatch("on_told", lambda: advice.take(customer_id, row, outcome), word)

    def _keep_consent(self, purpose: str, answer: str) -> None:
        customer_id, advice = self.customer_id, App.get_running_app().tablet.advice
        granted = answer == "yes"
        word = _("Saved: she agrees.") if granted else _("Saved: she does not agree.")
        self.dispatch("on_told", lambda: advice.answer_consent(customer_id, purpose, granted=granted), word)

    def _keep_size(self, size: str) -> None:
        customer_id, advice = self.customer_id, App.get_running_app().tablet.advice
        self.dispatch(
            "on_told", lambda: advice.note_size(customer_id, " ".join(size.split())), _("Size saved.")
        )

    def _keep_promise(self, text: str, days: int) -> None:
        customer_id, advice = self.customer_id, App.get_running_app().tablet.advice
        self.dispatch("on_told", lambda: advice.promise(customer_id, text, days), _("Promise saved."))

    def _fill(self, *_: Any) -> None:
        if self.view is None:
            return
        rows = self.view.rows if self.whole else self.view.rows[: int(self.at_first)]
        self.more = len(self.view.rows) - len(rows)
        tiles = [
            {
                "row": row, "icon": row.icon, "title": row.title, "reason": row.reason, "verb": row.verb,
                "first": place == 0,
            }
            for place, row in enumerate(rows)
        ]  # fmt: skip
        self._filler.fill(self.ids.tiles, self._make_tile, tiles)

    def _make_tile(self) -> ActionTile:
        tile = ActionTile()
        tile.bind(on_do=self.do, on_later=self.put_off)
        return tile


load_kv(__file__)
