"""Released tablets decide by their own code: they are sent only rules that they read as those are meant.

0.1.0 knows lists of conditions on six attributes. What came later it would misread: it offers “any” and “not”
to everybody, and breaks on an attribute that it does not know. `shared.promotions.plain` keeps such rules
from it (decision 114).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shared.promotions import promotion_from_row
from shared.promotions.plain import is_plain
from tests.shared.cases import FOLDER, load

CASES = load("audience")
BASE = load("promotions")["base"]
RELEASES = sorted((FOLDER / "releases").glob("sync-*.zip"))
DECIDE = """
import json, sys
from datetime import date
from shared.audience import describe, evaluate
from shared.customer import CustomerFacts, Figures

said = json.load(sys.stdin)
for case in said["cases"]:
    her = case["facts"]
    figures = {k: her[k] for k in ("visits_12m", "spend_12m_minor", "days_since_visit") if k in her}
    facts = CustomerFacts(
        customer_id=1, tier=her.get("tier", "Member"), birthday=her.get("birthday"),
        departments=frozenset(her.get("departments", ())), figures=Figures(**figures),
    )
    try:
        describe(case["rule"])
        print(json.dumps(evaluate(case["rule"], facts, date.fromisoformat(said["today"])).selected))
    except Exception as error:
        print(json.dumps(type(error).__name__))
"""


@cache
def answers(release: Path) -> tuple[Any, ...]:
    """What that release's own code says of every case and story: selected or not, or what broke."""
    cases = [{"rule": each["rule"], "facts": facts} for each, facts in told()]
    played = subprocess.run(
        [sys.executable, "-P", "-c", DECIDE], env=os.environ | {"PYTHONPATH": str(release)}, check=True,
        input=json.dumps({"today": CASES["today"], "cases": cases}), capture_output=True, text=True,
    )  # fmt: skip
    return tuple(json.loads(line) for line in played.stdout.splitlines())


def told() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every case and story with what an old tablet could have known of her."""
    return [(each, each.get("facts", each.get("her"))) for each in (*CASES["cases"], *CASES["stories"])]


def sent_to_old_tablets(rule: dict[str, Any]) -> bool:
    return is_plain(promotion_from_row(BASE | {"audience": rule}))


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_what_an_old_tablet_is_sent_it_decides_as_todays_would(release: Path) -> None:
    plain = [
        (each["name"], answer, each["selected"])
        for (each, _facts), answer in zip(told(), answers(release), strict=True)
        if sent_to_old_tablets(each["rule"])
    ]
    assert len(plain) > 15
    assert [(name, answer) for name, answer, meant in plain if answer != meant] == []


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_what_it_would_misread_or_break_on_it_is_not_sent(release: Path) -> None:
    misread, broken = [], []
    for (each, _facts), answer in zip(told(), answers(release), strict=True):
        if isinstance(answer, str):
            broken.append(each)
        elif answer != each["selected"]:
            misread.append(each)
    assert misread
    assert broken
    assert not any(sent_to_old_tablets(each["rule"]) for each in misread + broken)
