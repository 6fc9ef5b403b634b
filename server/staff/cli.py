"""`aisle staff` and `aisle associates`: who may sign in."""

from __future__ import annotations

import click

from server import create_app
from server.api import new_id
from server.catalogue import service as catalogue
from server.database import db
from server.migrations import opened
from server.staff import service


@click.group()
def staff() -> None:
    """HQ people who sign in to the console."""


@staff.command("add")
@click.option("--email", required=True, help="What she signs in with.")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(service.ROLES), default="marketer", show_default=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def add_staff(email: str, name: str, role: str, password: str) -> None:
    """Let somebody sign in to the console."""
    with opened(create_app()):
        session = db.session()
        service.add_staff(session, email=email, name=name, role=role, password=password, new_id=new_id())
        session.commit()
    click.echo(f"{name} can sign in as {email}.")


@click.group()
def associates() -> None:
    """Store people who sign in on tablets."""


@associates.command("add")
@click.option("--store", "store_id", required=True, help="The store's number.")
@click.option("--number", required=True, help="What she types to sign in.")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(service.ASSOCIATE_ROLES), default="associate", show_default=True)
@click.option("--pin", prompt=True, hide_input=True, confirmation_prompt=True)
def add_associate(store_id: str, number: str, name: str, role: str, pin: str) -> None:
    """Let somebody sign in on a store's tablets."""
    with opened(create_app()):
        session = db.session()
        store = catalogue.store(session, store_id)
        service.add_associate(
            session, store_id=store_id, number=number, name=name, pin=pin, new_id=new_id(), role=role
        )
        session.commit()
    click.echo(f"{name} can sign in at {store.name} with number {number}.")
