"""How good the lists are, against what anybody could get elsewhere; only the judge sees past the cut.

A recommender is given a `Record`, which ends before the cut; the `Exam` holds what came after it.
"""
