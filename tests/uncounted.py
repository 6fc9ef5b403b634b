"""What is run a thousand times need not be counted as covered each time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncounted() -> Iterator[None]:
    """Lines run inside, in this thread, are not counted as covered: counting doubles what they cost.

    Whatever only a random schedule or a million rows would reach has to have a test of its own.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
