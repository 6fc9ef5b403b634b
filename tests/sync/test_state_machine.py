"""After any schedule of faults all replicas agree with the server, and nothing was lost or done twice."""

from __future__ import annotations

from functools import partial

import pytest

from tests.sync.schedules.running import machine_with, search
from tests.sync.schedules.servers import postgres_server


@pytest.mark.parametrize("half", ["first 250", "second 250"])
def test_replicas_agree_after_any_schedule_of_faults(half: str) -> None:  # noqa: ARG001 - two processors share
    search(machine_with(), 250)


def test_replicas_agree_after_any_schedule_of_faults_on_postgresql(postgres_url: str) -> None:
    search(machine_with(server=staticmethod(partial(postgres_server, postgres_url))), 100)


@pytest.mark.long
def test_replicas_agree_after_ten_thousand_schedules() -> None:
    search(machine_with(), 10_000)


@pytest.mark.long
def test_replicas_agree_after_two_thousand_schedules_on_postgresql(postgres_url: str) -> None:
    search(machine_with(server=staticmethod(partial(postgres_server, postgres_url))), 2_000)
