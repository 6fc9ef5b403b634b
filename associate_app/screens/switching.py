"""Behind the picture of who is signed in: a colleague takes over, or she signs out of this tablet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from associate_app.presenters.view_models import AssociateRow
from associate_app.widgets.sheet import ChoiceSheet, ConfirmSheet, Sheet
from shared.words import _

SOMEBODY_ELSE = "somebody else"
SIGN_OUT = "sign out"


def ask(shell: Any) -> None:
    """Everybody who has signed in on this tablet before can be chosen."""
    if not isinstance(shell.top_layer(), Sheet):
        shell.app.asker.ask(
            "colleagues", shell.app.tablet.switching.colleagues, lambda rows: _open(shell, rows)
        )


def _open(shell: Any, rows: Sequence[AssociateRow]) -> None:
    choices = {row.number: (row.name, "account-outline") for row in rows}
    choices[SOMEBODY_ELSE] = (_("Somebody else"), "account-plus-outline")
    choices[SIGN_OUT] = (_("Sign me out of this tablet"), "lock-outline")
    name = shell.associate.name if shell.associate else ""
    sheet = ChoiceSheet(
        choices, title=_("Who takes over?"),
        sentence=_("{name} comes back to her place with her PIN.").format(name=name) if name else "",
    )  # fmt: skip
    sheet.bind(on_choose=lambda _event, key: _chosen(shell, key))
    shell.open(sheet)


def _chosen(shell: Any, key: str) -> None:
    if key == SIGN_OUT:
        _ask_to_sign_out(shell)
    else:
        shell.lock(next_number=key)


def _ask_to_sign_out(shell: Any) -> None:
    sheet = ConfirmSheet(
        title=_("Sign out of this tablet?"),
        sentence=_("Your PIN opens it again only with the network. To be away for a while, lock it instead."),
        confirm_text=_("Sign out"),
    )
    tablet = shell.app.tablet
    sheet.bind(
        on_confirm=lambda _event: shell.app.asker.tell(
            "sign out", tablet.switching.sign_out, lambda _event: shell.lock()
        )
    )
    shell.open(sheet)
