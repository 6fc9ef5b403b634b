"""The server as a test plays it: what the tablet does must be right whatever HQ answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from associate_app.errors import TabletError, WrongPin
from associate_app.platform.head_office import (
    ContactAnswer,
    EnrolmentGrant,
    ModelInUse,
    Receipt,
    SignInGrant,
    Standing,
    VisitorGrant,
)
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.terms import Terms
from shared.clock import DAY_MS
from sync.rescue import public_key_of
from tests.associate_app.small_world import NOW_MS, PIN

ENROLMENT = Enrolment("http://127.0.0.1:9", "d1", "367", "Linden Square", "America/New_York")
MIA = Associate("a1", "101", "Mia Sato", "associate")
RESCUE_PRIVATE, PARTING = b"r" * 32, b"p" * 32
TERMS = Terms(False, 30 * DAY_MS, PARTING, public_key_of(RESCUE_PRIVATE))
SHARE_MS = 72 * 3_600_000


class PlayedOffice:
    """Answers as the test says; `asked` counts the sign-ins that reached it, `heard` its contacts,
    `models` what these said of models."""

    def __init__(self) -> None:
        self.refusal: TabletError | None = None
        self.device_id = "d1"
        self.address = "http://127.0.0.1:9"
        self.asked = 0
        self.gate: threading.Event | None = None
        self.now_ms = NOW_MS
        self.terms = TERMS
        self.standings: dict[str, str] = {}
        self.heard: list[tuple[str | None, Mapping[str, str], Sequence[str]]] = []
        self.models: list[ModelInUse | None] = []
        self.taken_in: frozenset[str] = frozenset()
        self.receipts: list[Receipt] = []
        self.reports: list[str] = []

    def enrol(self, address: str, code: str, device_name: str, app_version: str) -> EnrolmentGrant:
        assert address
        assert code
        assert device_name
        assert app_version
        enrolment = replace(ENROLMENT, device_id=self.device_id, server_address=self.address)
        return EnrolmentGrant(enrolment, "token", b"unlock")

    def sign_in(self, address: str, token: str, number: str, pin: str) -> SignInGrant:
        assert (address, token) == (self.address, "token")
        self.asked += 1
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.refusal is not None:
            raise self.refusal
        if pin != PIN:
            raise WrongPin(None, "That is not the PIN.")
        who = replace(MIA, number=number, id=f"a{number}")
        return SignInGrant(
            who, b"unlock", b"share", self.now_ms + SHARE_MS, server_ms=self.now_ms, pin_mark="mark",
            terms=self.terms,
        )  # fmt: skip

    def contact(
        self,
        address: str,
        token: str,
        at_work: str | None,
        marks: Mapping[str, str],
        sealed: Sequence[str],
        model: ModelInUse | None,
    ) -> ContactAnswer:
        assert (address, token) == (self.address, "token")
        if self.refusal is not None and not isinstance(self.refusal, WrongPin):
            raise self.refusal
        self.heard.append((at_work, marks, sealed))
        self.models.append(model)
        renewed = self.now_ms + SHARE_MS
        standings = {
            key: Standing(self.standings.get(key, "current"), renewed if key == at_work else None)
            for key in marks
        }
        return ContactAnswer(self.now_ms, self.terms, standings, self.taken_in)

    def give_diagnostics(self, address: str, token: str, text: str) -> None:
        assert (address, token) == (self.address, "token")
        if self.refusal is not None:
            raise self.refusal
        self.reports.append(text)

    def pin(self, address: str, token: str, card: str) -> VisitorGrant:
        assert (address, token) == (self.address, "token")
        if self.refusal is not None:
            raise self.refusal
        return VisitorGrant(int(card), self.now_ms + SHARE_MS)

    def give_receipt(self, receipt: Receipt) -> None:
        if self.refusal is not None and not isinstance(self.refusal, WrongPin):
            raise self.refusal
        self.receipts.append(receipt)
