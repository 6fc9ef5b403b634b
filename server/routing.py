"""Addresses of views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class SparingRule(Rule):
    """A rule that learns to build its addresses when it first has to: most never do in one process's life.

    Learning it for every rule was nearly all of what making an application costs.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        learned: list[Callable[..., Any]] = []

        def build(rule: Rule, **values: Any) -> Any:
            if not learned:
                learned.append(super(SparingRule, self)._compile_builder(append_unknown))
            return learned[0](rule, **values)

        return build
