"""What results are about: started experiments, compared promotions, the holdout from everything."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.experiments.models import ExperimentRecord
from server.experiments.reading import experiment_of
from server.next_actions import guard
from server.promotions import trialled
from shared.clock import from_millis
from shared.experiments import Trial, trial_of_everything, trial_of_experiment, trial_of_promotion


def trials(session: Session) -> list[Trial]:
    """Every trial that customers may have met: experiments, promotions, each newest first, the holdout."""
    query = (
        select(ExperimentRecord)
        .where(ExperimentRecord.published_ms.is_not(None))
        .order_by(ExperimentRecord.published_ms.desc(), ExperimentRecord.id.desc())
    )
    found = [trial_of_experiment(experiment_of(each)) for each in session.scalars(query)]
    found += [trial for each in trialled.with_trials(session) if (trial := trial_of_promotion(each))]
    return found + [trial for trial in [_of_everything(session)] if trial is not None]


def trial(session: Session, trial_id: str) -> Trial:
    """One of them; NotFound if there is none."""
    found = next((each for each in trials(session) if each.id == trial_id), None)
    if found is None:
        raise NotFound("There is no such trial.")
    return found


def _of_everything(session: Session) -> Trial | None:
    """The holdout as it is now, since the first time that anybody was held out."""
    held = guard.holdouts(session)
    since_ms = min((each.since_ms for each in held if each.percent), default=0)
    starts = from_millis(since_ms).astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if since_ms else None
    return trial_of_everything(max(each.percent for each in held), starts)
