"""What cannot be computed, and why: errors of one root, told like any other input that cannot be used."""

from __future__ import annotations

from shared.errors import InvalidInput


class StatisticsError(InvalidInput):
    """Root of what statistics refuse; whoever shows results says its sentence in place of a figure."""

    code = "statistics_error"


class TooFew(StatisticsError):
    """There are fewer observations than the figure needs; `n` and `needed` say how many."""

    code = "too_few"


class NoVariation(StatisticsError):
    """Every observation is the same in both arms, so no interval can be given."""

    code = "no_variation"


class ImpossibleCount(StatisticsError):
    """A count is negative, no whole number, or larger than what it is a part of."""

    code = "impossible_count"


class ImpossibleSums(StatisticsError):
    """No data has these sums: a square is negative, or the parts contradict each other."""

    code = "impossible_sums"


class NoBase(StatisticsError):
    """A ratio has nothing, or less than nothing, below its line."""

    code = "no_base"


class OutOfRange(StatisticsError):
    """A level, share, power, effect or probability lies where it means nothing; `value` says which."""

    code = "out_of_range"


class Unreachable(StatisticsError):
    """No number of customers is enough for what was asked, or none are coming."""

    code = "unreachable"
