"""`aisle decisions` counts and judges."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from server.cli import main
from tests.server.decisions import past
from tests.server.decisions.deciding import BAKERY, live
from tests.server.people import settle
from tests.server.world import Cast


def test_the_commands_count_and_judge(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'aisle.db'}"
    environment = {"AISLE_HOME": str(tmp_path), "AISLE_DATABASE_URL": address}
    runner = CliRunner()

    def said(*command: str) -> str:
        answer = runner.invoke(main, command, env=environment)
        assert answer.exit_code == 0, answer.output
        return answer.output

    said("db", "upgrade")
    assert "0 live promotions; 0 of 0 showings were taken." in said("decisions", "count")
    engine = create_engine(address)
    with Session(engine) as session:
        Cast(session).everyone()
        settle(session)
        past.remember(session, live(session, **BAKERY, ends_local="2099-11-27T21:00"))
        session.commit()
    engine.dispose()
    assert "1 live promotions;" in said("decisions", "count")
    told = said("decisions", "judge", "--days", "365")
    for words in ("decisions earned", "value:", "learning:", "newest:"):
        assert words in told
