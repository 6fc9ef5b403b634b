"""`aisle model evaluate` prints the tables, what damping costs, and draws the picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from tests.server.recommendations.evaluation.shop import CUT, habits, written

Evaluate = Callable[..., Result]


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    """Runs the command on the small record; the picture is `plot.svg`."""
    folder = written(tmp_path / "record", habits())

    def run(*more: str, record: Path = folder) -> Result:
        given = ("--cut", str(CUT), "--from", str(record), "--plot", str(tmp_path / "plot.svg"))
        return CliRunner().invoke(main, ["model", "evaluate", *given, "--min-buyers", "5", *more])

    return run


def table(output: str, head: str) -> dict[str, list[str]]:
    """The rows of the table whose first column is called so, by that column."""
    lines = output[output.index(f"| {head} |") :].split("\n\n", 1)[0].splitlines()
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: row[1:] for row in cells}


def test_one_run_prints_every_peer_and_the_control_beside_ours(evaluate: Evaluate, tmp_path: Path) -> None:
    done = evaluate()
    assert done.exit_code == 0, done.output
    marks = table(done.output, "model")
    assert list(marks) == [
        "global top", "GP-TopFreq", "decayed frequency", "TIFUKNN", "UP-CF@25", "item-kNN", "ALS (implicit)",
        "Aisle One", "Aisle One, histories shuffled",
    ]  # fmt: skip
    assert marks["Aisle One"][0] == "1.0000"
    assert float(marks["Aisle One, histories shuffled"][1]) < 0.9
    leads = table(done.output, "Aisle One against")
    assert set(leads) == set(marks) - {"Aisle One"}
    drawn = (tmp_path / "plot.svg").read_text()
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own picture
    assert f"The picture is in {tmp_path / 'plot.svg'}" in done.output


def test_coverage_and_what_damping_costs_are_said(evaluate: Evaluate) -> None:
    said = re.search(
        r"Damped, novel lists show (\S+)% of the catalogue in their first ten places, else (\S+)%; "
        r"that changes novel R@20 by (\S+)% \((\S+)% to (\S+)%\)",
        evaluate("--ours-only").output,
    )
    assert said is not None
    shown, otherwise, *change = map(float, said.groups())
    assert shown >= otherwise > 0
    assert change == [0.0, 0.0, 0.0]  # nobody buys anything new to her in this record


def test_who_is_examined_is_said_while_it_lasts(evaluate: Evaluate) -> None:
    heard = evaluate("--ours-only").stderr
    assert heard.splitlines() == [
        "Examining Aisle One", "Examining Aisle One, not damped", "Examining Aisle One, histories shuffled",
    ]  # fmt: skip


def test_a_cut_without_anything_after_it_says_what_to_do(evaluate: Evaluate, tmp_path: Path) -> None:
    done = evaluate(record=written(tmp_path / "past", habits(until=0)))
    assert done.exit_code == 1
    assert "Choose an earlier cut" in done.output


def test_a_folder_without_a_record_is_a_clear_error(evaluate: Evaluate, tmp_path: Path) -> None:
    done = evaluate(record=tmp_path)
    assert done.exit_code == 1
    assert "check the folder given" in done.output
