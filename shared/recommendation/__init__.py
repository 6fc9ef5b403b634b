"""Recommendations, scored once for server and tablet; every product carries the terms that made its score.

`suggest` makes a customer's lists from her history, her answers and a trained model; `reason` says a
suggestion in plain words. Nothing here reads a database or a clock. Only `fast` knows numpy, and nothing
needs it.
"""

from shared.recommendation.answers import ANSWERS, EFFECTS, FIRST_ANSWERS, Answer
from shared.recommendation.beginning import cold_start
from shared.recommendation.history import Bought, Sold
from shared.recommendation.likeness import goes_with, similar
from shared.recommendation.lists import suggest
from shared.recommendation.model import DamagedModel, Model
from shared.recommendation.reasons import in_words, reason
from shared.recommendation.terms import Again, Alike, ForEvent, GoesWith, Lists, Popular, Suggestion, Term
from shared.recommendation.toward import Toward
from shared.recommendation.wanting import Person, Wanting, leading_to, wanting

__all__ = [
    "ANSWERS", "EFFECTS", "FIRST_ANSWERS", "Again", "Alike", "Answer", "Bought", "DamagedModel", "ForEvent",
    "GoesWith", "Lists", "Model", "Person", "Popular", "Sold", "Suggestion", "Term", "Toward", "Wanting",
    "cold_start", "goes_with", "in_words", "leading_to", "reason", "similar", "suggest",
    "wanting",
]  # fmt: skip
