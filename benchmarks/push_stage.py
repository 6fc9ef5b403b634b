"""The real server and the real push process over one database, and HQ that publishes on it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from benchmarks.push_server import APPROVER, MARKETER
from tools.stage import AISLE, PASSWORD, Stage, free_port

STARTS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class PushStage(Stage):
    """A server whose tablets are told of a push process; `database_url` as in AISLE_DATABASE_URL."""

    database_url: str
    push_port: int = field(default_factory=free_port)
    is_told: bool = True

    @property
    def push_address(self) -> str:
        """Where the push process answers."""
        return f"http://127.0.0.1:{self.push_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which its commands run."""
        known = super(PushStage, self).environment
        told = {"AISLE_PUSH_ADDRESS": self.push_address} if self.is_told else {}
        return {**known, "AISLE_DATABASE_URL": self.database_url, **told}

    def seed(self, crowd: int) -> None:
        """The database holds stores, people and so many tablets."""
        self.home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "benchmarks.push_server", str(crowd)]
        subprocess.run(command, env=self.environment, check=True)

    def push(self, most: int, log: Path) -> PushProcess:
        """A push process that answers."""
        return PushProcess(self, most, log)

    @contextmanager
    def pushing(self, most: int, log: Path) -> Iterator[PushProcess]:
        """A push process for as long as the block lasts."""
        process = self.push(most, log)
        try:
            yield process
        finally:
            process.stop()


class PushProcess:
    """`aisle push` in a process of its own."""

    def __init__(self, stage: PushStage, most: int, log: Path) -> None:
        command = [str(AISLE), "push", "--port", str(stage.push_port), "--most", str(most), "--drain", "0"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(command, env=stage.environment, stdout=output, stderr=output)
        until = time.monotonic() + STARTS_SECONDS
        while not _answers(f"{stage.push_address}/api/v1/health"):
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise SystemExit(f"The push process does not answer. Its last words are in {log}.")
            time.sleep(0.05)

    def kill(self) -> None:
        """It is gone at once, as by a power cut."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """It has ended in good order."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


def _answers(address: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(address, timeout=2).ok
    return False


class HeadOffice:
    """Two people at HQ: one writes and publishes, the other approves."""

    def __init__(self, stage: Stage) -> None:
        self._address = f"{stage.address}/api/v1"
        self._marketer = self._signed_in(MARKETER)
        self._approver = self._signed_in(APPROVER)

    def prepare(self, name: str) -> str:
        """A promotion for everyone that only waits to be published."""
        today = datetime.now(UTC)
        body = {
            "name": name, "text": "For whoever is here.", "benefit_kind": "percent", "benefit_value": 10,
            "audience": {}, "customer_limit": 1, "priority": 10,
            "starts_local": f"{today - timedelta(days=2):%Y-%m-%dT%H:%M}",
            "ends_local": f"{today + timedelta(days=5):%Y-%m-%dT%H:%M}",
        }  # fmt: skip
        promotion_id = str(self._post(self._marketer, "/promotions", body)["id"])
        submitted = self._post(self._marketer, f"/promotions/{promotion_id}/submit")
        version = {"version": submitted["version"]}
        self._post(self._approver, f"/promotions/{promotion_id}/approve", version)
        return promotion_id

    def publish(self, promotion_id: str) -> None:
        """Tablets may show it from now on."""
        self._post(self._marketer, f"/promotions/{promotion_id}/publish")

    def tell(self, event: dict[str, Any]) -> None:
        """HQ is told of something that a customer has just done."""
        told = self._post(self._marketer, "/behaviour/events", {"events": [event]})
        if told["kept"] != 1:
            raise SystemExit(f"HQ did not keep the event: {told}")

    def close(self) -> None:
        """Nobody works any more."""
        self._marketer.close()
        self._approver.close()

    def _signed_in(self, email: str) -> requests.Session:
        session = requests.Session()
        answer = self._post(session, "/sessions", {"email": email, "password": PASSWORD})
        session.headers["Authorization"] = f"Bearer {answer['access_token']}"
        return session

    def _post(self, session: requests.Session, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = session.post(self._address + path, json=body, timeout=30)
        if not answer.ok:
            raise SystemExit(f"HQ refused {path}: {answer.text}")
        return answer.json() if answer.content else None
