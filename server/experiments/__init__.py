"""Experiments: what HQ tries against what, who has really met it, and what results are about."""
