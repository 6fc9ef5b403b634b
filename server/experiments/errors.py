"""What an experiment's state does not allow."""

from __future__ import annotations

from server.errors import Conflict, Forbidden


class WrongState(Conflict):
    """Its state does not allow it; `status` is what it is."""

    code = "experiment_wrong_state"


class Overlaps(Conflict):
    """Another one runs on the same surface in one of its stores at the same time."""

    code = "experiments_overlap"


class OwnExperiment(Forbidden):
    """Starting takes two people: nobody approves what she wrote or edited last."""

    code = "own_work"


class ExperimentChanged(Conflict):
    """Somebody changed it since it was read; `version` is the one that holds now."""

    code = "changed_meanwhile"
