"""What is found for a field in which things are chosen, while its search is typed."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.catalogue import finding
from server.console.rule_inputs import options
from server.console.views.edge import reading
from server.errors import NotFound

FIELD: Final = re.compile(r"[a-z_]+(-[0-9]{1,2})?(-of)?(-[a-z]+)?")
"""What a field for choices may be called."""


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/choices/<source>", "choices", choices)


def choices(source: str) -> ResponseReturnValue:
    """What is chosen already, which stays, and what the search finds."""
    field = request.args.get("field", "")
    if source not in finding.KINDS or len(field) > 60 or not FIELD.fullmatch(field):
        raise NotFound("There is nothing to choose there. Load the page again.")
    session, chosen = reading(), request.args.getlist(field)[:500]
    found = finding.find(session, source, request.args.get("q", "")[:100])
    first = finding.named(session, source, chosen)
    made = set(chosen)
    return render_template(
        "console/rules/_choices.html",
        options=options([*first, *(each for each in found if each.value not in made)], chosen),
        field=field,
        is_single="single" in request.args,
        nothing_found="Nothing like that. Try fewer letters.",
    )
