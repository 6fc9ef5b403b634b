"""What every way to hand a message over must do; each implementation's test class inherits it."""

from __future__ import annotations

import pytest

from associate_app.platform.sharing import Message, NothingOpens, Sharing

LETTER = Message("email", "zoë+news@example.com", "Dear Zoë,\n100% & more? = yes #1", "A & B?")


class SharingContract:
    """The promises; `sharing` has a system behind it, `alone` has none."""

    def test_a_message_that_a_program_takes_is_handed_over(self, sharing: Sharing) -> None:
        sharing.hand_over(LETTER)
        sharing.hand_over(Message("message", "+1 (555) 010-44", "Hello"))

    def test_where_nothing_takes_it_that_is_told(self, alone: Sharing) -> None:
        with pytest.raises(NothingOpens, match="No program on this tablet"):
            alone.hand_over(LETTER)
