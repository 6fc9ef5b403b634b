"""A real server on loopback that can be put back to a remembered state in milliseconds."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from werkzeug.serving import make_server

from server.api import runtime
from server.database import db
from server.privacy.erasure import erase
from server.replication import service, snapshots
from server.replication.collections import GLOBAL, store_scope
from server.replication.preparing import prepare
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters
from tests.server.serving import QuietHandler
from tests.server.world import NOW, NOW_MS


class _Counting:
    """Knows how many requests are being answered."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.active = 0

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Iterator[bytes]:
        with self._lock:
            self.active += 1
        try:
            body: Iterable[bytes] = self._app(environ, start)
            try:
                yield from body
            finally:
                if hasattr(body, "close"):
                    body.close()
        finally:
            with self._lock:
                self.active -= 1


PAGE_ROWS: Final = 5


@contextmanager
def small_pages() -> Iterator[None]:
    """So small a world has pages only if they are small, too."""
    usual = service.Pull
    service.Pull = partial(usual, page_rows=PAGE_ROWS)
    try:
        yield
    finally:
        service.Pull = usual


class _NeverPreparing:
    """Stands for the thread that prepares loads beside the answering."""

    def ask(self, _: object) -> None:
        """Nothing is prepared for it."""


class ResettableHeadquarters(Headquarters):
    """The server of the small world, whose database can be remembered and put back."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        super().__init__(folder, FixedClock(NOW))
        self._counting = _Counting(self.app)
        self._states: dict[str, Path] = {}
        # loads are prepared when a scene wants them, and never beside the one that is counted
        self.app.extensions["aisle_preparer"] = _NeverPreparing()

    def up(self) -> None:
        """The server answers, always at the same address."""
        if self._server is None:
            self._server = make_server(
                "127.0.0.1", self._port, self._counting, threaded=True, request_handler=QuietHandler
            )
            self._server.daemon_threads = True
            self._port = self._server.server_port
            threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def prepare_loads(self) -> None:
        """A first load of store 367 is prepared."""
        with self.app.app_context():
            home = runtime().config.home
            for scope in (GLOBAL, store_scope("367")):
                prepare(db.engine, home, scope, now_ms=lambda: NOW_MS, random_bytes=os.urandom)

    def erase(self, customer_id: int) -> None:
        """The customer is erased, as her right is."""
        with self.app.app_context():
            erase(db.engine, customer_id, NOW_MS)

    def remember(self, name: str) -> None:
        """The present state of database and prepared loads can be put back under that name."""
        self.settle()
        self._states[name] = self._folder / f"state-{name}"
        self._states[name].mkdir()
        shutil.copyfile(self._folder / "hq.db", self._states[name] / "hq.db")
        shutil.copytree(self._loads(), self._states[name] / "loads")

    def put_back(self, name: str) -> None:
        """Database and prepared loads are as they were when they were remembered."""
        self.settle()
        shutil.copyfile(self._states[name] / "hq.db", self._folder / "hq.db")
        shutil.rmtree(self._loads())
        shutil.copytree(self._states[name] / "loads", self._loads(), dirs_exist_ok=True)

    def _loads(self) -> Path:
        loads = snapshots.folder_in(self._folder)
        loads.mkdir(parents=True, exist_ok=True)
        return loads

    def settle(self) -> None:
        """No request is being answered any more, and the database is one file."""
        deadline = time.monotonic() + 20
        while self._counting.active:
            assert time.monotonic() < deadline, "a request is answered forever"
            time.sleep(0.001)
        with self.app.app_context():
            db.engine.dispose()
        assert not (self._folder / "hq.db-wal").exists(), "a connection to the server's database stayed open"
