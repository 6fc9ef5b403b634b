"""HQ's texts reach a tablet, and a message that was handed over reaches HQ as a contact that names it."""

from __future__ import annotations

from associate_app.platform.sharing import KeptSharing
from associate_app.presenters.messages import MessagePresenter
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Headquarters, Screen

TEMPLATE = {
    "id": "t", "name": "Thanks", "channel": "email", "purpose": "service", "language": "en",
    "text": "Thank you, {given_name}.", "is_on": 1, "updated_by": "tests", "updated_ms": 1,
}  # fmt: skip


def test_a_text_of_hqs_is_handed_over_and_the_contact_names_it(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.put("message_templates", TEMPLATE)
    screen.wait(lambda: tablet.messages.form(1).choices)
    sharing = KeptSharing()
    presenter = MessagePresenter(tablet._desk, sharing)
    presenter.send(presenter.form(1), "t", "Thank you, Olivia.")
    assert [each.text for each in sharing.messages] == ["Thank you, Olivia."]
    screen.wait(lambda: tablet.sync.status().pending == 0)
    kept = hq.rows("SELECT outcome, channel, text, template_id FROM action_outcomes")
    assert kept == [("done", "email", "Thanks", "t")]
