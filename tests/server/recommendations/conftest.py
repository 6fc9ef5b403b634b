"""A chain with purchases, on each kind of database."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.database import db
from tests.server.recommendations.chain import open_chain


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The application's database."""
    with app.app_context():
        return db.engine


@pytest.fixture
def chain(engine: Engine, session: Session) -> Engine:
    """The database with the chain in it."""
    open_chain(session)
    return engine
