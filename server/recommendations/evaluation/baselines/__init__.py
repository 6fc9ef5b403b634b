"""What anybody could use instead, with published parameters or ones tuned on an earlier cut.

A baseline takes a record and ranks every item; none of them shares code with our own scoring.
"""

from server.recommendations.evaluation.baselines.factors import Als
from server.recommendations.evaluation.baselines.frequency import Decayed, GlobalTop, PersonalTop
from server.recommendations.evaluation.baselines.items import ItemKnn
from server.recommendations.evaluation.baselines.neighbours import Tifuknn, UpCf
from server.recommendations.evaluation.ranking import Recommender


def all_baselines() -> tuple[Recommender, ...]:
    """All of them, the plainest first."""
    return GlobalTop(), PersonalTop(), Decayed(), Tifuknn(), UpCf(), ItemKnn(), Als()
