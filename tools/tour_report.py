"""What the tour keeps of each step: its sentence, its seconds, its figures, its picture."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Report:
    """Steps in their order; `report.json` is true after each of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[dict[str, Any]] = []
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, sentence: str) -> Iterator[dict[str, Any]]:
        """One step: what holds at its end. Figures put into the yielded dict are kept with it."""
        figures: dict[str, Any] = {}
        began = time.monotonic()
        outcome = "failed"
        try:
            yield figures
            outcome = "passed"
        finally:
            entry = {
                "step": sentence,
                "outcome": outcome,
                "seconds": round(time.monotonic() - began, 2),
                **figures,
            }
            self.steps.append(entry)
            self._save()
            mark = "ok    " if outcome == "passed" else "FAILED"
            extra = "".join(f"  {name} {value}" for name, value in figures.items() if name != "picture")
            print(f"{mark} {entry['seconds']:6.2f} s  {sentence}{extra}", flush=True)

    def picture(self, figures: dict[str, Any], name: str) -> Path:
        """Where the next picture of this step goes."""
        file = f"{len(self.steps) + 1:02d}-{name}.png"
        figures.setdefault("picture", []).append(file)
        return self.folder / file

    def _save(self) -> None:
        passed = all(step["outcome"] == "passed" for step in self.steps)
        content = {
            "passed": passed,
            "seconds": round(sum(s["seconds"] for s in self.steps), 1),
            "steps": self.steps,
        }
        (self.folder / "report.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
