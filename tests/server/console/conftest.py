"""People at the console: with a plain HTTP client, and with a real Chromium on a real server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from server.promotions import service
from server.promotions.service import PromotionView
from tests.server.console.desk import Desk
from tests.server.console.visitor import Visitor, visiting
from tests.server.world import NOW_MS, Actors

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
def desk(client: FlaskClient, people: Actors) -> Desk:
    """Somebody not yet signed in, with customers and tablets in two stores."""
    assert people.marketer
    return Desk(client)


@pytest.fixture
def listed(session: Session) -> Callable[[], list[PromotionView]]:
    """Reads what promotions there are now, and leaves no transaction open that others would wait for."""

    def read() -> list[PromotionView]:
        try:
            return service.list_promotions(session, NOW_MS)
        finally:
            session.rollback()

    return read


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def tables_url(request: pytest.FixtureRequest) -> str:
    """Pages are made the same on every database; what reads it differently is tested on both elsewhere."""
    return str(request.getfixturevalue("sqlite_tables_url"))


@pytest.fixture
def address(app: Flask, people: Actors) -> Iterator[str]:
    """Where the application answers on loopback."""
    assert people.marketer
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitors(chromium: Browser, address: str) -> Iterator[Callable[[], Visitor]]:
    """Puts people in front of browser windows of their own; what a browser complains of fails the test."""
    with visiting(chromium, address) as visit:
        yield visit


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    """Somebody in front of a fresh browser window."""
    return visitors()


@pytest.fixture
def approver(visitors: Callable[[], Visitor]) -> Visitor:
    """Somebody else, who approves: she has the list open."""
    someone = visitors()
    someone.sign_in("approver")
    return someone
