"""`aisle push`: the process that holds the tablets' wake-up channels."""

from __future__ import annotations

import asyncio
import signal

import click

from server import logs
from server.config import Config
from server.push.limits import make_room
from server.push.process import PushProcess, Settings, open_database
from server.serving import check_port
from sync.source.changelog import state_of


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", default=8081, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one."
)
@click.option(
    "--most", default=10_000, show_default=True, type=click.IntRange(1, 100_000), help="Tablets at once."
)
@click.option(
    "--drain", "drain_seconds", default=10.0, show_default=True, type=click.FloatRange(0, 600),
    help="Seconds over which tablets are parted with when it is stopped.",
)  # fmt: skip
def push(host: str, port: int, most: int, drain_seconds: float) -> None:
    """Hold the tablets' wake-up channels, beside `aisle serve`."""
    check_port(host, port)
    config = Config.from_environment()
    logs.configure()
    _check_database(config)
    room = make_room(most)
    if room < most:
        click.echo(
            f"This system lets a process open few files: {room:,} tablets fit instead of {most:,}."
            " Raise the limit (ulimit -n, LimitNOFILE) for more.", err=True
        )  # fmt: skip
    hold(config, Settings(host=host, port=port, most=room, drain_seconds=drain_seconds))


def hold(config: Config, settings: Settings) -> None:
    """The channels were held until somebody asked the process to stop."""
    asyncio.run(_serve(config, settings))


async def _serve(config: Config, settings: Settings) -> None:
    def say_where(port: int) -> None:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        click.echo(f"News for {settings.most:,} tablets at http://{shown}:{port} · Ctrl-C stops it")

    process = PushProcess(config, settings, say_where)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, process.stop)
    await process.run()


def _check_database(config: Config) -> None:
    """The change log is there; the database's own error if it is not."""
    engine = open_database(config.database_url)
    try:
        with engine.connect() as connection:
            state_of(connection)
    finally:
        engine.dispose()
