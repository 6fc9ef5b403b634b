"""Sequences: an ordered chain of follow-ups for a customer, worked out from what is known, never stored.

What begins a sequence is a purchase of hers, something left in the cart, or her coming into an audience; what
ends it is her reaction. Both sides see the same rows, so that nothing about who is at which step need travel.
One step at a time, and none while the guard over all channels asks for silence.
"""

from shared.sequences.checking import check_sequence
from shared.sequences.due import (
    Begun,
    DueStep,
    LatestPurchase,
    SequenceFacts,
    begins_with,
    begun_on,
    due_step,
    subject_of,
)
from shared.sequences.language import (
    DEEDS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MESSAGE,
    MOST_DAYS,
    MOST_STEPS,
    OFFER,
    STARTS,
    STAYS_DAYS,
    STEP,
    STOPS,
    TASK,
    FollowUpSequence,
    Step,
    sequence_of,
    steps_as_json,
)

__all__ = [
    "DEEDS", "LONGEST_NAME", "LONGEST_TEXT", "MESSAGE", "MOST_DAYS", "MOST_STEPS", "OFFER", "STARTS",
    "STAYS_DAYS", "STEP", "STOPS", "TASK", "Begun", "DueStep", "FollowUpSequence", "LatestPurchase",
    "SequenceFacts", "Step", "begins_with", "begun_on", "check_sequence", "due_step", "sequence_of",
    "steps_as_json", "subject_of",
]  # fmt: skip
