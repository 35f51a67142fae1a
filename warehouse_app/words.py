"""The one sentence catalogue: every sentence a person can read, in Chinese and English, by its code.

``resources/sentences/<room>.toml`` holds ``key = [Chinese, English]``; the code of a sentence is ``room.key``. A room is
read when its first sentence is asked for, so starting the program costs only the rooms it shows.
"""

from __future__ import annotations

import functools
import tomllib
from typing import Literal

from warehouse_app.errors import WarehouseError
from warehouse_app.places import RESOURCES

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
SENTENCES = RESOURCES / "sentences"


@functools.cache
def room_sentences(room: str) -> dict[str, tuple[str, str]]:
    """All sentences of one room, key to (Chinese, English); KeyError when the room has no file."""
    path = SENTENCES / f"{room}.toml"
    if not path.is_file():
        raise KeyError(room)
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: (both[0], both[1]) for key, both in entries.items()}


def template(code: str, language: Language) -> str:
    """The sentence with its placeholders still in it; KeyError when the catalogue lacks it."""
    room, _, key = code.partition(".")
    return room_sentences(room)[key][LANGUAGES.index(language)]


def say(code: str, /, language: Language = "zh_CN", **fields: object) -> str:
    """The sentence for ``code`` with its fields filled in."""
    return template(code, language).format(**fields)


def explain(error: WarehouseError, language: Language = "zh_CN") -> str:
    """The sentence for an error a person can put right."""
    return say(error.code, language, **error.fields)
