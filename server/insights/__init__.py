"""What trials earned: experiments, promotions that compare something, the holdout from everything.

Triggers note whose figures have changed (`kept`), `measuring` works those out anew and keeps sums by arm and
segment, `results` makes of the sums what a marketer reads. Nothing here decides who meets what.
"""
