"""Experiments reach the tablets of their stores; what was met there comes back and never troubles anybody."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.experiments import service
from shared.experiments import arm_in, experiment_from_row
from tests.server.experiments.trying import TRIED, run
from tests.server.people import ELENA, MARCO
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation
from tests.server.world import NOW_MS

ONE = "0198f7a0-0000-7000-8000-0000000000e1"
OTHER = "0198f7a0-0000-7000-8000-0000000000e2"
ARM = str(arm_in(experiment_from_row({**TRIED, "id": ONE}), ELENA))


def expose(tablet: HttpTablet, customer: int = ELENA, trial: str = ONE) -> None:
    said = {"trial_id": trial, "variant": ARM, "surface": "recommendations"}
    operation(tablet, "exposed", said, version=4, customer=customer)


def test_an_experiment_is_on_the_tablets_of_its_stores_while_it_runs_and_says_when_it_is_stopped(
    tablet: HttpTablet, session: Session
) -> None:
    run(session, ONE, store_ids=["367"])
    run(session, OTHER, store_ids=["406"])
    session.commit()
    tablet.engine.round()
    assert tablet.rows("SELECT id, surface, control, status FROM experiments") == [
        (ONE, "recommendations", "a", "running")
    ]
    service.stop(session, ONE, by="x", now_ms=NOW_MS)
    session.commit()
    tablet.engine.round()
    assert tablet.rows("SELECT id, status FROM experiments") == [(ONE, "stopped")]


@pytest.mark.parametrize("is_together", [False, True], ids=["one alone", "several together"])
def test_what_was_met_counts_and_what_cannot_is_set_aside_without_a_word_to_the_associate(
    tablet: HttpTablet, session: Session, is_together: bool
) -> None:
    run(session, ONE, store_ids=["367"])
    session.commit()
    tablet.engine.round()
    for customer, trial in ((ELENA, ONE), (ELENA, "nothing"), (MARCO, ONE), (2**52 - 1, ONE)):
        expose(tablet, customer, trial)
        tablet.engine.round() if not is_together else None
    tablet.engine.round()
    assert (tablet.outbox.counts().attention, tablet.outbox.counts().pending) == (0, 0)
    counted = session.execute(text("SELECT trial_id, customer_id, variant FROM exposures")).all()
    assert counted == [(ONE, ELENA, ARM)]
    aside = session.execute(text("SELECT trial_id, customer_id, reason FROM exposures_set_aside")).all()
    assert {tuple(row) for row in aside} == {
        (ONE, None, "not_assigned"), ("nothing", ELENA, "no_such_trial"),
    }  # fmt: skip
    assert len(aside) == 3
