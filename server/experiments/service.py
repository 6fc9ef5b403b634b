"""Experiments through their life, who met what of them, and the trials that results are about."""

from __future__ import annotations

from server.experiments.exposures import met_by, set_aside, take_in
from server.experiments.reading import ExperimentView, names
from server.experiments.trials import trial, trials

__all__ = ["ExperimentView", "met_by", "names", "set_aside", "take_in", "trial", "trials"]
