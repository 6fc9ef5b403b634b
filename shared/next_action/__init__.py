"""The next best thing to say to a customer, decided once for server and tablet.

Facts in, at most five ranked actions out, each with its reason and what one tap does. Nothing here reads,
writes, tells the time or decides whether something may be sent: it only says what is worth doing.
"""

from shared.next_action.actions import Action, Deed
from shared.next_action.facts import ActionFacts
from shared.next_action.ranking import MOST_ACTIONS, next_actions
from shared.next_action.rules import DEFAULTS, Rule, Rules, rules_of

__all__ = [
    "DEFAULTS", "MOST_ACTIONS", "Action", "ActionFacts", "Deed", "Rule", "Rules", "next_actions", "rules_of",
]  # fmt: skip
