"""Harnesses that break things on purpose, and the proofs made with them.

`python -m tests.faults` lists the proofs; each prints one JSON line. `README.md` tells how to use the
harnesses on other code.
"""
