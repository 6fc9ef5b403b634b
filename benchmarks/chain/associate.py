"""Who works with the chain's tablet, and the PIN that opens it."""

from __future__ import annotations

from typing import Final

ASSOCIATE_ID: Final = "01980000-0000-7000-8000-000000000101"
ASSOCIATE_NUMBER: Final = "1001"
ASSOCIATE_NAME: Final = "Maya Brooks"
PIN: Final = "246810"
