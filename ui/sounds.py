"""The one door for what is heard: a sound for every verdict, and speech where the machine can.

Qt's sound and speech are in the Addons, which may be missing, and a machine may have no loudspeaker: both are found out
late, at ``prepare``, and then the program is silent (only the system's beep for what must not go unheard).
"""

from __future__ import annotations

import importlib
import logging
from typing import Any, Literal, get_args

from PySide6.QtCore import QLocale, QLoggingCategory, QObject, QUrl
from PySide6.QtWidgets import QApplication

from ui.language import current
from warehouse_app.places import RESOURCES
from warehouse_app.words import Language

log = logging.getLogger(__name__)

SoundName = Literal[
    "right", "opened", "ticked", "step", "check", "undone", "left", "complete", "short", "wrong", "elsewhere", "extra", "alike",
    "unknown", "blocked", "shipped", "warn", "login",
]  # fmt: skip
SOUND_NAMES: tuple[SoundName, ...] = get_args(SoundName)
SpeechLevel = Literal["off", "alarms", "counts", "notes"]
SPEECH_LEVELS: tuple[SpeechLevel, ...] = ("off", "alarms", "counts", "notes")

_ALARMS: frozenset[SoundName] = frozenset({"wrong", "elsewhere", "extra", "alike", "unknown", "blocked", "warn"})
_FOLDER = RESOURCES / "sounds"


class Sounds(QObject):
    """Plays verdicts and speaks. Makes no sound at all, and loads nothing, while ``on`` is false."""

    def __init__(self, parent: QObject | None = None, *, on: bool = True, speech: SpeechLevel = "off") -> None:
        super().__init__(parent)
        self.on = on
        self.speech: SpeechLevel = speech
        self._effects: dict[str, Any] | None = None
        self._voice: Any = None
        self._voice_tried = False

    def prepare(self) -> None:
        """Load the sounds now, so that the first scan is answered at once. Call it when the window is up."""
        if self.on and self._effects is None:
            self._effects = self._load()

    def play(self, name: SoundName) -> None:
        """Let a verdict be heard; returns at once."""
        if not self.on:
            return
        self.prepare()
        effect = (self._effects or {}).get(name)
        if effect is not None:
            effect.play()
        elif name in _ALARMS:
            QApplication.beep()

    def speak(self, text: str, language: Language | None = None, *, level: SpeechLevel = "alarms") -> None:
        """Say a sentence, if the person wants to hear this much: ``level`` is the least setting that says it."""
        if self.speech == "off" or SPEECH_LEVELS.index(level) > SPEECH_LEVELS.index(self.speech):
            return
        voice = self._find_voice()
        if voice is None:
            return
        voice.stop()  # what was said before is no longer what matters
        voice.setLocale(QLocale(language or current()))
        voice.say(text)

    def _load(self) -> dict[str, Any]:
        multimedia = addon("QtMultimedia")
        if multimedia is None or not multimedia.QMediaDevices.audioOutputs():
            return {}
        effects: dict[str, Any] = {}
        for name in SOUND_NAMES:
            effect = multimedia.QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(_FOLDER / f"{name}.wav")))
            effects[name] = effect
        return effects

    def _find_voice(self) -> Any:
        if self._voice_tried:
            return self._voice
        self._voice_tried = True
        speech = addon("QtTextToSpeech")
        if speech is None or not [engine for engine in speech.QTextToSpeech.availableEngines() if engine != "mock"]:
            return None
        voice = speech.QTextToSpeech(self)
        self._voice = voice if voice.state() != speech.QTextToSpeech.State.Error else None
        return self._voice


def addon(module: str) -> Any:
    """A module of the Addons, or None. Its complaints about missing sound servers are of no use to a person."""
    QLoggingCategory.setFilterRules("qt.multimedia.*=false\nqt.speech.*=false")
    try:
        return importlib.import_module(f"PySide6.{module}")
    except ImportError as error:
        log.info("no sound from %s: %s", module, error)
        return None
