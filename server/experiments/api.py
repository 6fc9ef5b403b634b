"""Experiments over REST, for staff. A change names the version it saw, by its ETag in If-Match."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from flask import request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import begin_reading, db
from server.experiments import history, holdout, service
from server.experiments.permissions import ROLES
from server.experiments.schemas import (
    ExperimentApprovalSchema,
    ExperimentChangesSchema,
    ExperimentFieldsSchema,
    ExperimentPlanSchema,
    ExperimentReturnSchema,
    ExperimentSchema,
    ExperimentsSchema,
    ExposuresSchema,
    HoldoutSchema,
    HoldoutStandsSchema,
    NewExperimentSchema,
)
from shared.errors import InvalidInput

blueprint = Blueprint(
    "experiments", __name__, url_prefix=f"{URL_PREFIX}/experiments", description="What HQ tries out."
)

ONE = "/<uuid:experiment_id>"


def _tag(view: service.ExperimentView) -> dict[str, object]:
    """What an ETag stands for: the version, which only changes of the rule move."""
    return {"id": view.id, "version": view.version}


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, ExperimentsSchema)
def list_experiments() -> dict[str, object]:
    """The latest experiments."""
    return {"experiments": service.list_experiments(db.session(), now_ms())}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=ROLES["create"])
@blueprint.etag
@blueprint.arguments(NewExperimentSchema)
@blueprint.response(201, ExperimentSchema)
def create(given: dict[str, Any]) -> service.ExperimentView:
    """Draft an experiment."""
    session = db.session()
    view = service.create(session, given, by=current_actor().id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["GET"])
@requires("staff")
@blueprint.etag
@blueprint.response(200, ExperimentSchema)
def get(experiment_id: UUID) -> service.ExperimentView:
    """One experiment."""
    view = service.get(db.session(), str(experiment_id), now_ms())
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["PATCH"])
@requires("staff", roles=ROLES["edit"])
@blueprint.etag
@blueprint.arguments(ExperimentFieldsSchema)
@blueprint.response(200, ExperimentSchema)
def change(given: dict[str, Any], experiment_id: UUID) -> service.ExperimentView:
    """Change an experiment that is not started; what is not given stays, an approval is taken back."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(experiment_id), now_ms(), lock=True)))
    view = service.update(session, str(experiment_id), given, by=current_actor().id, now_ms=now_ms())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["DELETE"])
@requires("staff", roles=ROLES["delete"])
@blueprint.response(200, ExperimentSchema)
def delete(experiment_id: UUID) -> service.ExperimentView:
    """Delete a draft; it can be brought back."""
    return _step(service.delete, experiment_id)


@blueprint.route(f"{ONE}/bring-back", methods=["POST"])
@requires("staff", roles=ROLES["bring_back"])
@blueprint.response(200, ExperimentSchema)
def bring_back(experiment_id: UUID) -> service.ExperimentView:
    """Bring a deleted draft back."""
    return _step(service.bring_back, experiment_id)


@blueprint.route(f"{ONE}/submit", methods=["POST"])
@requires("staff", roles=ROLES["submit"])
@blueprint.response(200, ExperimentSchema)
def submit(experiment_id: UUID) -> service.ExperimentView:
    """Ask for somebody else's approval of a draft."""
    return _step(service.submit, experiment_id)


@blueprint.route(f"{ONE}/withdraw", methods=["POST"])
@requires("staff", roles=ROLES["withdraw"])
@blueprint.response(200, ExperimentSchema)
def withdraw(experiment_id: UUID) -> service.ExperimentView:
    """Take a submission back before it is approved."""
    return _step(service.withdraw, experiment_id)


@blueprint.route(f"{ONE}/send-back", methods=["POST"])
@requires("staff", roles=ROLES["send_back"])
@blueprint.arguments(ExperimentReturnSchema)
@blueprint.response(200, ExperimentSchema)
def send_back(given: dict[str, Any], experiment_id: UUID) -> service.ExperimentView:
    """Make it a draft again, with a word on what is to be changed; an approval is taken back."""
    session, by = db.session(), current_actor().id
    view = service.send_back(session, str(experiment_id), given["word"], by=by, now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/approve", methods=["POST"])
@requires("staff", roles=ROLES["approve"])
@blueprint.arguments(ExperimentApprovalSchema)
@blueprint.response(200, ExperimentSchema)
def approve(given: dict[str, Any], experiment_id: UUID) -> service.ExperimentView:
    """Approve what somebody else wrote, in the version that was read."""
    session, by = db.session(), current_actor().id
    view = service.approve(session, str(experiment_id), version=given["version"], by=by, now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/start", methods=["POST"])
@requires("staff", roles=ROLES["start"])
@blueprint.response(200, ExperimentSchema)
def start(experiment_id: UUID) -> service.ExperimentView:
    """Send what was approved to the tablets of its stores."""
    return _step(service.start, experiment_id)


@blueprint.route(f"{ONE}/stop", methods=["POST"])
@requires("staff", roles=ROLES["stop"])
@blueprint.response(200, ExperimentSchema)
def stop(experiment_id: UUID) -> service.ExperimentView:
    """Stop an experiment everywhere, for good."""
    return _step(service.stop, experiment_id)


@blueprint.route(f"{ONE}/duplicate", methods=["POST"])
@requires("staff", roles=ROLES["duplicate"])
@blueprint.response(201, ExperimentSchema)
def duplicate(experiment_id: UUID) -> service.ExperimentView:
    """Draft a copy."""
    _expect_no_body()
    session, by = db.session(), current_actor().id
    view = service.duplicate(session, str(experiment_id), by=by, now_ms=now_ms(), new_id=new_id())
    session.commit()
    return view


@blueprint.route(f"{ONE}/plan", methods=["GET"])
@requires("staff")
@blueprint.response(200, ExperimentPlanSchema)
def plan(experiment_id: UUID) -> service.Told:
    """How long it takes and what it can find, from what its audience did in the last 90 days."""
    session = db.session()
    begin_reading(session)
    return service.plan(session, str(experiment_id), now_ms())


@blueprint.route(f"{ONE}/exposures", methods=["GET"])
@requires("staff")
@blueprint.response(200, ExposuresSchema)
def exposures(experiment_id: UUID) -> dict[str, object]:
    """How many customers met each arm, and how many exposures no result counts."""
    session, key = db.session(), str(experiment_id)
    service.get(session, key, now_ms())
    return {"met": service.met_by(session, key), "set_aside": service.set_aside(session, key)}


@blueprint.route(f"{ONE}/history", methods=["GET"])
@requires("staff")
@blueprint.response(200, ExperimentChangesSchema)
def history_of(experiment_id: UUID) -> dict[str, object]:
    """What happened to an experiment, who did it and when."""
    session = db.session()
    service.get(session, str(experiment_id), now_ms())
    return {"changes": history.of_experiment(session, str(experiment_id))}


@blueprint.route("/holdout", methods=["GET"])
@requires("staff")
@blueprint.response(200, HoldoutStandsSchema)
def held_out() -> holdout.Holdout:
    """How many customers are never made any offer, to compare with."""
    return holdout.standing(db.session())


@blueprint.route("/holdout", methods=["PUT"])
@requires("staff", roles=("administrator",))
@blueprint.arguments(HoldoutSchema)
@blueprint.response(200, HoldoutStandsSchema)
def hold_out(given: dict[str, Any]) -> holdout.Holdout:
    """Hold so many of a hundred customers out of everything."""
    session, by = db.session(), current_actor().id
    found = holdout.change(session, given["percent"], by=by, now_ms=now_ms(), new_id=new_id())
    session.commit()
    return found


class _Step(Protocol):
    def __call__(
        self, session: Session, experiment_id: str, /, *, by: str, now_ms: int
    ) -> service.ExperimentView: ...


def _step(step: _Step, experiment_id: UUID) -> service.ExperimentView:
    """The step is taken by whoever asks, all of it or nothing."""
    _expect_no_body()
    session = db.session()
    view = step(session, str(experiment_id), by=current_actor().id, now_ms=now_ms())
    session.commit()
    return view


def _expect_no_body() -> None:
    """Nothing was sent along; InvalidInput otherwise."""
    if request.get_data() not in (b"", b"{}"):
        raise InvalidInput("This takes no body: it uses what the experiment says. Change the draft first.")
