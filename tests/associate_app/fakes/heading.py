"""What a made-up customer's head says of her, and how she is reached."""

from __future__ import annotations

from associate_app.presenters.contacting import ContactWay
from associate_app.presenters.heading_views import HeaderFact
from associate_app.presenters.view_models import TimelineRow

FACTS_OF_HER = (
    HeaderFact("ruler", "Sizes", "M, shoe 39"),
    HeaderFact("tshirt-crew-outline", "Colours", "navy, olive"),
    HeaderFact("heart-outline", "Likes", "oat milk, rye bread"),
    HeaderFact("thumb-down-outline", "Dislikes", "celery"),
    HeaderFact("gift-outline", "Birthday", "25 Nov"),
    HeaderFact("baby-carriage", "Baby due", "20 Dec"),
)
EVENTS = (
    TimelineRow(
        "Asked for oat milk without sugar; call her when it is in.", "Mia Torres, 13 Nov", False,
        "note-text-outline",
    ),
    TimelineRow(
        "HQ merged two changes. Phone number: (513) 555-0142 kept, (513) 555-0199 set aside",
        "12 Nov, 16:02 · by Jon Weber", False, "call-merge", "change", conflict_id="c1",
    ),
    TimelineRow(
        "Purchase: 2 items, $3.70", "13 Nov, 17:05 · Cincinnati Oakley", False, "store-outline", "visit", 2,
    ),
)  # fmt: skip
REFUSED = "She wants no news and offers this way: speak only of what she asked for."
WELCOME = "News and offers are welcome this way."


def ways_to(given: str) -> tuple[ContactWay, ...]:
    """A number for calls and messages, an address for e-mail; calls are not wanted."""
    number, address = "(513) 555-0142", f"{given.lower()}@example.com"
    return (
        ContactWay("phone", "Call", number, "phone-outline", False, REFUSED, "I called her"),
        ContactWay("message", "Message", number, "message-text-outline", True, WELCOME, "I messaged her"),
        ContactWay("email", "E-mail", address, "email-outline", True, WELCOME, "I e-mailed her"),
    )
