"""What trials earned, over REST, for staff."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.api import URL_PREFIX, now_ms, requires
from server.database import db
from server.insights import service
from server.insights.schemas import ReadingsSchema, TrialResultsSchema, TrialsSchema, brief_of, results_of
from server.insights.sheets import sheet

blueprint = Blueprint(
    "trials",
    __name__,
    url_prefix=f"{URL_PREFIX}/trials",
    description="What experiments and promotions earned.",
)

ONE = "/<string(maxlength=64):trial_id>"


def _fresh() -> Session:
    """A session that reads what has come in so far."""
    session = db.session()
    service.bring_up(session, now_ms())
    return session


@blueprint.route("")
@requires("staff")
@blueprint.response(200, TrialsSchema)
def list_trials() -> dict[str, object]:
    """Every trial with its verdict, and what they earned altogether."""
    session = _fresh()
    found = [brief_of(each) for each in service.briefs(session, now_ms())]
    return {"earned": service.earned(session, now_ms()), "trials": found}


@blueprint.route(ONE)
@requires("staff")
@blueprint.response(200, TrialResultsSchema)
def get_trial(trial_id: str) -> dict[str, object]:
    """What one trial earned so far, by arm and by segment, and how far that may be trusted."""
    return results_of(service.results(_fresh(), trial_id, now_ms()))


@blueprint.route(f"{ONE}/readings")
@requires("staff")
@blueprint.response(200, ReadingsSchema)
def list_readings(trial_id: str) -> dict[str, object]:
    """What the results said day by day; what came late is told beside them, never put into them."""
    return {"readings": service.readings_of(_fresh(), trial_id)}


@blueprint.route(f"{ONE}/results.csv")
@requires("staff")
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
def get_sheet(trial_id: str) -> Response:
    """The results as a sheet."""
    return Response(sheet(service.results(_fresh(), trial_id, now_ms())), mimetype="text/csv")
