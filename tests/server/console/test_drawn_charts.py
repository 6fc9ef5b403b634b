"""Charts that the browser draws from a specification, under the strict policy, and their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page, expect

from server.console.drawn import ARMS, CoursePoint, Drawn, ForestRow, Span, course, forest
from tests.server.console.visitor import Visitor

PAGE = """
{% extends "console/base.html" %}{% from "console/drawn.html" import drawn %}
{% block title %}Charts{% endblock %}
{% block body %}
<main><h1>Charts</h1><h2>Segments</h2>{{ drawn(forest) }}<h2>Days</h2>{{ drawn(course) }}</main>
{% endblock %}
"""

SEGMENTS = forest(
    [
        ForestRow("All customers", Span(0.042, 0.011, 0.073, 0.002, 0.084), "+4.2% (+0.2% to +8.4%)", "good"),
        ForestRow("Store 367", Span(0.06, -0.01, 0.13, -0.04, 0.16), "+6.0% (-4.0% to +16.0%)"),
        ForestRow("Tier VIP", Span(-0.09, -0.15, -0.03, -0.17, -0.01), "-9.0% (-17.0% to -1.0%)", "bad"),
        ForestRow("Tier “<b>New</b>”", Span(0.1, -2.0, 2.2, -3.0, 3.2), "+10.0% (-300.0% to +320.0%)"),
        ForestRow("Department Flowers", None, "not enough yet"),
    ],
    words="Uplift by segment: all customers +4.2%, between +0.2% and +8.4%.", of="Segment", figure="Uplift",
)  # fmt: skip
DAYS = course(
    [
        CoursePoint(f"2026-11-{day:02}", arm, rise, rise - 0.4 / day, rise + 0.4 / day, f"{rise:+.1%}")
        for arm, rise in (("Two pictures", 0.06), ("One picture", -0.02))
        for day in range(2, 21)
    ],
    words="Uplift over the days, ending at +6.0%.",
    figure="Uplift",
)


@pytest.fixture
def charts(app: Flask) -> Callable[[Drawn, Drawn], None]:
    """Puts two charts on a page of the application."""
    shown: dict[str, Drawn] = {}
    app.add_url_rule("/charts", "charts", lambda: render_template_string(PAGE, **shown))

    def show(first: Drawn, second: Drawn) -> None:
        shown.update(forest=first, course=second)

    return show


def opened(visitor: Visitor) -> Page:
    """The page with both charts drawn."""
    page = visitor.page
    page.goto("/charts")
    expect(page.locator("figure[data-drawn] svg.marks")).to_have_count(2)
    return page


@pytest.mark.browser
def test_charts_are_drawn_under_the_strict_policy_and_bar_nobody(
    charts: Callable[[Drawn, Drawn], None], visitor: Visitor
) -> None:
    charts(SEGMENTS, DAYS)
    visitor.page.emulate_media(color_scheme="light")
    page = opened(visitor)
    first = page.locator("figure").first
    expect(first.get_by_role("img", name="Uplift by segment")).to_be_visible()
    expect(first.locator("svg")).to_contain_text("Tier “<b>New</b>”")
    expect(first.locator("details")).not_to_have_attribute("open", "")
    assert visitor.barriers() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # What the policy refused would stand among the visitor's complaints, which fail the test.


@pytest.mark.browser
def test_a_chart_follows_the_theme(charts: Callable[[Drawn, Drawn], None], visitor: Visitor) -> None:
    charts(SEGMENTS, DAYS)
    visitor.page.emulate_media(color_scheme="light")
    page = opened(visitor)
    good = "svg [stroke='{}']"
    expect(page.locator(good.format("rgb(27, 110, 60)")).first).to_be_attached()
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    expect(page.locator(good.format("rgb(127, 214, 160)")).first).to_be_attached()
    expect(page.locator(good.format("rgb(27, 110, 60)"))).to_have_count(0)
    expect(page.locator("svg.marks")).to_have_count(2)


@pytest.mark.browser
def test_without_its_library_a_chart_is_its_table(
    charts: Callable[[Drawn, Drawn], None], visitor: Visitor
) -> None:
    charts(SEGMENTS, DAYS)
    page = visitor.page
    page.route("**/vega.min.js*", lambda route: route.abort())
    page.goto("/charts")
    expect(page.get_by_role("cell", name="+4.2% (+0.2% to +8.4%)")).to_be_visible()
    expect(page.locator(".drawn-picture").first).to_be_hidden()
    expect(page.locator("figure[data-failed]")).to_have_count(2)
    visitor.complaints.clear()  # that the library did not come is what was asked for


def values(chart: Drawn) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = chart.spec["data"]["values"]
    return rows


def test_one_wide_interval_does_not_flatten_the_others() -> None:
    domain = SEGMENTS.spec["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert domain == pytest.approx([-domain[1], domain[1]])
    assert 0.17 < domain[1] < 1
    assert [(row.get("left"), row.get("right")) for row in values(SEGMENTS)] == [
        (False, False), (False, False), (False, False), (True, True), (None, None),
    ]  # fmt: skip


def test_every_figure_lies_within_the_plot() -> None:
    far = forest(
        [ForestRow("a", Span(0.01, 0.0, 0.02), "a"), ForestRow("b", Span(0.9, 0.8, 1.0), "b"),
         ForestRow("c", Span(0.01, 0.0, 0.02), "c")],
        words="w", of="o", figure="f",
    )  # fmt: skip
    assert far.spec["layer"][1]["encoding"]["x"]["scale"]["domain"][1] >= 0.9


@pytest.mark.parametrize("rows", [[], [ForestRow("a", None, "-")], [ForestRow("a", Span(0, 0, 0), "0")]])
def test_a_forest_of_nothing_is_still_a_chart(rows: list[ForestRow]) -> None:
    chart = forest(rows, words="w", of="o", figure="f")
    assert chart.spec["layer"][1]["encoding"]["x"]["scale"]["domain"] == [-1.0, 1.0]
    assert chart.rows == tuple((row.label, row.said) for row in rows)


def test_one_day_is_a_bar_and_one_arm_has_no_legend() -> None:
    day = course([CoursePoint("2026-11-20", "B", 0.1, 0.0, 0.2, "+10%")], words="w", figure="Uplift")
    assert day.spec["layer"][0]["mark"]["type"] == "rule"
    assert day.spec["layer"][2]["encoding"]["color"]["legend"] is None
    assert (day.columns, day.rows) == (("Day", "Uplift"), (("2026-11-20", "+10%"),))


def test_each_arm_has_its_colour() -> None:
    scale = DAYS.spec["layer"][2]["encoding"]["color"]["scale"]
    assert scale == {"domain": ["Two pictures", "One picture"], "range": list(ARMS[:2])}
    assert DAYS.columns == ("Day", "Variant", "Uplift")
