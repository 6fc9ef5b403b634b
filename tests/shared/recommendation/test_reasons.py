from __future__ import annotations

from datetime import date
from gettext import NullTranslations

import pytest

from shared import words
from shared.day_words import ago, every_weeks
from shared.life_dates import KINDS
from shared.recommendation import Again, Alike, ForEvent, GoesWith, Popular, Suggestion, in_words, reason
from shared.recommendation.reasons import FOR_EVENTS

NAMES = {1: "Coffee"}


def said(term):
    return in_words(term, NAMES.get)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Again(1, 1, None, 0), "Bought today"),
        (Again(1, 1, None, 1), "Bought yesterday"),
        (Again(1, 1, None, 40), "Bought 40 days ago"),
        (Again(1, 2, 23, 27), "Bought twice, last 27 days ago"),
        (Again(1, 3, 23, 27), "Due: every 23 days, last 27 days ago"),
        (Again(1, 3, 27, 3), "A regular: every 27 days, last 3 days ago"),
        (Again(1, 3, 1, 1), "Due: every day, last yesterday"),
        (Again(1, 3, 7, 7), "Due: every week, last 7 days ago"),
        (Again(1, 3, 14, 2), "A regular: every 2 weeks, last 2 days ago"),
        (GoesWith(1, 1, "basket"), "Goes with Coffee in the basket"),
        (GoesWith(1, 1, "liked"), "Goes with Coffee, which was liked"),
        (GoesWith(1, 1, "bought", 5, 14, 3), "Goes with Coffee, bought every 2 weeks"),
        (GoesWith(1, 1, "bought", 2, 14, 3), "Goes with Coffee, bought 3 days ago"),
        (GoesWith(1, 1, "bought", 1, None, 0), "Goes with Coffee, bought today"),
        (GoesWith(1, 9, "basket"), ""),
        (Popular(1), "A best seller this month"),
        (Popular(1, store=True), "A best seller in this store this month"),
        (Popular(1, department="Dairy"), "A best seller in Dairy this month"),
        (Alike(1, 1), "Wanted by the same customers as Coffee"),
        (Alike(1, 1, kin=True), "Like Coffee, and wanted by the same customers"),
        (Alike(1, 9), ""),
        (ForEvent(1, "due_date", date(2027, 3, 12)), "For the due date on 12 March"),
        (ForEvent(1, "child_birthday", date(2026, 12, 1)), "For the child's birthday on 1 December"),
        (ForEvent(1, "birthday", date(2026, 11, 30)), "For the birthday on 30 November"),
        (ForEvent(1, "anniversary", date(2026, 11, 30)), "For the anniversary on 30 November"),
    ],
    ids=str,
)
def test_a_term_is_told_in_plain_words(term, text):
    assert said(term) == text


def test_the_heaviest_term_that_can_be_told_is_the_reason():
    gone, known, popular = GoesWith(0.3, 9, "basket"), GoesWith(0.2, 1, "basket"), Popular(0.1)
    assert reason(Suggestion(5, 1.0, (gone, known, popular)), NAMES.get) == "Goes with Coffee in the basket"
    assert reason(Suggestion(5, 1.0, (gone, popular)), NAMES.get) == "A best seller this month"
    assert reason(Suggestion(5, 1.0, (gone,)), NAMES.get) == ""


def test_every_event_and_every_month_can_be_told():
    assert set(FOR_EVENTS) == set(KINDS)
    said_of = [said(ForEvent(1, "due_date", date(2027, month, 5))) for month in range(1, 13)]
    assert (said_of[0], said_of[11]) == ("For the due date on 5 January", "For the due date on 5 December")
    assert len(set(said_of)) == 12


class Backwards(NullTranslations):
    """A language that puts everything the other way round, and knows a dual."""

    def gettext(self, message):
        return {
            "Due: {every}, last {last}": "zuletzt {last}, {every}: fällig",
            "Goes with {product}, bought {every}": "{every} kauft sie {product}",
        }[message]

    def ngettext(self, one, other, n):
        assert one != other
        return {2: "alle beide {count}", 24: "alle {count} Tage", 27: "vor {count} Tagen"}[n]


def test_every_sentence_can_be_said_in_another_order_and_with_other_plurals():
    words.use("de", Backwards())
    try:
        assert in_words(Again(1, 9, 24, 27), NAMES.get) == "zuletzt vor 27 Tagen, alle 24 Tage: fällig"
        term = GoesWith(1, 1, "bought", 9, 24, 3)
        assert in_words(term, NAMES.get) == "alle 24 Tage kauft sie Coffee"
    finally:
        words.use(words.ENGLISH)


def test_numbers_of_days_read_well():
    assert [every_weeks(d) for d in (1, 2, 7, 10, 21)] == [
        "every day", "every 2 days", "every week", "every 10 days", "every 3 weeks",
    ]  # fmt: skip
    assert [ago(d) for d in (0, 1, 2)] == ["today", "yesterday", "2 days ago"]
