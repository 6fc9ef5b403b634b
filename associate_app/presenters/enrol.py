"""Enrolment: a tablet comes to belong to a store."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.errors import CodeUnknown
from associate_app.presenters.view_models import StoreCard
from associate_app.store.slots import Enrolment
from shared.words import _


class EnrolPresenter:
    """The first screen of a new tablet."""

    def __init__(self, enrol: Callable[[str, str], Enrolment]) -> None:
        self._enrol = enrol

    def enrol(self, server_address: str, code: str) -> StoreCard:
        """The tablet belongs to the store of the code; waits for the server."""
        if not code.strip():
            raise CodeUnknown(_("Type the code that HQ gave you. It looks like ABCD-EFGH."))
        enrolment = self._enrol(server_address, code)
        return StoreCard(enrolment.store_id, enrolment.store_name)
