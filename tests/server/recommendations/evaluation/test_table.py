"""What damping costs is told in parts of what is found without it; the picture has every row."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from server.recommendations.evaluation.examination import Result
from server.recommendations.evaluation.measures import Marks
from server.recommendations.evaluation.plot import OURS, PANELS, picture
from server.recommendations.evaluation.table import TITLES, damping


def result(name: str, found: float, coverage: float = 0.1, customers: int = 50) -> Result:
    """Every customer was read equally well."""
    marks = np.full(customers, found)
    return Result(name, Marks(marks, marks, marks, marks, marks, marks, coverage, 1.0), 1.0)


def test_a_loss_is_told_with_its_interval() -> None:
    assert damping(result("ours", 0.045, 0.08), result("free", 0.05, 0.016)) == (
        "Damped, novel lists show 8.0% of the catalogue in their first ten places, else 1.6%; "
        "that changes novel R@20 by -10.0% (-10.0% to -10.0%)."
    )


def test_where_nothing_is_found_nothing_is_lost() -> None:
    assert "novel R@20 by +0.0%" in damping(result("ours", 0.0), result("free", 0.0))


def drawn(*results: Result) -> ElementTree.Element:
    svg = picture(results, "Title & more", "ours", "control")
    return ElementTree.fromstring(svg)  # noqa: S314 - our own picture


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_the_picture_has_ours_first_then_the_best_and_the_control_last() -> None:
    rows = [result("control", 0.9), result("weak", 0.1), result("strong", 0.3), result("ours", 0.2)]
    names = [text for text in texts(drawn(*rows)) if text in {row.name for row in rows}]
    assert names == ["ours", "strong", "weak", "control"] * 2


def test_every_measure_of_the_table_has_its_panel_with_the_figures_of_all() -> None:
    assert list(PANELS) == list(TITLES)
    svg = drawn(result("ours", 0.1675), result("other", 0.034))
    assert texts(svg).count("16.8 %") == texts(svg).count("3.4 %") == len(TITLES)
    fine = drawn(result("ours", 0.0258), result("other", 0.0162))
    assert texts(fine).count("2.58 %") == texts(fine).count("1.62 %") == len(TITLES)


def test_ours_stands_out_and_the_control_is_hollow() -> None:
    rows = [result("ours", 0.2), result("other", 0.1), result("control", 0.05)]
    dots = [each.attrib["fill"] for each in drawn(*rows).iter("{http://www.w3.org/2000/svg}circle")]
    assert dots[:3] == [OURS.colour, "#475569", "white"]


def test_a_picture_of_nothing_found_is_a_picture() -> None:
    assert texts(drawn(result("ours", 0.0))).count("0.00 %") == len(TITLES)
