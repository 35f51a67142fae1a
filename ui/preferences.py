"""What belongs to this computer and not to the shop: its name, language, appearance, sound. Kept beside the data.

Several desks may share one database, so these are no settings of ``store.settings``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from ui.sounds import SPEECH_LEVELS, SpeechLevel
from ui.theme import ThemeName
from warehouse_app.errors import BadInput
from warehouse_app.words import LANGUAGES, Language

FILE = "desk.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices; "" where the person has not chosen."""

    desk: str = ""
    language: Language | None = None
    theme: ThemeName = "light"
    sound: bool = True
    speech: SpeechLevel = "off"


def load(folder: Path) -> Preferences:
    """The choices kept in the data folder; a missing or damaged file means none were made."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()
    names = {field.name for field in fields(Preferences)}
    return Preferences(**{name: value for name, value in kept.items() if name in names and _fits(name, value)})


def save(folder: Path, preferences: Preferences) -> None:
    """Keep the choices, whole or not at all. Raises BadInput ``people.cannot_keep`` when the folder cannot be written."""
    partial = folder / f".{FILE}.part"
    try:
        partial.write_text(json.dumps(asdict(preferences), ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(folder / FILE)
    except OSError as error:
        raise BadInput("people.cannot_keep", file=str(folder / FILE)) from error


def _fits(name: str, value: Any) -> bool:
    match name:
        case "desk":
            return isinstance(value, str)
        case "language":
            return value is None or value in LANGUAGES
        case "theme":
            return value in get_args(ThemeName)
        case "sound":
            return isinstance(value, bool)
        case _:
            return value in SPEECH_LEVELS
