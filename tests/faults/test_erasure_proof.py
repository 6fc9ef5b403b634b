"""Row 17 in its short and its long form."""

from __future__ import annotations

import pytest

from tests.faults.erasure import PROOFS

(ERASURE,) = PROOFS


def test_an_erased_customer_is_in_no_file_and_every_tablet_says_so() -> None:
    found = ERASURE.run(ERASURE.short, 1)
    assert found.failures == ()
    assert found.facts["slowest_online_seconds"] <= 60
    assert ERASURE.control(1).failures


@pytest.mark.long
def test_an_erased_customer_is_in_no_file_and_every_tablet_says_so_often() -> None:
    assert ERASURE.run(ERASURE.long, 2).failures == ()
