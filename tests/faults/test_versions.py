"""What was released works with today's, and a server that forgot its former language is found out."""

from __future__ import annotations

import pytest

from tests.faults import versions


def test_the_released_tablet_and_server_work_with_todays() -> None:
    assert versions.run_versions(2, 1).failures == ()


def test_a_server_that_speaks_only_the_newest_version_is_found_out() -> None:
    assert versions.control(1).failures


@pytest.mark.long
def test_the_released_tablet_and_server_work_with_todays_many_times() -> None:
    assert versions.run_versions(40, 2).failures == ()
