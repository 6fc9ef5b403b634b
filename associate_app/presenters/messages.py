"""Writing to a customer: HQ's templates with her name in them, and whether they may be sent to her now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from associate_app.errors import CannotSave, TabletError
from associate_app.platform.sharing import Message, Sharing
from associate_app.presenters.contacting import ACTION
from associate_app.presenters.message_views import MessageChoice, MessageForm, Reason
from associate_app.store import advice, customers, messages
from associate_app.store.customers import CustomerRecord
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.consent import Channel
from shared.message_templates import (
    LONGEST,
    MESSAGE_CHANNELS,
    SERVICE,
    MessageTemplate,
    Verdict,
    blanks_in,
    fill,
    may_write,
)
from shared.next_action.gathering import fatigue_of
from shared.words import Lazy, _, language, lazy, listed, plural

_ICONS: Final = {"message": "message-text-outline", "email": "email-outline"}
_REFUSED: Final[Mapping[str, Lazy]] = {
    "never_asked": lazy("Nobody has asked her about news and offers: ask her first."),
    "withdrawn": lazy("She wants no messages of this kind this way."),
}
_WELCOME: Final = lazy("News and offers are welcome this way.")
_SERVICE: Final = lazy("About what she asked for herself: no consent to news is needed.")

NO_ADDRESS: Final = lazy("There is no number or address yet. Ask her for one; Edit keeps it.")
NO_TEMPLATES: Final = lazy("HQ has sent no texts for this yet. Write on your own, and keep the contact.")


class MayNotWrite(TabletError):
    """She may not be written to like that now."""

    code = "may_not_write"


class MessagePresenter:
    """Messages from the open desk; `sharing` is the system that sends them."""

    def __init__(self, desk: Callable[[], Desk], sharing: Sharing) -> None:
        self._desk = desk
        self._sharing = sharing

    def form(self, customer_id: int, channels: Sequence[str] = MESSAGE_CHANNELS) -> MessageForm:
        """What she may be sent on these channels, filled in; the tablet's own language stands first."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            record = customers.customer(snapshot, customer_id)
            found = [
                each for each in messages.templates(snapshot)
                if each.channel in channels and _address(record, each.channel)
            ]  # fmt: skip
            verdicts = [self._verdict(snapshot, desk, customer_id, each) for each in found]
        values = _values(desk, record)
        choices = [
            _choice(each, record, values, verdict) for each, verdict in zip(found, verdicts, strict=True)
        ]
        spoken = {each.id: each.language for each in found}
        order = sorted(choices, key=lambda each: (spoken[each.template_id] != language(), bool(each.refusal)))
        reachable = any(_address(record, channel) for channel in channels)
        return MessageForm(
            customer_id=customer_id,
            name=f"{record.given_name} {record.family_name}",
            choices=tuple(order),
            nothing="" if choices else _(NO_TEMPLATES if reachable else NO_ADDRESS),
        )

    def send(self, form: MessageForm, template_id: str, text: str, about: Reason | None = None) -> None:
        """The system has the message, and the contact is kept with its template.

        Everything is asked once more, since what was true when the list was drawn may not be now.
        MayNotWrite, CannotSave (the text) or NothingOpens say why not, and then nothing is kept.
        """
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            record = customers.customer(snapshot, form.customer_id)
            template = next((each for each in messages.templates(snapshot) if each.id == template_id), None)
            if template is None:
                raise MayNotWrite(_("HQ has taken this text back. Choose another."))
            verdict = self._verdict(snapshot, desk, form.customer_id, template)
        address = _address(record, template.channel)
        if address is None:
            raise MayNotWrite(_(NO_ADDRESS))
        if not verdict.allowed:
            raise MayNotWrite(_refusal(verdict))
        complaint = complaint_about(text, template.channel)
        if complaint:
            raise CannotSave(complaint)
        subject = template.name if template.channel == "email" else ""
        self._sharing.hand_over(Message(template.channel, address, text.strip(), subject))
        reason = about or Reason(ACTION, template.channel)
        desk.recorder.record(
            "message_handed_over",
            form.customer_id,
            {
                "action": reason.action, "subject": reason.subject, "channel": template.channel,
                "text": template.name, "template_id": template.id,
            },
        )  # fmt: skip
        desk.recorder.announce()

    @staticmethod
    def _verdict(snapshot: Snapshot, desk: Desk, customer_id: int, template: MessageTemplate) -> Verdict:
        return may_write(
            _channel(template.channel),
            template.purpose,
            customers.consents(snapshot, customer_id),
            messages.contacts(snapshot, customer_id),
            now_ms=desk.now_ms(),
            fatigue=fatigue_of(advice.rules(snapshot)),
        )


def complaint_about(text: str, channel: str) -> str:
    """What is wrong with a finished text; empty if it can be sent."""
    words = text.strip()
    if not words:
        return _("Write what is to be sent.")
    if len(words) > LONGEST[channel]:
        return plural(
            "This message may have {count} character; yours has {written}.",
            "This message may have {count} characters; yours has {written}.",
            LONGEST[channel], written=len(words),
        )  # fmt: skip
    left = blanks_in(words)
    if left:
        return _("Fill in what stands between braces: {blanks}.").format(blanks=listed(left))
    return ""


def _channel(name: str) -> Channel:
    return "email" if name == "email" else "message"


def _address(record: CustomerRecord, channel: str) -> str | None:
    return record.email if channel == "email" else record.phone


def _values(desk: Desk, record: CustomerRecord) -> dict[str, str]:
    return {
        "given_name": record.given_name, "family_name": record.family_name,
        "associate_name": desk.associate.name, "store_name": desk.enrolment.store_name,
    }  # fmt: skip


def _choice(
    template: MessageTemplate, record: CustomerRecord, values: Mapping[str, str], verdict: Verdict
) -> MessageChoice:
    refusal = "" if verdict.allowed else _refusal(verdict)
    return MessageChoice(
        template_id=template.id,
        name=template.name,
        channel=template.channel,
        icon=_ICONS[template.channel],
        address=_address(record, template.channel) or "",
        text=fill(template.text, values).text,
        sentence=refusal or _(_SERVICE if template.purpose == SERVICE else _WELCOME),
        refusal=refusal,
        longest=LONGEST[template.channel],
    )


def _refusal(verdict: Verdict) -> str:
    if verdict.refusal == "too_soon":
        return plural(
            "She was contacted lately: news can wait {count} more day.",
            "She was contacted lately: news can wait {count} more days.",
            verdict.days_left,
        )
    return _(_REFUSED[verdict.refusal or "withdrawn"])
