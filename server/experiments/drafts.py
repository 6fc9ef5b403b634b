"""What is written in an experiment: a new draft, a copy, an edit; only what makes sense is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences
from server.catalogue import service as catalogue
from server.experiments import history, reading
from server.experiments.errors import ExperimentChanged, WrongState
from server.experiments.history import EDITABLE, JSON_FIELDS
from server.experiments.models import ExperimentRecord
from server.experiments.permissions import Action, wrong_state
from server.experiments.reading import ExperimentView
from shared.audience import check_rule, taken_in
from shared.errors import InvalidInput
from shared.experiments import Experiment, Variant, check_experiment

METRICS: Final = ("revenue", "purchase_rate", "redemption_rate")
LONGEST_HYPOTHESIS: Final = 400
MOST_EFFECT: Final = 10_000
YEARS: Final = range(2000, 2101)


def create(
    session: Session, values: Mapping[str, Any], *, by: str, now_ms: int, new_id: str
) -> ExperimentView:
    """A new draft; InvalidInput names each field that cannot be used."""
    return _create(session, values, "created", by=by, now_ms=now_ms, new_id=new_id)


def duplicate(session: Session, experiment_id: str, *, by: str, now_ms: int, new_id: str) -> ExperimentView:
    """A new draft that says the same; its customers are shared out anew."""
    original = opened(session, experiment_id, "duplicate")
    values = history.content_of(original) | {"name": f"{original.name[:70]} (copy)"}
    note = f"of “{original.name}”"
    return _create(session, values, "copied", by=by, now_ms=now_ms, new_id=new_id, note=note)


def update(
    session: Session,
    experiment_id: str,
    values: Mapping[str, Any],
    *,
    by: str,
    now_ms: int,
    version: int | None = None,
) -> ExperimentView:
    """It has these values and is a draft; what is not given stays. An edit takes an approval back."""
    stored = opened(session, experiment_id, "edit", version=version)
    before = history.content_of(stored)
    _fill(session, stored, values)
    if history.content_of(stored) != before:
        take_back(stored)
        stored.status, stored.edited_by = "draft", by
        stored.version += 1
        history.note_change(session, stored, "edited", by=by, now_ms=now_ms, before=before)
    return reading.views(session, [stored], now_ms)[0]


def opened(
    session: Session, experiment_id: str, action: Action, *, version: int | None = None
) -> ExperimentRecord:
    """The experiment, locked until the transaction ends, in a state that allows the action."""
    stored = reading.record(session, experiment_id, lock=True)
    if sentence := wrong_state(action, stored.status):
        raise WrongState(sentence, status=stored.status)
    if version is not None and version != stored.version:
        raise ExperimentChanged(
            "Somebody changed it while you were reading. Look at it again, then decide.",
            version=stored.version,
        )
    return stored


def take_back(stored: ExperimentRecord) -> None:
    """Nobody has submitted or approved it as it is now."""
    stored.submitted_by = stored.submitted_ms = None
    stored.approved_by = stored.approved_ms = None


def _create(
    session: Session,
    values: Mapping[str, Any],
    kind: history.Kind,
    *,
    by: str,
    now_ms: int,
    new_id: str,
    note: str = "",
) -> ExperimentView:
    stored = ExperimentRecord(
        id=new_id, name="", hypothesis="", surface="", metric="revenue", audience="{}", variants="[]",
        control="", starts_local="", ends_local="", smallest_effect=500, plan="{}", status="draft",
        version=1, created_by=by, created_ms=now_ms, updated_ms=now_ms, edited_by=by,
    )  # fmt: skip
    _fill(session, stored, values)
    session.add(stored)
    history.note_change(session, stored, kind, by=by, now_ms=now_ms, note=note)
    return reading.views(session, [stored], now_ms)[0]


def _fill(session: Session, stored: ExperimentRecord, values: Mapping[str, Any]) -> None:
    """The record has these values, all of which make sense together; InvalidInput otherwise."""
    merged = history.content_of(stored) | {name: values[name] for name in EDITABLE if name in values}
    check_content(session, merged)
    for name, value in merged.items():
        as_text = name in JSON_FIELDS and value is not None
        setattr(stored, name, json.dumps(value) if as_text else value)
    if merged["store_ids"] is not None:
        stored.store_ids = json.dumps(sorted(set(merged["store_ids"])))


def check_content(session: Session, content: Mapping[str, Any]) -> None:
    """Nothing happens if it makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if content["metric"] not in METRICS:
        wrong["metric"] = "Choose what it is judged by."
    if len(content["hypothesis"]) > LONGEST_HYPOTHESIS:
        wrong["hypothesis"] = f"Say it in at most {LONGEST_HYPOTHESIS} characters."
    if not 0 < content["smallest_effect"] <= MOST_EFFECT:
        wrong["smallest_effect"] = "Give an uplift above 0 and up to 100 %."
    wrong |= _wrong_stores(session, content["store_ids"])
    try:
        check_experiment(experiment_from(content))
    except InvalidInput as error:
        wrong |= {name: str(sentence) for name, sentence in error.fields.items()}
    else:
        wrong |= _wrong_years(content)
    if "audience" not in wrong and taken_in(content["audience"]):
        check_rule(dict(content["audience"]), named_audiences(session))
    if wrong:
        raise InvalidInput("The experiment cannot be saved like this: see the fields marked.", **wrong)


def experiment_from(content: Mapping[str, Any]) -> Experiment:
    """The rule of what is written."""
    return Experiment(
        id="", name=content["name"], surface=content["surface"], audience=content["audience"],
        variants=tuple(Variant(**each) for each in content["variants"]), control=content["control"],
        starts_local=content["starts_local"], ends_local=content["ends_local"],
    )  # fmt: skip


def _wrong_years(content: Mapping[str, Any]) -> dict[str, str]:
    """Far years are typing errors, and no clock on a tablet reckons with them."""
    sentence = f"Choose a year from {YEARS[0]} to {YEARS[-1]}."
    names = ("starts_local", "ends_local")
    return {name: sentence for name in names if int(content[name][:4]) not in YEARS}


def _wrong_stores(session: Session, store_ids: list[str] | None) -> dict[str, str]:
    if store_ids is None:
        return {}
    if not store_ids:
        return {"store_ids": "Choose at least one store, or all."}
    unknown = catalogue.unknown_stores(session, store_ids)
    if unknown:
        return {"store_ids": f"There is no store {', '.join(unknown[:5])}. Choose among the stores listed."}
    return {}
