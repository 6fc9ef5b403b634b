"""Messages: HQ's texts with her name in them, sent to nobody who may not be written to."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import CannotSave
from associate_app.platform.sharing import KeptSharing, Message, NothingOpens
from associate_app.presenters.message_views import MessageForm, Reason
from associate_app.presenters.messages import MayNotWrite, MessagePresenter, complaint_about
from shared import words
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS

TEXTS: dict[str, dict[str, Any]] = {
    "b": {"name": "Birthday", "channel": "message", "purpose": "marketing",
          "text": "All the best, {given_name}!"},
    "t": {"name": "Thanks", "channel": "email", "purpose": "service",
          "text": "Dear {given_name} {family_name},\n{associate_name}, {store_name}"},
    "d": {"name": "Geburtstag", "channel": "message", "purpose": "marketing", "language": "de",
          "text": "Alles Gute!"},
    "o": {"name": "Old", "channel": "message", "purpose": "marketing", "text": "Gone", "is_on": 0},
}  # fmt: skip


@pytest.fixture
def sharing() -> KeptSharing:
    return KeptSharing()


@pytest.fixture
def presenter(world: ReplicaWorld, sharing: KeptSharing) -> MessagePresenter:
    for key, row in TEXTS.items():
        world.put("message_templates", {"id": key, "language": "en", "is_on": 1} | row)
    agree(world)
    return MessagePresenter(lambda: world.desk, sharing)


def agree(world: ReplicaWorld, granted: int = 1, channel: str = "any") -> None:
    world.put(
        "consents",
        {"customer_id": 1, "purpose": "marketing", "channel": channel, "granted": granted, "at_ms": NOW_MS},
    )


def contact(world: ReplicaWorld, days_ago: int) -> None:
    world.put(
        "action_outcomes",
        {
            "id": f"c{days_ago}", "customer_id": 1, "store_id": "367", "associate_id": "a", "action": "date",
            "subject": "x", "outcome": "done", "channel": "phone", "text": "x",
            "at_ms": NOW_MS - days_ago * DAY_MS, "template_id": None,
        },
    )  # fmt: skip


def said(form: MessageForm) -> dict[str, tuple[str, str]]:
    return {each.template_id: (each.text, each.refusal) for each in form.choices}


def test_each_text_that_is_on_stands_there_with_her_name_in_it(presenter: MessagePresenter) -> None:
    form = presenter.form(1)
    assert said(form) == {
        "b": ("All the best, Olivia!", ""), "d": ("Alles Gute!", ""),
        "t": ("Dear Olivia Bennett,\nMia Sato, Linden Square", ""),
    }  # fmt: skip
    assert (form.name, form.nothing) == ("Olivia Bennett", "")
    assert [each.template_id for each in form.choices][-1] == "d"  # another language stands last
    assert {each.address for each in presenter.form(1, ("email",)).choices} == {"olivia@example.com"}


def test_the_language_of_the_tablet_stands_first(presenter: MessagePresenter) -> None:
    words.use("de")
    try:
        assert [each.template_id for each in presenter.form(1, ("message",)).choices] == ["d", "b"]
    finally:
        words.use(words.ENGLISH)


def test_a_message_is_handed_over_and_kept_as_a_contact_with_its_template(
    presenter: MessagePresenter, world: ReplicaWorld, sharing: KeptSharing
) -> None:
    form = presenter.form(1)
    presenter.send(form, "b", "Happy birthday", Reason("date", "birthday/2026-11-25"))
    presenter.send(form, "t", " Thank you, Olivia. ")
    assert sharing.messages[0].subject == ""
    assert sharing.messages[1:] == [Message("email", "olivia@example.com", "Thank you, Olivia.", "Thanks")]
    assert [wire["arguments"] for wire in world.pending()] == [
        {"action": "date", "subject": "birthday/2026-11-25", "channel": "message", "text": "Birthday",
         "template_id": "b"},
        {"action": "contact", "subject": "email", "channel": "email", "text": "Thanks", "template_id": "t"},
    ]  # fmt: skip
    assert world.recorded


def test_without_her_yes_news_are_refused_and_what_she_asked_for_is_not(
    presenter: MessagePresenter, world: ReplicaWorld
) -> None:
    world.do("DELETE FROM consents WHERE purpose = 'marketing'")
    refusals = {key: refusal for key, (_text, refusal) in said(presenter.form(1)).items()}
    assert refusals["t"] == ""
    assert refusals["b"] == refusals["d"] == "Nobody has asked her about news and offers: ask her first."


def test_a_withdrawal_after_the_list_was_drawn_is_told_and_nothing_is_sent(
    presenter: MessagePresenter, world: ReplicaWorld, sharing: KeptSharing
) -> None:
    form = presenter.form(1)
    assert said(form)["b"][1] == ""
    agree(world, granted=0)
    with pytest.raises(MayNotWrite, match="wants no messages of this kind"):
        presenter.send(form, "b", "All the best")
    agree(world, granted=0, channel="email")
    with pytest.raises(MayNotWrite, match="wants no messages of this kind"):
        presenter.send(form, "t", "Thank you")
    assert (sharing.messages, world.pending()) == ([], [])


@pytest.mark.parametrize(("days_ago", "sentence"), [(13, "1 more day."), (4, "10 more days.")])
def test_who_was_contacted_lately_is_left_in_peace_and_told_for_how_long(
    presenter: MessagePresenter, world: ReplicaWorld, days_ago: int, sentence: str
) -> None:
    form = presenter.form(1)
    contact(world, days_ago)
    with pytest.raises(MayNotWrite, match=sentence):
        presenter.send(form, "b", "All the best")
    assert world.pending() == []
    presenter.send(form, "t", "Thank you")
    assert len(world.pending()) == 1


def test_a_message_that_waits_to_be_sent_counts_as_a_contact(presenter: MessagePresenter) -> None:
    form = presenter.form(1)
    presenter.send(form, "b", "All the best")
    with pytest.raises(MayNotWrite, match="14 more days"):
        presenter.send(form, "b", "All the best")


@pytest.mark.parametrize(
    ("text", "channel", "sentence"),
    [
        (" ", "email", "Write what is to be sent."),
        ("x" * 481, "message", "This message may have 480 characters; yours has 481."),
        ("x" * 481, "email", ""),
        ("Dear {colour} {given_name}", "email", "Fill in what stands between braces: colour, given_name."),
        ("Dear Olivia", "message", ""),
    ],
)
def test_a_text_that_cannot_be_sent_says_why(text: str, channel: str, sentence: str) -> None:
    assert complaint_about(text, channel) == sentence


def test_such_a_text_is_neither_sent_nor_kept(
    presenter: MessagePresenter, world: ReplicaWorld, sharing: KeptSharing
) -> None:
    with pytest.raises(CannotSave, match="between braces: colour"):
        presenter.send(presenter.form(1), "b", "Your {colour} coat")
    assert (sharing.messages, world.pending()) == ([], [])


def test_where_no_program_takes_it_nothing_is_kept(world: ReplicaWorld, presenter: MessagePresenter) -> None:
    alone = MessagePresenter(lambda: world.desk, KeptSharing(is_there=False))
    with pytest.raises(NothingOpens):
        alone.send(presenter.form(1), "t", "Thank you")
    assert world.pending() == []


def test_a_text_that_hq_took_back_and_an_address_that_is_gone_are_told(
    presenter: MessagePresenter, world: ReplicaWorld
) -> None:
    form = presenter.form(1)
    world.change("message_templates", "b", is_on=0)
    with pytest.raises(MayNotWrite, match="HQ has taken this text back"):
        presenter.send(form, "b", "All the best")
    world.change("customers", 1, email=None)
    with pytest.raises(MayNotWrite, match="no number or address"):
        presenter.send(form, "t", "Thank you")


def test_where_there_is_nothing_to_choose_it_says_why(
    presenter: MessagePresenter, world: ReplicaWorld
) -> None:
    world.do("DELETE FROM message_templates")
    assert "HQ has sent no texts" in presenter.form(1).nothing
    world.change("customers", 1, email=None, phone=None)
    assert "no number or address" in presenter.form(1).nothing
