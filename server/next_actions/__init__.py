"""The next best action: its rules as HQ sets them, the facts it is decided on, and what came of it."""
