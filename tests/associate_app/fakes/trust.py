"""What a made-up tablet says of itself: what waits, what it holds, whether it agrees with HQ."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.errors import CannotSave, ServerUnreachable
from associate_app.presenters.trust_views import CheckState, Fact, Report, Waiting
from associate_app.presenters.view_models import AssociateRow
from associate_app.store.choices import Choices
from associate_app.store.drafts import Draft

FACTS = (
    Fact("Customers", "205"),
    Fact("Purchases", "12,418"),
    Fact("Promotions", "As of 09:12"),
    Fact("Suggestions", "Model of 21 Nov"),
    Fact("Storage", "84 MB used, 12.3 GB free"),
)


class FakePending:
    """Nothing waits until somebody says so."""

    def __init__(self) -> None:
        self.now = Waiting()

    def waiting(self) -> Waiting:
        return self.now


class FakeHoldings:
    """All is well, and a comparison stays under way."""

    def __init__(self) -> None:
        self.told = FACTS
        self.state = CheckState("Each update compares a part with HQ; this compares all of it at once.", True)

    def facts(self) -> tuple[Fact, ...]:
        return self.told

    def check(self) -> CheckState:
        return self.state

    def check_everything(self) -> CheckState:
        self.state = CheckState("Every record is being compared with HQ. You can go on working.", False)
        return self.state


class FakeSettings:
    """Keeps choices as long as it lives."""

    def __init__(self) -> None:
        self.kept = Choices()

    def choices(self) -> Choices:
        return self.kept

    def keep(self, chosen: Choices) -> None:
        self.kept = chosen

    def about(self) -> tuple[Fact, ...]:
        return (
            Fact("Version", "0.4.0"),
            Fact("Store", "Cincinnati Oakley (367)"),
            Fact("Tablet", "Counter 2"),
            Fact("HQ", "https://aisle.example.com"),
        )


class FakeDiagnostics:
    """A short report; `offline` makes sending fail."""

    def __init__(self) -> None:
        self.offline = False
        self.sent: list[str] = []

    def report(self) -> Report:
        return Report("Report of 2026-11-23 14:12:00 UTC\nLine: synced\nOutbox: 2 waiting, 0 refused", 1)

    def send(self, report: Report) -> None:
        if self.offline:
            raise ServerUnreachable("The server does not answer. Check the address and the network.")
        self.sent.append(report.text)

    def save(self, _: Report) -> str:
        return "/tablet/report-20261123-141200.txt"


class FakeDrafts:
    """Keeps what was half done at a lock, for the one who works here."""

    def __init__(self) -> None:
        self.gather: Callable[[], Draft | None] = lambda: None
        self.kept: Draft | None = None

    def mine(self) -> Draft | None:
        return self.kept

    def forget(self) -> None:
        self.kept = None


class FakeSwitching:
    """Jon works here, too; `unsent` keeps Mia from signing out."""

    def __init__(self, sign_out: Callable[[], None]) -> None:
        self.unsent = 0
        self._sign_out = sign_out

    def colleagues(self) -> tuple[AssociateRow, ...]:
        return (AssociateRow("9", "Jon Weber", "JW", 0.08, False),)

    def sign_out(self) -> None:
        if self.unsent:
            raise CannotSave(f"{self.unsent} things you did are not with HQ yet.")
        self._sign_out()
