"""How the tablet's screen is to look, kept beside the vault: nothing personal, so it lies there in clear."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from associate_app.languages import LANGUAGES
from associate_app.platform.durable_file import write_durably

FILE: Final = "choices.json"

MODES: Final = ("light", "dark")
FONT_SCALES: Final = (1.0, 1.15, 1.3)
SPOKEN: Final = ("", *LANGUAGES)


@dataclass(frozen=True, slots=True)
class Choices:
    """Light or dark, the size of letters, whether things may move; the language "" is that of the system."""

    mode: str = "light"
    font_scale: float = 1.0
    reduced_motion: bool = False
    language: str = ""


def read(folder: Path) -> Choices:
    """What was chosen; as it comes from the box where nothing was, or what is there cannot be read."""
    try:
        found = Choices(**orjson.loads((folder / FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return Choices()
    return found if _is_possible(found) else Choices()


def keep(folder: Path, choices: Choices) -> None:
    """It is chosen, also after a restart; DiskTrouble if it cannot be kept."""
    write_durably(folder / FILE, orjson.dumps(asdict(choices)))


def _is_possible(choices: Choices) -> bool:
    motion: Any = choices.reduced_motion
    is_drawn = choices.mode in MODES and choices.font_scale in FONT_SCALES and isinstance(motion, bool)
    return is_drawn and choices.language in SPOKEN
