"""What a made-up tablet says of itself: what waits, what it holds, whether it agrees with HQ."""

from __future__ import annotations

from associate_app.presenters.trust_views import CheckState, Fact, Waiting

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
