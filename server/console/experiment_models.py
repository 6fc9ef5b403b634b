"""The pages of experiments put together: the list, one of them, the form, and the questions before a step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from server.actors import Actor
from server.audiences.naming import names_in
from server.catalogue import service as catalogue
from server.catalogue.service import StoreView
from server.console import experiment_steps
from server.console.change_rows import WORDS
from server.console.editor_models import Region, Spans
from server.console.experiment_form import ExperimentForm, fresh_variants, values_of, ways_of
from server.console.rule_inputs import Builder, builder
from server.console.view_models import Act, Ask, ChangeRow, Fact, Step
from server.console.views.editing import spans_from
from server.console.wording import ago, count, local_moment, plural, window
from server.experiments import history, holdout, service
from server.experiments.history import Change
from server.experiments.holdout import Holdout
from server.experiments.saying import METRIC_WORDS, SURFACE_WORDS, strategy_words
from server.experiments.service import ExperimentView, Told
from server.staff import service as staff
from shared.audience import describe
from shared.clock import from_millis
from shared.errors import InvalidInput
from shared.money import as_text

STATES: Final = (
    ("", "All", ()),
    ("waiting", "Waiting for approval", ("submitted",)),
    ("live", "Live", ("running", "scheduled")),
    ("drafts", "Drafts", ("draft", "approved")),
    ("over", "Over", ("ended", "stopped")),
    ("deleted", "Deleted", ("deleted",)),
)
TAGS: Final = {"running": "live"}
REASONS: Final = {
    "no_such_trial": "of nothing that HQ knows",
    "not_assigned": "of customers who were not in it",
    "wrong_variant": "of another variant than hers",
    "outside_time": "outside its time",
    "clock": "by a clock that was wrong",
    "duplicate": "met again on another tablet",
}
WARNINGS: Final = {
    "submitted": "It waits for approval. Saving a change makes it a draft again: submit it anew afterwards.",
    "approved": "It is approved. Saving a change takes the approval back: submit it anew afterwards.",
}
ON_PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """One experiment in the list."""

    id: str
    name: str
    what: str
    status: str
    window: str
    stores: str
    variants: str
    met: int | None


@dataclass(frozen=True, slots=True)
class ExperimentBoard:
    """The list, narrowed to a state, with the holdout from everything beside it."""

    rows: list[ExperimentRow]
    state: str
    states: list[tuple[str, str]]
    holdout: Holdout
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ArmShown:
    """A variant on the page: what is done, for how many, and how many have met it."""

    name: str
    does: str
    share: str
    is_control: bool
    met: int


@dataclass(frozen=True, slots=True)
class ExperimentPage:
    """One experiment as its page shows it."""

    id: str
    name: str
    what: str
    status: str
    version: int
    hypothesis: str
    acts: list[Act]
    steps: list[Step]
    next_words: str
    sent_back: ChangeRow | None
    arms: list[ArmShown]
    pairs: list[tuple[str, str]]
    plan: Told
    in_its_way: str
    met: int
    set_aside: list[tuple[int, str]]
    changes: list[ChangeRow]
    has_results: bool


@dataclass(frozen=True, slots=True)
class ExperimentEditor:
    """The page on which an experiment is written."""

    title: str
    form: ExperimentForm
    stores: list[StoreView]
    regions: list[Region]
    spans: Spans
    builder: Builder
    surfaces: dict[str, str]
    metrics: dict[str, str]
    ways: dict[str, str]
    version: int | None = None
    kept_id: str | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """What is told beside the form: the plan, what is in its way, or why nothing can be told yet."""

    told: Told | None = None
    figures: list[tuple[str, str]] = field(default_factory=list)
    in_its_way: str = ""
    problem: str = ""


def board(session: Session, state: str, now_ms: int, problem: str = "") -> ExperimentBoard:
    """The Experiments page."""
    views, deleted = service.list_experiments(session, now_ms), service.list_deleted(session, now_ms)
    stores = catalogue.stores(session)
    phases = next((phases for key, _, phases in STATES if key == state), ())
    shown = [
        view for view in (deleted if state == "deleted" else views) if not phases or view.phase in phases
    ]
    counts = Counter[str](view.phase for view in (*views, *deleted))
    states = [
        (key, f"{word} {count(number)}" if number else word)
        for key, word, phases in STATES
        for number in [sum(counts[phase] for phase in phases) if phases else len(views)]
    ]
    rows = [_row(view, stores, now_ms) for view in shown]
    return ExperimentBoard(rows, state, states, holdout.standing(session), problem)


def _row(view: ExperimentView, stores: list[StoreView], now_ms: int) -> ExperimentRow:
    return ExperimentRow(
        id=view.id,
        name=view.name,
        what=SURFACE_WORDS[view.surface],
        status=TAGS.get(view.phase, view.phase),
        window=window(view.starts_local, view.ends_local, now_ms),
        stores=_stores(view, stores),
        variants=" against ".join(each["name"] for each in view.variants),
        met=None if view.published_ms is None else view.exposures,
    )


def _stores(view: ExperimentView, stores: list[StoreView]) -> str:
    if view.store_ids is None and view.store_count == len(stores) > 1:
        return f"All {plural(view.store_count, 'store')}"
    if view.store_ids is not None and len(view.store_ids) == 1:
        return next((store.name for store in stores if store.id == view.store_ids[0]), "1 store")
    return plural(view.store_count, "store")


def page(session: Session, experiment_id: str, actor: Actor, now_ms: int) -> ExperimentPage:
    """One experiment."""
    view = service.get(session, experiment_id, now_ms)
    people = staff.names(session)
    changes = history.of_experiment(session, experiment_id, ON_PAGE)
    back = history.last_return(session, experiment_id)
    met, aside = service.met_by(session, experiment_id), service.set_aside(session, experiment_id)
    overlaps = service.overlaps(session, experiment_id) if view.published_ms is None else []
    return ExperimentPage(
        id=view.id,
        name=view.name,
        what=SURFACE_WORDS[view.surface],
        status=TAGS.get(view.phase, view.phase),
        version=view.version,
        hypothesis=view.hypothesis,
        acts=experiment_steps.acts(view, actor),
        steps=experiment_steps.steps(view, people, now_ms),
        next_words=experiment_steps.next_words(view, actor, people),
        sent_back=None if back is None or view.status != "draft" else _change(back, now_ms),
        arms=[_arm(view, each, met) for each in view.variants],
        pairs=_pairs(session, view, now_ms),
        plan=_plan(session, view, now_ms),
        in_its_way=service.overlap_words(overlaps) if overlaps else "",
        met=sum(met.values()),
        set_aside=[(number, REASONS.get(reason, reason)) for reason, number in sorted(aside.items())],
        changes=[_change(each, now_ms) for each in changes],
        has_results=view.published_ms is not None,
    )


def _plan(session: Session, view: ExperimentView, now_ms: int) -> Told:
    """What was told when it was submitted; of a draft what can be told today."""
    if view.plan and view.status != "draft":
        return Told(**view.plan | {"of_arms": tuple(view.plan["of_arms"])})
    return service.plan(session, view.id, now_ms)


def _arm(view: ExperimentView, variant: dict[str, Any], met: dict[str, int]) -> ArmShown:
    return ArmShown(
        name=variant["name"],
        does=strategy_words(view.surface, variant["strategy"]),
        share=f"{variant['weight'] / 100:g} %",
        is_control=variant["key"] == view.control,
        met=met.get(variant["key"], 0),
    )


def _pairs(session: Session, view: ExperimentView, now_ms: int) -> list[tuple[str, str]]:
    names = names_in(session, [view.audience])
    return [
        ("Starts", f"{local_moment(view.starts_local, now_ms)}, store time"),
        ("Ends", f"{local_moment(view.ends_local, now_ms)}, store time"),
        ("Stores", _stores(view, catalogue.stores(session))),
        ("Who is in it", describe(view.audience, names)),
        ("Judged by", METRIC_WORDS[view.metric]),
        ("Smallest uplift worth finding", f"{view.smallest_effect / 100:g} %"),
    ]


def _change(change: Change, now_ms: int) -> ChangeRow:
    words, icon = {**WORDS, "started": ("started it", "flask")}[change.kind]
    return ChangeRow(
        promotion_id=change.experiment_id,
        promotion=change.experiment_name,
        version=change.version,
        who=change.by_name,
        did=words,
        icon=icon,
        when=ago(change.at_ms, now_ms),
        exactly=f"{from_millis(change.at_ms).astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        note=change.note,
        parts=[(part.label, part.old, part.new) for part in change.parts],
    )


def start_form(surface: str, now_ms: int) -> ExperimentForm:
    """A form that proposes four weeks from tomorrow morning on, half of the customers each."""
    first = (from_millis(now_ms) + timedelta(days=1)).date()
    form = ExperimentForm(starts_local=f"{first}T08:00", ends_local=f"{first + timedelta(days=27)}T22:00")
    form.surface = surface if surface in SURFACE_WORDS else form.surface
    form.variants = fresh_variants(form.surface)
    return form


def editor(
    session: Session, form: ExperimentForm, now_ms: int, kept: ExperimentView | None = None
) -> ExperimentEditor:
    """The page for a new experiment, or for the draft that is kept already."""
    stores = catalogue.stores(session)
    regions = Counter(store.region for store in stores)
    return ExperimentEditor(
        title="New experiment" if kept is None else f"Edit “{kept.name}”",
        form=form,
        stores=sorted(stores, key=lambda store: (store.name, store.id)),
        regions=[Region(name, number) for name, number in sorted(regions.items())],
        spans=spans_from(from_millis(now_ms).date()),
        builder=builder(session, form.rule),
        surfaces=SURFACE_WORDS,
        metrics=METRIC_WORDS,
        ways=dict(ways_of(form.surface)),
        version=None if kept is None else kept.version,
        kept_id=None if kept is None else kept.id,
        warning="" if kept is None else WARNINGS.get(kept.status, ""),
    )


def plan_beside(session: Session, form: ExperimentForm, own_id: str, now_ms: int) -> PlanShown:
    """What can be told of the experiment as it stands in the form."""
    values = values_of(form, catalogue.stores(session))
    if values is None:
        return PlanShown(problem=next(iter(form.errors.values())))
    try:
        service.check_content(session, values)
    except InvalidInput as error:
        said = [str(each) for name, each in error.fields.items() if name != "name"]
        if said or "name" not in error.fields:
            return PlanShown(problem=said[0] if said else error.sentence)
    told = service.told(session, values, now_ms)
    overlaps = service.overlaps_of(session, values, own_id)
    return PlanShown(
        told, figures_of(told, values["metric"]), service.overlap_words(overlaps) if overlaps else ""
    )


def figures_of(told: Told, metric: str) -> list[tuple[str, str]]:
    """The figures of a plan, in words."""
    base = as_text(round(told.base)) if metric == "revenue" else f"{told.base * 100:.1f} %"
    found = [("Customers lately, 90 days", count(told.customers))]
    if told.needed is not None:
        found += [
            (f"{METRIC_WORDS[metric]}, lately", base),
            ("Needed to find it", f"{plural(told.needed, 'customer')}"),
            (
                "Days until then",
                "never at this rate" if told.needed_days is None else count(told.needed_days),
            ),
            ("Customers in its time", f"about {count(told.expected)}"),
        ]
    return found


_ASKED: Final = {
    "submit": (("users", "Somebody else approves it before any customer is in it."),),
    "approve": (
        ("clipboard-check", "You approve it as you have read it. An edit takes the approval back."),
    ),
    "start": (
        ("device-tablet", "Connected tablets have it within seconds, others when they connect."),
        ("lock", "Nobody can change it from then on. It can be stopped, for good."),
    ),
    "stop": (
        ("player-stop", "Everybody gets the usual way again, on connected tablets within seconds."),
        ("history", "It never goes on: what was found until now stays."),
    ),
}  # fmt: skip


def ask(session: Session, experiment_id: str, step: str, url: str, now_ms: int) -> Ask:
    """The question before a step, with what it does."""
    view = service.get(session, experiment_id, now_ms)
    facts = [Fact(icon, words) for icon, words in _ASKED.get(step, ())]
    if step in ("submit", "approve", "start"):
        told = _plan(session, view, now_ms)
        facts.insert(0, Fact("calendar-event", told.sentence, warn=not told.is_enough))
        if found := service.overlaps(session, experiment_id):
            facts.insert(0, Fact("alert-triangle", service.overlap_words(found), warn=True))
    if step == "stop":
        facts.insert(
            0, Fact("users", f"{plural(view.exposures, 'customer has', 'customers have')} met it so far.")
        )
    return Ask(name=view.name, facts=facts, url=url, version=view.version)
