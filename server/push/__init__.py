"""The push process, `aisle push`: it holds thousands of tablets' wake-up channels, and does nothing else.

It serves the same channel as the web workers do (`server.replication.api`), by the same rules, with one
thread for the sockets and one for the database. It keeps nothing: killed at any moment it costs a tablet a
reconnection, since the change log stays the truth.
"""
