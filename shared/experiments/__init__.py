"""Experiments: what is tried against what, who is in which arm, and what results are about.

Assignment is a pure function of the experiment and the customer's number, so that every tablet and the server
agree without anybody storing it; what is stored is the exposure, once she has really met her arm. A strategy
is only a key here: what it does is said where suggestions, actions and offers are put in order.
"""

from __future__ import annotations

from shared.experiments.assigning import Assignment, Chosen, assign, choose, is_running
from shared.experiments.checking import check_experiment
from shared.experiments.experiment import (
    STRATEGIES,
    SURFACES,
    USUAL,
    WHOLE,
    Experiment,
    Surface,
    Variant,
    experiment_from_row,
)
from shared.experiments.trial import (
    EVERYTHING,
    HELD_OUT,
    OFFERED,
    Arm,
    Trial,
    arm_in,
    arm_of_everything,
    trial_of_everything,
    trial_of_experiment,
    trial_of_promotion,
)

__all__ = [
    "EVERYTHING", "HELD_OUT", "OFFERED", "STRATEGIES", "SURFACES", "USUAL", "WHOLE",
    "Arm", "Assignment", "Chosen", "Experiment", "Surface", "Trial", "Variant", "arm_in",
    "arm_of_everything", "assign", "check_experiment", "choose", "experiment_from_row", "is_running",
    "trial_of_everything", "trial_of_experiment", "trial_of_promotion",
]  # fmt: skip
