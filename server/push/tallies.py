"""What the push process has done and how it stands, in numbers: for log, health and whoever scrapes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Tallies:
    """Counted since the process began."""

    opened: int = 0
    beats: int = 0
    news: int = 0
    looks: int = 0
    shut_out: int = 0
    too_slow: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def in_words(self) -> dict[str, int | dict[str, int]]:
        """For one line of the log."""
        return {
            "opened": self.opened, "beats": self.beats, "news": self.news, "looks": self.looks,
            "shut_out": self.shut_out, "too_slow": self.too_slow, "refused": dict(self.refused),
        }  # fmt: skip

    def to_metrics(self, gauges: dict[str, float]) -> bytes:
        """In the text form of Prometheus, after the gauges of this moment."""
        lines = [f"aisle_push_{name} {value:g}" for name, value in gauges.items()]
        for name, value in self.in_words().items():
            if isinstance(value, dict):
                lines += [f'aisle_push_{name}_total{{code="{code}"}} {n}' for code, n in value.items()]
            else:
                lines.append(f"aisle_push_{name}_total {value}")
        return ("\n".join(lines) + "\n").encode()
