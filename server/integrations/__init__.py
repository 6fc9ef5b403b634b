"""Data taken in from other systems.

Nothing here serves a request. An import writes tables, not objects: its rows pass through columns, never
through marshmallow or a session; and through the same triggers as everybody's.
"""
