"""What becomes of an entry of the day: done, not possible, put off, cancelled; and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kivy.app import App

from associate_app.presenters.message_views import Reason
from associate_app.presenters.my_day import ACTIONS
from associate_app.presenters.my_day_views import DayEntry, MyDay
from associate_app.screens.message_sheet import write_to
from associate_app.widgets.sheet import ChoiceSheet, TextSheet
from shared.appointments import AGREED, CANCELLED, KEPT
from shared.message_templates import MESSAGE_CHANNELS
from shared.next_action.actions import DONE, LATER, UNWANTED
from shared.operation_work import LONGEST_REASON, NOT_POSSIBLE, OPEN_AGAIN
from shared.operations import NOBODY
from shared.sequences import OFFER
from shared.words import _

if TYPE_CHECKING:
    from associate_app.screens.my_day import MyDayPage


def do(page: MyDayPage, entry: DayEntry) -> None:
    """What the entry's own button does; of what is done already, it takes that back."""
    if entry.kind == "task":
        if entry.seen == OPEN_AGAIN:
            _end_task(page, entry, DONE, None, _("Done: {title}").format(title=entry.title))
        else:
            page.tell(_ending(entry, OPEN_AGAIN), _("Taken back."))
    elif entry.kind == "appointment":
        if entry.tone == "done":
            page.tell(_settling(entry, AGREED), _("Taken back."))
        else:
            _settle(page, entry, KEPT, _("Noted: {name} came.").format(name=entry.who))
    elif entry.deed == OFFER:
        go(page, entry)
    elif entry.kind == "sequence" and entry.channel in MESSAGE_CHANNELS:
        about = Reason(ACTIONS[entry.kind], entry.subject)
        write_to(entry.customer_id, (entry.channel,), about, page.refresh)
    else:
        word = _("Noted for {name}: {verb}.").format(name=entry.who, verb=entry.verb)
        page.tell(_outcome(entry, DONE), word)


def more(page: MyDayPage, entry: DayEntry) -> None:
    """What else can become of it is offered."""
    choices: dict[str, tuple[str, str]] = {}
    if entry.kind == "task":
        choices["not_possible"] = (_("Not possible"), "close")
    elif entry.kind == "appointment":
        choices["cancel"] = (_("It is cancelled"), "close")
    else:
        choices["later"] = (_("Later: in three days"), "clock-outline")
        if entry.kind == "sequence":
            if entry.channel is not None or entry.deed == OFFER:
                choices["reached"] = (_("Done already: only note it"), "check")
            choices["unwanted"] = (_("She does not want it: end this sequence"), "close")
    if leads(entry):
        choices["open"] = (
            _("Open {name}").format(name=entry.who) if entry.customer_id else _("Open the product"),
            "chevron-right",
        )
    sheet = ChoiceSheet(choices, title=entry.title, sentence=entry.who)
    sheet.bind(on_choose=lambda _sheet, key: _choose(page, entry, key))
    App.get_running_app().root.open(sheet)


def leads(entry: DayEntry) -> bool:
    """True if it is about somebody or something that has a screen."""
    return entry.customer_id != NOBODY or entry.product_id is not None


def go(page: MyDayPage, entry: DayEntry) -> None:
    """Whom or what it is about is shown; of what is about nothing, what can become of it."""
    frame = App.get_running_app().root.screen
    if entry.customer_id != NOBODY:
        frame.go_to_customer(entry.customer_id)
    elif entry.product_id is not None:
        frame.go_to_product(entry.product_id)
    elif entry.tone != "done":
        more(page, entry)


def _choose(page: MyDayPage, entry: DayEntry, key: str) -> None:
    match key:
        case "not_possible":
            _ask_why(page, entry)
        case "cancel":
            _settle(page, entry, CANCELLED, _("The appointment is cancelled."))
        case "later":
            page.tell(_outcome(entry, LATER), _("Later: it comes back in three days."))
        case "reached":
            word = _("Noted for {name}: {verb}.").format(name=entry.who, verb=_("Done"))
            page.tell(_outcome(entry, DONE), word)
        case "unwanted":
            page.tell(_outcome(entry, UNWANTED), _("This sequence has ended for her."))
        case _:
            go(page, entry)


def _ask_why(page: MyDayPage, entry: DayEntry) -> None:
    sheet = TextSheet(
        title=_("Why is it not possible?"), label=_("Reason"), hint=_("The cloths have not come"),
        save_text=_("Tell HQ"), limit=LONGEST_REASON,
    )  # fmt: skip
    sheet.bind(on_save=lambda _sheet, text: _end_task(
        page, entry, NOT_POSSIBLE, " ".join(text.split()), _("HQ is told why it was not possible.")
    ))  # fmt: skip
    App.get_running_app().root.open(sheet)


def _end_task(page: MyDayPage, entry: DayEntry, outcome: str, reason: str | None, word: str) -> None:
    page.tell(_ending(entry, outcome, reason), word, undo=_ending(entry, OPEN_AGAIN))


def _settle(page: MyDayPage, entry: DayEntry, state: str, word: str) -> None:
    taken_back = _settling(_as_seen(entry, state), entry.seen)
    page.tell(_settling(entry, state), word, undo=taken_back)


def _as_seen(entry: DayEntry, state: str) -> DayEntry:
    return replace(entry, seen=state)


def _ending(entry: DayEntry, outcome: str, reason: str | None = None) -> Callable[[], MyDay]:
    return lambda: _presenter().end_task(entry.subject, outcome, reason)


def _settling(entry: DayEntry, state: str) -> Callable[[], MyDay]:
    return lambda: _presenter().settle(entry, state)


def _outcome(entry: DayEntry, outcome: str) -> Callable[[], MyDay]:
    return lambda: _presenter().end(entry, outcome)


def _presenter() -> Any:
    return App.get_running_app().tablet.my_day
