"""`aisle serve`: the application under gunicorn, on a database of the right shape."""

from __future__ import annotations

import errno
import socket
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from server import create_app
from server.config import Config
from server.errors import ServerError
from server.migrations import upgrade

THREADS = 64
"""Each waiting tablet holds one: the wake-up channel is an open response, bounded in `replication.api`."""


class PortTaken(ServerError):
    """Somebody else listens there already."""

    code = "port_taken"


class PortRefused(ServerError):
    """The machine does not let us listen there."""

    code = "port_refused"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings; each worker makes an application of its own."""

    def __init__(self, config: Config, host: str, port: int) -> None:
        self.config = config
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """gunicorn's settings are ours."""
        for name, value in self.settings().items():
            self.cfg.set(name, value)

    def settings(self) -> dict[str, Any]:
        """One process is enough for SQLite, which has one writer; PostgreSQL gets two."""
        return {
            "bind": [self.address],
            "worker_class": "gthread",
            "workers": 1 if self.config.database_url.startswith("sqlite") else 2,
            "threads": THREADS,
            "keepalive": 75,
            "graceful_timeout": 3,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": _say_where,
        }

    def load(self) -> Any:
        """A worker's application."""
        return create_app(self.config)


def _say_where(arbiter: Any) -> None:
    """The address as it became: port 0 means any free one."""
    host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Aisle One is at http://{shown}:{port} · Ctrl-C stops it")


def check_port(host: str, port: int) -> None:
    """Nothing happens if we could listen there; otherwise the error says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _port_error(error, host, port) from error


def _port_error(error: OSError, host: str, port: int) -> ServerError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is in use: another program, perhaps another Aisle One, answers there."
            f" Stop it, or choose another port with --port."
        )
    return PortRefused(f"{host} port {port} cannot be used here: {error.strerror}. Choose another one.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one."
)
def serve(host: str, port: int) -> None:
    """Start the server: REST API and HQ console."""
    check_port(host, port)
    config = Config.from_environment()
    upgrade(create_app(config))
    Server(config, host, port).run()
