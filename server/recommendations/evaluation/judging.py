"""One evaluation from purchase lines to tables and a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from server.recommendations.building.lines import Lines
from server.recommendations.building.periods import day_number
from server.recommendations.evaluation.baselines import all_baselines
from server.recommendations.evaluation.exam import Exam, exam_after
from server.recommendations.evaluation.examination import Result, examined
from server.recommendations.evaluation.ours import Models, Ours
from server.recommendations.evaluation.plot import picture
from server.recommendations.evaluation.record import Record, record_before
from server.recommendations.evaluation.table import damping, leads_table, marks_table
from shared.errors import AisleError

CONTROL_SEED: Final = 1


class NothingToJudge(AisleError):
    """The exam has no customers."""

    code = "nothing_to_judge"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What everybody reached: the others, ours, and last ours from histories dealt out anew.

    Beside them ours as it would be if novel lists were not damped.
    """

    cut: date
    record: Record
    exam: Exam
    results: tuple[Result, ...]
    undamped: Result

    @property
    def ours(self) -> Result:
        """What Aisle One reached."""
        return self.results[-2]

    def report(self) -> str:
        """The tables with what they are of, as Markdown."""
        rest = [result for result in self.results if result is not self.ours]
        learned = f"{len(self.record.row):,} purchases of {len(self.record.items):,} products"
        asked, new = len(self.exam.four_weeks.rows), len(self.exam.novel.rows)
        return (
            f"Learned before {self.cut}: {learned}.\n"
            f"Asked after: {asked:,} customers, of whom {new:,} bought something new to them.\n\n"
            f"{marks_table(self.results)}\n\n"
            f"{damping(self.ours, self.undamped)}\n\n"
            f"Lead in thousandths, with the 95 % interval of paired differences:\n\n"
            f"{leads_table(self.ours, rest)}"
        )

    def drawn(self) -> str:
        """The picture."""
        title = f"What customers bought in the 28 days from {self.cut}: how much of it the lists had named"
        return picture(self.results, title, self.ours.name, self.results[-1].name)


def judge(
    lines: Lines, cut: date, *, min_buyers: int, ours_only: bool, say: Callable[[str], None]
) -> Judgement:
    """Everybody has sat the exam; NothingToJudge if nobody bought anything after the cut."""
    everybody = np.unique(lines.customer)
    record = record_before(lines, day_number(cut), customers=everybody, min_buyers=min_buyers)
    exam = exam_after(lines, record)
    if not len(exam.four_weeks.rows):
        raise NothingToJudge(
            f"Nobody bought anything of the catalogue in the 28 days from {cut} on. "
            "Choose an earlier cut, or ask for fewer buyers."
        )
    models = Models()
    ours, undamped = Ours(models), Ours(models, damped=False, name="Aisle One, not damped")
    control = Ours(shuffle=CONTROL_SEED, name="Aisle One, histories shuffled")
    others = () if ours_only else all_baselines()
    *reached, free, last = examined([*others, ours, undamped, control], record, exam, say)
    return Judgement(cut, record, exam, (*reached, last), free)
