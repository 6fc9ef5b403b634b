"""`aisle privacy`: erasing customers, and which tablets have followed."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from server import create_app
from server.api import now_ms
from server.database import db
from server.migrations import opened
from server.privacy import erasure, receipts
from shared.clock import from_millis


@click.group()
def privacy() -> None:
    """Customers' rights over their data."""


@privacy.command("erase")
@click.option("--customer", "customer_id", type=int, required=True, help="The customer's number.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(customer_id: int, yes: bool) -> None:
    """Erase a customer everywhere. Nothing brings her back: neither an import nor a tablet.

    Everything of hers goes from the database, and from every tablet at its next contact. Redemptions go on
    counting towards their promotions, without her. Backups are not touched: after restoring one, erase again.
    """
    if not yes:
        click.confirm(f"Erase customer {customer_id} and everything of hers, for good?", abort=True)
    with opened(create_app()):
        is_clean = erasure.erase(db.engine, customer_id, now_ms())
        (waiting,) = [each for each in receipts.statuses(db.session()) if each.customer_id == customer_id]
    if not is_clean:
        click.echo("The database was being read: its log may still show her. Do this once more in a minute.")
    open_ones = waiting.asked - waiting.received
    click.echo(f"Customer {customer_id} is erased. {_tablets(open_ones)} to follow: aisle privacy status")


def _tablets(count: int) -> str:
    return "1 tablet has" if count == 1 else f"{count:,} tablets have"


@privacy.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Show which erasures are closed, and which tablets have not followed yet."""
    with opened(create_app()):
        erasure.number_receipts(db.engine)
        session = db.session()
        receipts.note_destroyed_keys(session)
        session.commit()
        erasures, waiting = receipts.statuses(session), receipts.still_open(session)
    if as_json:
        told = {"erasures": [asdict(each) for each in erasures], "open": [asdict(each) for each in waiting]}
        click.echo(json.dumps(told))
        return
    closed = sum(each.is_closed for each in erasures)
    click.echo(f"{len(erasures):,} erased, {closed:,} of them closed: no tablet can hold these any more.")
    for each in waiting:
        seen = from_millis(each.seen_ms).date().isoformat() if each.seen_ms else "never"
        click.echo(
            f"  customer {each.customer_id}: {each.device_name}, store {each.store_id}, {each.status},"
            f" last seen {seen}, {each.device_id}"
        )
    if waiting:
        click.echo("Each follows at its next contact. Revoke one that is lost: it wipes itself then.")


@privacy.command("vouch")
@click.option("--device", "device_id", required=True, help="The tablet's number, as `status` prints it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def vouch(device_id: str, yes: bool) -> None:
    """Answer for a tablet that can say nothing more: it was destroyed, or erased by hand.

    Its erasures are closed by your word, and kept as such.
    """
    if not yes:
        click.confirm("Do you know that nobody can read this tablet's data any more?", abort=True)
    with opened(create_app()):
        session = db.session()
        closed = receipts.vouch(session, device_id, now_ms())
        session.commit()
    click.echo(f"Receipts given by your word: {closed:,}")
