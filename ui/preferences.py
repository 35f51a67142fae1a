"""What belongs to this computer and not to the shop: its name, language, appearance, sound. Kept beside the data.

Several desks may share one database, so these are no settings of ``store.settings``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

from ui.sounds import SPEECH_LEVELS, SpeechLevel
from ui.theme import ThemeName
from warehouse_app.errors import BadInput
from warehouse_app.words import LANGUAGES, Language

FILE = "desk.json"


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """The scale on this computer: its serial port ("" for none), speed, and how it writes (``packing.weighing.scales``).

    ``pattern``, ``ask`` and ``unit`` count for a scale whose protocol is ``own``.
    """

    port: str = ""
    baud: int = 9600
    protocol: str = "comma"
    pattern: str = ""
    ask: str = ""
    unit: str = "g"


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What is shown of the list of restock: a part of it, of one supplier (-1 for all)."""

    shown: str = "order"
    by_supplier: bool = False
    supplier_id: int = -1


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices; "" where the person has not chosen."""

    desk: str = ""
    language: Language | None = None
    theme: ThemeName = "light"
    sound: bool = True
    speech: SpeechLevel = "off"
    scale: ScaleChoice = ScaleChoice()
    camera: str = ""
    restock_list: ListChoice = ListChoice()


_PARTS: dict[str, type[ScaleChoice] | type[ListChoice]] = {"scale": ScaleChoice, "restock_list": ListChoice}


def load(folder: Path) -> Preferences:
    """The choices kept in the data folder; a missing or damaged file means none were made."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()
    names = {field.name for field in fields(Preferences)}
    chosen = {name: value for name, value in kept.items() if name in names and _fits(name, value)}
    chosen |= {name: kind(**chosen[name]) for name, kind in _PARTS.items() if name in chosen}
    return Preferences(**chosen)


def save(folder: Path, preferences: Preferences) -> None:
    """Keep the choices, whole or not at all. Raises BadInput ``people.cannot_keep`` when the folder cannot be written."""
    write_whole(folder / FILE, asdict(preferences))


def write_whole(path: Path, told: object) -> None:
    """Write a file of JSON, whole or not at all. Raises as ``save``."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise BadInput("people.cannot_keep", file=str(path)) from error


def keep(folder: Path, **choices: Any) -> None:
    """Keep some choices, the others as they are. Raises as ``save``."""
    save(folder, replace(load(folder), **choices))


def _fits(name: str, value: Any) -> bool:
    match name:
        case "desk" | "camera":
            return isinstance(value, str)
        case "language":
            return value is None or value in LANGUAGES
        case "theme":
            return value in get_args(ThemeName)
        case "scale" | "restock_list":
            return isinstance(value, dict) and _is_made_of(_PARTS[name], value)
        case "sound":
            return isinstance(value, bool)
        case _:
            return value in SPEECH_LEVELS


def _is_made_of(part: type[ScaleChoice] | type[ListChoice], value: dict[str, Any]) -> bool:
    kinds = {field.name: type(field.default) for field in fields(part)}
    return set(value) <= set(kinds) and all(type(told) is kinds[name] for name, told in value.items())
