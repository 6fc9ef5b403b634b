"""An experiment from draft to tablets and off them: submitted, approved by somebody else, started, stopped.

Each step locks the experiment, asks its state, and notes itself in the history in the same transaction. What
was started is never changed and, once over, never goes on: its results would compare other things.
"""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.experiments import history, permissions, planning, reading
from server.experiments.drafts import opened, take_back
from server.experiments.errors import OwnExperiment
from server.experiments.models import ExperimentRecord, ExperimentStore
from server.experiments.overlapping import check_alone
from server.experiments.reading import ExperimentView
from shared.errors import InvalidInput
from shared.promotions import ends_ms

LONGEST_WORD: Final = 400


def submit(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """The draft waits for somebody else's approval, with the plan that was told for it."""
    stored = opened(session, experiment_id, "submit")
    check_ready(session, stored, now_ms)
    stored.submitted_by, stored.submitted_ms = by, now_ms
    stored.plan = json.dumps(planning.told(session, history.content_of(stored), now_ms).as_json())
    return _moved(session, stored, "submitted", "submitted", by=by, now_ms=now_ms)


def withdraw(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """What was submitted is a draft again, before anybody approved it."""
    stored = opened(session, experiment_id, "withdraw")
    take_back(stored)
    return _moved(session, stored, "draft", "withdrawn", by=by, now_ms=now_ms)


def send_back(session: Session, experiment_id: str, word: str, *, by: str, now_ms: int) -> ExperimentView:
    """It is a draft again, with a word to its writer on what is to be changed; an approval is taken back."""
    stored = opened(session, experiment_id, "send_back")
    word = word.strip()
    if not 0 < len(word) <= LONGEST_WORD:
        sentence = f"Say in 1 to {LONGEST_WORD} characters what is to be changed, so that its writer knows."
        raise InvalidInput(sentence, word=sentence)
    take_back(stored)
    return _moved(session, stored, "draft", "returned", by=by, now_ms=now_ms, note=word)


def approve(session: Session, experiment_id: str, *, version: int, by: str, now_ms: int) -> ExperimentView:
    """It may be started as it was read at that version. OwnExperiment for whoever wrote or edited it last."""
    stored = opened(session, experiment_id, "approve", version=version)
    if sentence := permissions.own_work(stored, by):
        raise OwnExperiment(sentence)
    check_ready(session, stored, now_ms)
    stored.approved_by, stored.approved_ms = by, now_ms
    return _moved(session, stored, "approved", "approved", by=by, now_ms=now_ms)


def start(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """It is on its way to every tablet of its stores, which begin with it when its time comes."""
    stored = opened(session, experiment_id, "start")
    chosen = check_ready(session, stored, now_ms, lock=True)
    stored.published_ms = now_ms
    pairs = catalogue.store_ids_paired_with(experiment_id, chosen)
    session.execute(insert(ExperimentStore).from_select(["experiment_id", "store_id"], pairs))
    return _moved(session, stored, "running", "started", by=by, now_ms=now_ms)


def stop(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """Nobody is treated by it from now on. It stays with its stores, so that their tablets get the news.

    To stop what is stopped changes nothing: whoever presses twice in alarm is not refused.
    """
    stored = reading.record(session, experiment_id, lock=True)
    if stored.status == "stopped":
        return reading.views(session, [stored], now_ms)[0]
    stored = opened(session, experiment_id, "stop")
    stored.stopped_ms = now_ms
    return _moved(session, stored, "stopped", "stopped", by=by, now_ms=now_ms)


def delete(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """The draft is in no list any more; it can be brought back."""
    stored = opened(session, experiment_id, "delete")
    return _moved(session, stored, "deleted", "deleted", by=by, now_ms=now_ms)


def bring_back(session: Session, experiment_id: str, *, by: str, now_ms: int) -> ExperimentView:
    """The deleted draft is there again as it was."""
    stored = opened(session, experiment_id, "bring_back")
    return _moved(session, stored, "draft", "brought_back", by=by, now_ms=now_ms)


def check_ready(
    session: Session, stored: ExperimentRecord, now_ms: int, *, lock: bool = False
) -> list[str] | None:
    """The stores it is meant for, None for all; InvalidInput if it is over or another one is in its way."""
    chosen: list[str] | None = json.loads(stored.store_ids) if stored.store_ids is not None else None
    zones = {s.time_zone for s in catalogue.stores(session) if chosen is None or s.id in chosen}
    if not zones:
        raise InvalidInput("There is no store to try it in yet.", store_ids="There is no store yet.")
    experiment = reading.experiment_of(stored)
    if all(ends_ms(experiment, zone) <= now_ms for zone in zones):
        sentence = "It has ended already. Choose a later end and start it then."
        raise InvalidInput(sentence, ends_local=sentence)
    check_alone(session, stored, lock=lock)
    return chosen


def _moved(
    session: Session,
    stored: ExperimentRecord,
    status: str,
    kind: history.Kind,
    *,
    by: str,
    now_ms: int,
    note: str = "",
) -> ExperimentView:
    stored.status = status
    stored.version += 1
    history.note_change(session, stored, kind, by=by, now_ms=now_ms, note=note)
    return reading.views(session, [stored], now_ms)[0]
