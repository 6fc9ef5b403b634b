"""What travels of experiments: those that were started, to every tablet of their stores, since 0.4.0."""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection, Grouping

TRIED_IN_STORES: Final = (
    Grouping(
        "experiment",
        table="experiment_stores",
        group_column="experiment_id",
        scope_column="store_id",
        scope_prefix="s:",
    ),
)

EXPERIMENTS: Final = (
    Collection(
        "experiments",
        key=("id",),
        columns=(
            "id", "name", "surface", "audience", "variants", "control", "starts_local", "ends_local",
            "status",
        ),
        grouping="experiment", group_column="id",
    ),
)  # fmt: skip
