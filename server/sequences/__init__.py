"""Sequences of follow-ups as HQ writes them. Who is at which step is worked out, never stored."""
