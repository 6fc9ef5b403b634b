from __future__ import annotations

from shared.clock import DAY_MS
from shared.customer import Figures, Visit, figures_of

NOW = 1_760_000_000_000


def visit(days: float, dollars: int) -> Visit:
    return Visit(NOW - int(days * DAY_MS), dollars * 100)


def test_nobody_has_figures_before_the_first_visit():
    assert figures_of([], NOW) == Figures()
    assert figures_of([Visit(NOW + 1, 500)], NOW) == Figures()


def test_each_figure_counts_what_its_name_says():
    figures = figures_of([visit(400, 10), visit(120, 20), visit(100, 30), visit(30, 40), visit(9, 60)], NOW)
    assert figures.lifetime_minor == 16_000
    assert (figures.spend_12m_minor, figures.spend_previous_12m_minor) == (15_000, 1_000)
    assert (figures.visits_12m, figures.visits_90d, figures.visits_previous_90d) == (4, 2, 2)
    assert (figures.spend_90d_minor, figures.spend_previous_90d_minor) == (10_000, 5_000)
    assert figures.average_basket_minor == 3_200
    assert figures.days_since_visit == 9
    assert figures.usual_gap_days == 46


def test_one_visit_has_no_usual_gap():
    assert figures_of([visit(3, 10)], NOW).usual_gap_days is None


def test_a_visit_exactly_at_the_edge_of_a_window_belongs_to_the_earlier_one():
    assert figures_of([visit(90, 10)], NOW).visits_90d == 0
    assert figures_of([visit(90, 10)], NOW).visits_previous_90d == 1
