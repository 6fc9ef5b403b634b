"""The settings page: what is kept, what this tablet is, what a scan is, and the report for HQ."""

from __future__ import annotations

from pathlib import Path

import pytest

from associate_app import APP_VERSION
from associate_app.errors import ServerUnreachable
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.diagnostics import DiagnosticsPresenter, Ground
from associate_app.presenters.scanning import Scanned
from associate_app.presenters.settings import SettingsPresenter, try_out
from associate_app.presenters.trust_views import Fact, Report, ScanTest
from associate_app.store.choices import Choices
from associate_app.store.faults import Faults
from associate_app.wiring import Tablet
from tests.associate_app.field import Field
from tests.associate_app.model_world import send_model, stock_the_catalogue
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def field(tmp_path: Path) -> Field:
    return Field(tmp_path / "tablet")


@pytest.fixture
def tablet(field: Field) -> Tablet:
    return field.at_work()


@pytest.fixture
def ground(world: ReplicaWorld, tablet: Tablet) -> Ground:
    return Ground(world.folder, "Counter 2", tablet._vault, Faults())


@pytest.fixture
def presenter(world: ReplicaWorld, ground: Ground, field: Field) -> DiagnosticsPresenter:
    return DiagnosticsPresenter(lambda: world.desk, ground, field.office)


@pytest.fixture(autouse=True)
def closed(field: Field) -> object:
    yield
    field.close()


def test_choices_are_kept_in_the_tablets_folder(tablet: Tablet, field: Field) -> None:
    settings = SettingsPresenter(field.folder, tablet._vault, "Counter 2")
    settings.keep(Choices("dark", 1.3, reduced_motion=True))
    assert field.boot().settings.choices() == Choices("dark", 1.3, reduced_motion=True)


def test_it_says_which_app_on_which_tablet_of_which_store_this_is(tablet: Tablet, field: Field) -> None:
    assert SettingsPresenter(field.folder, tablet._vault, "Counter 2").about() == (
        Fact("Version", APP_VERSION),
        Fact("Store", "Linden Square (367)"),
        Fact("Tablet", "Counter 2"),
        Fact("HQ", "http://127.0.0.1:9"),
    )


def test_a_scan_that_is_tried_out_says_what_it_is() -> None:
    assert try_out("6001", Scanned("customer", 1)) == ScanTest(
        "6001 (4 characters)", "A card of a customer in your book", is_well=True
    )
    assert try_out("1", Scanned("product", 1)).meaning == "A product of the catalogue"
    assert try_out("x\ny", Scanned("nothing", sentence="That is not ours.")) == ScanTest(
        "x y (3 characters)", "That is not ours.", is_well=False
    )


def test_the_report_tells_versions_counts_states_and_times(
    world: ReplicaWorld, presenter: DiagnosticsPresenter, ground: Ground
) -> None:
    world.desk.line.note("synced", NOW_MS)
    stock_the_catalogue(world)
    send_model(world)
    world.be_ready(7)
    ground.faults.note("server_unreachable", NOW_MS)
    world.do("UPDATE sync_lease SET name = 'l1', offset_ms = 180000")
    text = presenter.report().text
    for line in (
        "Tablet: Counter 2, store 367",
        f"App: {APP_VERSION}, replica form",
        "Line: synced, last contact 2026-11-22 15:00:00 UTC",
        "Checkpoint: 7, of 2026-11-22 15:00:00 UTC",
        "Outbox: 0 waiting, 0 refused, 0 with two values",
        "Clock: HQ's minus this one +180 s",
        "Held: 2 customers, 6 purchases",
        "Writing: possible",
        "  server_unreachable: 1, last 2026-11-22 15:00:00 UTC",
        "Screen: light, letters 1, movement",
    ):
        assert line in text, line
    assert "Model: 2026-11-21-" in text


def test_before_the_first_load_the_report_says_how_far_it_is(
    world: ReplicaWorld, presenter: DiagnosticsPresenter
) -> None:
    world.do("DELETE FROM sync_meta WHERE name IN ('cursor', 'checkpoint_ms')")
    world.do("INSERT INTO sync_meta VALUES ('loading', '{\"rows\": 5, \"expected\": 9}')")
    text = presenter.report().text
    for line in (
        "Line: waiting, last contact never", "Checkpoint: none, of never", "Loading: 5 of 9 rows",
        "Clock: HQ's minus this one never compared", "Model: none, passed over none",
        "No trouble since the app started",
    ):  # fmt: skip
        assert line in text, line


def test_no_name_note_search_or_number_of_a_customer_is_in_it(
    world: ReplicaWorld, presenter: DiagnosticsPresenter
) -> None:
    CustomerPresenter(lambda: world.desk).add_note(1, "Quietly allergic")
    world.refuse()
    text = presenter.report().text
    for secret in ("Olivia", "Bennett", "Mia", "allergic", "555-0134", "6001000001", "olivia@"):
        assert secret not in text


def test_a_report_goes_to_hq_as_it_was_read(presenter: DiagnosticsPresenter, field: Field) -> None:
    presenter.send(Report("as read", NOW_MS))
    assert field.office.reports == ["as read"]
    field.office.refusal = ServerUnreachable("No.")
    with pytest.raises(ServerUnreachable):
        presenter.send(Report("as read", NOW_MS))


def test_without_a_line_it_is_saved_as_a_file(presenter: DiagnosticsPresenter, world: ReplicaWorld) -> None:
    path = Path(presenter.save(Report("as read", NOW_MS)))
    assert path == world.folder / "report-20261122-150000.txt"
    assert path.read_text() == "as read"
