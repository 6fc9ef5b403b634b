"""The application for any WSGI server: `server.wsgi:app`."""

from server import create_app

app = create_app()
